//! `observe`.

use std::sync::Arc;

use datafusion::common::Column;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use sparrow_operators::collect_metrics::{CollectMetricsNode, MetricsSink};
use sparrow_plan::{Expression, GroupingKind, Relation};
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::Field;

use super::project::Base;
use crate::Observation;
use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;

impl Analyzer<'_> {
    /// Rows pass unchanged while the metrics' aggregates are fed with them.
    pub fn collect_metrics(
        &self,
        env: &Env<'_>,
        plan_id: Option<i64>,
        input: &Relation,
        name: &str,
        metrics: &[Expression],
    ) -> Result<Node> {
        if name.is_empty() {
            return Err(SparkError::new(&condition::INVALID_OBSERVED_METRICS_MISSING_NAME).with("operator", "observe"));
        }
        let node = self.relation(env, input)?;
        if self.observed.borrow().iter().any(|o| o.name == name && o.plan_id != plan_id) {
            return Err(SparkError::new(&condition::DUPLICATED_METRICS_NAME).with("metricName", name));
        }
        let aggregated = self.aggregate_over(env, node.clone(), &[], &GroupingKind::GroupBy, metrics, None)?;
        let Some(Base::Aggregate(base)) = aggregated.base.as_deref() else {
            return Err(internal("an observation did not become an aggregation"));
        };
        let fields: Vec<Field> = aggregated.output.iter().map(crate::scope::Attribute::field).collect();
        let sink = MetricsSink::new();
        let calls: Vec<Expr> = base.aggregates.iter().map(|(call, a)| call.clone().alias(a.column.clone())).collect();
        let columns = base.aggregates.iter().map(|(_, a)| a.column.clone()).collect();
        let select = base.select.clone();
        let watched = CollectMetricsNode::new(super::own(&node.plan), name, calls, Arc::clone(&sink));
        self.observed.borrow_mut().push(Observation { name: name.to_owned(), plan_id, fields, sink, columns, select });
        Ok(Node { plan: Arc::new(super::extension(watched)), base: None, ..node })
    }
}

impl Observation {
    /// The plan of the one row of metrics, once the observed rows have all passed; `None` while they have not.
    pub fn result(&self) -> Result<Option<LogicalPlan>> {
        let Some(values) = self.sink.values() else { return Ok(None) };
        if values.is_empty() {
            return Ok(Some(LogicalPlanBuilder::empty(true).project(self.select.clone())?.build()?));
        }
        let row = values.into_iter().map(|v| Expr::Literal(v, None)).collect();
        let values = LogicalPlanBuilder::values(vec![row])?.build()?;
        let renamed: Vec<Expr> = values
            .schema()
            .columns()
            .into_iter()
            .zip(&self.columns)
            .map(|(column, name): (Column, &String)| Expr::Column(column).alias(name.clone()))
            .collect();
        Ok(Some(LogicalPlanBuilder::new(values).project(renamed)?.project(self.select.clone())?.build()?))
    }
}
