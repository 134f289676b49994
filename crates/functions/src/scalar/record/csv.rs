//! `from_csv(text, schema[, options])` and `to_csv(struct[, options])`: one record of CSV.

use arrow::array::{ArrayRef, AsArray};
use datafusion::common::Result as DfResult;
use sparrow_sources::{Format, record};
use sparrow_spark_error::{Result, SparkError, condition, internal, to_sql_type, unsupported};
use sparrow_spark_types::{DataType, arrow as mapping};
use std::sync::Arc;

use super::super::spec::{Call, Param, Returns, Spec, accept, null_of, wrong_count};
use super::from_json::check_mode;
use super::options::{CallOptions, options_of};
use super::schema::schema_of;
use crate::{Context, Typed};

pub(super) static FROM_CSV: Spec =
    Spec::new("spark_from_csv", &[Param::STRING, Param::Any, Param::STRING], Returns::Argument(1), read)
        .nullable_by_first(1);

pub(super) static TO_CSV: Spec =
    Spec::new("spark_to_csv", &[Param::Any, Param::STRING], Returns::STRING, write).nullable();

pub(super) fn from_csv(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(text), Some(written), options, None) = (args.next(), args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[2, 3], count));
    };
    let schema = schema_of(context, &written)?;
    let DataType::Struct(_) = &schema else {
        return Err(SparkError::new(&condition::INVALID_SCHEMA_NON_STRUCT_TYPE)
            .with("inputSchema", format!("\"{}\"", written.name))
            .with("dataType", to_sql_type(&schema.sql_name())));
    };
    let options = CallOptions::of(context, options.as_ref())?;
    options.record(context).check(Format::Csv)?;
    check_mode("from_csv", &options)?;
    let call = format!("from_csv({})", text.name);
    let text = accept(context, &call, 0, text, Param::STRING)?;
    FROM_CSV.apply(call, vec![text, null_of(&schema), options.argument()])
}

pub(super) fn to_csv(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(value), options, None) = (args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[1, 2], count));
    };
    let options = CallOptions::of(context, options.as_ref())?;
    options.record(context).check(Format::Csv)?;
    let call = format!("to_csv({})", value.name);
    let DataType::Struct(schema) = &value.data_type else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_UNSUPPORTED_INPUT_TYPE)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", "`to_csv`")
            .with("dataType", to_sql_type(&value.data_type.sql_name())));
    };
    let nested = |t: &DataType| {
        matches!(t, DataType::Struct(_) | DataType::Array { .. } | DataType::Map { .. } | DataType::Variant)
    };
    if let Some(field) = schema.fields.iter().find(|field| nested(&field.data_type)) {
        return Err(unsupported(format!("`to_csv` of the field `{}` of {}", field.name, field.data_type.sql_name())));
    }
    TO_CSV.apply(call, vec![value, options.argument()])
}

fn read(c: &Call) -> DfResult<ArrayRef> {
    let texts = c.full(0)?;
    let options = options_of(c.column::<&str>(2)?.get(0), c.time_zone());
    let DataType::Struct(schema) = mapping::from_arrow(&c.return_type)? else {
        return Err(internal("from_csv answers structs").into());
    };
    Ok(record::read_csv(texts.as_string::<i32>(), &schema, &options)?)
}

fn write(c: &Call) -> DfResult<ArrayRef> {
    let values = c.full(0)?;
    let options = options_of(c.column::<&str>(1)?.get(0), c.time_zone());
    Ok(Arc::new(record::write_csv(&values, &options.options, c.time_zone())?))
}
