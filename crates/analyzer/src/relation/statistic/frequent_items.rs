//! `freqItems`: for each column the values that may make up a share of the rows.

use sparrow_functions::{Typed, aggregate};
use sparrow_spark_error::Result;

use super::requirement_failed;
use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;

const SUPPORT: f64 = 0.01;

impl Analyzer<'_> {
    pub(super) fn frequent_items(
        &self,
        env: &Env<'_>,
        input: Node,
        columns: &[String],
        support: Option<f64>,
    ) -> Result<Node> {
        let support = support.unwrap_or(SUPPORT);
        if !(1e-4..=1.0).contains(&support) {
            return Err(requirement_failed(format!("Support must be in [1e-4, 1], but got {support}.")));
        }
        // At most this many values can each make up the share.
        let size = (1.0 / support) as i32;
        let values = columns.iter().map(|name| {
            let value = self.statistic_column(env, &input, name)?;
            Ok(aggregate::frequent_items(self.context, value, size)?.named(format!("{name}_freqItems")))
        });
        let values: Vec<Typed> = values.collect::<Result<_>>()?;
        self.aggregate_all(input, values)
    }
}
