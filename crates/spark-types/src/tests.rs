//! Tables of cases, recorded from Spark 4.2.1 where the file says so.

use std::sync::Arc;

use ::arrow::datatypes::{DataType as ArrowType, Field as ArrowField, IntervalUnit, TimeUnit};
use sparrow_spark_error::condition;

use crate::ddl::{parse_data_type, parse_schema_text, parse_table_schema};
use crate::*;

/// The lines of a recorded table, cells split.
fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn parse(text: &str) -> DataType {
    parse_data_type(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn types_are_spelled_as_in_spark() {
    for row in table(include_str!("../data/spellings.tsv")) {
        let [ddl, simple, sql, name, json] = row[..] else { panic!("{row:?}") };
        let t = parse(ddl);
        assert_eq!(t.simple_string(), simple, "{ddl}");
        assert_eq!(t.catalog_string(), simple, "{ddl}");
        assert_eq!(t.sql_name(), sql, "{ddl}");
        assert_eq!(t.type_name(), name, "{ddl}");
        assert_eq!(json::to_json(&t), json, "{ddl}");
        assert_eq!(json::from_json(json).unwrap(), t, "{json}");
        assert_eq!(parse(sql), t, "{sql}");
    }
}

#[test]
fn casts_are_allowed_as_in_spark() {
    let mut wrong = Vec::new();
    for row in table(include_str!("../data/casts.tsv")) {
        let [from, to, expected] = row[..] else { panic!("{row:?}") };
        // Columns of CHAR and VARCHAR are strings once read, so that Spark's odd corners between them never show.
        if (from.contains("char(") || to.contains("char(")) && from != to {
            continue;
        }
        let (a, b) = (parse(from), parse(to));
        let rules = [can_cast, can_ansi_cast, can_store_assign, can_up_cast];
        let actual: String = rules.iter().map(|rule| if rule(&a, &b) { '1' } else { '0' }).collect();
        if actual != expected {
            wrong.push(format!("{from} -> {to}: {actual}, Spark {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn types_meet_as_in_spark() {
    let mut wrong = Vec::new();
    for row in table(include_str!("../data/coercions.tsv")) {
        let [left, right, tightest, wider, ansi] = row[..] else { panic!("{row:?}") };
        if (left.contains("char(") || right.contains("char(")) && left != right {
            continue;
        }
        let (a, b) = (parse(left), parse(right));
        let cases = [
            ("tightest", tightest_common_type(&a, &b), tightest),
            ("wider", find_wider_type(&a, &b, false), wider),
            ("ansi", find_wider_type(&a, &b, true), ansi),
        ];
        for (what, actual, expected) in cases {
            let actual = actual.map_or_else(|| "-".to_owned(), |t| t.catalog_string());
            if actual != expected {
                wrong.push(format!("{what} {left}, {right}: {actual}, Spark {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn decimal_arithmetic_has_sparks_types() {
    let pair = |text: &str| {
        let (p, s) = text.split_once(',').unwrap();
        (p.parse::<u8>().unwrap(), s.parse::<u8>().unwrap())
    };
    for row in table(include_str!("../data/decimals.tsv")) {
        let (loss, a, b) = (row[0] == "true", pair(row[1]), pair(row[2]));
        use DecimalOp::{Add, Divide, Multiply, Remainder, Subtract};
        for (op, expected) in [Add, Subtract, Multiply, Divide, Remainder].into_iter().zip(&row[3..8]) {
            assert_eq!(decimal_result(op, a, b, loss), pair(expected), "{op:?} {row:?}");
        }
        let (precision, scale) = pair(row[8]);
        assert_eq!(wider_decimal(a, b), DataType::Decimal { precision, scale }, "{row:?}");
    }
    assert_eq!(decimal_result(DecimalOp::IntegralDivide, (10, 2), (5, 1), true), (9, 0));
}

#[test]
fn ddl_errors_are_sparks() {
    let cases = [
        ("foo", "UNSUPPORTED_DATATYPE", "typeName", "\"FOO\""),
        ("foo(3)", "UNSUPPORTED_DATATYPE", "typeName", "\"FOO(3)\""),
        ("timestamp(3)", "UNSUPPORTED_DATATYPE", "typeName", "\"TIMESTAMP(3)\""),
        ("decimal(1,2,3)", "UNSUPPORTED_DATATYPE", "typeName", "\"DECIMAL(1,2,3)\""),
        ("`int`", "UNSUPPORTED_DATATYPE", "typeName", "\"INT\""),
        ("decimal(39,2)", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", "precision", "39"),
        ("char", "DATATYPE_MISSING_SIZE", "type", "\"CHAR\""),
        ("interval hour to day", "PARSE_SYNTAX_ERROR", "error", "'to'"),
        ("int int", "PARSE_SYNTAX_ERROR", "error", "'int'"),
        ("a.b", "PARSE_SYNTAX_ERROR", "error", "'.'"),
        ("decimal(-1,2)", "PARSE_SYNTAX_ERROR", "error", "'-'"),
        ("array<int>>", "PARSE_SYNTAX_ERROR", "error", "'>'"),
        ("array<int", "PARSE_SYNTAX_ERROR", "error", "end of input"),
    ];
    for (text, name, parameter, value) in cases {
        let error = parse_data_type(text).unwrap_err();
        assert_eq!(error.condition().name, name, "{text}");
        assert_eq!(error.parameters().get(parameter).map(String::as_str), Some(value), "{text}");
    }
    assert!(parse_data_type("").unwrap_err().is(&condition::PARSE_EMPTY_STATEMENT));
    assert!(parse_data_type("string collate utf8_lcase").unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
    let deep = format!("{}int{}", "array<".repeat(100_000), ">".repeat(100_000));
    assert!(parse_data_type(&deep).unwrap_err().is(&condition::PLAN_TOO_DEEP));
    assert!(parse_schema_text(&deep).is_err());
    assert!(parse_data_type("'unclosed").is_err());
    assert!(parse_data_type("/* unclosed").is_err());
}

#[test]
fn table_schemas_read_and_write_as_in_spark() {
    let text = "a INT, b ARRAY<STRING> NOT NULL COMMENT 'x', `c d` DECIMAL(10,2)";
    let schema = parse_table_schema(text).unwrap();
    assert_eq!(schema.to_ddl(), "a INT,b ARRAY<STRING> NOT NULL COMMENT 'x',`c d` DECIMAL(10,2)");
    assert_eq!(parse_table_schema(&schema.to_ddl()).unwrap(), schema);
    let cases = [
        ("b string comment 'it''s'", "b STRING COMMENT 'it\\'s'"),
        ("a string comment \"q\\\"x\\n\"", "a STRING COMMENT 'q\"x\n'"),
        ("a INT COMMENT 'x' 'y'", "a INT COMMENT 'xy'"),
        ("1a int", "`1a` INT"),
        ("interval int", "interval INT"),
        ("a interval, b int", "a INTERVAL,b INT"),
        ("a INT, a STRING", "a INT,a STRING"),
        ("a struct<b:int not null>, m map<int,string>", "a STRUCT<b: INT NOT NULL>,m MAP<INT, STRING>"),
    ];
    for (text, ddl) in cases {
        assert_eq!(parse_table_schema(text).unwrap().to_ddl(), ddl, "{text}");
    }
    for (text, at) in [
        ("a: INT", "':'"),
        ("a INT b", "'b'"),
        ("a", "end of input"),
        ("a int,", "end of input"),
        ("a INT DEFAULT 3", "'DEFAULT'"),
        ("a INT COMMENT 'x' NOT NULL", "'NOT'"),
        ("a INT COMMENT 3", "'3'"),
    ] {
        let error = parse_table_schema(text).unwrap_err();
        assert!(error.is(&condition::PARSE_SYNTAX_ERROR), "{text}: {error}");
        assert_eq!(error.parameters()["error"], at, "{text}");
    }
}

#[test]
fn schema_text_is_json_definitions_a_type_or_fields() {
    let cases = [
        ("int", "int"),
        ("a int", "struct<a:int>"),
        ("a: int", "struct<a:int>"),
        ("a: int, b: string", "struct<a:int,b:string>"),
        ("struct<a:int>", "struct<a:int>"),
        ("interval day", "struct<interval:int>"),
        ("\"long\"", "bigint"),
        ("{\"type\":\"struct\",\"fields\":[]}", "struct<>"),
    ];
    for (text, simple) in cases {
        let expected = if text == "interval day" { "interval day" } else { simple };
        assert_eq!(parse_schema_text(text).unwrap().simple_string(), expected, "{text}");
    }
}

#[test]
fn json_errors_name_the_offending_part() {
    let cases = [
        ("\"foo\"", "foo"),
        ("\"Integer\"", "Integer"),
        ("\"time\"", "time"),
        ("\"calendar\"", "calendar"),
        ("\"interval second to day\"", "interval second to day"),
        ("3", "3"),
        ("{}", "{}"),
        ("[", "["),
        (r#"{"type":"array","elementType":"integer"}"#, r#"{"type":"array","elementType":"integer"}"#),
    ];
    for (text, part) in cases {
        let error = json::from_json(text).unwrap_err();
        assert!(error.is(&condition::INVALID_JSON_DATA_TYPE), "{text}: {error}");
        assert_eq!(error.parameters()["invalidType"], part, "{text}");
    }
    assert!(json::from_json(&"[".repeat(100_000)).is_err());
    let too_wide = json::from_json("\"decimal(39,1)\"").unwrap_err();
    assert!(too_wide.is(&condition::DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION));
}

#[test]
fn json_keeps_metadata_and_takes_what_clients_write() {
    let text = r#"{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{"b":true,"x":{"y":[1,2.5]}}}]}"#;
    assert_eq!(json::to_json(&json::from_json(text).unwrap()), text);
    let udt = r#"{"type":"udt","class":null,"pyClass":"x.Y","sqlType":{"type":"array","elementType":"double","containsNull":false}}"#;
    assert_eq!(json::from_json(udt).unwrap().simple_string(), "array<double>");
    for (text, simple) in
        [("\"null\"", "void"), ("\"timestamp_ltz\"", "timestamp"), ("\"decimal(10, 2)\"", "decimal(10,2)")]
    {
        assert_eq!(json::from_json(text).unwrap().simple_string(), simple);
    }
}

#[test]
fn wide_structs_are_cut_in_simple_strings() {
    let wide = (0..30).map(|i| format!("c{i} int")).collect::<Vec<_>>().join(",");
    let wide = DataType::Struct(parse_table_schema(&wide).unwrap());
    assert!(wide.simple_string().ends_with(",c23:int,c24:int,... 5 more fields>"));
    assert!(wide.catalog_string().ends_with(",c28:int,c29:int>"));
}

#[test]
fn trees_are_printed_as_in_spark() {
    let schema = parse_table_schema(
        "a array<struct<x:int not null,y:map<string,array<int>>>> not null, m map<int,struct<z:int>>, i interval day",
    )
    .unwrap();
    let expected = "root
 |-- a: array (nullable = false)
 |    |-- element: struct (containsNull = true)
 |    |    |-- x: integer (nullable = false)
 |    |    |-- y: map (nullable = true)
 |    |    |    |-- key: string
 |    |    |    |-- value: array (valueContainsNull = true)
 |    |    |    |    |-- element: integer (containsNull = true)
 |-- m: map (nullable = true)
 |    |-- key: integer
 |    |-- value: struct (valueContainsNull = true)
 |    |    |-- z: integer (nullable = true)
 |-- i: interval day (nullable = true)
";
    assert_eq!(schema.tree_string(None), expected);
    assert_eq!(schema.tree_string(Some(0)), expected);
    let shallow = "root\n |-- a: array (nullable = false)\n |-- m: map (nullable = true)\n |-- i: interval day (nullable = true)\n";
    assert_eq!(schema.tree_string(Some(1)), shallow);
}

#[test]
fn arrow_schemas_carry_every_type_there_and_back() {
    let schema = parse_table_schema(
        "n void, b boolean, c char(3) comment 'x', v varchar(4), d decimal(38,18), i interval day, j interval day to second,
         y interval year, k interval, t time(3), ts timestamp not null, tn timestamp_ntz, w variant, bin binary,
         a array<char(2)>, m map<string,interval hour>, s struct<q: varchar(9) comment 'deep', r: variant>",
    )
    .unwrap();
    let arrow = arrow::to_arrow_schema(&schema);
    assert_eq!(arrow::from_arrow_schema(&arrow).unwrap(), schema);
}

#[test]
fn foreign_arrow_types_become_the_next_wider() {
    let item = || Arc::new(ArrowField::new("item", ArrowType::UInt16, true));
    let cases = [
        (ArrowType::Utf8View, "string"),
        (ArrowType::LargeUtf8, "string"),
        (ArrowType::BinaryView, "binary"),
        (ArrowType::FixedSizeBinary(4), "binary"),
        (ArrowType::UInt8, "smallint"),
        (ArrowType::UInt64, "decimal(20,0)"),
        (ArrowType::Float16, "float"),
        (ArrowType::Date64, "date"),
        (ArrowType::Time32(TimeUnit::Second), "time(6)"),
        (ArrowType::Timestamp(TimeUnit::Nanosecond, None), "timestamp_ntz"),
        (ArrowType::Timestamp(TimeUnit::Second, Some("Asia/Tokyo".into())), "timestamp"),
        (ArrowType::Decimal256(38, 2), "decimal(38,2)"),
        (ArrowType::Decimal32(3, 5), "decimal(5,5)"),
        (ArrowType::LargeList(item()), "array<int>"),
        (ArrowType::ListView(item()), "array<int>"),
        (ArrowType::FixedSizeList(item(), 3), "array<int>"),
        (ArrowType::Dictionary(Box::new(ArrowType::Int8), Box::new(ArrowType::Utf8)), "string"),
        (ArrowType::Duration(TimeUnit::Second), "interval day to second"),
        (ArrowType::Interval(IntervalUnit::DayTime), "interval"),
    ];
    for (foreign, simple) in cases {
        assert_eq!(arrow::from_arrow(&foreign).unwrap().simple_string(), simple, "{foreign}");
    }
    let too_wide = arrow::from_arrow(&ArrowType::Decimal256(50, 2)).unwrap_err();
    assert!(too_wide.is(&condition::UNSUPPORTED_ARROWTYPE));
}
