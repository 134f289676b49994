//! Expressions and types.

use sparrow_plan::{CastMode, ExprKind, FrameBound, FrameUnits, NullOrder, SubqueryKind, UpdateField};
use sparrow_spark_types::{DataType, ddl};

use super::*;
use proto::expression as e;

#[test]
fn column_names_split_at_dots_outside_back_ticks() {
    let cases: [(&str, &[&str]); 6] = [
        ("a", &["a"]),
        ("a b", &["a b"]),
        ("a.b", &["a", "b"]),
        ("`a.b`.c", &["a.b", "c"]),
        ("`a``b`", &["a`b"]),
        ("x-y.z", &["x-y", "z"]),
    ];
    for (text, parts) in cases {
        let ExprKind::Attribute { name, .. } = decode_expr(&col(text)).kind else { panic!() };
        assert_eq!(name, parts, "{text}");
    }
    for text in ["a..b", ".a", "a.", "`a", "a`b`", "`a`b"] {
        assert!(crate::decode::expression(&col(text)).is_err(), "{text}");
    }
}

#[test]
fn operators_take_the_plans_names() {
    let call = |name: &str| {
        let call =
            e::UnresolvedFunction { function_name: name.into(), arguments: vec![col("a")], ..Default::default() };
        match decode_expr(&expr(ExprType::UnresolvedFunction(call))).kind {
            ExprKind::Function { name, .. } => name.join("."),
            other => panic!("{other:?}"),
        }
    };
    for (client, plan) in [("==", "="), ("isNull", "isnull"), ("<=>", "<=>"), ("upper", "upper"), ("a.b", "a.b")] {
        assert_eq!(call(client), plan);
    }
}

#[test]
fn stars_may_have_a_target() {
    let star =
        |target: Option<&str>| e::UnresolvedStar { unparsed_target: target.map(str::to_owned), plan_id: Some(3) };
    let ExprKind::Star { target, plan_id, .. } =
        decode_expr(&expr(ExprType::UnresolvedStar(star(Some("t.`a.b`.*"))))).kind
    else {
        panic!()
    };
    assert_eq!((target, plan_id), (vec!["t".to_owned(), "a.b".to_owned()], Some(3)));
    assert!(crate::decode::expression(&expr(ExprType::UnresolvedStar(star(Some("t"))))).is_err());
    assert!(crate::decode::expression(&expr(ExprType::UnresolvedStar(star(None)))).is_ok());
}

#[test]
fn casts_take_a_type_or_its_text() {
    let cast = |to, eval_mode| {
        expr(ExprType::Cast(Box::new(e::Cast { expr: Some(Box::new(col("a"))), eval_mode, cast_to_type: Some(to) })))
    };
    let text = cast(e::cast::CastToType::TypeStr("decimal(5,2)".into()), 3);
    let ExprKind::Cast { to, mode, .. } = decode_expr(&text).kind else { panic!() };
    assert_eq!((to, mode), (DataType::Decimal { precision: 5, scale: 2 }, CastMode::Try));
    let message = cast(e::cast::CastToType::Type(proto_type("array<date>")), 0);
    let ExprKind::Cast { to, mode, .. } = decode_expr(&message).kind else { panic!() };
    assert_eq!((to, mode), (DataType::array(DataType::Date), CastMode::Session));
}

#[test]
fn windows_keep_their_frames() {
    use e::window::window_frame::frame_boundary::Boundary;
    use e::window::window_frame::{FrameBoundary, FrameType};
    let bound = |b| Some(Box::new(FrameBoundary { boundary: Some(b) }));
    let offset = expr(ExprType::Literal(int(-2)));
    let window = e::Window {
        window_function: Some(Box::new(col("f"))),
        partition_spec: vec![col("p")],
        order_spec: vec![e::SortOrder { child: Some(Box::new(col("o"))), direction: 2, null_ordering: 0 }],
        frame_spec: Some(Box::new(e::window::WindowFrame {
            frame_type: FrameType::Row.into(),
            lower: bound(Boundary::Value(Box::new(offset))),
            upper: bound(Boundary::CurrentRow(true)),
        })),
    };
    let ExprKind::Window { spec, .. } = decode_expr(&expr(ExprType::Window(Box::new(window)))).kind else { panic!() };
    assert_eq!((spec.partition_by.len(), spec.order_by[0].ascending), (1, false));
    assert_eq!(spec.order_by[0].nulls, NullOrder::Last);
    let frame = spec.frame.unwrap();
    assert_eq!(frame.units, FrameUnits::Rows);
    assert!(matches!((frame.lower, frame.upper), (FrameBound::Offset(_), FrameBound::CurrentRow)));
}

