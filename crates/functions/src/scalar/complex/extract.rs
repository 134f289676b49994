//! `child[key]` and `child.field`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StructArray, make_array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, lit};
use sparrow_spark_error::{
    Result, SparkError, condition, internal, quote_identifier, to_sql_type, unexpected_input_type,
};
use sparrow_spark_types::{DataType, Field, StructType};

use super::super::spec::conform;
use super::element::{Kind, array_item, map_item};
use crate::cast::Mode;
use crate::kernel::{Kernel, Returns, over_arrays, target};
use crate::{Context, Typed};

/// `spark_field(struct, position, NULL::T)`: NULL where the struct is.
pub(super) static FIELD: Kernel = Kernel::new("spark_field", Returns::Last, field);
/// `spark_array_field(array of structs, position, NULL::array)`
pub(super) static ARRAY_FIELD: Kernel = Kernel::new("spark_array_field", Returns::Last, array_field);

/// What `extraction` names in `child`: a field of a struct (or of every struct of an array), an element, a map's value.
pub fn extract_value(context: &Context, child: Typed, extraction: Typed) -> Result<Typed> {
    let key = match extraction.constant() {
        Some(ScalarValue::Utf8(Some(text))) => Some(text.clone()),
        _ => None,
    };
    let bracketed = format!("{}[{}]", child.name, extraction.name);
    match (&child.data_type, key) {
        (DataType::Struct(_), Some(name)) => struct_field(context, child, &name),
        (DataType::Struct(_), None) => Err(SparkError::new(&condition::INVALID_EXTRACT_FIELD_TYPE)
            .with("extraction", format!("\"{}\"", extraction.name))),
        (DataType::Array { element, .. }, Some(name)) if matches!(**element, DataType::Struct(_)) => {
            field_of_all(context, child, &name)
        }
        (DataType::Array { .. }, _) => match &extraction.data_type {
            t if t.is_integral() || *t == DataType::Null => {
                array_item(context, child, extraction, Kind::Item, Mode::of_session(context), bracketed)
            }
            t => Err(unexpected_input_type(&bracketed, 1, "\"INTEGRAL\"", &extraction.name, &t.sql_name())),
        },
        (DataType::Map { .. }, _) => map_item(context, child, extraction, bracketed),
        (other, _) => Err(SparkError::new(&condition::INVALID_EXTRACT_BASE_FIELD_TYPE)
            .with("base", format!("\"{}\"", child.name))
            .with("other", to_sql_type(&other.sql_name()))),
    }
}

/// The position of the one field of this name.
pub(super) fn position(context: &Context, fields: &StructType, name: &str) -> Result<usize> {
    match fields.positions(name, context.case_sensitive).as_slice() {
        [one] => Ok(*one),
        [] => {
            let known: Vec<_> = fields.fields.iter().map(|f| quote_identifier(&f.name)).collect();
            Err(SparkError::new(&condition::FIELD_NOT_FOUND)
                .with("fieldName", quote_identifier(name))
                .with("fields", known.join(", ")))
        }
        several => Err(SparkError::new(&condition::AMBIGUOUS_REFERENCE_TO_FIELDS)
            .with("field", quote_identifier(name))
            .with("count", several.len().to_string())),
    }
}

/// `child.name`
pub(super) fn struct_field(context: &Context, child: Typed, name: &str) -> Result<Typed> {
    let DataType::Struct(fields) = &child.data_type else { return Err(internal("a struct was checked for")) };
    let index = position(context, fields, name)?;
    Ok(nth_field(&child, fields, index))
}

/// The field at a position; DataFusion's own extraction where the struct is never NULL, for it can be pushed into scans.
pub(super) fn nth_field(child: &Typed, fields: &StructType, index: usize) -> Typed {
    let Field { name, data_type, nullable, .. } = &fields.fields[index];
    let shown = format!("{}.{name}", child.name);
    let unique = fields.fields.iter().filter(|f| f.name == *name).count() == 1;
    let expr = if unique && !child.nullable {
        get_field(child.expr.clone(), name.as_str())
    } else {
        FIELD.call(vec![child.expr.clone(), lit(index as i64), target(data_type)])
    };
    Typed::new(expr, data_type.clone(), child.nullable || *nullable, shown)
}

fn field_of_all(context: &Context, child: Typed, name: &str) -> Result<Typed> {
    let DataType::Array { element, contains_null } = &child.data_type else {
        return Err(internal("an array was checked for"));
    };
    let DataType::Struct(fields) = &**element else { return Err(internal("structs were checked for")) };
    let index = position(context, fields, name)?;
    let found = &fields.fields[index];
    let contains_null = *contains_null || found.nullable;
    let data_type = DataType::Array { element: Box::new(found.data_type.clone()), contains_null };
    let shown = format!("{}.{}", child.name, found.name);
    let expr = ARRAY_FIELD.call(vec![child.expr, lit(index as i64), target(&data_type)]);
    Ok(Typed::new(expr, data_type, child.nullable, shown))
}

fn index_argument(args: &ScalarFunctionArgs) -> Result<usize> {
    match args.args.get(1) {
        Some(ColumnarValue::Scalar(ScalarValue::Int64(Some(index)))) => Ok(*index as usize),
        _ => Err(internal("a field's position is a constant")),
    }
}

fn field(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let index = index_argument(args)?;
    over_arrays(args, 1, |arrays| {
        let structs = arrays[0].as_struct_opt().ok_or_else(|| internal("a struct is a struct"))?;
        nth_column(structs, index)
    })
}

/// A column of the structs, NULL where they are.
fn nth_column(structs: &StructArray, index: usize) -> Result<ArrayRef> {
    let column = structs.columns().get(index).ok_or_else(|| internal("a struct has the field"))?;
    if structs.null_count() == 0 || *column.data_type() == ArrowType::Null {
        return Ok(column.clone());
    }
    let nulls = NullBuffer::union(column.nulls(), structs.nulls());
    let data = column.to_data().into_builder().nulls(nulls).build()?;
    Ok(make_array(data))
}

fn array_field(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let index = index_argument(args)?;
    let ArrowType::List(goal) = args.return_field.data_type() else { return Err(internal("an array").into()) };
    over_arrays(args, 1, |arrays| {
        let list = arrays[0].as_list_opt::<i32>().ok_or_else(|| internal("an array is a list"))?;
        let structs = list.values().as_struct_opt().ok_or_else(|| internal("of structs"))?;
        let values = conform(&nth_column(structs, index)?, goal.data_type())?;
        Ok(Arc::new(ListArray::try_new(goal.clone(), list.offsets().clone(), values, list.nulls().cloned())?))
    })
}
