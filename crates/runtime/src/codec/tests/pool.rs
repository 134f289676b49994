//! Arguments of all types to call functions with, as columns and as constants.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    ArrayRef, DurationMicrosecondArray, IntervalMonthDayNanoArray, IntervalYearMonthArray, RecordBatch,
    Time64NanosecondArray,
};
use datafusion::arrow::datatypes::{Field, IntervalMonthDayNano, Schema, SchemaRef};
use datafusion::arrow::json::ReaderBuilder;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::Expr;
use sparrow_functions::Typed;
use sparrow_spark_types::arrow::to_arrow;
use sparrow_spark_types::{DataType, ddl};

/// Name, type and rows, as JSON or made by hand.
const COLUMNS: &[(&str, &str, [&str; 3])] = &[
    ("int", "int", ["1", "-2", "null"]),
    ("long", "bigint", ["7", "3", "null"]),
    ("text", "string", ["\"abc\"", "\"2020-03-01\"", "null"]),
    ("double", "double", ["0.5", "-2.25", "null"]),
    ("flag", "boolean", ["true", "false", "null"]),
    ("date", "date", ["\"2020-02-29\"", "\"1969-12-31\"", "null"]),
    ("time", "timestamp", ["\"2020-02-29T12:34:56.789Z\"", "\"1969-12-31T23:59:59Z\"", "null"]),
    ("ints", "array<int>", ["[3, null, 1]", "[]", "null"]),
    ("map", "map<string,int>", ["{\"a\": 1, \"b\": null}", "{}", "null"]),
    ("decimal", "decimal(10,2)", ["\"1.25\"", "\"-3.00\"", "null"]),
    ("binary", "binary", ["\"616263\"", "\"00ff\"", "null"]),
    ("local", "timestamp_ntz", ["\"2020-02-29T12:34:56.789\"", "\"1969-12-31T23:59:59\"", "null"]),
    ("days", "interval day to second", ["", "", ""]),
    ("months", "interval year to month", ["", "", ""]),
    ("calendar", "interval", ["", "", ""]),
    ("texts", "array<string>", ["[\"x\", null]", "[\"a\", \"b\"]", "null"]),
    ("nested", "array<array<int>>", ["[[1], null, []]", "[[2, 3]]", "null"]),
    ("row", "struct<a:int,b:string>", ["{\"a\": 1, \"b\": \"x\"}", "{\"a\": null, \"b\": null}", "null"]),
    (
        "rows",
        "array<struct<a:int,b:string>>",
        ["[{\"a\": 1, \"b\": \"x\"}, null]", "[{\"a\": 2, \"b\": null}]", "null"],
    ),
    ("byte", "tinyint", ["1", "2", "null"]),
    ("small", "smallint", ["1", "2", "null"]),
    ("float", "float", ["1.5", "2.5", "null"]),
    ("clock", "time(6)", ["", "", ""]),
];

/// Constants that some function or other asks for.
const TEXTS: &[&str] = &[
    "a",
    "yyyy-MM-dd",
    "DAY",
    "HH",
    "UTC",
    "{\"a\": 1, \"b\": \"x\"}",
    "a INT, b STRING",
    "$.a",
    "utf-8",
    "1,x",
    "##0.00",
    "%s",
    "http://a/b?c=d",
    "9999",
    "\\w+",
];

/// A batch with a column of every type.
pub fn batch() -> &'static RecordBatch {
    static BATCH: LazyLock<RecordBatch> = LazyLock::new(|| {
        let columns: Vec<(Field, ArrayRef)> = COLUMNS.iter().map(column).collect();
        let (fields, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    });
    &BATCH
}

fn column((name, data_type, rows): &(&str, &str, [&str; 3])) -> (Field, ArrayRef) {
    let field = Field::new(*name, to_arrow(&ddl::parse_data_type(data_type).unwrap()), true);
    let made: ArrayRef = match *name {
        "days" => Arc::new(DurationMicrosecondArray::from(vec![Some(90_061_000_001), Some(-1), None])),
        "months" => Arc::new(IntervalYearMonthArray::from(vec![Some(14), Some(-1), None])),
        "calendar" => {
            let values =
                vec![Some(IntervalMonthDayNano::new(1, 2, 3000)), Some(IntervalMonthDayNano::new(0, 0, 0)), None];
            Arc::new(IntervalMonthDayNanoArray::from(values))
        }
        "clock" => Arc::new(Time64NanosecondArray::from(vec![Some(1_000), Some(3_600_000_000_000), None])),
        _ => {
            let text: String = rows.iter().map(|value| format!("{{\"{name}\": {value}}}\n")).collect();
            let schema: SchemaRef = Arc::new(Schema::new(vec![field.clone()]));
            let mut reader = ReaderBuilder::new(schema).build(text.as_bytes()).unwrap();
            reader.next().unwrap().unwrap().column(0).clone()
        }
    };
    (field, made)
}

/// All columns, then constants.
pub fn arguments() -> Vec<Typed> {
    let column = |(name, data_type, _): &(&str, &str, [&str; 3])| {
        let expr = Expr::Column(Column::new_unqualified(*name));
        Typed::new(expr, ddl::parse_data_type(data_type).unwrap(), true, *name)
    };
    let text = |text: &&str| Typed::literal(ScalarValue::Utf8(Some((*text).into())), DataType::String, *text);
    let int = |value: i32| Typed::literal(ScalarValue::Int32(Some(value)), DataType::Integer, value.to_string());
    let real = Typed::literal(ScalarValue::Float64(Some(0.5)), DataType::Double, "0.5");
    let flag = Typed::literal(ScalarValue::Boolean(Some(true)), DataType::Boolean, "true");
    let constants = TEXTS.iter().map(text).chain([int(1), int(8), real, flag]);
    COLUMNS.iter().map(column).chain(constants).collect()
}

/// The argument of this name.
pub fn argument(name: &str) -> Typed {
    arguments().into_iter().find(|argument| argument.name == name).unwrap()
}
