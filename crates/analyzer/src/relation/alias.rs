//! `input AS alias(columns)`.

use sparrow_plan::Relation;
use sparrow_spark_error::{Result, SparkError, condition};

use super::leaf::requalify;
use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn subquery_alias(&self, env: &Env<'_>, input: &Relation, alias: &str, columns: &[String]) -> Result<Node> {
        let mut node = self.relation(env, input)?;
        if !columns.is_empty() {
            node = self.rename_all(node, columns)?;
        }
        Ok(requalify(node, &[alias.to_owned()]))
    }

    /// The same columns under other names, all of them.
    pub fn rename_all(&self, mut node: Node, names: &[String]) -> Result<Node> {
        if names.len() != node.output.len() {
            return Err(SparkError::new(&condition::ASSIGNMENT_ARITY_MISMATCH)
                .with("numTarget", names.len().to_string())
                .with("numExpr", node.output.len().to_string()));
        }
        for (attribute, name) in node.output.iter_mut().zip(names) {
            attribute.name.clone_from(name);
        }
        Ok(node)
    }
}
