//! `PIVOT`: one column for each value and aggregate.

use sparrow_plan::{ExprKind, Expression, GroupingKind, Pivot};
use sparrow_spark_error::{Result, internal};

use super::project::strip_alias;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn pivot(&self, env: &Env<'_>, pivot: &Pivot) -> Result<Node> {
        let input = self.relation(env, &pivot.input)?;
        let values = pivot
            .values
            .as_deref()
            .ok_or_else(|| internal("the values of a pivot were not computed before the analysis"))?;
        let grouping = match &pivot.grouping {
            Some(grouping) => grouping.clone(),
            None => self.unused_columns(env, &input, pivot)?,
        };
        let mut select = grouping.clone();
        for value in values {
            for aggregate in &pivot.aggregates {
                select.push(self.pivoted(env, &input, pivot, value, aggregate)?);
            }
        }
        self.aggregate_over(env, input, &grouping, &GroupingKind::GroupBy, &select, None)
    }

    /// SQL groups by every column that neither the pivot nor its aggregates use.
    fn unused_columns(&self, env: &Env<'_>, input: &Node, pivot: &Pivot) -> Result<Vec<Expression>> {
        let scope = Scope::over(input, env, "Pivot");
        let mut used: Vec<String> = Vec::new();
        for expression in pivot.aggregates.iter().map(|a| strip_alias(a).0).chain([&pivot.column]) {
            let value = self.expression(&scope, expression)?;
            used.extend(value.expr.column_refs().into_iter().map(|c| c.name.clone()));
        }
        let unused = input.output.iter().filter(|a| !used.contains(&a.column));
        Ok(unused.map(|a| Expression::column(a.qualifier.iter().cloned().chain([a.name.clone()]))).collect())
    }

    /// `aggregate(when column <=> value then argument)`, named by the value (and the aggregate when there are several).
    fn pivoted(
        &self,
        env: &Env<'_>,
        input: &Node,
        pivot: &Pivot,
        value: &Expression,
        aggregate: &Expression,
    ) -> Result<Expression> {
        let scope = Scope::over(input, env, "Pivot");
        let (bare_value, value_names) = strip_alias(value);
        let (call, call_names) = strip_alias(aggregate);
        let value_name = match value_names {
            [name, ..] => name.clone(),
            [] => self.expression(&scope, bare_value)?.name.replace("NULL", "null"),
        };
        let name = match (pivot.aggregates.len(), call_names) {
            (1, _) => value_name,
            (_, [name, ..]) => format!("{value_name}_{name}"),
            (_, []) => format!("{value_name}_{}", self.expression(&scope, call)?.name),
        };
        let test = Expression::call("<=>", vec![pivot.column.clone(), bare_value.clone()]);
        Ok(if_any_row(filtered(call, &test), &test).alias(name))
    }
}

/// The value where some row has the pivot value, else NULL, as Spark's two-step pivot gives it (also for counts).
fn if_any_row(value: Expression, test: &Expression) -> Expression {
    let one = || Expression::literal(sparrow_plan::Literal::int(1));
    let rows = filtered(&Expression::call("count", vec![one()]), test);
    let any = Expression::call(">", vec![rows, Expression::literal(sparrow_plan::Literal::int(0))]);
    Expression::call("when", vec![any, value])
}

/// Every aggregate call in the expression, restricted to the rows of one pivot value.
fn filtered(expression: &Expression, test: &Expression) -> Expression {
    let mut expression = expression.clone();
    restrict(&mut expression, test);
    expression
}

fn restrict(expression: &mut Expression, test: &Expression) {
    if let ExprKind::Function { name, filter, .. } = &mut expression.kind
        && let [name] = name.as_slice()
        && matches!(sparrow_functions::find(name).map(|f| &f.builder), Some(sparrow_functions::Builder::Aggregate(_)))
    {
        *filter = Some(Box::new(match filter.take() {
            Some(own) => Expression::call("and", vec![*own, test.clone()]),
            None => test.clone(),
        }));
        return;
    }
    sparrow_plan::nested_mut(expression).into_iter().for_each(|e| restrict(e, test));
}
