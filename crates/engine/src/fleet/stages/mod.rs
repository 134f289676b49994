//! Cuts a physical plan into stages, so that every task is one output partition of one stage.
//!
//! A stage ends where rows change their partition: at a hash repartition, and where many partitions become one. What a stage
//! reads of another stands in its plan as a [`StageInputExec`]. Between those, partition `p` of a node needs only partition `p` of
//! its children, or whole children of one partition, which every task then reads for itself. Joins that would not allow this are
//! changed before ([`joins`]); a plan that does not allow it in any other way is refused.

mod joins;
mod resolve;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use datafusion::common::{Result, internal_err};
use datafusion::physical_expr::{Distribution, Partitioning};
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::limit::GlobalLimitExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, replace_children_if_necessary};
use sparrow_runtime::exchange::StageInputExec;

pub(super) use resolve::{Output, locations, resolved, task_plan};

/// How the rows of a stage are written.
#[derive(Clone, Debug)]
pub(crate) enum Writes {
    /// Each task's rows as one partition.
    Through,
    /// By a hash of expressions, into so many partitions.
    Hash(Partitioning),
}

/// What of a stage a partition of its reader gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadAs {
    /// The partition of the same number.
    Each,
    /// All partitions, one after another.
    All,
}

/// A stage: its tasks run partitions of `plan`.
#[derive(Clone, Debug)]
pub(crate) struct StagePlan {
    /// Its number, from 1; larger than those it reads.
    pub id: usize,
    /// What its tasks run; inputs are not known yet.
    pub plan: Arc<dyn ExecutionPlan>,
    pub writes: Writes,
    pub read_as: ReadAs,
    /// The stages it reads.
    pub inputs: Vec<usize>,
}

impl StagePlan {
    /// How many tasks it has.
    pub fn partitions(&self) -> usize {
        self.plan.output_partitioning().partition_count()
    }
}

/// Says whether a plan's node can run in another process.
pub(super) trait Portable {
    /// Whether `plan` can, its children aside.
    fn is_portable(&self, plan: &Arc<dyn ExecutionPlan>) -> bool;
}

/// Cuts `plan`; the last stage computes the result. Joins that have to change are spread over `partitions`.
pub(super) fn cut(plan: Arc<dyn ExecutionPlan>, partitions: usize, portable: &dyn Portable) -> Result<Vec<StagePlan>> {
    let mut cutter = Cutter { stages: Vec::new(), partitions, portable };
    let plan = cutter.lower(plan)?;
    cutter.push(plan, Writes::Through, ReadAs::Each);
    Ok(cutter.stages)
}

struct Cutter<'a> {
    stages: Vec<StagePlan>,
    partitions: usize,
    portable: &'a dyn Portable,
}

/// What one level of a plan may take of the stack, in a build without optimization.
const BYTES_PER_LEVEL: usize = 128 * 1024;

