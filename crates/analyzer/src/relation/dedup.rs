//! `DISTINCT`, `dropDuplicates`.

use std::sync::Arc;

use datafusion::functions_aggregate::first_last::first_value;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder};
use sparrow_plan::Deduplicate;
use sparrow_spark_error::{Result, unresolved_column, unsupported};

use super::build::aggregate;
use crate::analyzer::{Analyzer, Env};
use crate::scope::{Attribute, Node, same_name};

impl Analyzer<'_> {
    pub fn deduplicate(&self, env: &Env<'_>, dedup: &Deduplicate) -> Result<Node> {
        if dedup.within_watermark {
            return Err(unsupported("dropDuplicatesWithinWatermark"));
        }
        let input = self.exactly_output(self.relation(env, &dedup.input)?)?;
        match &dedup.columns {
            None => self.distinct(input),
            Some(columns) => self.first_of_each(input, columns),
        }
    }

    /// Each distinct row once.
    pub fn distinct(&self, input: Node) -> Result<Node> {
        let input = self.exactly_output(input)?;
        let plan = LogicalPlanBuilder::new_from_arc(Arc::clone(&input.plan)).distinct()?.build()?;
        Ok(input.over(plan))
    }

    /// The first row met of each combination of these columns, as Spark's `Deduplicate` does.
    fn first_of_each(&self, input: Node, columns: &[String]) -> Result<Node> {
        let case_sensitive = self.context.case_sensitive;
        let mut keys: Vec<&Attribute> = Vec::new();
        for name in columns {
            let found = input.output.iter().filter(|a| same_name(&a.name, name, case_sensitive));
            let before = keys.len();
            keys.extend(found);
            if keys.len() == before {
                let known: Vec<&str> = input.output.iter().map(|a| a.name.as_str()).collect();
                return Err(unresolved_column(std::slice::from_ref(name), known));
            }
        }
        let is_key = |a: &Attribute| keys.iter().any(|k| k.column == a.column);
        let groups: Vec<Expr> = keys.iter().map(|k| k.expr()).collect();
        let firsts: Vec<Expr> = input
            .output
            .iter()
            .filter(|a| !is_key(a))
            .map(|a| first_value(a.expr(), vec![]).alias(a.column.clone()))
            .collect();
        let plan = aggregate(Arc::clone(&input.plan), groups, firsts)?;
        Ok(input.clone().over(plan))
    }
}
