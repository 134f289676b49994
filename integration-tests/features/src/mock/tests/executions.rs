//! Streams: how they break, are gone on with, cut into chunks and released.

use super::*;

#[tokio::test]
async fn without_faults_everything_passes() {
    let mut scene = Scene::new(json!({})).await;
    let mut request = Request::new(execution(true));
    request.metadata_mut().insert("authorization", "Bearer t".parse().expect("a header"));
    let got = read(scene.client.execute_plan(request).await.expect("it is let in").into_inner()).await;
    assert!(got.end.is_ok() && got.is_complete());
    assert_eq!(got.data(), upstream::BATCHES.concat());
    assert_eq!(got.responses[0].server_side_session_id, upstream::SERVER_SIDE);
    assert!(scene.upstream.had("execute 2 options Bearer t"));
    scene.release(None).await.expect("it is released");
    assert_eq!((scene.observed("execute"), scene.observed("release_all")), (json!(1), json!(1)));
    assert_eq!((scene.observed("connections"), scene.observed("operations_unreleased")), (json!(1), json!(0)));
    assert_eq!(scene.observed("responses_sent"), json!(4));
    assert_eq!(scene.violations(), [""; 0]);
}

#[tokio::test]
async fn a_dropped_stream_goes_on_after_the_last_response() {
    let mut scene = Scene::new(json!({"drop": {"after": 2, "times": 1}})).await;
    let first = scene.execute(execution(true)).await;
    assert_eq!((first.responses.len(), first.error().code()), (2, tonic::Code::Unavailable));
    let second = scene.reattach(Some(first.last_id())).await;
    assert!(second.is_complete());
    assert!(scene.upstream.had("reattach u1"));
    assert_eq!([first.data(), second.data()].concat(), upstream::BATCHES.concat());
    assert_eq!((scene.observed("faults"), scene.observed("retries")), (json!(1), json!(1)));
    assert_eq!(scene.violations(), [""; 0]);
}

#[tokio::test]
async fn every_way_to_break_looks_as_it_should() {
    let mut scene = Scene::new(json!({"disconnected": {"after": 0}})).await;
    let status = scene.execute(execution(true)).await.end.expect_err("it breaks");
    let info = tonic_types::StatusExt::get_details_error_info(&status).expect("it has details");
    assert_eq!(
        (status.code(), info.metadata["errorClass"].as_str()),
        (tonic::Code::Internal, "INVALID_CURSOR.DISCONNECTED")
    );

    let mut scene = Scene::new(json!({"end_early": {"after": 1}})).await;
    let got = scene.execute(execution(true)).await;
    assert!(got.end.is_ok() && !got.is_complete() && got.responses.len() == 1);

    let mut scene = Scene::new(json!({"reset": {"after": 1}})).await;
    assert!(scene.execute(execution(true)).await.end.is_err());
    let again = scene.reattach(None).await;
    assert!(again.is_complete() && scene.observed("connections") == json!(2));

    let mut scene = Scene::new(json!({"stall": {"after": 1}})).await;
    let waiting = tokio::time::timeout(std::time::Duration::from_millis(200), scene.execute(execution(true)));
    assert!(waiting.await.is_err());
}

#[tokio::test]
async fn chunks_go_on_within_a_batch() {
    let mut scene = Scene::new(json!({"one_byte_chunks": true, "drop": {"after": 4, "times": 1}})).await;
    let first = scene.execute(execution(true)).await;
    assert_eq!(first.data(), b"the");
    let chunk = first.batches().last().expect("a chunk");
    assert_eq!((chunk.chunk_index, chunk.num_chunks_in_batch, chunk.row_count), (Some(2), Some(15), 2));
    let second = scene.reattach(Some(first.last_id())).await;
    // The first batch is asked for again, as its chunks did not all arrive.
    assert!(scene.upstream.had("reattach u0") && scene.upstream.had("execute 1 options "));
    assert_eq!([first.data(), second.data()].concat(), upstream::BATCHES.concat());
    let ids: std::collections::HashSet<_> =
        first.responses.iter().chain(&second.responses).map(|response| &response.response_id).collect();
    assert_eq!(ids.len(), 2 + upstream::BATCHES.concat().len());
    assert_eq!(scene.violations(), [""; 0]);
}

#[tokio::test]
async fn who_cannot_put_chunks_together_gets_none() {
    let mut scene = Scene::new(json!({"one_byte_chunks": true, "bad_chunks": "order"})).await;
    let got = scene.execute(execution(false)).await;
    assert_eq!((got.batches().count(), scene.observed("chunks_sent")), (2, json!(0)));
}

