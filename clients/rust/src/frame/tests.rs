use std::time::{Duration, Instant};

use prost::Message;

use super::plan::on_stack;
use super::*;
use crate::column::{Literal, call, col, lit};

async fn session() -> Session {
    // Nothing listens there: these tests send nothing.
    Session::connect("sc://127.0.0.1:9").await.unwrap_or_else(|error| panic!("{error}"))
}

fn encoded(frame: &DataFrame) -> usize {
    on_stack(frame.node.depth, || frame.node.relation().encode_to_vec().len())
}

#[tokio::test]
async fn a_long_chain_is_made_quickly_and_let_go() {
    let begun = Instant::now();
    let start = session().await.range(0, 10);
    let frame = (0..1_900).fold(start, |frame, _| frame.filter(col("id").gt(1)));
    assert!(frame.check().is_ok());
    assert!(encoded(&frame) > 1_900 * 10);
    drop(frame);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn plans_have_limits() {
    let long = (0..2_100).fold(session().await.range(0, 10), |frame, _| frame.distinct());
    assert!(long.check().err().is_some_and(|error| error.to_string().contains("in a row")));
    let wide = (0..40).fold(session().await.range(0, 10), |frame, _| frame.union(&frame));
    assert!(wide.check().err().is_some_and(|error| error.to_string().contains("operations")));
}

#[tokio::test]
async fn wrong_arguments_come_out_at_the_action() {
    let start = session().await.range(0, 10);
    for (frame, part) in [
        (start.join(&start, lit(true), "sideways"), "\"sideways\""),
        (start.sample(1.5, SampleOptions::default()), "1.5"),
        (start.repartition(0), "0 partitions"),
        (start.observe("o", []), "no metrics"),
        (start.select([lit(Literal::decimal("x"))]), "no decimal"),
        (start.fill_na_each([]), "no value"),
        (start.rollup(["id"]).pivot("id", [1]).agg([call("count", [lit(1)])]), "pivot"),
    ] {
        // What follows carries it on.
        let error = frame.limit(1).count().await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(part), "{part}: {error}");
    }
    let error = start.write().mode("maybe").parquet("p").await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("\"maybe\""), "{error}");
}

#[tokio::test]
async fn frames_of_two_sessions_do_not_mix() {
    let (one, other) = (session().await.range(0, 1), session().await.range(0, 1));
    let error = one.union(&other).check().err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("two sessions"), "{error}");
}

#[tokio::test]
async fn operations_leave_the_frame_as_it_is() {
    let start = session().await.range(0, 10);
    let before = encoded(&start);
    let _filtered = start.filter("id > 3").sort(["id"]);
    assert_eq!(encoded(&start), before);
}

#[tokio::test]
async fn a_column_of_a_frame_names_it() {
    let frame = session().await.range(0, 10);
    let plan_id = frame.node.relation().common.and_then(|common| common.plan_id);
    let Some(proto::expression::ExprType::UnresolvedAttribute(attribute)) = frame.col("id").expression.expr_type else {
        panic!("no attribute")
    };
    assert_eq!((attribute.plan_id, plan_id.is_some()), (plan_id, true));
}

#[test]
fn names_are_parsed() {
    assert_eq!("Extended".parse::<ExplainMode>().ok(), Some(ExplainMode::Extended));
    assert!("loud".parse::<ExplainMode>().is_err());
    assert_eq!("DISK_ONLY_2".parse::<StorageLevel>().map(|level| level.replication).ok(), Some(2));
    assert!("IN_THE_ATTIC".parse::<StorageLevel>().is_err());
}
