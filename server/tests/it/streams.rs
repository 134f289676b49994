//! Streams that end before their results: at a limit of time or size, when the server stops; and health and reflection.

use std::process::Command;
use std::time::{Duration, Instant};

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use uuid::Uuid;

use crate::execute::{read, reattach, request};
use crate::plans::{range, relation, root, rows};
use crate::server::{Client, Server};

fn is_complete(responses: &[proto::ExecutePlanResponse]) -> bool {
    responses.iter().any(|r| matches!(&r.response_type, Some(ResponseType::ResultComplete(_))))
}

/// Reads to the end of the result, as clients do; how many streams it took.
async fn read_all(client: &mut Client, plan: Option<proto::Plan>) -> (Vec<proto::ExecutePlanResponse>, usize) {
    let id = Uuid::new_v4().to_string();
    let (mut all, end) = read(client.stub.execute_plan(request(client, &id, plan, true)).await).await;
    assert!(end.is_none(), "{end:?}");
    let mut streams = 1;
    while !is_complete(&all) {
        let last = all.last().map(|response| response.response_id.clone());
        let (more, end) = reattach(client, &id, last.as_deref()).await;
        assert!(end.is_none(), "{end:?}");
        all.extend(more);
        streams += 1;
    }
    (all, streams)
}

#[tokio::test]
async fn a_stream_that_ends_at_its_size_is_gone_on_with_and_nothing_is_lost() {
    let server = Server::start(&["--set", "server.response_bytes_max=1000000"]);
    let mut client = server.client().await;
    let count = 6_000_000;
    let (responses, streams) = read_all(&mut client, root(range(count))).await;
    assert_eq!(rows(&responses), count);
    assert!(streams > 2, "{streams}");
    let ids: std::collections::HashSet<_> = responses.iter().map(|response| &response.response_id).collect();
    assert_eq!(ids.len(), responses.len(), "no response came twice");
}

/// A query that takes its time.
fn slow() -> Option<proto::Plan> {
    let query = "SELECT count(*) FROM range(2000) a, range(10000) b WHERE (a.id * b.id) % 7 = 3".to_owned();
    root(relation(proto::relation::RelType::Sql(proto::Sql { query, ..Default::default() })))
}

#[tokio::test]
async fn a_stream_that_ends_at_its_time_is_gone_on_with() {
    let server = Server::start(&["--set", "server.response_seconds_max=0"]);
    let mut client = server.client().await;
    let (responses, streams) = read_all(&mut client, slow()).await;
    assert_eq!(rows(&responses), 1);
    assert!(streams > 1, "{streams}");
}

fn terminate(server: &Server) {
    let told = Command::new("kill").arg(server.process.id().to_string()).status().expect("there is a kill");
    assert!(told.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_what_runs() {
    let mut server = Server::start(&["--set", "server.drain_seconds=60"]);
    let mut client = server.client().await;
    let reader = tokio::spawn(async move { read_all(&mut client, slow()).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    terminate(&server);
    let (responses, _) = reader.await.unwrap();
    assert_eq!(rows(&responses), 1, "the result came whole");
    assert_eq!(server.process.wait().expect("it ends").code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_ever() {
    let mut server = Server::start(&["--set", "server.drain_seconds=1"]);
    let mut client = server.client().await;
    let endless = "SELECT count(*) FROM range(1000000) a, range(10000000) b WHERE (a.id * b.id) % 7 = 3".to_owned();
    let plan = root(relation(proto::relation::RelType::Sql(proto::Sql { query: endless, ..Default::default() })));
    let id = Uuid::new_v4().to_string();
    let mut stream = client.stub.execute_plan(request(&client, &id, plan, true)).await.unwrap().into_inner();
    let reader = tokio::spawn(async move { while let Ok(Some(_)) = stream.message().await {} });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let started = Instant::now();
    terminate(&server);
    assert_eq!(server.process.wait().expect("it ends").code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    reader.await.unwrap();
}

async fn channel(server: &Server) -> Channel {
    Channel::from_shared(format!("http://{}", server.address)).unwrap().connect().await.unwrap()
}

#[tokio::test]
async fn health_is_served() {
    let server = Server::start(&[]);
    let mut health = HealthClient::new(channel(&server).await);
    for service in ["", "spark.connect.SparkConnectService"] {
        let answer = health.check(HealthCheckRequest { service: service.to_owned() }).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service:?}");
    }
}

#[tokio::test]
async fn reflection_is_served_when_asked_for() {
    let ask = || {
        let message_request = Some(MessageRequest::ListServices(String::new()));
        tokio_stream::once(ServerReflectionRequest { host: String::new(), message_request })
    };
    let closed = Server::start(&[]);
    let refused = ServerReflectionClient::new(channel(&closed).await).server_reflection_info(ask()).await;
    assert_eq!(refused.unwrap_err().code(), tonic::Code::Unimplemented);
    let open = Server::start(&["--set", "server.reflection=true"]);
    let answer = ServerReflectionClient::new(channel(&open).await).server_reflection_info(ask()).await.unwrap();
    let first = answer.into_inner().message().await.unwrap().unwrap();
    assert!(format!("{first:?}").contains("spark.connect.SparkConnectService"), "{first:?}");
}
