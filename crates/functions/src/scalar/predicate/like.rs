//! LIKE and ILIKE with Spark's rules of escaping: only `%`, `_` and the escape character may be escaped.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::functions::string::expr_fn::lower;
use datafusion::logical_expr::expr::Like;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, lit};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_value};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, accept, wrong_count};
use crate::kernel::{Kernel, Returns, over_arrays, text_argument};
use crate::{Context, Typed};

/// `spark_like(text, pattern, escape)`, for patterns that are no constants.
pub(super) static LIKE: Kernel = Kernel::new("spark_like", Returns::Type(|| ArrowType::Boolean), run);

pub(super) fn like(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, args, false)
}

pub(super) fn ilike(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, args, true)
}

/// The escape character comes third, where there is one.
fn call(context: &Context, name: &str, args: Vec<Typed>, ignore_case: bool) -> Result<Typed> {
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(text), Some(pattern), escape, None) = (args.next(), args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[2, 3], count));
    };
    let escape = match escape.as_ref().and_then(Typed::constant) {
        Some(ScalarValue::Utf8(Some(text))) => text.chars().next().unwrap_or('\\'),
        _ => '\\',
    };
    build(context, text, pattern, escape, ignore_case)
}

/// `text LIKE pattern`.
pub fn build(context: &Context, text: Typed, pattern: Typed, escape: char, ignore_case: bool) -> Result<Typed> {
    let suffix = if escape == '\\' { String::new() } else { format!(" ESCAPE '{escape}'") };
    let name = match ignore_case {
        true if suffix.is_empty() => format!("ilike({}, {})", text.name, pattern.name),
        true => format!("ilike({}, {}, {escape})", text.name, pattern.name),
        false => format!("{} LIKE {}{suffix}", text.name, pattern.name),
    };
    let text = accept(context, &name, 0, text, Param::STRING)?;
    let pattern = accept(context, &name, 1, pattern, Param::STRING)?;
    let nullable = text.nullable || pattern.nullable;
    let value = if ignore_case { lower(text.expr) } else { text.expr };
    let expr = match pattern.constant() {
        Some(ScalarValue::Utf8(Some(constant))) => {
            let wanted = if ignore_case { constant.to_lowercase() } else { constant.clone() };
            let pattern = engine_pattern(&Step::parse(&wanted, escape)?);
            Expr::Like(Like::new(false, Box::new(value), Box::new(lit(pattern)), None, false))
        }
        _ => {
            let pattern = if ignore_case { lower(pattern.expr) } else { pattern.expr };
            LIKE.call(vec![value, pattern, lit(escape.to_string())])
        }
    };
    Ok(Typed::new(expr, DataType::Boolean, nullable, name))
}

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// `%`
    Any,
    /// `_`
    One,
    /// This character.
    Literal(char),
}

impl Step {
    fn parse(pattern: &str, escape: char) -> Result<Vec<Self>> {
        let mut steps = Vec::with_capacity(pattern.len());
        let mut rest = pattern.chars();
        while let Some(ch) = rest.next() {
            steps.push(match ch {
                ch if ch == escape => match rest.next() {
                    Some(next) if next == '_' || next == '%' || next == escape => Self::Literal(next),
                    Some(next) => {
                        return Err(SparkError::new(&condition::INVALID_FORMAT_ESC_IN_THE_MIDDLE)
                            .with("format", to_sql_value(pattern))
                            .with("char", to_sql_value(&next.to_string())));
                    }
                    None => {
                        return Err(SparkError::new(&condition::INVALID_FORMAT_ESC_AT_THE_END)
                            .with("format", to_sql_value(pattern)));
                    }
                },
                '%' => Self::Any,
                '_' => Self::One,
                other => Self::Literal(other),
            });
        }
        Ok(steps)
    }
}

/// The pattern as the engine spells it, escaped by backslash.
fn engine_pattern(steps: &[Step]) -> String {
    let mut out = String::with_capacity(steps.len());
    for step in steps {
        match step {
            Step::Any => out.push('%'),
            Step::One => out.push('_'),
            Step::Literal(ch @ ('%' | '_' | '\\')) => out.extend(['\\', *ch]),
            Step::Literal(ch) => out.push(*ch),
        }
    }
    out
}

fn run(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let escape = text_argument(args, 2).and_then(|text| text.chars().next()).unwrap_or('\\');
    over_arrays(args, 2, |arrays| {
        let (texts, patterns) = (arrays[0].as_string::<i32>(), arrays[1].as_string::<i32>());
        let mut known: Option<(&str, Vec<Step>)> = None;
        let mut answers = Vec::with_capacity(texts.len());
        for (text, pattern) in texts.iter().zip(patterns) {
            let (Some(text), Some(pattern)) = (text, pattern) else {
                answers.push(None);
                continue;
            };
            if known.as_ref().is_none_or(|(last, _)| *last != pattern) {
                known = Some((pattern, Step::parse(pattern, escape)?));
            }
            let characters: Vec<char> = text.chars().collect();
            answers.push(known.as_ref().map(|(_, steps)| matches(&characters, steps)));
        }
        Ok(Arc::new(BooleanArray::from(answers)))
    })
}

/// Walks text and pattern together, going back to the last `%` when stuck.
fn matches(text: &[char], steps: &[Step]) -> bool {
    let (mut at, mut step) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    while at < text.len() {
        match steps.get(step) {
            Some(Step::Any) => {
                last_any = Some((step, at));
                step += 1;
            }
            Some(Step::One) => (at, step) = (at + 1, step + 1),
            Some(Step::Literal(ch)) if *ch == text[at] => (at, step) = (at + 1, step + 1),
            _ => match last_any {
                Some((any, from)) => {
                    last_any = Some((any, from + 1));
                    (at, step) = (from + 1, any + 1);
                }
                None => return false,
            },
        }
    }
    steps[step..].iter().all(|rest| *rest == Step::Any)
}
