//! `stack(n, …)`: the arguments in `n` rows.

use arrow::datatypes::DataType as ArrowType;
use datafusion::common::ScalarValue;
use sparrow_spark_error::{Result, SparkError, condition, internal, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::{DataType, Field, find_wider_type};

use crate::{Builder, Context, Function, GeneratorCall, GeneratorShape, Typed, cast, find};

/// The functions of this group.
pub const FUNCTIONS: &[Function] = &[Function { name: "stack", aliases: &[], builder: Builder::Generator(stack) }];

fn stack(context: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    let shown = format!("stack({})", args.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", "));
    let Some((count, values)) = args.split_first().filter(|(_, values)| !values.is_empty()) else {
        return Err(wrong_num_args(name, "> 1", args.len()));
    };
    let rows = row_count(count).ok_or_else(|| {
        unexpected_input_type(&shown, 0, "\"INT\"", &count.name, &count.data_type.sql_name())
    })?;
    let width = values.len().div_ceil(rows);
    let types = (0..width).map(|c| column_type(context, values, width, c, &shown)).collect::<Result<Vec<_>>>()?;
    let mut structs = Vec::with_capacity(rows);
    for row in 0..rows {
        structs.push(one_row(context, values, row * width, &types)?);
    }
    let DataType::Struct(fields) = structs[0].data_type.clone() else { return Err(internal("stack made no struct")) };
    let columns = fields.fields.iter().map(|f| Field { nullable: true, ..f.clone() }).collect();
    let list = build(context, "array", structs)?;
    let shape = GeneratorShape::Fields;
    Ok(GeneratorCall { rows: list.expr, shape, columns, with_position: false, outer: false, name: shown })
}

fn row_count(count: &Typed) -> Option<usize> {
    match count.constant()?.cast_to(&ArrowType::Int64).ok()? {
        ScalarValue::Int64(Some(n)) => usize::try_from(n).ok().filter(|n| *n > 0),
        _ => None,
    }
}

fn column_type(context: &Context, values: &[Typed], width: usize, column: usize, shown: &str) -> Result<DataType> {
    let mut types = values.iter().skip(column).step_by(width).map(|v| v.data_type.clone());
    let first = types.next().unwrap_or(DataType::Null);
    types.try_fold(first, |a, b| find_wider_type(&a, &b, context.ansi)).ok_or_else(|| {
        SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("functionName", "`stack`")
            .with("dataType", "")
    })
}

fn one_row(context: &Context, values: &[Typed], start: usize, types: &[DataType]) -> Result<Typed> {
    let mut pairs = Vec::with_capacity(types.len() * 2);
    for (column, data_type) in types.iter().enumerate() {
        let name = format!("col{column}");
        let key = datafusion::logical_expr::lit(name.clone());
        pairs.push(Typed::new(key, DataType::String, false, name));
        let null = || Typed::new(crate::kernel::target(data_type), data_type.clone(), true, "NULL");
        let value = values.get(start + column).cloned().unwrap_or_else(null);
        pairs.push(cast::coerce(context, value, data_type)?);
    }
    let row = build(context, "named_struct", pairs)?;
    let DataType::Struct(mut fields) = row.data_type.clone() else { return Ok(row) };
    fields.fields.iter_mut().for_each(|f| f.nullable = true);
    cast::coerce(context, row, &DataType::Struct(fields))
}

fn build(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match find(name).map(|f| &f.builder) {
        Some(Builder::Scalar(build)) => build(context, name, args),
        _ => Err(internal(format!("the built-in `{name}` is missing"))),
    }
}
