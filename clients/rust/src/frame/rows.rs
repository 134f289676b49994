//! Operations on the rows of a frame: which are kept, in which order, and where they lie.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::relation::RelType;

use super::DataFrame;
use super::columns::{order_expression, sort_orders};
use super::plan::Parts;
use crate::column::{Column, expr};

/// What a filter keeps: a column, or a text of SQL.
#[derive(Clone, Debug)]
pub struct Condition(Column);

impl From<Column> for Condition {
    fn from(column: Column) -> Self {
        Self(column)
    }
}

impl From<&str> for Condition {
    fn from(sql: &str) -> Self {
        Self(expr(sql))
    }
}

/// How a sample is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct SampleOptions {
    /// Whether a row may be drawn more than once.
    pub with_replacement: bool,
    /// Makes the sample the same each time.
    pub seed: Option<i64>,
}

impl DataFrame {
    /// The rows for which the condition is true: a column, or SQL as text.
    pub fn filter(&self, condition: impl Into<Condition>) -> Self {
        self.derive(Parts::of([condition.into().0]), |input, mut condition| {
            RelType::Filter(Box::new(proto::Filter { input: Some(input), condition: condition.pop() }))
        })
    }

    /// The rows in order.
    pub fn sort(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        self.sorted(columns, true)
    }

    /// The rows in order within each partition.
    pub fn sort_within_partitions(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        self.sorted(columns, false)
    }

    fn sorted(&self, columns: impl IntoIterator<Item = impl Into<Column>>, is_global: bool) -> Self {
        let (order, parts) = sort_orders(columns);
        self.derive(parts, move |input, _| {
            let order = order.clone();
            RelType::Sort(Box::new(proto::Sort { input: Some(input), order, is_global: Some(is_global) }))
        })
    }

    /// At most so many rows.
    pub fn limit(&self, rows: i32) -> Self {
        self.step(move |input| RelType::Limit(Box::new(proto::Limit { input: Some(input), limit: rows })))
    }

    /// The rows after the first so many.
    pub fn offset(&self, rows: i32) -> Self {
        self.step(move |input| RelType::Offset(Box::new(proto::Offset { input: Some(input), offset: rows })))
    }

    /// The last so many rows.
    pub(super) fn last(&self, rows: i32) -> Self {
        self.step(move |input| RelType::Tail(Box::new(proto::Tail { input: Some(input), limit: rows })))
    }

    /// The rows, equal ones once.
    pub fn distinct(&self) -> Self {
        self.deduplicate(Vec::new())
    }

    /// The rows, one for all that agree in these columns; without columns, equal ones once.
    pub fn drop_duplicates<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.deduplicate(names.into_iter().map(str::to_owned).collect())
    }

    fn deduplicate(&self, column_names: Vec<String>) -> Self {
        self.step(move |input| {
            RelType::Deduplicate(Box::new(proto::Deduplicate {
                input: Some(input),
                all_columns_as_keys: Some(column_names.is_empty()),
                column_names: column_names.clone(),
                within_watermark: None,
            }))
        })
    }

    /// A part of the rows, about this fraction of them.
    pub fn sample(&self, fraction: f64, options: SampleOptions) -> Self {
        let is_possible = fraction >= 0.0 && (options.with_replacement || fraction <= 1.0);
        let range = if options.with_replacement { "0 or more" } else { "from 0 to 1" };
        let problem = (!is_possible).then(|| format!("a sample of the fraction {fraction}: give one {range}"));
        self.derive(Parts::checked(problem), move |input, _| {
            RelType::Sample(Box::new(proto::Sample {
                input: Some(input),
                lower_bound: 0.0,
                upper_bound: fraction,
                with_replacement: Some(options.with_replacement),
                seed: options.seed,
                deterministic_order: false,
            }))
        })
    }

    /// The rows in so many partitions.
    pub fn repartition(&self, partitions: i32) -> Self {
        self.repartitioned(partitions, true)
    }

    /// The rows in at most so many partitions, none of which is taken apart.
    pub fn coalesce(&self, partitions: i32) -> Self {
        self.repartitioned(partitions, false)
    }

    fn repartitioned(&self, partitions: i32, shuffle: bool) -> Self {
        self.derive(Parts::checked(partitions_problem(Some(partitions))), move |input, _| {
            RelType::Repartition(Box::new(proto::Repartition {
                input: Some(input),
                num_partitions: partitions,
                shuffle: Some(shuffle),
            }))
        })
    }

    /// The rows in partitions by the hash of these columns.
    pub fn repartition_by(
        &self,
        partitions: Option<i32>,
        columns: impl IntoIterator<Item = impl Into<Column>>,
    ) -> Self {
        self.partitioned_by(partitions, Parts::of(columns))
    }

    /// The rows in partitions by ranges of these columns.
    pub fn repartition_by_range(
        &self,
        partitions: Option<i32>,
        columns: impl IntoIterator<Item = impl Into<Column>>,
    ) -> Self {
        let (orders, mut parts) = sort_orders(columns);
        parts.expressions = orders.into_iter().map(order_expression).collect();
        self.partitioned_by(partitions, parts)
    }

    fn partitioned_by(&self, partitions: Option<i32>, mut parts: Parts) -> Self {
        if let Some(problem) = partitions_problem(partitions) {
            parts.refuse(problem);
        }
        if parts.expressions.is_empty() {
            parts.refuse("rows are to be partitioned by no columns: name at least one, or use repartition".into());
        }
        self.derive(parts, move |input, partition_exprs| {
            RelType::RepartitionByExpression(Box::new(proto::RepartitionByExpression {
                input: Some(input),
                partition_exprs,
                num_partitions: partitions,
            }))
        })
    }
}

fn partitions_problem(partitions: Option<i32>) -> Option<String> {
    partitions.filter(|partitions| *partitions < 1).map(|partitions| format!("{partitions} partitions: give 1 or more"))
}
