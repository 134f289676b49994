//! Every spelling once: from rows to Arrow, and back from Arrow.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{rows_of_arrow, settle};
use crate::spark_type::{self, columns};
use crate::upload;

/// Writes the rows as an upload and reads them back; `types` are those of Spark's JSON, for the columns `a`, `b`, ….
fn round_trip(ddl: &str, types: &[Value], rows: &Value) -> Vec<Value> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    upload::write_local(&json!({"schema": ddl, "rows": rows}), file.path()).expect("rows of this schema");
    let names = ["a", "b", "c", "d", "e"];
    let fields: Vec<_> =
        types.iter().zip(names).map(|(of, name)| json!({"name": name, "type": of, "nullable": true})).collect();
    let columns = columns(&json!({"type": "struct", "fields": fields})).expect("a schema");
    let text = STANDARD.encode(std::fs::read(file.path()).expect("written"));
    let mut read = rows_of_arrow(&text, &columns).expect("Arrow");
    settle(&mut read, &columns);
    read
}

fn stays(ddl: &str, types: &[Value], rows: Value) {
    assert_eq!(Value::from(round_trip(ddl, types, &rows)), rows, "{ddl}");
}

#[test]
fn plain_values_stay_as_they_are() {
    stays(
        "a BOOLEAN, b TINYINT, c BIGINT",
        &[json!("boolean"), json!("byte"), json!("long")],
        json!([[true, -128, i64::MIN], [null, null, null]]),
    );
    stays(
        "a FLOAT, b DOUBLE",
        &[json!("float"), json!("double")],
        json!([[0.5, "NaN"], ["-Infinity", -0.0], [null, 1e300]]),
    );
    stays(
        "a DECIMAL(10,2), b STRING, c BINARY",
        &[json!("decimal(10,2)"), json!("string"), json!("binary")],
        json!([["-1.50", "é", "00ff"], [null, "", ""]]),
    );
    stays(
        "a DATE, b TIMESTAMP, c TIMESTAMP_NTZ",
        &[json!("date"), json!("timestamp"), json!("timestamp_ntz")],
        json!([
            ["2024-02-29", "2024-02-29T12:00:00.000001Z", "1969-12-31T23:59:59.999999"],
            ["0001-01-01", null, null]
        ]),
    );
    stays(
        "a INTERVAL DAY TO SECOND, b INTERVAL YEAR TO MONTH, c VOID",
        &[json!("interval day to second"), json!("interval year to month"), json!("void")],
        json!([[-1_000_001, 14, null]]),
    );
}

#[test]
fn values_inside_values_stay_as_they_are() {
    let array = json!({"type": "array", "elementType": "integer", "containsNull": true});
    let map = json!({"type": "map", "keyType": "string", "valueType": "double", "valueContainsNull": true});
    let inner = json!({"type": "struct", "fields": [{"name": "x", "type": array, "nullable": true}]});
    stays(
        "a ARRAY<INT>, b STRUCT<x: ARRAY<INT>>",
        &[array, inner],
        json!([[[1, null], [[2]]], [[], [null]], [null, null]]),
    );
    let rows = round_trip("a MAP<STRING, DOUBLE>", &[map], &json!([[[["b", 1.0], ["a", null]]], [[]], [null]]));
    assert_eq!(Value::from(rows), json!([[[["a", null], ["b", 1.0]]], [[]], [null]]));
}

#[test]
fn numbers_are_what_their_column_says() {
    let columns = columns(&json!({"type": "struct", "fields": [
        {"name": "a", "type": "float", "nullable": true}, {"name": "b", "type": "double", "nullable": true}, {"name": "c", "type": "long", "nullable": true}]}));
    let mut rows = vec![json!([0.1, 2, 2])];
    settle(&mut rows, &columns.expect("a schema"));
    assert_eq!(Value::from(rows), json!([[0.100_000_001_490_116_12, 2.0, 2]]));
}

#[test]
fn types_have_their_simple_spelling() {
    let inner = json!({"type": "struct", "fields": [{"name": "x", "type": "short", "nullable": false}]});
    let schema = json!({"type": "struct", "fields": [
        {"name": "m", "type": {"type": "map", "keyType": "string", "valueType": inner}, "nullable": false},
        {"name": "l", "type": {"type": "array", "elementType": "decimal(3,1)"}, "nullable": true}]});
    let lines: Vec<_> = columns(&schema).expect("a schema").iter().map(spark_type::Column::line).collect();
    assert_eq!(lines, ["m map<string,struct<x:smallint>> not null", "l array<decimal(3,1)>"]);
    assert!(columns(&json!({"type": "struct"})).is_err() && columns(&json!("long")).is_err());
}

#[test]
fn rows_of_another_shape_are_refused() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    for rows in [json!([[1, 2]]), json!([["x"]]), json!([[1.5]]), json!([[3_000_000_000_u64]])] {
        let source = json!({"schema": "a INT", "rows": rows});
        assert!(upload::write_local(&source, file.path()).is_err(), "{source}");
    }
    let error = upload::write_generated(&json!({"rows": 1_000_000, "bytes": 1_000}), file.path());
    assert!(error.expect_err("too many").to_string().contains("268435456"));
}
