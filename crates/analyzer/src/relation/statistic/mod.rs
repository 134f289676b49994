//! `summary`, `describe` and `df.stat`: each is an aggregation or a filter over its input.

mod frequent_items;
mod pair;
mod quantiles;
mod sample_by;
mod summary;

use datafusion::common::ScalarValue;
use sparrow_functions::{AggregateCall, Builder, Typed};
use sparrow_plan::{Relation, StatFunction};
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::DataType;

use super::aggregate::AggregateBase;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn statistic(&self, env: &Env<'_>, input: &Relation, function: &StatFunction) -> Result<Node> {
        let input = self.relation(env, input)?;
        match function {
            StatFunction::Summary(statistics) => self.summary(input, statistics),
            StatFunction::Describe(columns) => self.describe(env, input, columns),
            StatFunction::Cov(first, second) => self.covariance(env, input, first, second),
            StatFunction::Corr(first, second, method) => self.correlation(env, input, first, second, method.as_deref()),
            StatFunction::ApproxQuantile(columns, probabilities, error) => {
                self.approx_quantile(env, input, columns, probabilities, *error)
            }
            StatFunction::FreqItems(columns, support) => self.frequent_items(env, input, columns, *support),
            StatFunction::SampleBy(column, fractions, seed) => self.sample_by(env, input, column, fractions, *seed),
            StatFunction::Crosstab(..) | StatFunction::Transpose(_) => {
                Err(internal("a relation whose columns depend on the data reached the analyzer"))
            }
        }
    }

    /// The column of this name; a dot leads into a struct when no column has the whole name.
    fn statistic_column(&self, env: &Env<'_>, input: &Node, name: &str) -> Result<Typed> {
        let scope = Scope::over(input, env, "Project");
        let whole = self.column(&scope, &[name.to_owned()], None, false);
        let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        match whole {
            Err(error) if parts.len() > 1 => self.column(&scope, &parts, None, false).map_err(|_| error),
            found => found,
        }
    }

    /// One row of aggregates over all of the input.
    fn aggregate_all(&self, input: Node, values: Vec<Typed>) -> Result<Node> {
        let (groups, aggregates, windows, select) = (vec![], vec![], vec![], vec![]);
        let node =
            self.aggregate_values(AggregateBase { input, groups, sets: None, aggregates, windows, select }, values)?;
        Ok(Node { base: None, hidden: vec![], ..node })
    }

    /// A call of one of our own aggregates on resolved arguments.
    fn aggregate_builtin(&self, name: &str, args: Vec<Typed>, distinct: bool) -> Result<Typed> {
        let call = AggregateCall { args, distinct, filter: None, order_by: vec![], ignore_nulls: None };
        match sparrow_functions::find(name).map(|f| &f.builder) {
            Some(Builder::Aggregate(build)) => build(self.context, name, call),
            _ => Err(internal(format!("the built-in aggregate `{name}` is missing"))),
        }
    }
}

/// What Spark's `require` raises.
pub(super) fn requirement_failed(message: impl AsRef<str>) -> SparkError {
    SparkError::new(&condition::ILLEGAL_ARGUMENT).with("message", format!("requirement failed: {}", message.as_ref()))
}

fn double(value: f64) -> Typed {
    Typed::literal(ScalarValue::Float64(Some(value)), DataType::Double, value.to_string())
}

fn integer(value: i32) -> Typed {
    Typed::literal(ScalarValue::Int32(Some(value)), DataType::Integer, value.to_string())
}

fn text(value: &str) -> Typed {
    Typed::literal(ScalarValue::Utf8(Some(value.to_owned())), DataType::String, value)
}
