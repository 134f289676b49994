//! `approxQuantile`: an array of quantiles for each column, all in one array.

use sparrow_functions::{Typed, aggregate};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::requirement_failed;
use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;

impl Analyzer<'_> {
    pub(super) fn approx_quantile(
        &self,
        env: &Env<'_>,
        input: Node,
        columns: &[String],
        probabilities: &[f64],
        error: f64,
    ) -> Result<Node> {
        if probabilities.iter().any(|p| !(0.0..=1.0).contains(p)) {
            return Err(requirement_failed("percentile should be in the range [0.0, 1.0]"));
        }
        if error.is_nan() || error < 0.0 {
            return Err(requirement_failed(format!("Relative Error must be non-negative but got {error:?}")));
        }
        let mut all = Vec::with_capacity(columns.len());
        for name in columns {
            let value = self.statistic_column(env, &input, name)?;
            if !value.data_type.is_numeric() {
                let message = format!(
                    "Quantile calculation for column {name} with data type {} is not supported.",
                    class_name(&value.data_type)
                );
                return Err(requirement_failed(message));
            }
            let value = self.coerced(value, &DataType::Double)?;
            // The arrays are never NULL, but Spark's type of the answer allows it.
            all.push(Typed { nullable: true, ..aggregate::approx_quantiles(value, probabilities, error)? });
        }
        let value = self.call_builtin("array", all)?.named("approx_quantile");
        self.aggregate_all(input, vec![value])
    }
}

/// The type as Spark's message prints it.
fn class_name(data_type: &DataType) -> String {
    let name = data_type.type_name();
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => format!("{}{}Type", first.to_uppercase(), letters.as_str()),
        None => name,
    }
}
