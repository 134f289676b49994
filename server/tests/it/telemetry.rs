//! What the server tells of itself: spans to a collector, series to Prometheus, and nothing that a missing collector could break.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use sparrow_proto::spark::connect as proto;
use tokio::sync::mpsc;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::execute::{read, request, sql};
use crate::server::Server;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const SECRET_TEXT: &str = "nobody reads this in a span";

/// A collector that hands on the spans it gets.
struct Receiver(mpsc::UnboundedSender<Span>);

#[tonic::async_trait]
impl TraceService for Receiver {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let spans = request.into_inner().resource_spans.into_iter().flat_map(|of| of.scope_spans);
        for span in spans.flat_map(|of| of.spans) {
            // A test that has seen enough has gone.
            let _ = self.0.send(span);
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn receiver() -> (SocketAddr, mpsc::UnboundedReceiver<Span>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, spans) = mpsc::unbounded_channel();
    let server = tonic::transport::Server::builder().add_service(TraceServiceServer::new(Receiver(sender)));
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    (address, spans)
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn texts(span: &Span) -> BTreeMap<String, String> {
    let text = |value: Option<Value>| match value {
        Some(Value::StringValue(text)) => text,
        other => format!("{other:?}"),
    };
    let values = span.attributes.iter().cloned();
    values.map(|pair| (pair.key, text(pair.value.and_then(|value| value.value)))).collect()
}

/// A query with a place in a trace; the operation's end is not looked at.
async fn traced_query(server: &Server, parent: &str) -> (String, String) {
    let mut client = server.client().await;
    let id = uuid::Uuid::new_v4().to_string();
    let root = proto::Relation {
        common: None,
        rel_type: Some(proto::relation::RelType::Sql(proto::Sql {
            query: format!("SELECT '{SECRET_TEXT}' AS x"),
            ..Default::default()
        })),
    };
    let plan = proto::Plan { op_type: Some(proto::plan::OpType::Root(root)) };
    let mut call = Request::new(request(&client, &id, Some(plan), true));
    call.metadata_mut().insert("traceparent", parent.parse().unwrap());
    let (responses, error) = read(client.stub.execute_plan(call).await).await;
    assert!(error.is_none() && !responses.is_empty(), "{error:?}");
    (id, client.session_id)
}

/// Tells the server to end; it does, and in time.
fn end(server: &mut Server, within: Duration) {
    let began = Instant::now();
    Command::new("kill").arg(server.process.id().to_string()).status().unwrap();
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
    assert!(began.elapsed() < within, "it took {:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_gets_the_spans_of_an_operation() {
    let (address, mut received) = receiver().await;
    let mut server = Server::start(&["--set", &format!("telemetry.otlp_endpoint=http://{address}")]);
    let (operation_id, session_id) = traced_query(&server, &format!("00-{TRACE}-{PARENT}-01")).await;
    tokio::task::block_in_place(|| end(&mut server, Duration::from_secs(20)));
    let mut spans = Vec::new();
    while let Ok(span) = received.try_recv() {
        spans.push(span);
    }
    let find =
        |name: &str| spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name}: {spans:?}"));
    let (rpc, operation) = (find("rpc"), find("operation"));
    assert_eq!((hex(&rpc.trace_id), hex(&rpc.parent_span_id)), (TRACE.to_owned(), PARENT.to_owned()));
    let of_rpc = texts(rpc);
    let expected = [("method", "ExecutePlan"), ("tenant", "local"), ("session_id", &session_id), ("outcome", "OK")];
    expected.iter().for_each(|(key, value)| assert_eq!(of_rpc[*key], *value, "{key}"));
    assert_eq!((&operation.trace_id, &operation.parent_span_id), (&rpc.trace_id, &rpc.span_id));
    let of_operation = texts(operation);
    assert_eq!((&of_operation["operation_id"], of_operation["tenant"].as_str()), (&operation_id, "local"));
    for name in ["planning", "execution"] {
        assert_eq!(find(name).parent_span_id, operation.span_id, "{name}");
    }
    assert!(!format!("{spans:?}").contains(SECRET_TEXT), "no text of a query is in a span");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_place_begins_a_trace() {
    let (address, mut received) = receiver().await;
    let mut server = Server::start(&["--set", &format!("telemetry.otlp_endpoint=http://{address}")]);
    traced_query(&server, "00-nonsense-01").await;
    tokio::task::block_in_place(|| end(&mut server, Duration::from_secs(20)));
    let rpc = std::iter::from_fn(|| received.try_recv().ok()).find(|span| span.name == "rpc").unwrap();
    assert!(rpc.parent_span_id.is_empty() && rpc.trace_id.len() == 16, "{rpc:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_collector_all_is_the_same() {
    let nobody = free_address();
    for protocol in ["grpc", "http"] {
        let endpoint = format!("telemetry.otlp_endpoint=http://{nobody}");
        let protocol = format!("telemetry.otlp_protocol={protocol}");
        let mut server = Server::start(&["--set", &endpoint, "--set", &protocol]);
        traced_query(&server, &format!("00-{TRACE}-{PARENT}-01")).await;
        tokio::task::block_in_place(|| end(&mut server, Duration::from_secs(20)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_reads_metrics() {
    let address = free_address();
    let server = Server::start(&["--set", &format!("telemetry.metrics_listen={address}")]);
    let mut client = server.client().await;
    client.get("spark.sql.ansi.enabled").await.unwrap();
    let id = uuid::Uuid::new_v4().to_string();
    let call = request(&client, &id, sql("SELECT 1"), true);
    let (_, error) = read(client.stub.execute_plan(call).await).await;
    assert!(error.is_none(), "{error:?}");
    let text = tokio::task::block_in_place(|| get(address, "/metrics"));
    let series = text.lines().filter_map(sample).map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    for name in [
        "sparrow_rpc_duration_seconds_bucket{method=\"Config\",outcome=\"OK\",le=\"0.001\"}",
        "sparrow_operations_running{tenant=\"local\"}",
        "sparrow_operations_finished_total{tenant=\"local\"}",
        "sparrow_operations_failed_total{tenant=\"others\"}",
        "sparrow_result_rows_total{tenant=\"local\"}",
        "sparrow_result_bytes_total{tenant=\"local\"}",
        "sparrow_limit_value{limit=\"sessions.sessions_count_max\"}",
        "sparrow_limit_used{limit=\"sessions.sessions_count_max\"}",
        "sparrow_limit_refusals_total{limit=\"sessions.sessions_count_max\"}",
        "sparrow_query_memory_bytes",
        "sparrow_query_spill_bytes",
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "sparrow_telemetry_lost_total{signal=\"spans\"}",
    ] {
        assert!(series.iter().any(|known| known == name), "{name} is not in\n{text}");
    }
    assert!(text.contains("sparrow_operations_finished_total{tenant=\"local\"} 1\n"), "{text}");
}

#[test]
fn a_ratio_is_from_0_to_1() {
    for (pair, expected) in [
        ("telemetry.trace_ratio=1.5", "a number from 0 to 1"),
        ("telemetry.otlp_protocol=udp", "must be grpc or http"),
        ("telemetry.otlp_endpoint=collector", "must be the address of a collector"),
        ("telemetry.metrics_listen=9090", "must be an address and a port"),
    ] {
        let output =
            Command::new(crate::server::BINARY).args(["--listen", "127.0.0.1:0", "--set", pair]).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(78) && error.contains(expected), "{pair}: {error}");
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The body of an answer to GET.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/plain; version=0.0.4"), "{head}");
    body.to_owned()
}

/// The series and the value of a line; comments have none. Every line is one or the other.
fn sample(line: &str) -> Option<(&str, f64)> {
    if line.starts_with("# HELP ") || line.starts_with("# TYPE ") {
        return None;
    }
    let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
    let name = series.split('{').next().unwrap_or_default();
    assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b':'), "{line}");
    Some((series, value.parse().unwrap_or_else(|_| panic!("no number: {line}"))))
}
