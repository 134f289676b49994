//! Calls that are refused, delayed or answered wrongly, uploads, tokens, and the rain.

use std::time::Duration;

use super::*;

use proto::add_artifacts_request::{ArtifactChunk, BeginChunkedArtifact, Payload};

#[tokio::test]
async fn whoever_comes_again_too_soon_is_noted() {
    let mut scene = Scene::new(json!({"retry_info": {"calls": ["analyze"], "times": 2, "delay_ms": 40}})).await;
    let status = scene.version().await.expect_err("it is refused");
    let delay = tonic_types::StatusExt::get_details_retry_info(&status).and_then(|info| info.retry_delay);
    assert_eq!(delay, Some(Duration::from_millis(40)));
    tokio::time::sleep(Duration::from_millis(45)).await;
    scene.version().await.expect_err("it is refused again");
    assert_eq!(scene.violations(), [""; 0]);
    scene.version().await.expect("it is let in");
    assert_eq!(scene.observed("retries"), json!(2));
    assert!(scene.violations()[0].contains("was asked to wait 40 ms"));
}

#[tokio::test]
async fn faults_keep_to_their_calls_and_times() {
    let mut scene = Scene::new(json!({"unavailable": {"calls": ["analyze"], "times": 1}})).await;
    assert!(scene.execute(execution(true)).await.is_complete());
    assert_eq!(scene.version().await.expect_err("it is refused").code(), tonic::Code::Unavailable);
    scene.version().await.expect("the fault is used up");
    assert!(scene.observed("backoff_ms_min").is_u64() && scene.observed("waited_ms_min").is_null());

    let mut scene = Scene::new(json!({"permanent": {"code": "DATA_LOSS"}})).await;
    assert_eq!(scene.version().await.expect_err("it is refused").code(), tonic::Code::DataLoss);
    assert_eq!(scene.version().await.expect_err("it is refused").code(), tonic::Code::DataLoss);
    assert!(scene.violations()[0].contains("not to be repeated"));

    let mut scene = Scene::new(json!({"never_answer": {"calls": "all"}})).await;
    let waiting = tokio::time::timeout(Duration::from_millis(100), scene.version());
    assert!(waiting.await.is_err());

    let mut scene = Scene::new(json!({"slow": {"delay_ms": 50}})).await;
    let started = std::time::Instant::now();
    scene.version().await.expect("it answers in time");
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn sessions_change() {
    let mut scene = Scene::new(json!({"session_changed": {"after_calls": 1}})).await;
    scene.version().await.expect("the first one is let in");
    for _ in 0..2 {
        let status = scene.version().await.expect_err("it is refused");
        assert!(status.message().starts_with("[INVALID_HANDLE.SESSION_CHANGED]"), "{status}");
    }
    assert!(scene.violations()[0].contains("goes on after SESSION_CHANGED"));

    for (fault, is_server) in [("other_server_session", true), ("other_session", false)] {
        let mut scene = Scene::new(json!({fault: {"after_calls": 0}})).await;
        let answer = scene.client.analyze_plan(Request::new(question())).await.expect("it answers").into_inner();
        assert_eq!(answer.server_side_session_id != upstream::SERVER_SIDE, is_server);
        assert_eq!(answer.session_id != SESSION, !is_server);
    }
}

#[tokio::test]
async fn an_observed_session_is_one_that_was_named() {
    let mut scene = Scene::new(json!({})).await;
    let mut asked = question();
    asked.client_observed_server_side_session_id = Some("another".to_owned());
    scene.client.analyze_plan(Request::new(asked)).await.expect("upstream does not mind");
    assert!(scene.violations()[0].contains("which no answer named"));
    tokio::time::sleep(Duration::from_millis(300)).await;
    scene.version().await.expect("upstream does not mind");
    assert!(scene.violations()[1].contains("is missing"));
}

#[tokio::test]
async fn errors_lose_their_details() {
    let failing = proto::ExecutePlanRequest { tags: vec!["fail".to_owned()], ..execution(true) };
    let mut scene = Scene::new(json!({"no_details": true})).await;
    let with_details = scene.execute(failing.clone()).await;
    assert!(tonic_types::StatusExt::get_details_error_info(with_details.error()).is_some());
    let asked =
        || Request::new(proto::FetchErrorDetailsRequest { session_id: SESSION.to_owned(), ..Default::default() });
    let refused = scene.client.fetch_error_details(asked()).await.expect_err("it is refused");
    assert_eq!(refused.code(), tonic::Code::Unimplemented);

    let mut scene = Scene::new(json!({"bare_errors": true, "empty_details": true})).await;
    let bare = scene.execute(failing).await;
    assert_eq!((bare.error().message(), bare.error().details().len()), ("[DIVIDE_BY_ZERO] no", 0));
    let empty = scene.client.fetch_error_details(asked()).await.expect("it answers").into_inner();
    assert_eq!(empty, proto::FetchErrorDetailsResponse::default());
}

#[tokio::test]
async fn tokens_end() {
    let mut scene = Scene::new(json!({"refuse_token": {"first": 1, "after": 1}})).await;
    let ask = async |scene: &mut Scene, token: &str| {
        let mut request = Request::new(execution(true));
        request.metadata_mut().insert("authorization", token.parse().expect("a header"));
        scene.client.execute_plan(request).await.map(drop).map_err(|status| status.code())
    };
    assert_eq!(ask(&mut scene, "Bearer old").await, Ok(()));
    assert_eq!(ask(&mut scene, "Bearer old").await, Err(tonic::Code::Unauthenticated));
    assert_eq!(ask(&mut scene, "Bearer new").await, Ok(()));
    assert_eq!(scene.violations(), [""; 0]);
    for _ in 0..3 {
        assert_eq!(ask(&mut scene, "Bearer old").await, Err(tonic::Code::Unauthenticated));
    }
    assert!(scene.violations()[0].contains("refused token"));
    assert!(!scene.mock.observed().to_string().contains("Bearer"));
}

fn upload(name: &str, parts: &[&'static [u8]]) -> Vec<proto::AddArtifactsRequest> {
    let total: usize = parts.iter().map(|part| part.len()).sum();
    let message = |(at, part): (usize, &&'static [u8])| {
        let chunk = ArtifactChunk { data: (*part).into(), crc: 0 };
        let begin = BeginChunkedArtifact {
            name: name.to_owned(),
            total_bytes: total as i64,
            num_chunks: parts.len() as i64,
            initial_chunk: Some(chunk.clone()),
        };
        proto::AddArtifactsRequest {
            session_id: SESSION.to_owned(),
            client_type: Some("test/1".to_owned()),
            payload: Some(if at == 0 { Payload::BeginChunk(begin) } else { Payload::Chunk(chunk) }),
            ..Default::default()
        }
    };
    parts.iter().enumerate().map(message).collect()
}

#[tokio::test]
async fn uploads_are_checked_and_damaged() {
    let hash = super::super::messages::digest(b"abcdef");
    let good = upload(&format!("cache/{hash}"), &[b"abc", b"def"]);
    let mut scene = Scene::new(json!({"bad_crc": {"times": 1}})).await;
    let mut add = async |messages: &Vec<proto::AddArtifactsRequest>| {
        let answer = scene.client.add_artifacts(tokio_stream::iter(messages.clone())).await.expect("it answers");
        answer.into_inner().artifacts.iter().map(|summary| summary.is_crc_successful).collect::<Vec<_>>()
    };
    assert_eq!(add(&good).await, [false]);
    assert_eq!(add(&good).await, [true]);
    assert_eq!(add(&good).await, [true]);
    assert_eq!(add(&upload("cache/00", &[b"abc"])).await, [true]);
    assert_eq!(add(&upload("cache/01", &[b"abc", b"def"])[..1].to_vec()).await, [true]);
    assert_eq!((scene.observed("artifacts_sent"), scene.observed("artifact_bytes_max")), (json!(4), json!(6)));
    let violations = scene.violations();
    assert_eq!(violations.len(), 3, "{violations:?}");
    for (sentence, part) in violations.iter().zip(["has it", "has the hash", "ended after 1 of 2 chunks"]) {
        assert!(sentence.contains(part), "{sentence}");
    }
}

#[tokio::test]
async fn it_rains_by_count() {
    let mut scene = Scene::new(json!({"rain": true})).await;
    for number in 1..=7 {
        let got = scene.execute(execution(true)).await;
        let code = got.end.as_ref().err().map(Status::code);
        let expected = match number {
            3 | 6 => Some(tonic::Code::Unavailable),
            7 => Some(tonic::Code::Internal),
            _ => None,
        };
        assert_eq!((code, got.is_complete()), (expected, ![3, 5, 6, 7].contains(&number)), "stream {number}");
    }
    for number in 1..=12 {
        assert_eq!(scene.version().await.is_err(), number == 11, "call {number}");
    }
    assert_eq!(scene.observed("faults"), json!(5));
}
