//! The generator functions: many rows from the values of one.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::{DataType, Field, StructType, find_wider_type};

use crate::cast::coerce;
use crate::function::Builder::Generator;
use crate::scalar::JSON_TUPLE;
use crate::scalar::complex::{array_call, struct_call};
use crate::{Context, Function, GeneratorCall, GeneratorShape, Typed};

/// The groups of generator functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![FUNCTIONS]
}

const FUNCTIONS: &[Function] = &[
    Function { name: "explode", aliases: &["explode_outer"], builder: Generator(explode) },
    Function { name: "posexplode", aliases: &["posexplode_outer"], builder: Generator(explode) },
    Function { name: "inline", aliases: &["inline_outer"], builder: Generator(inline) },
    Function { name: "json_tuple", aliases: &[], builder: Generator(json_tuple) },
    Function { name: "stack", aliases: &[], builder: Generator(stack) },
];

fn one(name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [value] = <[Typed; 1]>::try_from(args).map_err(|_| wrong_num_args(name, 1, count))?;
    Ok(value)
}

/// One row for each element or entry; its position first for `pos…`, one row of NULLs where there is none for `…_outer`.
fn explode(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    let value = one(name, args)?;
    let lower = name.to_lowercase();
    let (with_position, outer) = (lower.starts_with("pos"), lower.ends_with("_outer"));
    let name = format!("{lower}({})", value.name);
    let (shape, mut columns) = match &value.data_type {
        DataType::Array { element, contains_null } => {
            (GeneratorShape::Element, vec![Field::new("col", (**element).clone(), *contains_null || outer)])
        }
        DataType::Map { key, value, value_contains_null } => {
            let key = Field::new("key", (**key).clone(), outer);
            (GeneratorShape::Fields, vec![key, Field::new("value", (**value).clone(), *value_contains_null || outer)])
        }
        t => {
            return Err(unexpected_input_type(&name, 0, "(\"ARRAY\" or \"MAP\")", &value.name, &t.sql_name()));
        }
    };
    if with_position {
        columns.insert(0, Field::new("pos", DataType::Integer, outer));
    }
    Ok(GeneratorCall { rows: value.expr, shape, columns, with_position, outer, name })
}

/// One row for each struct of an array.
fn inline(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    let value = one(name, args)?;
    let lower = name.to_lowercase();
    let outer = lower.ends_with("_outer");
    let name = format!("{lower}({})", value.name);
    let columns = match &value.data_type {
        DataType::Array { element, contains_null } => match &**element {
            DataType::Struct(s) => {
                let field = |f: &Field| Field { nullable: f.nullable || *contains_null || outer, ..f.clone() };
                Some(s.fields.iter().map(field).collect())
            }
            _ => None,
        },
        _ => None,
    };
    let Some(columns) = columns else {
        let required = "\"ARRAY<STRUCT>\"";
        return Err(unexpected_input_type(&name, 0, required, &value.name, &value.data_type.sql_name()));
    };
    let shape = GeneratorShape::Fields;
    Ok(GeneratorCall { rows: value.expr, shape, columns, with_position: false, outer, name })
}

/// `stack(n, values…)`: `n` rows of the values in turn, filled up with NULLs.
fn stack(context: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    if args.len() < 2 {
        return Err(wrong_num_args(name, "> 1", args.len()));
    }
    let shown = format!("stack({})", args.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", "));
    let mut args = args.into_iter();
    let rows = row_count(context, &shown, args.next())?;
    let values: Vec<Typed> = args.collect();
    let width = values.len().div_ceil(rows);
    let types = (0..width).map(|column| column_type(&shown, &values, width, column)).collect::<Result<Vec<_>>>()?;
    let field = |(i, t): (usize, &DataType)| Field::new(format!("col{i}"), t.clone(), true);
    let columns: Vec<Field> = types.iter().enumerate().map(field).collect();
    let row_type = StructType::new(columns.clone());
    let mut structs: Vec<Expr> = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut cells = Vec::with_capacity(width);
        for (column, data_type) in types.iter().enumerate() {
            let cell = values.get(row * width + column).cloned();
            let cell = cell.unwrap_or_else(|| Typed::null(data_type, "NULL"));
            cells.push(coerce(context, cell, data_type)?.expr);
        }
        structs.push(struct_call(row_type.clone(), cells));
    }
    let rows = array_call(DataType::Struct(row_type), structs);
    let shape = GeneratorShape::Fields;
    Ok(GeneratorCall { rows, shape, columns, with_position: false, outer: false, name: shown })
}

