use serde_json::json;

use super::*;

/// A type, its short spelling, and its JSON.
fn table() -> Vec<(DataType, &'static str, Value)> {
    let field = |name: &str, kind, nullable| Field::new(name, kind, nullable);
    vec![
        (DataType::Null, "void", json!("void")),
        (DataType::Byte, "tinyint", json!("byte")),
        (DataType::Long, "bigint", json!("long")),
        (DataType::Decimal { precision: 38, scale: 6 }, "decimal(38,6)", json!("decimal(38,6)")),
        (DataType::Char(3), "char(3)", json!("char(3)")),
        (DataType::VarChar(9), "varchar(9)", json!("varchar(9)")),
        (DataType::TimestampNtz, "timestamp_ntz", json!("timestamp_ntz")),
        (DataType::Time(6), "time(6)", json!("time(6)")),
        (DataType::CalendarInterval, "interval", json!("interval")),
        (DataType::DayTimeInterval(0, 3), "interval day to second", json!("interval day to second")),
        (DataType::DayTimeInterval(1, 1), "interval hour", json!("interval hour")),
        (DataType::YearMonthInterval(0, 1), "interval year to month", json!("interval year to month")),
        (DataType::Variant, "variant", json!("variant")),
        (
            DataType::Array { element: Box::new(DataType::Integer), contains_null: false },
            "array<int>",
            json!({"type": "array", "elementType": "integer", "containsNull": false}),
        ),
        (
            DataType::Map {
                key: Box::new(DataType::STRING),
                value: Box::new(DataType::Date),
                value_contains_null: true,
            },
            "map<string,date>",
            json!({"type": "map", "keyType": "string", "valueType": "date", "valueContainsNull": true}),
        ),
        (
            DataType::Struct(Schema::new(vec![
                field("a", DataType::Boolean, false),
                field("b c", DataType::Float, true),
            ])),
            "struct<a:boolean,b c:float>",
            json!({"type": "struct", "fields": [
                {"name": "a", "type": "boolean", "nullable": false, "metadata": {}},
                {"name": "b c", "type": "float", "nullable": true, "metadata": {}},
            ]}),
        ),
    ]
}

#[test]
fn spelled_short_and_as_json() {
    for (data_type, short, json) in table() {
        assert_eq!(data_type.simple_string(), short);
        assert_eq!(data_type.to_json(), json, "{short}");
        assert_eq!(DataType::from_json(&json).ok(), Some(data_type), "{short}");
    }
}

#[test]
fn messages_and_back() {
    for (data_type, short, _) in table() {
        assert_eq!(DataType::from_proto(&data_type.to_proto()).ok(), Some(data_type), "{short}");
    }
}

#[test]
fn arrow_and_back() {
    for (data_type, short, _) in table() {
        let back = DataType::from_arrow(&data_type.to_arrow());
        let expected = match data_type {
            DataType::Char(_) | DataType::VarChar(_) => DataType::STRING,
            DataType::DayTimeInterval(..) => DataType::DayTimeInterval(0, 3),
            other => other,
        };
        assert_eq!(back.ok(), Some(expected), "{short}");
    }
}

#[test]
fn collations_stand_in_the_metadata() {
    let text = DataType::String { collation: Some("UTF8_LCASE".into()) };
    let list = DataType::Array { element: Box::new(text.clone()), contains_null: true };
    let schema = Schema::new(vec![Field::new("a", text, true), Field::new("b", list, true)]);
    let json = schema.to_json();
    assert_eq!(json["fields"][0]["metadata"], json!({"__COLLATIONS": {"a": "spark.UTF8_LCASE"}}));
    assert_eq!(json["fields"][1]["metadata"], json!({"__COLLATIONS": {"b.element": "spark.UTF8_LCASE"}}));
    assert_eq!(Schema::from_json(&json).ok(), Some(schema.clone()));
    assert_eq!(schema.simple_string(), "struct<a:string collate UTF8_LCASE,b:array<string collate UTF8_LCASE>>");
}

#[test]
fn what_is_no_type_is_told() {
    for json in [json!("nope"), json!({"type": "array"}), json!(7), json!("decimal(300,2)"), json!({"type": "struct"})]
    {
        assert!(DataType::from_json(&json).is_err(), "{json}");
    }
    assert!(Schema::from_json(&json!("integer")).is_err());
}