#[test]
fn structure_expressions_are_understood() {
    let update = |value| {
        expr(ExprType::UpdateFields(Box::new(e::UpdateFields {
            struct_expression: Some(Box::new(col("s"))),
            field_name: "a.b".into(),
            value_expression: value,
        })))
    };
    let ExprKind::UpdateFields { update: dropped, .. } = decode_expr(&update(None)).kind else { panic!() };
    assert!(matches!(dropped, UpdateField::Drop { path } if path == ["a", "b"]));
    let ExprKind::UpdateFields { update: set, .. } = decode_expr(&update(Some(Box::new(col("v"))))).kind else {
        panic!()
    };
    assert!(matches!(set, UpdateField::Set { .. }));
    let subquery = proto::SubqueryExpression { plan_id: 4, subquery_type: 2, ..Default::default() };
    let decoded = decode_expr(&expr(ExprType::SubqueryExpression(subquery))).kind;
    assert!(matches!(decoded, ExprKind::Subquery { plan_id: Some(4), kind: SubqueryKind::Exists, .. }));
    let lambda = e::LambdaFunction {
        function: Some(Box::new(col("x"))),
        arguments: vec![e::UnresolvedNamedLambdaVariable { name_parts: vec!["x_0".into()] }],
    };
    let decoded = decode_expr(&expr(ExprType::LambdaFunction(Box::new(lambda)))).kind;
    assert!(matches!(decoded, ExprKind::Lambda(lambda) if lambda.arguments == ["x_0"]));
}

#[test]
fn errors_point_at_the_innermost_origin() {
    let origin = |fragment: &str| {
        let python = proto::PythonOrigin { fragment: fragment.into(), call_site: "f.py:1".into() };
        let origin = proto::Origin { function: Some(proto::origin::Function::PythonOrigin(python)) };
        Some(proto::ExpressionCommon { origin: Some(origin) })
    };
    let mut inner = col("a..b");
    inner.common = origin("col");
    let call = e::UnresolvedFunction { function_name: "abs".into(), arguments: vec![inner], ..Default::default() };
    let outer = proto::Expression { common: origin("abs"), expr_type: Some(ExprType::UnresolvedFunction(call)) };
    let error = crate::decode::expression(&outer).unwrap_err();
    assert_eq!(error.contexts().len(), 1);
    assert_eq!(error.contexts()[0].fragment(), "col");
}

#[test]
fn types_survive_the_wire_and_back() {
    let text = "struct<a: boolean, b: tinyint not null, c: smallint, d: int, e: bigint, f: float, g: double, h: decimal(38,18),
        i: string comment 'x', j: char(3), k: varchar(4), l: binary, m: date, n: timestamp, o: timestamp_ntz, p: time(3),
        q: interval day to hour, r: interval month, s: interval, t: array<int>, u: map<string, array<date>>, v: variant, w: void>";
    let all = ddl::parse_data_type(text).unwrap();
    assert_eq!(crate::decode::data_type(&crate::encode::data_type(&all)).unwrap(), all);
}

#[test]
fn types_are_read_leniently_where_clients_are() {
    use proto::data_type::{self as t, Kind};
    let of = |kind| crate::decode::data_type(&proto::DataType { kind: Some(kind) });
    assert_eq!(of(Kind::Decimal(Default::default())).unwrap(), DataType::DEFAULT_DECIMAL);
    assert_eq!(of(Kind::DayTimeInterval(Default::default())).unwrap(), DataType::DAY_TIME);
    let unparsed = t::Unparsed { data_type_string: "a int, b string".into() };
    assert_eq!(of(Kind::Unparsed(unparsed)).unwrap().simple_string(), "struct<a:int,b:string>");
    let udt = t::Udt { sql_type: Some(Box::new(proto_type("array<double>"))), ..Default::default() };
    assert_eq!(of(Kind::Udt(Box::new(udt))).unwrap().simple_string(), "array<double>");
    assert!(of(Kind::String(t::String { collation: "UTF8_LCASE".into(), ..Default::default() })).is_err());
    assert!(of(Kind::Decimal(t::Decimal { precision: Some(39), scale: Some(0), ..Default::default() })).is_err());
    assert!(of(Kind::Array(Default::default())).is_err());
    assert!(crate::decode::data_type(&proto::DataType { kind: None }).is_err());
}
