//! `UNPIVOT`, `melt`: a union of one projection for each value column.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan, Union};
use sparrow_functions::Typed;
use sparrow_plan::{Expression, Literal, Unpivot};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};
use sparrow_spark_types::{DataType, find_wider_type};

use super::build::project;
use crate::analyzer::{Analyzer, Env};
use crate::expression::{Scope, literal};
use crate::scope::{Attribute, Node};

/// Groups of value columns with the label of each.
type Groups = Vec<(Vec<Typed>, String)>;

impl Analyzer<'_> {
    pub fn unpivot(&self, env: &Env<'_>, unpivot: &Unpivot) -> Result<Node> {
        let input = self.relation(env, &unpivot.input)?;
        let (ids, groups) = self.unpivot_columns(env, &input, unpivot)?;
        if groups.is_empty() {
            return Err(SparkError::new(&condition::UNPIVOT_REQUIRES_VALUE_COLUMNS));
        }
        let width = unpivot.value_names.len();
        if groups.iter().any(|(values, _)| values.len() != width) {
            return Err(unsupported("UNPIVOT whose value groups and names differ in number"));
        }
        let types = (0..width).map(|i| self.value_type(&groups, i)).collect::<Result<Vec<_>>>()?;
        let mut output: Vec<Attribute> = ids.iter().map(|v| self.attribute(v)).collect();
        output.push(self.attribute(&literal(self.context, &Literal::string(""))?.named(unpivot.variable_name.clone())));
        for (name, data_type) in unpivot.value_names.iter().zip(&types) {
            let null = literal(self.context, &Literal::null(data_type.clone()))?;
            output.push(self.attribute(&null.named(name.clone())));
        }
        let rows = groups.into_iter().map(|group| self.one_group(&input, &ids, group, &types, &output));
        let inputs = rows.collect::<Result<Vec<_>>>()?;
        let plan = match inputs.as_slice() {
            [only] => only.as_ref().clone(),
            _ => LogicalPlan::Union(Union::try_new_with_loose_types(inputs)?),
        };
        let node = Node::new(plan, output);
        if unpivot.include_nulls { Ok(node) } else { self.without_empty(node, width) }
    }

    fn unpivot_columns(&self, env: &Env<'_>, input: &Node, unpivot: &Unpivot) -> Result<(Vec<Typed>, Groups)> {
        let scope = Scope::over(input, env, "Unpivot");
        let list = |es: &[Expression]| self.expressions(&scope, es);
        let others = |known: &[Typed]| -> Vec<Typed> {
            let is_known = |a: &&Attribute| known.iter().any(|k| k.expr == a.expr());
            input.output.iter().filter(|a| !is_known(a)).map(Attribute::typed).collect()
        };
        let mut groups = Vec::new();
        for (values, label) in unpivot.values.iter().flatten() {
            let values = list(values)?;
            match label {
                Some(label) => groups.push((values, label.clone())),
                None if unpivot.value_names.len() == 1 => {
                    groups.extend(values.into_iter().map(|v| (vec![v.clone()], v.name)))
                }
                None => {
                    let name = values.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join("_");
                    groups.push((values, name));
                }
            }
        }
        let ids = match &unpivot.ids {
            Some(ids) => list(ids)?,
            None => others(&groups.iter().flat_map(|(v, _)| v.clone()).collect::<Vec<_>>()),
        };
        if unpivot.values.is_none() {
            groups = others(&ids).into_iter().map(|v| (vec![v.clone()], v.name)).collect();
        }
        Ok((ids, groups))
    }

    fn value_type(&self, groups: &[(Vec<Typed>, String)], index: usize) -> Result<DataType> {
        let mut types = groups.iter().map(|(values, _)| values[index].data_type.clone());
        let first = types.next().unwrap_or(DataType::Null);
        types
            .try_fold(first, |a, b| find_wider_type(&a, &b, self.context.ansi))
            .ok_or_else(|| unsupported("UNPIVOT of columns without a common type"))
    }

    fn one_group(
        &self,
        input: &Node,
        ids: &[Typed],
        (values, label): (Vec<Typed>, String),
        types: &[DataType],
        output: &[Attribute],
    ) -> Result<Arc<LogicalPlan>> {
        let mut columns: Vec<Expr> = ids.iter().map(|v| v.expr.clone()).collect();
        columns.push(literal(self.context, &Literal::string(label))?.expr);
        for (value, data_type) in values.into_iter().zip(types) {
            columns.push(self.coerced(value, data_type)?.expr);
        }
        let renamed: Vec<Expr> = columns.into_iter().zip(output).map(|(e, a)| e.alias(a.column.clone())).collect();
        Ok(Arc::new(project(Arc::clone(&input.plan), renamed)?))
    }

    fn without_empty(&self, node: Node, width: usize) -> Result<Node> {
        let values = &node.output[node.output.len() - width..];
        let any = values.iter().map(|a| a.expr().is_not_null()).reduce(Expr::or);
        match any {
            Some(test) => self.filter_by(node, Typed::new(test, DataType::Boolean, false, "unpivot")),
            None => Ok(node),
        }
    }
}
