//! `repartition`, `repartitionByRange`, `repartitionById`: the partitions a user asks for.

use std::fmt;
use std::sync::Arc;

use datafusion::common::{DFSchemaRef, Result};
use datafusion::logical_expr::expr::Sort;
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use crate::coalesce::CoalesceExec;
use crate::exchange::ExchangeExec;
use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;
use crate::range_route::{RangeRouteExec, Ranges};
use crate::route::{Route, RouteExec, Routing};
use crate::row_order::RowOrderExec;
use crate::sort_key::SortKey;

/// Which row goes where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In turn. `sorted` rows are put into an order of their content before (`spark.sql.execution.sortBeforeRepartition`), so
    /// that a task that runs again deals them out alike.
    RoundRobin {
        /// Whether to sort.
        sorted: bool,
    },
    /// By the remainder of an INT; NULL counts as 0. With Spark's hash of the keys it is what Spark does.
    Number(Expr),
    /// By ranges of sort keys.
    Range {
        /// The keys; not empty.
        keys: Vec<Sort>,
        /// Rows the sample has for each partition (`spark.sql.execution.rangeExchange.sampleSizePerPartition`).
        sample_rows: usize,
    },
}

/// A logical plan whose rows are moved to so many partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepartitionNode {
    input: LogicalPlan,
    scheme: Scheme,
    partitions: Option<usize>,
}

unordered!(RepartitionNode);

impl RepartitionNode {
    /// Without a number there are as many partitions as every shuffle has.
    pub fn new(input: LogicalPlan, scheme: Scheme, partitions: Option<usize>) -> Self {
        Self { input, scheme, partitions }
    }

    /// The rows.
    pub fn input(&self) -> &LogicalPlan {
        &self.input
    }

    /// How many partitions were asked for.
    pub fn partitions(&self) -> Option<usize> {
        self.partitions
    }
}

impl UserDefinedLogicalNodeCore for RepartitionNode {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        self.input.schema()
    }

    fn expressions(&self) -> Vec<Expr> {
        match &self.scheme {
            Scheme::RoundRobin { .. } => vec![],
            Scheme::Number(number) => vec![number.clone()],
            Scheme::Range { keys, .. } => keys.iter().map(|key| key.expr.clone()).collect(),
        }
    }

    fn prevent_predicate_push_down_columns(&self) -> std::collections::HashSet<String> {
        std::collections::HashSet::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(Self::NAME)?;
        match &self.scheme {
            Scheme::RoundRobin { .. } => f.write_str(": round robin")?,
            Scheme::Number(number) => write!(f, ": number={number}")?,
            Scheme::Range { keys, .. } => {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                write!(f, ": range=[{}]", keys.join(", "))?;
            }
        }
        self.partitions.map_or(Ok(()), |partitions| write!(f, ", partitions={partitions}"))
    }

    fn with_exprs_and_inputs(&self, exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        let scheme = match &self.scheme {
            Scheme::RoundRobin { sorted } => Scheme::RoundRobin { sorted: *sorted },
            Scheme::Number(_) => Scheme::Number(only(exprs)?),
            Scheme::Range { keys, sample_rows } => {
                let keys = keys.iter().zip(exprs).map(|(key, expr)| Sort { expr, ..key.clone() }).collect();
                Scheme::Range { keys, sample_rows: *sample_rows }
            }
        };
        Ok(Self::new(only(inputs)?, scheme, self.partitions))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }
}

impl PlannedNode for RepartitionNode {
    const NAME: &'static str = "Repartition";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        let partitions = planning.partitions(self.partitions)?;
        let input = planning.input.clone();
        if partitions == 1 {
            return Ok(Arc::new(CoalesceExec::gathering(input, 1)));
        }
        let kept = input.schema().fields().len();
        let routed: Arc<dyn ExecutionPlan> = match &self.scheme {
            Scheme::RoundRobin { sorted: false } => {
                Arc::new(RouteExec::new(input, Routing { route: Route::RoundRobin, partitions, kept }))
            }
            Scheme::RoundRobin { sorted: true } => {
                let ordered = Arc::new(RowOrderExec::new(input));
                Arc::new(RouteExec::new(ordered, Routing { route: Route::SortedRoundRobin(kept), partitions, kept }))
            }
            Scheme::Number(number) => {
                let (input, columns) = with_columns(planning, [number])?;
                Arc::new(RouteExec::new(input, Routing { route: Route::Number(only(columns)?), partitions, kept }))
            }
            Scheme::Range { keys, sample_rows } => {
                let (input, columns) = with_columns(planning, keys.iter().map(|key| &key.expr))?;
                let key = |(key, column): (&Sort, usize)| SortKey {
                    column,
                    descending: !key.asc,
                    nulls_first: key.nulls_first,
                };
                let keys = keys.iter().zip(columns).map(key).collect();
                Arc::new(RangeRouteExec::over(input, Ranges { keys, partitions, kept }, *sample_rows)?)
            }
        };
        Ok(Arc::new(ExchangeExec::new(routed, partitions)))
    }
}

/// The input with these expressions among its columns, and where they are.
fn with_columns<'a>(
    planning: &Planning,
    expressions: impl IntoIterator<Item = &'a Expr>,
) -> Result<(Arc<dyn ExecutionPlan>, Vec<usize>)> {
    let input = planning.input;
    let schema = input.schema();
    let own = |(index, field): (usize, &Arc<arrow::datatypes::Field>)| {
        ProjectionExpr::new(Arc::new(Column::new(field.name(), index)), field.name().clone())
    };
    let mut columns: Vec<ProjectionExpr> = schema.fields().iter().enumerate().map(own).collect();
    let width = columns.len();
    let mut places = Vec::new();
    for expression in expressions {
        let expression = planning.expression(expression)?;
        match expression.downcast_ref::<Column>() {
            Some(column) => places.push(column.index()),
            None => {
                places.push(columns.len());
                let name = format!("#key{}", columns.len());
                columns.push(ProjectionExpr::new(expression, name));
            }
        }
    }
    if columns.len() == width {
        return Ok((input.clone(), places));
    }
    Ok((Arc::new(ProjectionExec::try_new(columns, input.clone())?), places))
}
