//! `observe`: rows pass through unchanged while aggregates watch them.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::SchemaRef;
use datafusion::common::{DFSchemaRef, Result, ScalarValue};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Accumulator, Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::aggregate::{AggregateFunctionExpr, LoweredAggregate, LoweredAggregateBuilder};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PhysicalExpr, PlanProperties,
};
use futures::StreamExt;
use parking_lot::Mutex;

use crate::node::{PlannedNode, only};
use crate::planner::Planning;

/// Receives the values of an observation once every partition has been read or given up.
#[derive(Debug, Default)]
pub struct MetricsSink {
    values: Mutex<Option<Vec<ScalarValue>>>,
}

impl MetricsSink {
    /// A sink without values yet.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The values, in the order of the node's aggregates; `None` while rows are still under way.
    pub fn values(&self) -> Option<Vec<ScalarValue>> {
        self.values.lock().clone()
    }
}

/// A logical plan with its input's rows; aggregates over them go to a sink.
#[derive(Clone, Debug)]
pub struct CollectMetricsNode {
    input: LogicalPlan,
    name: String,
    aggregates: Vec<Expr>,
    sink: Arc<MetricsSink>,
}

impl PartialEq for CollectMetricsNode {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.sink, &other.sink)
            && self.name == other.name
            && self.aggregates == other.aggregates
            && self.input == other.input
    }
}

impl Eq for CollectMetricsNode {}

impl Hash for CollectMetricsNode {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.aggregates, &self.input).hash(state);
    }
}

unordered!(CollectMetricsNode);

impl CollectMetricsNode {
    /// Watches `input`. Each aggregate is a plain aggregate call over it, aliased or not.
    pub fn new(input: LogicalPlan, name: impl Into<String>, aggregates: Vec<Expr>, sink: Arc<MetricsSink>) -> Self {
        Self { input, name: name.into(), aggregates, sink }
    }
}

impl UserDefinedLogicalNodeCore for CollectMetricsNode {
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
        self.aggregates.clone()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", Self::NAME, self.name)
    }

    fn with_exprs_and_inputs(&self, exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?, self.name.clone(), exprs, self.sink.clone()))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![output_columns.to_vec()])
    }
}

impl PlannedNode for CollectMetricsNode {
    const NAME: &'static str = "CollectMetrics";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = planning.input.schema();
        let lower = |expr: &Expr| {
            let properties = planning.session.execution_props();
            LoweredAggregateBuilder::new(expr, planning.schema, &schema, properties, planning.context).build()
        };
        let aggregates = self.aggregates.iter().map(lower).collect::<Result<Vec<_>>>()?;
        let aggregates = aggregates.into_iter().map(|LoweredAggregate { aggregate, filter, .. }| (aggregate, filter));
        let (input, name) = (planning.input.clone(), self.name.clone());
        Ok(Arc::new(CollectMetricsExec::new(input, name, aggregates.collect(), self.sink.clone())))
    }
}

type Watched = (Arc<AggregateFunctionExpr>, Option<Arc<dyn PhysicalExpr>>);

/// The physical form of [`CollectMetricsNode`].
#[derive(Clone, Debug)]
pub struct CollectMetricsExec {
    input: Arc<dyn ExecutionPlan>,
    name: String,
    aggregates: Vec<Watched>,
    sink: Arc<MetricsSink>,
    merge: Arc<Mutex<Merge>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl CollectMetricsExec {
    /// Watches `input` with aggregates and their filters.
    pub fn new(input: Arc<dyn ExecutionPlan>, name: String, aggregates: Vec<Watched>, sink: Arc<MetricsSink>) -> Self {
        let merge = Arc::new(Mutex::new(Merge::new(input.output_partitioning().partition_count())));
        let properties = input.properties().clone();
        Self { input, name, aggregates, sink, merge, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.name.clone(), self.aggregates.clone(), self.sink.clone()))
    }
}

impl DisplayAs for CollectMetricsExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "CollectMetricsExec: {}", self.name)
    }
}