#[tokio::test]
async fn spoiled_batches() {
    let chunks = async |bad: &str| {
        let mut scene = Scene::new(json!({"bad_chunks": bad})).await;
        let got = scene.execute(execution(true)).await;
        assert!(got.is_complete());
        let first = got.batches().filter(|batch| batch.start_offset == Some(0));
        first
            .map(|batch| (batch.chunk_index.unwrap_or(-1), batch.num_chunks_in_batch.unwrap_or(-1)))
            .collect::<Vec<_>>()
    };
    assert_eq!(chunks("missing").await, [(0, 4), (2, 4), (3, 4)]);
    assert_eq!(chunks("last").await, [(0, 4), (1, 4), (2, 4)]);
    assert_eq!(chunks("order").await, [(1, 4), (0, 4), (2, 4), (3, 4)]);
    assert_eq!(chunks("count").await, [(0, 4), (1, 4), (2, 4), (3, 5)]);

    let mut scene = Scene::new(json!({"wrong_row_count": true, "wrong_start_offset": true})).await;
    let got = scene.execute(execution(true)).await;
    let said: Vec<_> = got.batches().map(|batch| (batch.row_count, batch.start_offset)).collect();
    assert_eq!(said, [(3, Some(1)), (3, Some(3))]);
}

#[tokio::test]
async fn releases_reach_upstream_with_its_own_ids() {
    let mut scene = Scene::new(json!({"one_byte_chunks": true})).await;
    let got = scene.execute(execution(true)).await;
    // The schema and 14 of the 15 chunks of the first batch: whole is only the schema.
    scene.release(Some(&got.responses[14].response_id)).await.expect("it is released");
    assert!(scene.upstream.had("release u0"));
    scene.release(Some(&got.responses[20].response_id)).await.expect("it is released");
    assert!(scene.upstream.had("release u1"));
    assert_eq!((scene.observed("responses_released"), scene.observed("released_at_once_min")), (json!(21), json!(6)));
    assert_eq!(
        (scene.observed("violation_count"), scene.observed("wrong_calls")),
        (json!(2), json!(0)),
        "both are too small"
    );
    assert_eq!(scene.violations().len(), 1, "the first of a kind is kept: {:?}", scene.violations());
    let on = scene.reattach(Some(&got.responses[20].response_id)).await;
    assert!(on.is_complete() && on.data() == upstream::BATCHES.concat()[20..]);
    scene.reattach(Some(&got.responses[3].response_id)).await;
    assert!(scene.violations().last().expect("one").contains("released before"));
}

#[tokio::test]
async fn a_release_of_nothing_whole_is_answered_here() {
    let mut scene = Scene::new(json!({})).await;
    let got = scene.execute(execution(true)).await;
    scene.release(Some("no id")).await.expect("upstream judges it");
    assert!(scene.violations()[0].contains("never sent"));
    scene.release(Some(got.last_id())).await.expect("it is released");
    assert!(scene.upstream.had("release u3"));
}

#[tokio::test]
async fn what_the_server_forgot_may_be_sent_again_before_anything_came() {
    let mut scene = Scene::new(json!({"forget_operation": {"after": 0}})).await;
    assert!(scene.execute(execution(true)).await.end.is_ok());
    assert!(scene.reattach(None).await.error().message().contains("INVALID_HANDLE.OPERATION_NOT_FOUND"));
    assert!(scene.execute(execution(true)).await.is_complete());
    assert_eq!(scene.violations(), [""; 0]);

    let mut scene = Scene::new(json!({"forget_session": {"after": 1}})).await;
    let first = scene.execute(execution(true)).await;
    assert!(scene.reattach(Some(first.last_id())).await.error().message().contains("INVALID_HANDLE.SESSION_NOT_FOUND"));
    scene.execute(execution(true)).await;
    assert!(scene.violations()[0].contains("though responses of it had come"));
}

#[tokio::test]
async fn what_no_client_should_send_is_noted() {
    let mut scene = Scene::new(json!({})).await;
    let mut request = execution(true);
    request.request_options.clear();
    request.operation_id = None;
    request.client_type = None;
    scene.execute(request).await;
    scene.reattach(None).await;
    scene.release(None).await.expect("upstream takes it");
    let mut other = execution(true);
    other.plan = Some(proto::Plan { op_type: Some(proto::plan::OpType::Root(proto::Relation::default())) });
    scene.execute(execution(true)).await;
    scene.execute(other).await;
    scene.reattach(Some("00000000-0000-4000-8000-000000000001")).await;
    let violations = scene.violations().join("\n");
    for part in ["not reattachable", "is no UUID", "name/version", "never started", "another plan", "never sent"] {
        assert!(violations.contains(part), "{part} is not among\n{violations}");
    }
}