/// `json_tuple(text, name, …)`: one row of an object's members.
fn json_tuple(context: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    if args.len() < 2 {
        return Err(wrong_num_args(name, "> 1", args.len()));
    }
    let shown = format!("json_tuple({})", args.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", "));
    if args.iter().any(|a| !a.data_type.is_string()) {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_STRING_TYPE)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("funcName", "`json_tuple`"));
    }
    let columns: Vec<Field> =
        (0..args.len() - 1).map(|i| Field::new(format!("c{i}"), DataType::String, true)).collect();
    let row = DataType::Struct(StructType::new(columns.clone()));
    let rows = Typed::null(&DataType::Array { element: Box::new(row), contains_null: false }, "NULL");
    let texts = args.into_iter().map(|a| coerce(context, a, &DataType::String));
    let all = std::iter::once(Ok(rows)).chain(texts).collect::<Result<Vec<_>>>()?;
    let rows = JSON_TUPLE.apply(shown.clone(), all)?.expr;
    let shape = GeneratorShape::Fields;
    Ok(GeneratorCall { rows, shape, columns, with_position: false, outer: false, name: shown })
}

fn row_count(context: &Context, shown: &str, count: Option<Typed>) -> Result<usize> {
    let Some(count) = count else { return Err(wrong_num_args("stack", "> 1", 0)) };
    if !matches!(count.data_type, DataType::Integer | DataType::Short | DataType::Byte) {
        return Err(unexpected_input_type(shown, 0, "\"INT\"", &count.name, &count.data_type.sql_name()));
    }
    match crate::constant::fold(context, &coerce(context, count.clone(), &DataType::Integer)?) {
        Some(ScalarValue::Int32(Some(rows))) if rows > 0 => Ok(rows as usize),
        Some(_) => Err(SparkError::new(&condition::DATATYPE_MISMATCH_VALUE_OUT_OF_RANGE)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("exprName", "`n`")
            .with("valueRange", "(0, 2147483647]")
            .with("currentValue", count.name)),
        None => Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("inputName", "`n`")
            .with("inputType", to_sql_type("INT"))
            .with("inputExpr", format!("\"{}\"", count.name))),
    }
}

/// The one type of a column; Spark coerces nothing here but NULL.
fn column_type(shown: &str, values: &[Typed], width: usize, column: usize) -> Result<DataType> {
    let mut found = DataType::Null;
    let mut place = column;
    for index in (column..values.len()).step_by(width) {
        let next = &values[index].data_type;
        if found == DataType::Null {
            (found, place) = (next.clone(), index);
        } else if *next != DataType::Null && !found.same_type(next) {
            return Err(different(shown, column, (place, &found), (index, next)));
        } else if *next != DataType::Null {
            found = find_wider_type(&found, next, true).unwrap_or(found);
        }
    }
    Ok(found)
}

fn different(shown: &str, column: usize, left: (usize, &DataType), right: (usize, &DataType)) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_STACK_COLUMN_DIFF_TYPES)
        .with("sqlExpr", format!("\"{shown}\""))
        .with("columnIndex", column.to_string())
        .with("leftParamIndex", (left.0 + 1).to_string())
        .with("leftType", to_sql_type(&left.1.sql_name()))
        .with("rightParamIndex", (right.0 + 1).to_string())
        .with("rightType", to_sql_type(&right.1.sql_name()))
}
