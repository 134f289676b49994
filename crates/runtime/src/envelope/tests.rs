use proptest::prelude::*;
use sparrow_spark_error::condition;

use super::*;

fn same(found: &SparkError, sent: &SparkError) {
    let (found_condition, condition) = (found.condition(), sent.condition());
    assert_eq!(found_condition.name, condition.name);
    assert_eq!(found_condition.sql_state, condition.sql_state);
    assert_eq!(found_condition.kind, condition.kind);
    assert_eq!(found_condition.template, condition.template);
    assert_eq!(found.parameters(), sent.parameters());
    assert_eq!(found.contexts(), sent.contexts());
    assert_eq!(found.message(), sent.message());
}

fn places() -> [QueryContext; 2] {
    let call = QueryContext::DataFrame { fragment: "divide".into(), call_site: "a.py:7\n\"x\"".into() };
    [QueryContext::sql("SELECT 1 /\n0 AS \u{1f600}", 7, 11), call]
}

#[test]
fn every_condition_crosses() {
    for condition in condition::ALL.iter().chain(sparrow_sources::condition::ALL) {
        let error = SparkError::new(condition).with("message", "}}{{sparrow-error:1:3:abc}}").with("x", "\u{0}\\\"");
        let error = places().into_iter().fold(error, SparkError::at);
        let text = pack(&DataFusionError::from(error.clone()).context("while doing something"));
        same(&unpack(&text).unwrap(), &error);
        // Whatever others print around it, and however.
        same(
            &unpack(&format!("Task failed: {:?}", Some(format!("External error: {text} in stage 3")))).unwrap(),
            &error,
        );
        let cause = BallistaError::DataFusionError(Box::new(DataFusionError::from(error.clone())));
        same(&unpack(&pack(&cause.into_datafusion())).unwrap(), &error);
    }
}

#[test]
fn errors_of_others_are_classified_as_in_an_embedded_run() {
    let errors: [fn() -> DataFusionError; 6] = [
        || DataFusionError::ResourcesExhausted("no more".into()),
        || DataFusionError::NotImplemented("this".into()),
        || DataFusionError::Internal("broken".into()),
        || DataFusionError::IoError(std::io::Error::other("disk")),
        || DataFusionError::ArrowError(Box::new(datafusion::arrow::error::ArrowError::DivideByZero), None),
        || DataFusionError::Shared(std::sync::Arc::new(SparkError::new(&condition::DIVIDE_BY_ZERO).into())),
    ];
    for error in errors {
        let (embedded, sent) = (SparkError::from(error()), unpack(&pack(&error())).unwrap());
        same(&sent, &embedded);
        let ballistas = BallistaError::DataFusionError(Box::new(error()));
        same(&unpack(&pack_ballista(&ballistas)).unwrap(), &embedded);
    }
    assert!(unpack(&pack_ballista(&BallistaError::Cancelled)).unwrap().is(&condition::INTERNAL_ERROR));
}

#[test]
fn causes_cross_for_the_logs() {
    let error = internal("broken").caused_by(std::io::Error::other("disk on fire"));
    let found = unpack(&pack(&error.into())).unwrap();
    assert!(format!("{found:?}").contains("disk on fire"));
}

#[test]
fn what_is_too_long_is_left_out() {
    let long = "\u{e9}".repeat(400_000);
    let error = internal(long.clone()).at(QueryContext::sql(&long, 3, 5));
    let found = unpack(&pack(&error.into())).unwrap();
    assert!(found.is(&condition::INTERNAL_ERROR));
    assert!(found.parameters()["message"].len() <= TEXT_BYTES_MAX);
    let many = (0..100).fold(internal(""), |error, i| error.with(&format!("p{i}"), long.as_str()));
    assert!(unpack(&pack(&many.into())).unwrap().is(&condition::INTERNAL_ERROR));
}

#[test]
fn frames_that_are_none_are_passed_over() {
    let framed = pack(&internal("x").into());
    assert!(unpack(&format!("{OPEN}1:5:{framed}")).is_some());
    assert!(unpack(&framed.replacen(":1:", ":2:", 1)).is_none());
    assert!(unpack(&framed.replacen(":1:", ":1:99999999999999999999", 1)).is_none());
    assert!(unpack(&framed[..framed.len() - 1]).is_none());
    assert!(unpack(&framed[1..]).is_none());
    assert!(unpack("").is_none());
    assert!(unpack(&OPEN.repeat(1000)).is_none());
}

proptest! {
    #[test]
    fn damage_never_panics(at in 0_usize..400, byte in any::<char>(), keep in 0_usize..400) {
        let framed = pack(&internal("x").into());
        let mut chars: Vec<char> = framed.chars().collect();
        let place = at % chars.len();
        chars[place] = byte;
        let damaged: String = chars.iter().collect();
        let _ = unpack(&damaged);
        let cut: String = framed.chars().take(keep % framed.len()).collect();
        prop_assert!(unpack(&cut).is_none());
    }

    #[test]
    fn any_text_is_taken(text in ".*", version in ".{0,3}", length in ".{0,6}") {
        let _ = unpack(&text);
        let _ = unpack(&format!("{text}{OPEN}{version}:{length}:{text}{CLOSE}"));
    }
}
