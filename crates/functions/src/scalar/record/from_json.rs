//! `from_json(text, schema[, options])`: JSON text as a struct, an array, a map or a variant.

use arrow::array::{ArrayRef, AsArray};
use datafusion::common::Result as DfResult;
use sparrow_sources::{Format, record};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unexpected_input_type, unsupported};
use sparrow_spark_types::{DataType, arrow as mapping};

use super::super::spec::{Call, Param, Returns, Spec, accept, null_of, wrong_count};
use super::options::{CallOptions, options_of};
use super::schema::schema_of;
use crate::{Context, Typed};

pub(super) static FROM_JSON: Spec =
    Spec::new("spark_from_json", &[Param::STRING, Param::Any, Param::STRING], Returns::Argument(1), read).nullable();

pub(super) fn from_json(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(text), Some(schema), options, None) = (args.next(), args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[2, 3], count));
    };
    let schema = schema_of(context, &schema)?;
    let options = CallOptions::of(context, options.as_ref())?;
    options.record(context).check(Format::Json)?;
    let call = format!("from_json({})", text.name);
    check_schema(&call, &schema)?;
    check_mode("from_json", &options)?;
    if !text.data_type.is_string() && text.data_type != DataType::Null {
        return Err(unexpected_input_type(&call, 0, "\"STRING\"", &text.name, &text.data_type.sql_name()));
    }
    let text = accept(context, &call, 0, text, Param::STRING)?;
    // Spark names the answer of a map so.
    let call = if matches!(schema, DataType::Map { .. }) { "entries".to_owned() } else { call };
    FROM_JSON.apply(call, vec![text, null_of(&schema), options.argument()])
}

fn check_schema(call: &str, schema: &DataType) -> Result<()> {
    let refused = match schema {
        DataType::Struct(_) | DataType::Array { .. } => return Ok(()),
        DataType::Map { key, .. } if key.is_string() => return Ok(()),
        DataType::Variant => return Err(unsupported("`from_json` to a variant")),
        DataType::Map { .. } => &condition::DATATYPE_MISMATCH_INVALID_JSON_MAP_KEY_TYPE,
        _ => &condition::DATATYPE_MISMATCH_INVALID_JSON_SCHEMA,
    };
    Err(SparkError::new(refused).with("sqlExpr", format!("\"{call}\"")).with("schema", to_sql_type(&schema.sql_name())))
}

/// A value for every text: what is malformed cannot be left out.
pub(super) fn check_mode(function: &str, options: &CallOptions) -> Result<()> {
    match options.get("mode") {
        Some(mode) if mode.eq_ignore_ascii_case("DROPMALFORMED") => {
            Err(SparkError::new(&condition::PARSE_MODE_UNSUPPORTED)
                .with("funcName", format!("`{function}`"))
                .with("mode", "DROPMALFORMED"))
        }
        _ => Ok(()),
    }
}

fn read(c: &Call) -> DfResult<ArrayRef> {
    let texts = c.full(0)?;
    let options = options_of(c.column::<&str>(2)?.get(0), c.time_zone());
    let schema = mapping::from_arrow(&c.return_type)?;
    Ok(record::read_json(texts.as_string::<i32>(), &schema, &options)?)
}