impl Cutter<'_> {
    /// `plan` with everything below its exchanges cut off into stages.
    fn lower(&mut self, plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
        stacker::maybe_grow(BYTES_PER_LEVEL, 16 * BYTES_PER_LEVEL, || self.lower_node(plan))
    }

    fn lower_node(&mut self, plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
        let plan = joins::made_divisible(plan, self.partitions)?;
        let children = plan.children().into_iter().cloned().collect::<Vec<_>>();
        if children.is_empty() {
            return Ok(if self.portable.is_portable(&plan) {
                plan
            } else {
                self.read_of(plan, Writes::Through, ReadAs::Each)
            });
        }
        let children = children.into_iter().map(|child| self.lower(child)).collect::<Result<Vec<_>>>()?;
        if let Some(repartition) = plan.downcast_ref::<RepartitionExec>() {
            return self.repartition(repartition, children);
        }
        if let Some(gather) = plan.downcast_ref::<CoalescePartitionsExec>() {
            let gathered = self.gathered(first(children)?);
            return Ok(match gather.fetch() {
                Some(rows) => Arc::new(GlobalLimitExec::new(gathered, 0, Some(rows))),
                None => gathered,
            });
        }
        let children = if plan.is::<SortPreservingMergeExec>() {
            vec![self.cut_off(first(children)?, ReadAs::Each)]
        } else if self.portable.is_portable(&plan) {
            self.whole_where_needed(&plan, children)?
        } else {
            children.into_iter().map(|child| self.cut_off(child, ReadAs::Each)).collect()
        };
        replace_children_if_necessary(plan, children)
    }

    /// Ends a stage at a repartition.
    fn repartition(
        &mut self,
        repartition: &RepartitionExec,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let child = first(children)?;
        let Partitioning::Hash(_, count) = repartition.partitioning() else {
            return internal_err!("a fleet exchanges rows by hash, not by {}", repartition.partitioning());
        };
        if *count == 1 {
            return Ok(self.gathered(child));
        }
        let read = self.read_of(child, Writes::Hash(repartition.partitioning().clone()), ReadAs::Each);
        match (repartition.preserve_order(), repartition.properties().output_ordering()) {
            (true, Some(ordering)) => {
                Ok(Arc::new(SortExec::new(ordering.clone(), read).with_preserve_partitioning(true)))
            }
            _ => Ok(read),
        }
    }

    /// All of `plan` as one partition, in order.
    fn gathered(&mut self, plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
        if plan.output_partitioning().partition_count() == 1 {
            plan
        } else {
            self.read_of(plan, Writes::Through, ReadAs::All)
        }
    }

    /// Ends a stage at `plan`, unless it only reads one already.
    fn cut_off(&mut self, plan: Arc<dyn ExecutionPlan>, read_as: ReadAs) -> Arc<dyn ExecutionPlan> {
        if plan.is::<StageInputExec>() { plan } else { self.read_of(plan, Writes::Through, read_as) }
    }

    /// Children of which every task needs the whole are computed once, not in every task.
    fn whole_where_needed(
        &mut self,
        plan: &Arc<dyn ExecutionPlan>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Vec<Arc<dyn ExecutionPlan>>> {
        let spread = plan.output_partitioning().partition_count() > 1
            || children.iter().any(|child| child.output_partitioning().partition_count() > 1);
        let required = plan.input_distribution_requirements().into_per_child();
        let mut whole = Vec::with_capacity(children.len());
        for (index, child) in children.into_iter().enumerate() {
            let needs_all = matches!(required.get(index), Some(Distribution::SinglePartition));
            let parts = child.output_partitioning().partition_count();
            if needs_all && parts > 1 {
                return internal_err!("{} needs one partition and is given {parts}", plan.name());
            }
            let repeated = needs_all && spread && parts == 1 && !is_cheap(&child);
            whole.push(if repeated { self.cut_off(child, ReadAs::All) } else { child });
        }
        Ok(whole)
    }

    /// Ends a stage at `plan`; what reads it.
    fn read_of(&mut self, plan: Arc<dyn ExecutionPlan>, writes: Writes, read_as: ReadAs) -> Arc<dyn ExecutionPlan> {
        let (schema, parts) = (plan.schema(), plan.output_partitioning().partition_count());
        let (partitioning, equivalences) = match (&writes, read_as) {
            (Writes::Hash(partitioning), _) => (partitioning.clone(), None),
            (Writes::Through, ReadAs::Each) => {
                (Partitioning::UnknownPartitioning(parts), Some(plan.equivalence_properties().clone()))
            }
            (Writes::Through, ReadAs::All) => (Partitioning::UnknownPartitioning(1), None),
        };
        let id = self.push(plan, writes, read_as);
        Arc::new(StageInputExec::new(id, schema, partitioning, equivalences))
    }

    fn push(&mut self, plan: Arc<dyn ExecutionPlan>, writes: Writes, read_as: ReadAs) -> usize {
        let id = self.stages.len() + 1;
        let mut inputs = Vec::new();
        collect_inputs(&plan, &mut inputs);
        self.stages.push(StagePlan { id, plan, writes, read_as, inputs });
        id
    }
}

fn first(children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
    match children.into_iter().next() {
        Some(child) => Ok(child),
        None => internal_err!("an exchange without an input"),
    }
}

/// Whether reading a plan again in every task costs no more than reading what a stage would have written of it.
fn is_cheap(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.is::<StageInputExec>() || plan.downcast_ref::<ProjectionExec>().is_some_and(|p| is_cheap(p.input()))
}

fn collect_inputs(plan: &Arc<dyn ExecutionPlan>, inputs: &mut Vec<usize>) {
    let mut todo = vec![plan];
    while let Some(next) = todo.pop() {
        if let Some(input) = next.downcast_ref::<StageInputExec>() {
            inputs.push(input.stage_id());
        }
        todo.extend(next.children());
    }
    inputs.sort_unstable();
    inputs.dedup();
}
