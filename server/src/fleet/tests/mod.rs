//! The door as executors meet it: over real connections, with a desk that writes down what it hears.

mod credentials;
mod site;

use std::sync::Arc;
use std::time::Duration;

use ballista_core::serde::protobuf::{
    ExecutionError, FailedTask, TaskDefinition, TaskStatus, failed_task, task_status,
};
use ballista_core::serde::scheduler::TaskKey;
use futures::{SinkExt, StreamExt};
use prost::Message as _;
use prost::bytes::Bytes;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_proto::sparrow::fleet::{from_executor, from_server};
use sparrow_tenancy::{Answer, Challenge, Confirmation, Secret};
use tokio::time::timeout;
use tonic::{Code, Request, Status};

use super::{Order, OrderedTask, Origin, Report};

use site::{Heard, Open, hello, left};

const SECRET: &str = "correct horse battery staple";
const PATIENCE: Duration = Duration::from_secs(20);
const MESSAGE_BYTES_MAX: usize = 100_000;

fn challenge(refused: &Status) -> Challenge {
    assert_eq!(refused.code(), Code::Unauthenticated, "{refused:?}");
    Challenge::parse(refused.metadata().get("www-authenticate").unwrap().to_str().unwrap()).unwrap()
}

fn answer(text: &str, challenge: Challenge) -> Answer {
    Answer::new(&Secret::new(text).unwrap(), challenge, "c".to_owned())
}

#[tokio::test]
async fn who_has_the_secret_is_let_in_and_knows_the_server() {
    let open = Open::new(Some(SECRET)).await;
    let refused = open.call(None).await.err().unwrap();
    assert!(refused.message().contains("--fleet-secret-file"), "{refused:?}");
    let right = answer(SECRET, challenge(&refused));
    let called = open.call(Some(right.to_string())).await.unwrap();
    let confirmation = Confirmation::parse(&called.confirmation.unwrap()).unwrap();
    assert!(right.is_confirmed_by(&confirmation, &Secret::new(SECRET).unwrap()));
    // An answer overheard is worth nothing.
    let again = open.call(Some(right.to_string())).await.err().unwrap();
    assert!(again.message().contains("no challenge of this server"), "{again:?}");
}

#[tokio::test]
async fn who_has_not_the_secret_is_not_heard() {
    let mut open = Open::new(Some(SECRET)).await;
    let challenge = challenge(&open.call(None).await.err().unwrap());
    for wrong in ["another secret altogether", "correct horse battery stapl"] {
        let refused = open.call(Some(answer(wrong, challenge.clone()).to_string())).await.err().unwrap();
        assert!(refused.message().contains("is not this fleet's"), "{refused:?}");
        assert!(!format!("{refused:?}").contains(SECRET));
    }
    for nonsense in ["", "Basic eDp5", "Sparrow-HMAC-SHA256 nonce=\"a\", cnonce=\"b\", proof=\"c\""] {
        let refused = open.call(Some(nonsense.to_owned())).await.err().unwrap();
        assert_eq!(refused.code(), Code::Unauthenticated);
    }
    assert!(open.heard.try_recv().is_err());
}

#[tokio::test]
async fn an_executor_that_does_not_fit_is_told_why() {
    let mut open = Open::new(None).await;
    let refused = open.refusal(proto::Hello { version: "1.2.2".to_owned(), ..hello() }).await;
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("1.2.2") && refused.message().contains("install sparrow-executor 1.2.3"));
    let refused = open.refusal(proto::Hello { registry: "beef".to_owned(), ..hello() }).await;
    assert!(refused.message().contains("beef") && refused.message().contains("f00d"), "{refused:?}");
    for unsound in [
        proto::Hello { executor_id: String::new(), ..hello() },
        proto::Hello { host: "h".repeat(1000), ..hello() },
        proto::Hello { flight_port: 70_000, ..hello() },
        proto::Hello { slots: 0, ..hello() },
    ] {
        assert_eq!(open.refusal(unsound).await.code(), Code::InvalidArgument);
    }
    let refused = open.refusal(proto::Hello { executor_id: "unwanted".to_owned(), ..hello() }).await;
    assert!(refused.message().contains("there is no place for it"), "{refused:?}");
    assert!(open.heard.try_recv().is_err());
}

