//! A shuffle asked for by name: rows move to the partition their last column tells, and the column goes.
//!
//! DataFusion's rules take every repartitioning out that they did not ask for themselves. So the wish travels through them as a
//! node of ours, and only the last rule, [`LowerExchanges`], turns it into the hash exchange that both engines run.

use std::fmt;
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, Int32Array};
use arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::hash_utils::create_hashes;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{Result, Statistics, internal_datafusion_err, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::{REPARTITION_RANDOM_STATE, RepartitionExec};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
};

/// Numbers tried at a time as routing values.
const NUMBERS_TRIED: i32 = 8192;

/// Moves each row to the partition its last column names by a [`Targets`] value, and drops that column.
#[derive(Clone, Debug)]
pub struct ExchangeExec {
    input: Arc<dyn ExecutionPlan>,
    partitions: usize,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl ExchangeExec {
    /// An exchange to so many partitions; the last column of `input` routes.
    pub fn new(input: Arc<dyn ExecutionPlan>, partitions: usize) -> Self {
        let schema = without_last(&input.schema());
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(partitions),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Self { input, partitions, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.partitions))
    }

    /// The same as nodes of DataFusion.
    fn lowered(&self) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = self.input.schema();
        let Some(last) = schema.fields().len().checked_sub(1) else {
            return internal_err!("an exchange without a routing column");
        };
        let column = |index: usize| Column::new(schema.field(index).name(), index);
        let hash = Partitioning::Hash(vec![Arc::new(column(last))], self.partitions);
        let moved = RepartitionExec::try_new(self.input.clone(), hash)?;
        let kept = |index: usize| ProjectionExpr::new(Arc::new(column(index)), schema.field(index).name().clone());
        Ok(Arc::new(ProjectionExec::try_new((0..last).map(kept), Arc::new(moved))?))
    }
}

fn without_last(schema: &SchemaRef) -> SchemaRef {
    let fields = schema.fields();
    let kept: Vec<_> = fields.iter().take(fields.len().saturating_sub(1)).cloned().collect();
    Arc::new(Schema::new_with_metadata(kept, schema.metadata().clone()))
}

impl DisplayAs for ExchangeExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "ExchangeExec: partitions={}", self.partitions)
    }
}

impl ExecutionPlan for ExchangeExec {
    unary_plan_methods!();
    no_expressions!();

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn child_stats_requests(&self, _partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(None)]
    }

    fn statistics_from_inputs(&self, inputs: &[Arc<Statistics>], args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        if args.partition().is_some() {
            return Ok(Arc::new(Statistics::new_unknown(&self.schema())));
        }
        let mut statistics = inputs[0].as_ref().clone();
        statistics.column_statistics.truncate(self.schema().fields().len());
        Ok(Arc::new(statistics))
    }

    fn execute(&self, _partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        internal_err!("an exchange was left in a plan that is run")
    }
}

/// Turns exchanges into DataFusion's hash repartitioning. Belongs after all rules that move, merge or remove those.
#[derive(Debug, Default)]
pub struct LowerExchanges;

impl PhysicalOptimizerRule for LowerExchanges {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|plan| match plan.downcast_ref::<ExchangeExec>() {
            Some(exchange) => exchange.lowered().map(Transformed::yes),
            None => Ok(Transformed::no(plan)),
        })
        .data()
    }

    fn name(&self) -> &str {
        "lower_exchanges"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// For each of so many partitions a number that a hash exchange sends there; looked for once, when first asked for.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    partitions: usize,
    values: Arc<OnceLock<Vec<i32>>>,
}

impl Targets {
    pub fn of(partitions: usize) -> Self {
        Self { partitions, values: Arc::default() }
    }

    /// The numbers, by partition.
    pub fn values(&self) -> Result<&[i32]> {
        if let Some(values) = self.values.get() {
            return Ok(values);
        }
        let found = find_values(self.partitions)?;
        Ok(self.values.get_or_init(|| found))
    }
}

/// Tries one number after another. With `n` partitions about `n * ln n` of them have to be tried.
fn find_values(partitions: usize) -> Result<Vec<i32>> {
    let mut values = vec![None; partitions];
    let mut missing = partitions;
    let mut hashes = Vec::new();
    let mut first = 0_i32;
    while missing > 0 {
        let next = first.checked_add(NUMBERS_TRIED);
        let next = next.ok_or_else(|| internal_datafusion_err!("no number is sent to {missing} of the partitions"))?;
        let tried: ArrayRef = Arc::new(Int32Array::from_iter_values(first..next));
        hashes.clear();
        hashes.resize(tried.len(), 0);
        create_hashes([&tried], REPARTITION_RANDOM_STATE.random_state(), &mut hashes)?;
        for (number, hash) in (first..next).zip(&hashes) {
            let value = &mut values[(*hash % partitions as u64) as usize];
            if value.is_none() {
                *value = Some(number);
                missing -= 1;
            }
        }
        first = next;
    }
    Ok(values.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, RecordBatch};
    use arrow::datatypes::{DataType, Field, Int32Type};
    use datafusion::physical_plan::metrics::Time;
    use datafusion::physical_plan::repartition::BatchPartitioner;

    use super::*;

    /// The hash is DataFusion's affair: when it changes, this fails before rows go astray.
    #[test]
    fn numbers_go_to_their_partitions() {
        for partitions in [1, 2, 3, 7, 64, 1000] {
            let values = Targets::of(partitions).values().unwrap().to_vec();
            let schema = Arc::new(Schema::new(vec![Field::new("route", DataType::Int32, false)]));
            let batch = RecordBatch::try_new(schema, vec![Arc::new(Int32Array::from(values.clone()))]).unwrap();
            let keys = vec![Arc::new(Column::new("route", 0)) as _];
            let mut partitioner = BatchPartitioner::new_hash_partitioner(keys, partitions, Time::default()).unwrap();
            let mut seen = 0;
            for moved in partitioner.partition_iter(batch).unwrap() {
                let (partition, batch) = moved.unwrap();
                assert_eq!(batch.column(0).as_primitive::<Int32Type>().values(), &[values[partition]]);
                seen += 1;
            }
            assert_eq!(seen, partitions);
        }
    }
}