impl ExecutionPlan for CollectMetricsExec {
    unary_plan_methods!();

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<datafusion::common::tree_node::TreeNodeRecursion>,
    ) -> Result<datafusion::common::tree_node::TreeNodeRecursion> {
        let arguments = self
            .aggregates
            .iter()
            .flat_map(|(aggregate, filter)| aggregate.expressions().into_iter().chain(filter.clone()));
        datafusion::physical_plan::apply_expression_roots(arguments.collect::<Vec<_>>().iter(), f)
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let mut watch = Watch::begin(self, partition)?;
        let stream = input.map(move |batch| {
            let batch = batch?;
            watch.see(&batch)?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

/// The aggregates of one partition. Dropping it hands their states over, so that a limit above does not lose them.
struct Watch {
    partition: usize,
    aggregates: Vec<Watched>,
    accumulators: Vec<Box<dyn Accumulator>>,
    merge: Arc<Mutex<Merge>>,
    sink: Arc<MetricsSink>,
}

impl Watch {
    fn begin(exec: &CollectMetricsExec, partition: usize) -> Result<Self> {
        let accumulators = accumulators(&exec.aggregates)?;
        let (aggregates, merge, sink) = (exec.aggregates.clone(), exec.merge.clone(), exec.sink.clone());
        Ok(Self { partition, aggregates, accumulators, merge, sink })
    }

    fn see(&mut self, batch: &RecordBatch) -> Result<()> {
        for ((aggregate, filter), accumulator) in self.aggregates.iter().zip(&mut self.accumulators) {
            let batch = match filter {
                Some(filter) => {
                    let wanted = filter.evaluate(batch)?.into_array(batch.num_rows())?;
                    filter_record_batch(batch, wanted.as_boolean())?
                }
                None => batch.clone(),
            };
            let evaluate = |argument: Arc<dyn PhysicalExpr>| argument.evaluate(&batch)?.into_array(batch.num_rows());
            let arguments = aggregate.expressions().into_iter().map(evaluate).collect::<Result<Vec<_>>>()?;
            accumulator.update_batch(&arguments)?;
        }
        Ok(())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let values = self.merge.lock().add(&self.aggregates, self.partition, &mut self.accumulators);
        // An aggregate that cannot be merged leaves the observation without values, which its reader reports.
        if let Ok(Some(values)) = values {
            *self.sink.values.lock() = Some(values);
        }
    }
}

/// What the partitions have handed over so far.
#[derive(Debug)]
struct Merge {
    partitions: usize,
    /// The states of each partition, as it handed them over last: one that runs again counts once.
    states: BTreeMap<usize, Vec<Vec<ScalarValue>>>,
}

impl Merge {
    fn new(partitions: usize) -> Self {
        Self { partitions, states: BTreeMap::new() }
    }

    /// Takes one partition's states; the values, once every partition has handed over.
    fn add(
        &mut self,
        aggregates: &[Watched],
        partition: usize,
        accumulators: &mut [Box<dyn Accumulator>],
    ) -> Result<Option<Vec<ScalarValue>>> {
        let states = accumulators.iter_mut().map(|part| part.state()).collect::<Result<_>>()?;
        self.states.insert(partition, states);
        if self.states.len() < self.partitions {
            return Ok(None);
        }
        let mut whole = self::accumulators(aggregates)?;
        for states in self.states.values() {
            for (whole, state) in whole.iter_mut().zip(states) {
                let state = state.iter().map(|value| value.to_array_of_size(1)).collect::<Result<Vec<ArrayRef>>>()?;
                whole.merge_batch(&state)?;
            }
        }
        whole.iter_mut().map(|accumulator| accumulator.evaluate()).collect::<Result<_>>().map(Some)
    }
}

fn accumulators(aggregates: &[Watched]) -> Result<Vec<Box<dyn Accumulator>>> {
    aggregates.iter().map(|(aggregate, _)| aggregate.create_accumulator()).collect()
}

/// The schema of the values a sink receives for these aggregates.
pub fn values_schema(aggregates: &[Arc<AggregateFunctionExpr>]) -> SchemaRef {
    let fields: Vec<_> = aggregates.iter().map(|aggregate| aggregate.field()).collect();
    Arc::new(arrow::datatypes::Schema::new(fields))
}
