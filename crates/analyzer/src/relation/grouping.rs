//! What is grouped by: expressions, ordinals, aliases, `ALL`, rollups, cubes and sets; `grouping()` and `grouping_id()`.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, Operator, binary_expr, lit};
use sparrow_functions::Typed;
use sparrow_plan::{ExprKind, Expression, GroupingKind};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};
use sparrow_spark_types::DataType;

use super::build::project;
use super::project::strip_alias;
use super::sort::ordinal;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::expression::function::{Call, has_aggregate};
use crate::scope::{Attribute, Node, same_name};

/// The column DataFusion adds to an aggregation over grouping sets.
pub const GROUPING_ID: &str = "__grouping_id";

/// Grouping expressions with their columns.
type Groups = Vec<(Typed, Attribute)>;
/// Grouping sets as indices into the groups.
type Sets = Vec<Vec<usize>>;

impl Analyzer<'_> {
    pub fn grouping(
        &self,
        env: &Env<'_>,
        input: Node,
        grouping: &[Expression],
        kind: &GroupingKind,
        select: &[Expression],
    ) -> Result<(Node, Groups, Option<Sets>)> {
        let values = {
            let scope = Scope::over(&input, env, "Aggregate");
            self.grouping_values(&scope, grouping, kind, select)?
        };
        let sets = self.sets(env, &input, kind, &values)?;
        if sets.is_none() {
            let groups = values.into_iter().map(|v| self.group_column(&input, v)).collect();
            return Ok((input, groups, None));
        }
        let (input, groups) = self.compute_groups(input, values)?;
        Ok((input, groups, sets))
    }

    fn grouping_values(
        &self,
        scope: &Scope<'_>,
        grouping: &[Expression],
        kind: &GroupingKind,
        select: &[Expression],
    ) -> Result<Vec<Typed>> {
        if is_group_by_all(grouping) {
            return self.all_ungrouped(scope, select);
        }
        let mut values: Vec<Typed> = Vec::new();
        for expression in grouping {
            values.push(self.grouping_value(scope, expression, select)?);
        }
        if let GroupingKind::GroupingSets(sets) = kind {
            for expression in sets.iter().flatten() {
                let value = self.grouping_value(scope, expression, select)?;
                if !values.iter().any(|v| v.expr == value.expr) {
                    values.push(value);
                }
            }
        }
        Ok(values)
    }

    fn grouping_value(&self, scope: &Scope<'_>, expression: &Expression, select: &[Expression]) -> Result<Typed> {
        let value = match ordinal(expression) {
            Some(position) if self.context.conf("spark.sql.groupByOrdinal") != Some("false") => {
                self.group_by_position(scope, expression, position, select)?
            }
            _ => match self.expression(scope, expression) {
                Ok(value) => value,
                Err(error) => match self.select_alias(expression, select) {
                    Some(child) => self.expression(scope, child)?,
                    None => return Err(error),
                },
            },
        };
        if has_aggregate(&value.expr) {
            return Err(SparkError::new(&condition::GROUP_BY_AGGREGATE).with("sqlExpr", value.name));
        }
        Ok(value)
    }

    fn group_by_position(
        &self,
        scope: &Scope<'_>,
        at: &Expression,
        position: i64,
        select: &[Expression],
    ) -> Result<Typed> {
        let values = self.expressions(scope, select)?;
        let found = usize::try_from(position).ok().and_then(|p| p.checked_sub(1)).and_then(|i| values.get(i));
        match found {
            Some(value) if has_aggregate(&value.expr) => Err(SparkError::new(&condition::GROUP_BY_POS_AGGREGATE)
                .with("index", position.to_string())
                .with("aggExpr", value.name.clone())),
            Some(value) => Ok(value.clone()),
            None => Err(SparkError::new(&condition::GROUP_BY_POS_OUT_OF_RANGE)
                .with("index", position.to_string())
                .with("size", values.len().to_string())
                .at_if_unplaced(at.origin.as_deref())),
        }
    }

    /// `GROUP BY alias`
    fn select_alias<'s>(&self, expression: &Expression, select: &'s [Expression]) -> Option<&'s Expression> {
        let ExprKind::Attribute { name, plan_id: None, .. } = &expression.kind else { return None };
        let [name] = name.as_slice() else { return None };
        let same = |names: &[String]| matches!(names, [alias] if same_name(alias, name, self.context.case_sensitive));
        select.iter().map(strip_alias).find(|(_, names)| same(names)).map(|(child, _)| child)
    }

    /// `GROUP BY ALL`: every select item without an aggregate.
    fn all_ungrouped(&self, scope: &Scope<'_>, select: &[Expression]) -> Result<Vec<Typed>> {
        let values = self.expressions(scope, select)?;
        Ok(values.into_iter().filter(|v| !has_aggregate(&v.expr)).collect())
    }

    fn sets(
        &self,
        env: &Env<'_>,
        input: &Node,
        kind: &GroupingKind,
        values: &[Typed],
    ) -> Result<Option<Vec<Vec<usize>>>> {
        let n = values.len();
        match kind {
            GroupingKind::GroupBy => Ok(None),
            GroupingKind::Rollup => Ok(Some((0..=n).rev().map(|k| (0..k).collect()).collect())),
            GroupingKind::Cube if n > 12 => Err(unsupported(format!("CUBE over {n} expressions (more than 12)"))),
            GroupingKind::Cube => {
                let set = |mask: usize| (0..n).filter(|i| mask & (1 << (n - 1 - i)) != 0).collect();
                Ok(Some((0..1usize << n).rev().map(set).collect()))
            }
            GroupingKind::GroupingSets(sets) => {
                let scope = Scope::over(input, env, "Aggregate");
                let index = |e: &Expression| -> Result<usize> {
                    let value = self.expression(&scope, e)?;
                    let found = values.iter().position(|v| v.expr == value.expr);
                    found.ok_or_else(|| sparrow_spark_error::internal("a grouping set names what is not grouped"))
                };
                let sets = sets.iter().map(|set| set.iter().map(index).collect()).collect::<Result<_>>()?;
                Ok(Some(sets))
            }
        }
    }

    fn group_column(&self, input: &Node, value: Typed) -> (Typed, Attribute) {
        let kept = match &value.expr {
            Expr::Column(c) => input.reachable().find(|a| a.column == c.name).cloned(),
            _ => None,
        };
        let attribute = kept.unwrap_or_else(|| self.attribute(&value));
        (value, attribute)
    }

    /// For grouping sets: every group becomes a column of its own below, so that aggregates of a grouped column still see its values.
    fn compute_groups(&self, input: Node, values: Vec<Typed>) -> Result<(Node, Groups)> {
        let mut expressions: Vec<Expr> = input.plan.schema().columns().into_iter().map(Expr::Column).collect();
        let mut groups = Vec::with_capacity(values.len());
        for value in values {
            let mut attribute = self.attribute(&value);
            attribute.nullable = true;
            if let Expr::Column(c) = &value.expr
                && let Some(source) = input.reachable().find(|a| a.column == c.name)
            {
                attribute.qualifier.clone_from(&source.qualifier);
            }
            expressions.push(value.expr.clone().alias(attribute.column.clone()));
            groups.push((Typed { nullable: true, ..value }, attribute));
        }
        let plan = project(Arc::clone(&input.plan), expressions)?;
        Ok((Node { plan: Arc::new(plan), base: None, ..input }, groups))
    }

    /// `grouping(column)` and `grouping_id()`; `None` for any other call.
    pub fn grouping_call(&self, scope: &Scope<'_>, call: &Call<'_>) -> Result<Option<Typed>> {
        let id = same_name(call.name, "grouping_id", false);
        if !id && !same_name(call.name, "grouping", false) {
            return Ok(None);
        }
        let args = self.expressions(scope, call.args)?;
        let mask = super::column(GROUPING_ID.to_owned());
        let mask = datafusion::logical_expr::cast(mask, arrow::datatypes::DataType::Int64);
        let names: Vec<&str> = args.iter().map(|a| a.name.as_str()).collect();
        let name = format!("{}({})", call.name.to_lowercase(), names.join(", "));
        if id {
            return Ok(Some(Typed::new(mask, DataType::Long, false, name)));
        }
        let [argument] = args.as_slice() else {
            return Err(sparrow_spark_error::wrong_num_args("grouping", 1, args.len()));
        };
        let position = scope.grouping.iter().position(|g| g.expr == argument.expr);
        let Some(position) = position else { return Err(unsupported("grouping() of what is not grouped by")) };
        let shift = (scope.grouping.len() - 1 - position) as i64;
        let bit =
            binary_expr(binary_expr(mask, Operator::BitwiseShiftRight, lit(shift)), Operator::BitwiseAnd, lit(1i64));
        let bit = datafusion::logical_expr::cast(bit, arrow::datatypes::DataType::Int8);
        Ok(Some(Typed::new(bit, DataType::Byte, false, name)))
    }
}

fn is_group_by_all(grouping: &[Expression]) -> bool {
    match grouping {
        [Expression { kind: ExprKind::Function { name, args, .. }, .. }] => {
            args.is_empty() && matches!(name.as_slice(), [name] if same_name(name, "all", false))
        }
        _ => false,
    }
}