#[tokio::test]
async fn the_first_word_is_a_hello_and_the_only_one() {
    let mut open = Open::new(None).await;
    let mut called = open.call(None).await.unwrap();
    called.report(1).await;
    assert!(called.hear().await.unwrap_err().message().contains("must be a hello"));
    let mut called = open.join().await;
    called.say(from_executor::Message::Hello(hello())).await;
    assert!(called.hear().await.unwrap_err().message().contains("a second hello"));
    assert_eq!(open.hear().await, left());
}

#[tokio::test]
async fn reports_arrive_and_orders_go_out() {
    let mut open = Open::new(None).await;
    let mut called = open.join().await;
    let failed = FailedTask {
        error: "e".to_owned(),
        failed_reason: Some(failed_task::FailedReason::ExecutionError(ExecutionError {})),
        ..Default::default()
    };
    let status = TaskStatus {
        job_id: "j".to_owned(),
        task_id: 7,
        status: Some(task_status::Status::Failed(failed)),
        ..Default::default()
    };
    let key = TaskKey { job_id: "j".into(), stage_id: 1, task_id: 8 };
    let report = proto::Report {
        sequence: 1,
        free_slots: 1,
        running: vec![proto::TaskKey { job_id: "j".to_owned(), stage_id: 1, task_id: 8 }],
        statuses: vec![status.encode_to_vec().into()],
        draining: true,
    };
    called.say(from_executor::Message::Report(report)).await;
    let expected =
        Report { sequence: 1, free_slots: 1, running: vec![key.clone()], statuses: vec![status], draining: true };
    assert_eq!(open.hear().await, Heard::Reported(expected));
    let told = open.orders.lock().clone().unwrap();
    let clean = Order::Clean { job_id: "j".to_owned(), stages: vec![1, 2] };
    for order in [Order::Acknowledge(1), Order::Cancel(vec![key]), clean, Order::Drain] {
        told.send(order).unwrap();
    }
    assert!(matches!(called.hear().await.unwrap(), from_server::Message::Acknowledge(a) if a.sequence == 1));
    assert!(matches!(called.hear().await.unwrap(), from_server::Message::Cancel(c) if c.tasks[0].task_id == 8));
    assert!(matches!(called.hear().await.unwrap(), from_server::Message::Clean(c) if c.stages == [1, 2]));
    assert!(matches!(called.hear().await.unwrap(), from_server::Message::Drain(_)));
}

#[tokio::test]
async fn tasks_travel_in_messages_of_a_size() {
    let mut open = Open::new(None).await;
    let mut called = open.join().await;
    called.report(1).await;
    open.hear().await;
    let task = |task_id: u32, bytes: usize| {
        let plan = vec![0; bytes];
        let definition = TaskDefinition { task_id, job_id: "j".to_owned(), plan, ..Default::default() };
        OrderedTask { definition, origin: Arc::new(Origin { tenant: "acme".to_owned(), ..Default::default() }) }
    };
    let told = open.orders.lock().clone().unwrap();
    told.send(Order::Run(vec![task(0, 60_000), task(1, 100_000), task(2, 60_000), task(3, 10)])).unwrap();
    for expected in [vec![0], vec![2, 3]] {
        let from_server::Message::Run(run) = called.hear().await.unwrap() else { panic!("it is a run") };
        let keys: Vec<u32> = run.tasks.iter().map(|task| task.key.as_ref().unwrap().task_id).collect();
        assert_eq!(keys, expected);
        let read = TaskDefinition::decode(run.tasks[0].definition.clone()).unwrap();
        assert_eq!((read.task_id, read.plan.len()), (expected[0], 60_000));
        assert!(run.tasks.iter().all(|task| task.origin.as_ref().unwrap().tenant == "acme"));
    }
    // The one that is too large for a message has failed, as if the executor had said so.
    let Heard::Reported(report) = open.hear().await else { panic!("it is a report") };
    assert_eq!((report.sequence, report.free_slots, report.statuses[0].task_id), (1, 2, 1));
    let Some(task_status::Status::Failed(failed)) = &report.statuses[0].status else { panic!("it failed") };
    let error = sparrow_runtime::envelope::unpack(&failed.error).unwrap().message();
    assert!(error.contains("fleet.message_bytes_max") && !failed.retryable, "{error}");
}

#[tokio::test]
async fn a_message_too_large_ends_the_stay() {
    let mut open = Open::new(None).await;
    let mut called = open.join().await;
    let report = proto::Report { sequence: 1, statuses: vec![vec![0; MESSAGE_BYTES_MAX].into()], ..Default::default() };
    called.say(from_executor::Message::Report(report)).await;
    let refused = called.hear().await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.message().contains("fleet.message_bytes_max"), "{refused:?}");
    assert_eq!(open.hear().await, left());
}

