//! Errors, their details, and what is no message at all.

use prost::bytes::{Buf, BufMut};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::analyze_plan_request::{Analyze, DdlParse, JsonToDdl, SparkVersion};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::server::{Client, Server, condition, refusal};

async fn analyze(client: &mut Client, analyze: Option<Analyze>) -> Result<proto::AnalyzePlanResponse, Status> {
    let session_id = client.session_id.clone();
    let request = proto::AnalyzePlanRequest { session_id, analyze, ..Default::default() };
    client.stub.analyze_plan(request).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn questions_without_a_query_are_answered() {
    use proto::analyze_plan_response::Result as Answer;
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let version = analyze(&mut client, Some(Analyze::SparkVersion(SparkVersion {}))).await.unwrap();
    assert!(matches!(version.result, Some(Answer::SparkVersion(v)) if v.version == "4.2.1"));
    let json = r#"{"type":"struct","fields":[{"name":"a b","type":"integer","nullable":false,"metadata":{}}]}"#;
    let ddl = analyze(&mut client, Some(Analyze::JsonToDdl(JsonToDdl { json_string: json.to_owned() }))).await.unwrap();
    assert!(matches!(ddl.result, Some(Answer::JsonToDdl(d)) if d.ddl_string == "`a b` INT NOT NULL"));
    assert_eq!(refusal(analyze(&mut client, None).await), "CONNECT_INVALID_PLAN.UNKNOWN_ANALYZE_METHOD");
}

#[tokio::test]
async fn an_error_is_explained_by_its_id() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let ddl = Analyze::DdlParse(DdlParse { ddl_string: "a foo bar baz".to_owned() });
    let status = analyze(&mut client, Some(ddl)).await.unwrap_err();
    assert_eq!((status.code(), condition(&status).as_str()), (Code::Internal, "PARSE_SYNTAX_ERROR"));
    let error_id = status.get_details_error_info().unwrap().metadata["errorId"].clone();
    let session_id = client.session_id.clone();
    let request = proto::FetchErrorDetailsRequest { session_id, error_id, ..Default::default() };
    let details = client.stub.fetch_error_details(request.clone()).await.unwrap().into_inner();
    assert_eq!(details.root_error_idx, Some(0));
    let throwable = details.errors[0].spark_throwable.as_ref().unwrap();
    assert_eq!(throwable.error_class.as_deref(), Some("PARSE_SYNTAX_ERROR"));
    let unknown = proto::FetchErrorDetailsRequest { error_id: "x".to_owned(), ..request };
    assert_eq!(client.stub.fetch_error_details(unknown).await.unwrap().into_inner(), Default::default());
}

/// Bytes as they are, in place of messages.
struct RawCodec;

impl Codec for RawCodec {
    type Encode = Vec<u8>;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for RawCodec {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put_slice(&item);
        Ok(())
    }
}

impl Decoder for RawCodec {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, bytes: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        bytes.advance(bytes.remaining());
        Ok(Some(()))
    }
}

pub async fn send_raw(server: &Server, call: &'static str, bytes: Vec<u8>) -> Result<(), Status> {
    let channel = Channel::from_shared(format!("http://{}", server.address)).unwrap().connect().await.unwrap();
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.unwrap();
    grpc.unary(Request::new(bytes), PathAndQuery::from_static(call), RawCodec).await.map(tonic::Response::into_inner)
}

fn wrapped(tag: u8, inner: &[u8]) -> Vec<u8> {
    let mut outer = vec![tag];
    prost::encoding::encode_varint(inner.len() as u64, &mut outer);
    outer.extend_from_slice(inner);
    outer
}

/// An ExecutePlan request whose plan is filters upon filters.
fn filters(levels: usize) -> Vec<u8> {
    const PLAN: u8 = 0x1a;
    const ROOT: u8 = 0x0a;
    const FILTER: u8 = 0x22;
    const INPUT: u8 = 0x0a;
    let relation = (0..levels).fold(Vec::new(), |inner, _| wrapped(FILTER, &wrapped(INPUT, &inner)));
    wrapped(PLAN, &wrapped(ROOT, &relation))
}

#[tokio::test]
async fn hostile_bytes_are_refused_and_the_server_lives() {
    let server = Server::start(&[]);
    for bytes in [vec![0xff; 100], vec![0x0b; 100_000], filters(1500), filters(5000), vec![]] {
        let refused = send_raw(&server, "/spark.connect.SparkConnectService/ExecutePlan", bytes).await;
        assert_ne!(refused.unwrap_err().code(), Code::Unavailable);
    }
    server.client().await.get("spark.sql.ansi.enabled").await.unwrap();
}

#[tokio::test]
async fn an_unknown_call_is_unimplemented() {
    let server = Server::start(&[]);
    let call = "/spark.connect.SparkConnectService/ListSqlExecutions";
    assert_eq!(send_raw(&server, call, Vec::new()).await.unwrap_err().code(), Code::Unimplemented);
}
