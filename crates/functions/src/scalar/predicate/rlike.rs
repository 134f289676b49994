//! `text RLIKE pattern`: a Java regular expression found anywhere in the text.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use sparrow_spark_error::{Result, SparkError, condition, limit_exceeded, to_sql_value, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, accept};
use super::super::string::pattern::to_rust;
use crate::kernel::{Kernel, Returns, over_arrays};
use crate::{Context, Typed};

/// `spark_rlike(text, pattern)`
pub(super) static RLIKE: Kernel = Kernel::new("spark_rlike", Returns::Type(|| ArrowType::Boolean), run);

pub(super) fn call(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [text, pattern] = <[Typed; 2]>::try_from(args).map_err(|_| wrong_num_args(name, 2, count))?;
    let shown = format!("{}({}, {})", name.to_uppercase(), text.name, pattern.name);
    let text = accept(context, &shown, 0, text, Param::STRING)?;
    let pattern = accept(context, &shown, 1, pattern, Param::STRING)?;
    let nullable = text.nullable || pattern.nullable;
    Ok(Typed::new(RLIKE.call(vec![text.expr, pattern.expr]), DataType::Boolean, nullable, shown))
}

/// A compiled pattern: linear in time where it can be, backtracking where look-around or back-references ask for it.
enum Matcher {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

impl Matcher {
    fn new(pattern: &str) -> Result<Self> {
        let translated = to_rust(pattern);
        if let Ok(linear) = regex::Regex::new(&translated) {
            return Ok(Self::Linear(linear));
        }
        let invalid = |_| {
            SparkError::new(&condition::INVALID_PARAMETER_VALUE_PATTERN)
                .with("parameter", "`regexp`")
                .with("functionName", "`rlike`")
                .with("value", to_sql_value(pattern))
        };
        Ok(Self::Backtracking(Box::new(fancy_regex::Regex::new(&translated).map_err(invalid)?)))
    }

    fn is_match(&self, text: &str) -> Result<bool> {
        match self {
            Self::Linear(regex) => Ok(regex.is_match(text)),
            Self::Backtracking(regex) => regex.is_match(text).map_err(|_| {
                limit_exceeded(
                    "Matching a regular expression",
                    "1000000 steps back",
                    "regexp_steps_max",
                    "Simplify the pattern.",
                )
            }),
        }
    }
}

fn run(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    over_arrays(args, 2, |arrays| {
        let (texts, patterns) = (arrays[0].as_string::<i32>(), arrays[1].as_string::<i32>());
        let mut known: Option<(&str, Matcher)> = None;
        let mut answers = Vec::with_capacity(texts.len());
        for (text, pattern) in texts.iter().zip(patterns) {
            let (Some(text), Some(pattern)) = (text, pattern) else {
                answers.push(None);
                continue;
            };
            if known.as_ref().is_none_or(|(last, _)| *last != pattern) {
                known = Some((pattern, Matcher::new(pattern)?));
            }
            answers.push(known.as_ref().map(|(_, matcher)| matcher.is_match(text)).transpose()?);
        }
        Ok(Arc::new(BooleanArray::from(answers)))
    })
}