#[tokio::test]
async fn nonsense_ends_the_stay() {
    let mut open = Open::new(None).await;
    let garbage = |bytes: &'static [u8]| proto::Report {
        sequence: 1,
        statuses: vec![Bytes::from_static(bytes)],
        ..Default::default()
    };
    let mut called = open.join().await;
    called.say(from_executor::Message::Report(garbage(b"\xff\xff\xff\xff"))).await;
    assert!(called.hear().await.unwrap_err().message().contains("cannot be read"));
    assert_eq!(open.hear().await, left());
    let mut called = open.join().await;
    let _ = called.says.send(proto::FromExecutor { message: None }).await;
    assert!(called.hear().await.unwrap_err().message().contains("nothing this server knows"));
    assert_eq!(open.hear().await, left());
    let mut called = open.join().await;
    called.report(2).await;
    called.report(2).await;
    assert!(called.hear().await.unwrap_err().message().contains("report 2 came after report 2"));
}

#[tokio::test]
async fn a_broken_stream_is_the_loss_of_the_executor() {
    let mut open = Open::new(None).await;
    let called = open.join().await;
    drop(called);
    assert_eq!(open.hear().await, left());
    // Only one direction is closed: the executor says that it leaves.
    let mut called = open.join().await;
    called.says.close_channel();
    assert_eq!(open.hear().await, left());
    assert!(timeout(PATIENCE, called.hears.next()).await.unwrap().is_none());
}

#[tokio::test]
async fn bytes_that_are_no_message_end_the_stay() {
    let mut open = Open::new(None).await;
    let mut raw = tonic::client::Grpc::new(open.channel.clone());
    raw.ready().await.unwrap();
    let said = proto::FromExecutor { message: Some(from_executor::Message::Hello(hello())) };
    // In the middle of its second message the executor falls silent for ever, and is gone.
    let words = futures::stream::iter([said.encode_to_vec(), vec![0x12, 0xff, 0xff, 0xff]]).map(RawMessage);
    let path = tonic::codegen::http::uri::PathAndQuery::from_static("/sparrow.fleet.Fleet/Join");
    let response = raw.streaming(Request::new(words), path, RawCodec).await.unwrap();
    assert!(matches!(open.hear().await, Heard::Joined(_)));
    assert_eq!(open.hear().await, left());
    drop(response);
}

#[tokio::test]
async fn silence_is_the_loss_of_the_executor() {
    let mut open = Open::with_terms(None, |terms| terms.silence_duration_max = Duration::from_millis(300)).await;
    let mut called = open.join().await;
    assert_eq!(open.hear().await, left());
    assert!(called.hear().await.unwrap_err().message().contains("fleet.silence_seconds_max"));
    // Without a hello neither.
    let mut called = open.call(None).await.unwrap();
    assert_eq!(called.hear().await.unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn there_is_room_for_so_many() {
    let mut open = Open::with_terms(None, |terms| terms.executors_count_max = 1).await;
    let called = open.join().await;
    let refused = open.call(None).await.err().unwrap();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.message().contains("fleet.executors_count_max"), "{refused:?}");
    drop(called);
    assert_eq!(open.hear().await, left());
}

/// Bytes sent as they are.
struct RawMessage(Vec<u8>);

#[derive(Default)]
struct RawCodec;

impl tonic::codec::Codec for RawCodec {
    type Encode = RawMessage;
    type Decode = proto::FromServer;
    type Encoder = RawCodec;
    type Decoder = tonic_prost::ProstDecoder<proto::FromServer>;

    fn encoder(&mut self) -> RawCodec {
        Self
    }

    fn decoder(&mut self) -> Self::Decoder {
        tonic_prost::ProstCodec::<proto::FromExecutor, _>::raw_decoder(Default::default())
    }
}

impl tonic::codec::Encoder for RawCodec {
    type Item = RawMessage;
    type Error = Status;

    fn encode(&mut self, item: RawMessage, into: &mut tonic::codec::EncodeBuf<'_>) -> std::result::Result<(), Status> {
        prost::bytes::BufMut::put(into, item.0.as_slice());
        Ok(())
    }

    fn buffer_settings(&self) -> tonic::codec::BufferSettings {
        Default::default()
    }
}
