//! `to_json(value[, options])`: a struct, an array, a map or a variant as JSON text.

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use datafusion::common::Result as DfResult;
use parquet_variant::Variant;
use parquet_variant_json::VariantToJson;
use sparrow_sources::{Format, record};
use sparrow_spark_error::{Result, SparkError, condition, internal, to_sql_type, unsupported};
use sparrow_spark_types::DataType;
use std::sync::Arc;

use super::super::spec::{Call, Param, Returns, Spec, wrong_count};
use super::options::{CallOptions, options_of};
use crate::{Context, Typed};

pub(super) static TO_JSON: Spec =
    Spec::new("spark_to_json", &[Param::Any, Param::STRING], Returns::STRING, write).nullable();

pub(super) static VARIANT_TO_JSON: Spec =
    Spec::new("spark_variant_to_json", &[Param::Any], Returns::STRING, write_variant).nullable();

pub(super) fn to_json(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(value), options, None) = (args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[1, 2], count));
    };
    let options = CallOptions::of(context, options.as_ref())?;
    options.record(context).check(Format::Json)?;
    let ignored = context.conf("spark.sql.jsonGenerator.ignoreNullFields").unwrap_or("true");
    let options = options.or("ignoreNullFields", ignored);
    let call = format!("to_json({})", value.name);
    match &value.data_type {
        DataType::Variant => return VARIANT_TO_JSON.apply(call, vec![value]),
        DataType::Struct(_) | DataType::Array { .. } | DataType::Map { .. } => {}
        other => {
            return Err(SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_JSON_SCHEMA)
                .with("sqlExpr", format!("\"{call}\""))
                .with("schema", to_sql_type(&other.sql_name())));
        }
    }
    if holds_variant(&value.data_type) {
        return Err(unsupported("`to_json` of a variant within another value"));
    }
    TO_JSON.apply(call, vec![value, options.argument()])
}

fn holds_variant(data_type: &DataType) -> bool {
    match data_type {
        DataType::Variant => true,
        DataType::Array { element, .. } => holds_variant(element),
        DataType::Map { value, .. } => holds_variant(value),
        DataType::Struct(schema) => schema.fields.iter().any(|f| holds_variant(&f.data_type)),
        _ => false,
    }
}

fn write(c: &Call) -> DfResult<ArrayRef> {
    let values = c.full(0)?;
    let options = options_of(c.column::<&str>(1)?.get(0), c.time_zone());
    Ok(Arc::new(record::write_json(&values, &options.options, c.time_zone())?))
}

fn write_variant(c: &Call) -> DfResult<ArrayRef> {
    let values = c.full(0)?;
    let parts = values.as_struct_opt().ok_or_else(|| internal("a variant is no struct"))?;
    let column = |name: &str| {
        let found = parts.column_by_name(name).and_then(|column| column.as_binary_opt::<i32>());
        found.ok_or_else(|| internal("a variant misses a part"))
    };
    let (value, metadata) = (column("value")?, column("metadata")?);
    let text = |row: usize| -> DfResult<Option<String>> {
        if parts.is_null(row) {
            return Ok(None);
        }
        let variant = Variant::try_new(metadata.value(row), value.value(row))?;
        Ok(Some(variant.to_json_string()?))
    };
    Ok(Arc::new((0..values.len()).map(text).collect::<DfResult<StringArray>>()?))
}
