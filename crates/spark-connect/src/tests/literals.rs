//! Constants, both ways.

use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int32Array, StringViewArray, UInt64Array};
use arrow::compute::concat;
use sparrow_plan::{ExprKind, Literal, Value};
use sparrow_spark_types::{DataType, ddl};

use super::*;
use proto::expression::literal::{self as l, LiteralType};

fn decode(literal: proto::expression::Literal) -> Literal {
    match decode_expr(&expr(ExprType::Literal(literal))).kind {
        ExprKind::Literal(literal) => literal,
        other => panic!("{other:?}"),
    }
}

fn fails(literal: proto::expression::Literal) -> bool {
    crate::decode::expression(&expr(ExprType::Literal(literal))).is_err()
}

#[test]
fn every_kind_has_its_type() {
    let array = l::Array { element_type: Some(proto_type("int")), elements: vec![int(1)] };
    let map =
        l::Map { key_type: None, value_type: None, keys: vec![int(1)], values: vec![lit(LiteralType::Double(1.0))] };
    let fields = l::Struct { struct_type: Some(proto_type("a int")), elements: vec![int(1)] };
    let longs = l::specialized_array::ValueType::Longs(proto::Longs { values: vec![1] });
    let cases = [
        (LiteralType::Null(proto_type("date")), "date"),
        (LiteralType::Null(proto::DataType { kind: None }), "void"),
        (LiteralType::Binary(vec![1].into()), "binary"),
        (LiteralType::Boolean(true), "boolean"),
        (LiteralType::Byte(1), "tinyint"),
        (LiteralType::Short(1), "smallint"),
        (LiteralType::Integer(1), "int"),
        (LiteralType::Long(1), "bigint"),
        (LiteralType::Float(1.0), "float"),
        (LiteralType::Double(1.0), "double"),
        (LiteralType::String("a".into()), "string"),
        (LiteralType::Date(1), "date"),
        (LiteralType::Timestamp(1), "timestamp"),
        (LiteralType::TimestampNtz(1), "timestamp_ntz"),
        (LiteralType::CalendarInterval(Default::default()), "interval"),
        (LiteralType::YearMonthInterval(1), "interval year to month"),
        (LiteralType::DayTimeInterval(1), "interval day to second"),
        (LiteralType::Array(array), "array<int>"),
        (LiteralType::Map(map), "map<int,double>"),
        (LiteralType::Struct(fields), "struct<a:int>"),
        (LiteralType::Time(l::Time { nano: 1, precision: None }), "time(6)"),
    ];
    for (kind, simple) in cases {
        assert_eq!(decode(lit(kind)).data_type.simple_string(), simple);
    }
    // Spark takes these from clients of its ML only.
    assert!(fails(lit(LiteralType::SpecializedArray(l::SpecializedArray { value_type: Some(longs) }))));
    assert!(fails(proto::expression::Literal { data_type: None, literal_type: None }));
    assert!(fails(lit(LiteralType::Byte(200))));
    assert!(fails(lit(LiteralType::Time(l::Time { nano: -1, precision: None }))));
}

/// The types are those real Spark 4.2.1 gives `lit(Decimal(text))`, which arrives with precision 10 and scale 0.
#[test]
fn decimals_keep_the_digits_of_their_text() {
    let decimal =
        |value: &str, precision, scale| lit(LiteralType::Decimal(l::Decimal { value: value.into(), precision, scale }));
    let cases = [
        ("1.5", "decimal(10,1)", 15),
        ("123456789012.5", "decimal(13,1)", 1_234_567_890_125),
        ("0.00001", "decimal(10,5)", 1),
        ("1E+3", "decimal(10,0)", 1_000),
        ("-0", "decimal(10,0)", 0),
        ("-12.50", "decimal(10,2)", -1_250),
        ("1e-3", "decimal(10,3)", 1),
    ];
    for (text, simple, unscaled) in cases {
        let literal = decode(decimal(text, Some(10), Some(0)));
        assert_eq!(literal.data_type.simple_string(), simple, "{text}");
        assert_eq!(literal.value, Value::Decimal(unscaled), "{text}");
    }
    let wider = decode(decimal("1.5", Some(10), Some(2)));
    assert_eq!((wider.data_type.simple_string().as_str(), wider.value), ("decimal(10,2)", Value::Decimal(150)));
    let bare = decode(decimal("1.5", None, None));
    assert_eq!(bare.data_type.simple_string(), "decimal(2,1)");
    for text in ["", "x", "1.2.3", "NaN", "1e", "1e999999999999", "1E+40", &"9".repeat(39), "--1"] {
        assert!(fails(decimal(text, None, None)), "{text}");
    }
}

#[test]
fn a_declared_type_refines_but_does_not_contradict() {
    let declared =
        |kind, ddl: &str| proto::expression::Literal { data_type: Some(proto_type(ddl)), literal_type: Some(kind) };
    let char = decode(declared(LiteralType::String("a".into()), "char(3)"));
    assert_eq!(char.data_type, DataType::Char(3));
    let nested = l::Array { element_type: None, elements: vec![int(1), lit(LiteralType::Null(Default::default()))] };
    let nested = decode(declared(LiteralType::Array(nested), "array<int>"));
    assert_eq!(nested.data_type, DataType::array(DataType::Integer));
    let day = decode(declared(LiteralType::DayTimeInterval(1), "interval day"));
    assert_eq!(day.data_type.simple_string(), "interval day");
    assert!(fails(declared(LiteralType::Integer(1), "string")));
    assert!(fails(declared(LiteralType::Struct(Default::default()), "struct<a:int>")));
}

/// A cell of an array, as a message, decoded again.
fn cell(array: ArrayRef, ddl: &str) -> String {
    let data_type = ddl::parse_data_type(ddl).unwrap();
    let literal = decode(crate::encode::literal(&array, array.len() - 1, &data_type).unwrap());
    format!("{:?} {}", literal.value, literal.data_type.simple_string())
}

#[test]
fn cells_become_literals() {
    let cases: [(ArrayRef, &str, &str); 5] = [
        (Arc::new(Int32Array::from(vec![1, 2])), "int", "Integral(2) int"),
        (Arc::new(Int32Array::from(vec![Some(1), None])), "int", "Null int"),
        (Arc::new(StringViewArray::from(vec!["a"])), "string", "String(\"a\") string"),
        (Arc::new(UInt64Array::from(vec![7])), "decimal(20,0)", "Decimal(7) decimal(20,0)"),
        (
            Arc::new(Decimal128Array::from(vec![100]).with_precision_and_scale(3, 2).unwrap()),
            "decimal(3,2)",
            "Decimal(100) decimal(3,2)",
        ),
    ];
    for (array, ddl, expected) in cases {
        assert_eq!(cell(array, ddl), expected);
    }
    let one: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let many = concat(&[&one, &one]).unwrap();
    assert!(crate::encode::literal(&many, 2, &DataType::Integer).is_err());
}
