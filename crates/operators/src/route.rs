//! Tells each row the partition it goes to, as Spark does; an exchange above moves it.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use datafusion::common::{ColumnStatistics, Result, Statistics, internal_datafusion_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, OrderingRequirements, PhysicalSortExpr};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
};
use futures::StreamExt;

use crate::exchange::Targets;
use crate::random::XorShiftRandom;

/// The name of the column that routes. Columns of a query have a number in their name, so none is called so.
const COLUMN: &str = "#route";

/// How rows are told their partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Route {
    /// One after another, beginning where Spark begins in each input partition.
    RoundRobin,
    /// The same, over rows in the order of this column, so that a task that runs again deals them out alike.
    SortedRoundRobin(usize),
    /// By the remainder of a whole number in this column; NULL counts as 0.
    Number(usize),
}

/// What a routing needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Routing {
    /// How.
    pub route: Route,
    /// Partitions there will be.
    pub partitions: usize,
    /// So many of the input's columns go on; those after them were for the routing alone.
    pub kept: usize,
}

/// Appends a column that a hash exchange sends to the wanted partition.
#[derive(Clone, Debug)]
pub struct RouteExec {
    input: Arc<dyn ExecutionPlan>,
    routing: Routing,
    targets: Targets,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl RouteExec {
    /// Routes the rows of `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>, routing: Routing) -> Self {
        let properties = Arc::new(properties(&input, routed_schema(&input.schema(), routing.kept)));
        let targets = Targets::of(routing.partitions);
        Self { input, routing, targets, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// What the routing knows.
    pub fn routing(&self) -> Routing {
        self.routing
    }

    /// Whether rows are sent by where they stand, so that another order of the input sends them elsewhere.
    pub fn is_by_position(&self) -> bool {
        self.routing.route == Route::RoundRobin
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self { targets: self.targets.clone(), ..Self::new(input, self.routing) })
    }

    fn order(&self) -> Option<LexOrdering> {
        let Route::SortedRoundRobin(column) = self.routing.route else { return None };
        let schema = self.input.schema();
        let key = Arc::new(Column::new(schema.field(column).name(), column));
        LexOrdering::new([PhysicalSortExpr::new(key, arrow::compute::SortOptions::default())])
    }
}

/// The kept columns and the one that routes.
pub(crate) fn routed_schema(input: &SchemaRef, kept: usize) -> SchemaRef {
    let routing = Arc::new(Field::new(COLUMN, DataType::Int32, false));
    let fields: Vec<_> = input.fields().iter().take(kept).cloned().chain([routing]).collect();
    Arc::new(Schema::new_with_metadata(fields, input.metadata().clone()))
}

/// The kept columns of a batch and the one that routes.
pub(crate) fn routed(batch: &RecordBatch, kept: usize, route: Int32Array, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch.columns().iter().take(kept).cloned().chain([Arc::new(route) as ArrayRef]).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &options)?)
}

/// Of a node that gives its input's rows, partition by partition, other columns.
pub(crate) fn properties(input: &Arc<dyn ExecutionPlan>, schema: SchemaRef) -> PlanProperties {
    PlanProperties::new(
        EquivalenceProperties::new(schema),
        Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
        input.pipeline_behavior(),
        input.boundedness(),
    )
}

/// Statistics of the input's rows under a schema of its kept columns and one that routes.
pub(crate) fn row_statistics(input: &Statistics, kept: usize) -> Arc<Statistics> {
    let mut column_statistics: Vec<_> = input.column_statistics.iter().take(kept).cloned().collect();
    column_statistics.push(ColumnStatistics::new_unknown());
    Arc::new(Statistics { column_statistics, ..input.clone() })
}

portable!(RouteExec, "Route", routing);

impl DisplayAs for RouteExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let Routing { route, partitions, .. } = self.routing;
        match route {
            Route::RoundRobin => write!(f, "RouteExec: round robin, partitions={partitions}"),
            Route::SortedRoundRobin(_) => write!(f, "RouteExec: sorted round robin, partitions={partitions}"),
            Route::Number(column) => {
                write!(f, "RouteExec: number={}, partitions={partitions}", self.input.schema().field(column).name())
            }
        }
    }
}

impl ExecutionPlan for RouteExec {
    unary_plan_methods!();
    no_expressions!();

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        vec![self.order().map(OrderingRequirements::from)]
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(partition)]
    }

    fn statistics_from_inputs(&self, inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        Ok(row_statistics(&inputs[0], self.routing.kept))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let (targets, schema, kept) = (self.targets.clone(), self.schema(), self.routing.kept);
        let mut dealer = Dealer::start(self.routing, partition);
        let stream = input.map(move |batch| {
            let batch = batch?;
            let _timer = metrics.elapsed_compute().timer();
            let route = dealer.next(&batch, targets.values()?)?;
            let batch = routed(&batch, kept, route, &schema)?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

/// Deals the rows of one input partition out.
enum Dealer {
    InTurn(usize),
    ByNumber(usize),
}

impl Dealer {
    fn start(routing: Routing, partition: usize) -> Self {
        match routing.route {
            Route::RoundRobin | Route::SortedRoundRobin(_) => {
                let start = XorShiftRandom::new(partition as i64).next_below(routing.partitions);
                Self::InTurn((start + 1) % routing.partitions)
            }
            Route::Number(column) => Self::ByNumber(column),
        }
    }

    /// What sends the next rows to where they belong.
    fn next(&mut self, batch: &RecordBatch, targets: &[i32]) -> Result<Int32Array> {
        match self {
            Self::InTurn(next) => {
                let first = *next;
                *next = (first + batch.num_rows()) % targets.len();
                let turns = (first..first + batch.num_rows()).map(|turn| targets[turn % targets.len()]);
                Ok(Int32Array::from_iter_values(turns))
            }
            Self::ByNumber(column) => {
                let numbers = batch.column(*column).as_primitive_opt::<Int32Type>();
                let numbers = numbers.ok_or_else(|| internal_datafusion_err!("a routing number is an INT"))?;
                let count = targets.len() as i64;
                let target = |number: Option<i32>| targets[i64::from(number.unwrap_or(0)).rem_euclid(count) as usize];
                Ok(Int32Array::from_iter_values(numbers.iter().map(target)))
            }
        }
    }
}
