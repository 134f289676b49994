//! `sample`.

use sparrow_operators::sample::{SampleNode, Sampling};
use sparrow_operators::sort_within_partitions::SortWithinPartitionsNode;
use sparrow_plan::Sample;
use sparrow_spark_error::Result;

use super::statistic::requirement_failed;
use crate::analyzer::{Analyzer, Env};
use crate::scope::{Attribute, Node};

impl Analyzer<'_> {
    pub fn sample(&self, env: &Env<'_>, sample: &Sample) -> Result<Node> {
        let mut input = self.exactly_output(self.relation(env, &sample.input)?)?;
        let (lower, upper) = (sample.lower_bound, sample.upper_bound);
        let in_bounds = lower >= 0.0 && upper >= lower && (sample.with_replacement || upper <= 1.0 + 1e-6);
        if !in_bounds || upper.is_nan() {
            let rule = if sample.with_replacement { "nonnegative with" } else { "on interval [0, 1] without" };
            let fraction = upper - lower;
            return Err(requirement_failed(format!("Sampling fraction ({fraction}) must be {rule} replacement")));
        }
        if sample.deterministic_order {
            let keys = input.output.iter().filter(|a| a.data_type.is_orderable());
            let sorts: Vec<_> = keys.map(|a: &Attribute| a.expr().sort(true, true)).collect();
            if !sorts.is_empty() {
                let plan = super::extension(SortWithinPartitionsNode::new(super::own(&input.plan), sorts));
                input = input.over(plan);
            }
        }
        let seed = sample.seed.unwrap_or(self.context.now_us);
        let sampling = Sampling { lower, upper, with_replacement: sample.with_replacement, seed };
        let plan = super::extension(SampleNode::new(super::own(&input.plan), sampling));
        Ok(input.over(plan))
    }
}
