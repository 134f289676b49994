use std::time::Duration;

use super::*;
use crate::error::ErrorKind;

fn assert_shared<T: Clone + Send + Sync + 'static>() {}

fn assert_sent<T: Send>(_: &T) {}

#[test]
fn sessions_and_frames_are_shared_between_threads() {
    assert_shared::<Session>();
    assert_shared::<DataFrame>();
    assert_shared::<SessionBuilder>();
    assert_shared::<Error>();
}

async fn refused(builder: SessionBuilder) -> String {
    builder.connect().await.err().map(|error| error.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn tokens_do_not_go_out_unencrypted() {
    let off = Session::builder().url("sc://spark.example/;use_ssl=false").token("hush");
    let error = refused(off).await;
    assert!(error.contains("unencrypted") && !error.contains("hush"), "{error}");
    assert!(Session::builder().url("sc://127.0.0.1/;use_ssl=false").token("hush").connect().await.is_ok());
    assert!(Session::builder().url("sc://localhost").token("hush").connect().await.is_ok());
}

#[tokio::test]
async fn options_that_do_not_go_together_are_refused() {
    let both = Session::builder().url("sc://h/;token=a;token_file=b");
    assert!(refused(both).await.contains("more than one"));
    let plain = Session::builder().url("sc://h/;use_ssl=false;tls_ca_file=ca.pem");
    assert!(refused(plain).await.contains("leave out one"));
    let missing = Session::builder().url("sc://h").tls_ca_file("/no/such/ca.pem");
    assert!(refused(missing).await.contains("/no/such/ca.pem"));
    for name in ["authorization", "grpc-timeout", "x-bin", "two words"] {
        assert!(refused(Session::builder().url("sc://h").header(name, "v")).await.contains(name), "{name}");
    }
    assert!(refused(Session::builder().url("sc://h").session_id("7")).await.contains("UUID"));
}

#[tokio::test]
async fn options_win_over_the_address() {
    let id = "0c5e6a3e-7d3f-4d7e-9a37-0a1c4a4a2f10";
    let address = "sc://127.0.0.1/;user_id=ann;user_agent=mine;x-a=1;session_id=11111111-2222-3333-4444-555555555555";
    let builder = Session::builder().url(address).user_id("bob").session_id(id).header("X-A", "2");
    let session = builder.connect().await.unwrap_or_else(|error| panic!("{error}"));
    let identity = &session.transport().identity;
    assert_eq!((session.id(), identity.user_id.as_str()), (id, "bob"));
    assert_eq!(identity.headers.get("x-a").and_then(|value| value.to_str().ok()), Some("2"));
    assert!(identity.client_type.starts_with("mine sparrow-rust/0."), "{}", identity.client_type);
}

#[tokio::test]
async fn a_closed_session_asks_nobody() {
    // Nothing listens there; a call would be repeated for minutes.
    let session = Session::connect("sc://127.0.0.1:9").await.unwrap_or_else(|error| panic!("{error}"));
    session.transport().give_up();
    let error = session.version().await.err();
    assert_eq!(error.as_ref().and_then(Error::condition), Some("INVALID_HANDLE.SESSION_CLOSED"));
    let error = session.range(0, 3).collect().await.err();
    assert_eq!(error.as_ref().and_then(Error::condition), Some("INVALID_HANDLE.SESSION_CLOSED"));
    assert!(session.close().await.is_ok() && session.is_closed());
}

#[tokio::test]
async fn a_deadline_covers_the_retries() {
    let session = Session::builder().url("sc://127.0.0.1:9").deadline(Duration::from_millis(300));
    let session = session.connect().await.unwrap_or_else(|error| panic!("{error}"));
    let error = session.version().await.err().map(|error| error.kind());
    assert_eq!(error, Some(ErrorKind::Deadline));
}

#[tokio::test]
async fn tags_are_a_set_of_plain_texts() {
    let session = Session::connect("sc://127.0.0.1:9").await.unwrap_or_else(|error| panic!("{error}"));
    for tag in ["b", "a", "b"] {
        assert!(session.add_tag(tag).is_ok());
    }
    assert_eq!(session.tags(), ["a", "b"]);
    assert!(session.clone().remove_tag("a").is_ok());
    assert_eq!(session.tags(), ["b"]);
    for wrong in ["", "a,b"] {
        assert!(session.add_tag(wrong).is_err() && session.interrupt_tag(wrong).await.is_err(), "{wrong:?}");
    }
    session.clear_tags();
    assert!(session.tags().is_empty());
}

#[tokio::test]
async fn statements_take_parameters_one_way() {
    let session = Session::connect("sc://127.0.0.1:9").await.unwrap_or_else(|error| panic!("{error}"));
    let error = session.sql("SELECT :a, ?").bind("a", 1).arg(2).await.err().map(|error| error.kind());
    assert_eq!(error, Some(ErrorKind::Client));
    let error = session.sql("SELECT :a").bind("a", 1).bind("a", 2).await.err().map(|error| error.to_string());
    assert!(error.unwrap_or_default().contains("bound twice"));
}

#[tokio::test]
async fn calls_can_be_spawned() {
    let session = Session::connect("sc://127.0.0.1:9").await.unwrap_or_else(|error| panic!("{error}"));
    let frame = session.range(0, 3);
    assert_sent(&frame.collect());
    assert_sent(&frame.write().parquet("p"));
    assert_sent(&session.close());
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let builder = Session::builder().url("sc://127.0.0.1/;token=hush").header("x-key", "hush");
    assert!(!format!("{builder:?}").contains("hush"));
    let session = builder.connect().await.unwrap_or_else(|error| panic!("{error}"));
    assert!(!format!("{session:?} {:?} {:?}", session.config(), session.range(0, 1)).contains("hush"));
}
