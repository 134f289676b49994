//! Small plans over ranges: names, plan ids, aggregates; what runs is tested end to end against Spark's recorded answers.

use sparrow_functions::Context;
use sparrow_plan::{ExprKind, Expression, GroupingKind, Literal, Range, RelKind, Relation};
use sparrow_spark_error::condition;

use super::{Snapshot, analyze};

fn range(plan_id: i64) -> Relation {
    Relation::new(RelKind::Range(Range { start: 0, end: 10, step: 1, partitions: None })).with_plan_id(Some(plan_id))
}

fn project(input: Relation, expressions: Vec<Expression>) -> Relation {
    Relation::new(RelKind::Project { input, expressions })
}

fn by_plan(name: &str, plan_id: i64) -> Expression {
    Expression::new(ExprKind::Attribute { name: vec![name.to_owned()], plan_id: Some(plan_id), is_metadata: false })
}

fn one() -> Expression {
    Expression::literal(Literal::int(1))
}

/// The schema of a query in Spark's short form, or the name of its error.
fn check(relation: &Relation, expected: &str) {
    let shown = match analyze(relation, &Snapshot::default(), &Context::default()) {
        Ok(analyzed) => sparrow_spark_types::DataType::Struct(analyzed.schema).simple_string(),
        Err(error) => error.condition().name.to_owned(),
    };
    assert_eq!(shown, expected);
}

#[test]
fn names_are_as_written_and_match_without_case() {
    check(&project(range(1), vec![Expression::column(["ID"])]), "struct<ID:bigint>");
    check(
        &project(range(1), vec![Expression::call("+", vec![Expression::column(["id"]), one()])]),
        "struct<(id + 1):bigint>",
    );
    check(&project(range(1), vec![Expression::column(["nope"])]), "UNRESOLVED_COLUMN.WITH_SUGGESTION");
}

#[test]
fn names_may_repeat() {
    let twice = project(range(1), vec![Expression::column(["id"]), Expression::column(["id"])]);
    check(&twice, "struct<id:bigint,id:bigint>");
    let computed =
        |n| Expression::call("+", vec![Expression::column(["id"]), Expression::literal(Literal::int(n))]).alias("x");
    let both = project(range(1), vec![computed(1), computed(2)]);
    check(&project(both, vec![Expression::column(["x"])]), "AMBIGUOUS_REFERENCE");
}

#[test]
fn plan_ids_bind_through_projections_but_not_past_a_replaced_column() {
    let kept = project(range(7), vec![Expression::column(["id"]), one().alias("one")]);
    check(&project(kept, vec![by_plan("id", 7)]), "struct<id:bigint>");
    let replaced = project(range(7), vec![one().alias("id")]);
    check(&project(replaced, vec![by_plan("id", 7)]), "CANNOT_RESOLVE_DATAFRAME_COLUMN");
}

#[test]
fn aggregates_without_grouping_make_one_row_and_refuse_bare_columns() {
    let count = Expression::call("count", vec![Expression::star()]);
    check(&project(range(1), vec![count.clone()]), "struct<count(1):bigint>");
    check(&project(range(1), vec![Expression::column(["id"]), count]), "MISSING_GROUP_BY");
}

#[test]
fn group_by_takes_ordinals_and_select_aliases() {
    let key = Expression::call("%", vec![Expression::column(["id"]), one()]).alias("k");
    let count = Expression::call("count", vec![one()]);
    for grouping in [one(), Expression::column(["k"])] {
        let aggregate = sparrow_plan::Aggregate {
            input: range(1),
            grouping: vec![grouping],
            kind: GroupingKind::GroupBy,
            select: vec![key.clone(), count.clone()],
            having: None,
        };
        check(&Relation::new(RelKind::Aggregate(aggregate)), "struct<k:bigint,count(1):bigint>");
    }
}

#[test]
fn a_where_clause_refuses_aggregates_and_what_is_not_boolean() {
    let filter = |condition| Relation::new(RelKind::Filter { input: range(1), condition });
    check(&filter(Expression::column(["id"])), condition::DATATYPE_MISMATCH_FILTER_NOT_BOOLEAN.name);
    let total = Expression::call(">", vec![Expression::call("sum", vec![Expression::column(["id"])]), one()]);
    check(&filter(total), condition::INVALID_WHERE_AGGREGATE.name);
}

#[test]
fn deep_plans_do_not_overflow_the_stack() {
    let mut relation = range(1);
    for _ in 0..1_500 {
        relation = project(relation, vec![Expression::star()]);
    }
    let analyzed = analyze(&relation, &Snapshot::default(), &Context::default());
    assert!(analyzed.is_ok(), "{:?}", analyzed.err());
}
