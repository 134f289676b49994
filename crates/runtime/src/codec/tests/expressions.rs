//! Expressions DataFusion makes: literals of every type, casts, comparisons, branches.

use std::collections::HashMap;

use datafusion::arrow::array::{Array, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, IntervalUnit, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::common::metadata::FieldMetadata;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{
    BinaryExpr, CastExpr, LikeExpr, Literal, NegativeExpr, NotExpr, TryCastExpr, case, col, in_list, is_not_null,
    is_null, lit,
};
use sparrow_spark_error::condition;

use super::pool::batch;
use super::*;

fn column(name: &str) -> Arc<dyn PhysicalExpr> {
    col(name, &batch().schema()).unwrap()
}

/// Types beyond those of the pool, made from its columns.
fn more_types() -> Vec<(&'static str, DataType)> {
    let zone = || Some("Europe/Paris".into());
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    vec![
        ("text", DataType::Utf8View),
        ("text", DataType::LargeUtf8),
        ("text", dictionary),
        ("binary", DataType::BinaryView),
        ("binary", DataType::LargeBinary),
        ("int", DataType::UInt8),
        ("long", DataType::UInt64),
        ("double", DataType::Float16),
        ("decimal", DataType::Decimal256(50, 3)),
        ("date", DataType::Date64),
        ("local", DataType::Timestamp(TimeUnit::Nanosecond, None)),
        ("time", DataType::Timestamp(TimeUnit::Second, zone())),
        ("time", DataType::Timestamp(TimeUnit::Millisecond, zone())),
        ("clock", DataType::Time32(TimeUnit::Second)),
        ("clock", DataType::Time64(TimeUnit::Microsecond)),
        ("days", DataType::Duration(TimeUnit::Second)),
        ("ints", DataType::LargeList(Arc::new(Field::new("item", DataType::Int64, true)))),
        ("int", DataType::Interval(IntervalUnit::YearMonth)),
    ]
}

#[test]
fn literals_of_every_type_are_exact() {
    let mut values = Vec::new();
    for column in batch().columns() {
        values.extend((0..3).map(|row| ScalarValue::try_from_array(column, row).unwrap()));
    }
    for (name, data_type) in more_types() {
        // The negative number of the pool does not fit unsigned types, and few intervals are cast.
        let Ok(made) = cast(batch().column_by_name(name).unwrap(), &data_type) else {
            values.push(ScalarValue::try_from_array(&new_null_array(&data_type, 1), 0).unwrap());
            continue;
        };
        values.extend((0..3).map(|row| ScalarValue::try_from_array(&made, row).unwrap()));
    }
    let marked = Field::new("a", DataType::Int32, true).with_metadata(HashMap::from([("k".into(), "v".into())]));
    let marked = DataType::Struct(vec![marked].into());
    values.push(ScalarValue::try_from_array(&new_null_array(&marked, 1), 0).unwrap());
    values.push(ScalarValue::Float64(Some(f64::NAN)));
    values.push(ScalarValue::Float32(Some(-0.0)));
    values.push(ScalarValue::FixedSizeBinary(2, Some(vec![1, 2])));
    values.push(ScalarValue::Null);
    for value in values {
        let data_type = value.data_type();
        let expr: Arc<dyn PhysicalExpr> = Arc::new(Literal::new(value));
        check_expr(&expr, batch());
        assert_eq!(sent_expr(&expr, &batch().schema()).unwrap().data_type(&batch().schema()).unwrap(), data_type);
        let metadata = FieldMetadata::from(HashMap::from([("SPARK::type".to_owned(), "char(3)".to_owned())]));
        let value = expr.downcast_ref::<Literal>().unwrap().value().clone();
        let marked: Arc<dyn PhysicalExpr> = Arc::new(Literal::new_with_metadata(value, Some(metadata)));
        check_expr(&marked, batch());
    }
}

#[test]
fn casts_keep_their_fields() {
    let marked = Field::new("x", DataType::Int64, false)
        .with_metadata(HashMap::from([("SPARK::type".to_owned(), "interval day".to_owned())]));
    let casts: Vec<Arc<dyn PhysicalExpr>> = vec![
        Arc::new(CastExpr::new(column("int"), DataType::Int64, None)),
        Arc::new(CastExpr::new_with_target_field(column("int"), Arc::new(marked.clone()), None)),
        Arc::new(TryCastExpr::new(column("text"), DataType::Date32)),
        Arc::new(TryCastExpr::new_with_target_field(column("text"), Arc::new(marked))),
    ];
    casts.iter().for_each(|cast| check_expr(cast, batch()));
    let safe = datafusion::arrow::compute::CastOptions { safe: true, ..Default::default() };
    let lenient: Arc<dyn PhysicalExpr> = Arc::new(CastExpr::new(column("text"), DataType::Int32, Some(safe)));
    assert!(sent_expr(&lenient, &batch().schema()).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
}

#[test]
fn operators_and_branches_are_exact() {
    let schema = batch().schema();
    let binary = |left, operator, right| -> Arc<dyn PhysicalExpr> { Arc::new(BinaryExpr::new(left, operator, right)) };
    let (int, flag, text) = (|| column("int"), || column("flag"), || column("text"));
    let mut exprs = Vec::new();
    for operator in [
        Operator::Eq,
        Operator::NotEq,
        Operator::Lt,
        Operator::LtEq,
        Operator::Gt,
        Operator::GtEq,
        Operator::Plus,
        Operator::Minus,
        Operator::Multiply,
        Operator::Divide,
        Operator::Modulo,
        Operator::IsDistinctFrom,
        Operator::IsNotDistinctFrom,
        Operator::BitwiseAnd,
        Operator::BitwiseOr,
        Operator::BitwiseXor,
        Operator::BitwiseShiftLeft,
        Operator::BitwiseShiftRight,
    ] {
        exprs.push(binary(int(), operator, lit(2_i32)));
        exprs.push(binary(binary(int(), operator, int()), operator, int()));
        exprs.push(binary(int(), operator, binary(int(), Operator::Plus, int())));
    }
    exprs.push(binary(flag(), Operator::And, binary(flag(), Operator::Or, flag())));
    exprs.push(binary(text(), Operator::RegexMatch, lit("a.*")));
    exprs.push(binary(text(), Operator::StringConcat, text()));
    for negated in [false, true] {
        exprs.push(in_list(int(), vec![lit(1_i32), lit(ScalarValue::Int32(None))], &negated, &schema).unwrap());
        exprs.push(in_list(int(), vec![int(), lit(7_i32)], &negated, &schema).unwrap());
        exprs.push(in_list(text(), (0..200).map(|i| lit(format!("a{i}"))).collect(), &negated, &schema).unwrap());
        for case_insensitive in [false, true] {
            exprs.push(Arc::new(LikeExpr::new(negated, case_insensitive, text(), lit("A%"))));
        }
    }
    exprs.push(case(None, vec![(flag(), lit(1_i32)), (is_null(text()).unwrap(), int())], Some(lit(3_i32))).unwrap());
    exprs.push(case(Some(int()), vec![(lit(1_i32), text())], None).unwrap());
    exprs.extend([is_null(int()).unwrap(), is_not_null(text()).unwrap()]);
    exprs.extend([Arc::new(NotExpr::new(flag())) as Arc<dyn PhysicalExpr>, Arc::new(NegativeExpr::new(int()))]);
    // Some of those do not fit each other.
    exprs.retain(|expr| expr.return_field(&schema).is_ok());
    assert!(exprs.len() > 50);
    exprs.iter().for_each(|expr| check_expr(expr, batch()));
}

#[test]
fn deep_expressions_do_not_overflow_the_stack() {
    let mut deep = column("flag");
    for _ in 0..3000 {
        deep = Arc::new(NotExpr::new(deep));
    }
    let plan = super::nodes::filtered(super::nodes::memory(batch()), deep);
    let bytes = encode_plan(&plan).unwrap();
    let found = decode_plan(&bytes, &context()).unwrap();
    // Dropping and printing recurse too, but on the stack that is there.
    stacker::grow(STACK_BYTES, move || {
        assert_eq!(shown(&found), shown(&plan));
        drop((found, plan));
    });
}

#[test]
fn dictionary_values_keep_their_keys() {
    let dictionary: datafusion::arrow::array::DictionaryArray<Int32Type> = ["x", "y"].into_iter().collect();
    let value = ScalarValue::try_from_array(&dictionary, 1).unwrap();
    let expr: Arc<dyn PhysicalExpr> = Arc::new(Literal::new(value));
    let found = sent_expr(&expr, &batch().schema()).unwrap();
    assert_eq!(&found.data_type(&batch().schema()).unwrap(), dictionary.data_type());
}
