//! `parse_json(text)`: JSON text as a variant; `try_parse_json` gives NULL for what is no JSON.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryBuilder, StructArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as EngineResult;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use parquet_variant::VariantBuilder;
use parquet_variant_json::JsonToVariant;
use sparrow_spark_error::{Result, SparkError, condition, internal, wrong_num_args};
use sparrow_spark_types::{DataType, arrow::to_arrow};

use crate::kernel::{Kernel, Returns, over_arrays};
use crate::{Context, Typed, cast};

pub(super) static PARSE: Kernel = Kernel::new("spark_parse_json", Returns::Type(variant), parse);
pub(super) static TRY_PARSE: Kernel = Kernel::new("spark_try_parse_json", Returns::Type(variant), try_parse);

fn variant() -> ArrowType {
    to_arrow(&DataType::Variant)
}

pub(super) fn build(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let [text] = <[Typed; 1]>::try_from(args).map_err(|args| wrong_num_args(name, 1, args.len()))?;
    let lenient = name.to_lowercase().starts_with("try");
    let shown = format!("{}({})", name.to_lowercase(), text.name);
    let nullable = text.nullable || lenient;
    let text = cast::coerce(context, text, &DataType::String)?;
    let kernel = if lenient { &TRY_PARSE } else { &PARSE };
    Ok(Typed::new(kernel.call(vec![text.expr]), DataType::Variant, nullable, shown))
}

fn parse(args: &ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
    over_arrays(args, 1, |arrays| variants(&arrays[0], false))
}

fn try_parse(args: &ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
    over_arrays(args, 1, |arrays| variants(&arrays[0], true))
}

fn variants(texts: &ArrayRef, lenient: bool) -> Result<ArrayRef> {
    let texts = texts.as_string::<i32>();
    let (mut values, mut metadata) = (BinaryBuilder::new(), BinaryBuilder::new());
    let mut valid = Vec::with_capacity(texts.len());
    for row in 0..texts.len() {
        let parsed = if texts.is_null(row) { None } else { one(texts.value(row), lenient)? };
        valid.push(parsed.is_some());
        let (m, v) = parsed.unwrap_or_default();
        metadata.append_value(m);
        values.append_value(v);
    }
    let ArrowType::Struct(fields) = variant() else { return Err(internal("a variant is no struct")) };
    let columns: Vec<ArrayRef> = vec![Arc::new(values.finish()), Arc::new(metadata.finish())];
    Ok(Arc::new(StructArray::try_new(fields, columns, Some(NullBuffer::from(valid)))?))
}

/// Metadata and value of one text.
fn one(text: &str, lenient: bool) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let mut builder = VariantBuilder::new();
    match builder.append_json(text) {
        Ok(()) => Ok(Some(builder.finish())),
        Err(_) if lenient => Ok(None),
        Err(error) => Err(SparkError::new(&condition::MALFORMED_RECORD_IN_PARSING)
            .with("badRecord", text.chars().take(200).collect::<String>())
            .with("failFastMode", "FAILFAST")
            .caused_by(error)),
    }
}
