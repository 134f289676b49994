//! `cov` and `corr`: one number about two columns.

use sparrow_functions::Typed;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::{double, requirement_failed};
use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;

impl Analyzer<'_> {
    pub(super) fn covariance(&self, env: &Env<'_>, input: Node, first: &str, second: &str) -> Result<Node> {
        self.pair(env, input, [first, second], "cov", 0.0)
    }

    pub(super) fn correlation(
        &self,
        env: &Env<'_>,
        input: Node,
        first: &str,
        second: &str,
        method: Option<&str>,
    ) -> Result<Node> {
        if method.is_some_and(|method| method != "pearson") {
            let message = "Currently only the calculation of the Pearson Correlation coefficient is supported.";
            return Err(requirement_failed(message));
        }
        self.pair(env, input, [first, second], "corr", f64::NAN)
    }

    /// A single row; `nothing` stands for the answer that too few rows give.
    fn pair(&self, env: &Env<'_>, input: Node, names: [&str; 2], name: &str, nothing: f64) -> Result<Node> {
        let numbers = names.map(|column| {
            let value = self.statistic_column(env, &input, column)?;
            if !value.data_type.is_numeric() {
                let shown = value.data_type.catalog_string();
                let what = if name == "cov" { "covariance" } else { "correlation" };
                let message = format!("Currently {what} calculation for columns with dataType {shown} not supported.");
                return Err(requirement_failed(message));
            }
            // As in Spark a missing number counts as 0.
            let value = self.coerced(value, &DataType::Double)?;
            self.call_builtin("coalesce", vec![value, double(0.0)])
        });
        let [first, second] = numbers;
        let kernel = if name == "cov" { "covar_samp" } else { "corr" };
        let value: Typed = self.aggregate_builtin(kernel, vec![first?, second?], false)?;
        let value = self.call_builtin("coalesce", vec![value, double(nothing)])?;
        self.aggregate_all(input, vec![Typed { nullable: true, ..value }.named(name)])
    }
}
