use std::collections::HashMap;

use tonic_types::{ErrorDetails, StatusExt};

use super::*;

fn asking(seconds: u64) -> Status {
    Status::with_error_details(
        Code::Internal,
        "busy",
        ErrorDetails::with_retry_info(Some(Duration::from_secs(seconds))),
    )
}

fn disconnected() -> Status {
    let metadata = HashMap::from([("errorClass".to_owned(), "INVALID_CURSOR.DISCONNECTED".to_owned())]);
    let details = ErrorDetails::with_error_info("x", "org.apache.spark", metadata);
    Status::with_error_details(Code::Internal, "taken over", details)
}

#[test]
fn delays_grow_fourfold_up_to_a_minute() {
    let mut retries = Retries::new(&RetryPolicy::default());
    let delays: Vec<Duration> = std::iter::from_fn(|| retries.next(None)).collect();
    assert_eq!(delays.len(), 15);
    for (delay, milliseconds) in delays.iter().zip([50, 200, 800, 3_200, 12_800, 51_200, 60_000, 60_000]) {
        let base = Duration::from_millis(milliseconds);
        assert!((base..=base + base / 2).contains(delay), "{delay:?} for {base:?}");
    }
}

#[test]
fn the_delay_asked_for_is_kept() {
    let retries = || Retries::new(&RetryPolicy::default());
    assert!(retries().after(&asking(30)) >= Some(Duration::from_secs(30)));
    assert_eq!(retries().after(&asking(3_600)), Some(Duration::from_secs(600)));
}

#[test]
fn nothing_else_is_repeated() {
    let after = |status: &Status| Retries::new(&RetryPolicy::default()).after(status).is_some();
    assert!(after(&Status::unavailable("down")));
    assert!(after(&disconnected()));
    for status in
        [Status::internal("x"), Status::unauthenticated("x"), Status::resource_exhausted("x"), Status::cancelled("x")]
    {
        assert!(!after(&status), "{status:?}");
    }
}

#[test]
fn progress_counts_from_the_beginning() {
    let mut retries = Retries::new(&RetryPolicy { retries_max: 1, ..RetryPolicy::default() });
    assert!(retries.next(None).is_some() && retries.next(None).is_none());
    retries.reset();
    assert!(retries.next(None).is_some());
    assert!(Retries::new(&RetryPolicy::never()).next(None).is_none());
}
