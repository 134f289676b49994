//! `schema_of_json(text[, options])` and `schema_of_csv`: the schema of a constant text.

use datafusion::common::ScalarValue;
use sparrow_sources::{Format, record};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, accept, literal, wrong_count};
use super::options::CallOptions;
use crate::{Context, Typed, constant};

pub(super) fn json(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    schema_of(context, name, "json", args, Format::Json, record::json_type)
}

pub(super) fn csv(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    schema_of(context, name, "csv", args, Format::Csv, record::csv_type)
}

fn schema_of(
    context: &Context,
    name: &str,
    input: &str,
    args: Vec<Typed>,
    format: Format,
    infer: fn(&str, &record::RecordOptions) -> Result<DataType>,
) -> Result<Typed> {
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(text), options, None) = (args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[1, 2], count));
    };
    let call = format!("{}({})", name.to_lowercase(), text.name);
    let shown = text.name.clone();
    let text = accept(context, &call, 0, text, Param::STRING)?;
    let options = CallOptions::of(context, options.as_ref())?.record(context);
    options.check(format)?;
    let found = match constant::fold(context, &text) {
        Some(ScalarValue::Utf8(Some(text))) => infer(&text, &options)?,
        Some(_) => {
            return Err(SparkError::new(&condition::DATATYPE_MISMATCH_UNEXPECTED_NULL)
                .with("sqlExpr", format!("\"{call}\""))
                .with("exprName", format!("`{input}`")));
        }
        None => {
            return Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
                .with("sqlExpr", format!("\"{call}\""))
                .with("inputName", format!("`{input}`"))
                .with("inputType", to_sql_type("STRING"))
                .with("inputExpr", format!("\"{shown}\"")));
        }
    };
    Ok(literal(ScalarValue::Utf8(Some(found.sql_name())), DataType::String, call))
}
