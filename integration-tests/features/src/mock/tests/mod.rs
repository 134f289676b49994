//! The mock server against a tiny upstream in the same process: what it breaks, what it passes on, what it notes.

mod executions;
mod faults;
mod upstream;

use serde_json::{Value, json};
use sparrow_proto::spark::connect as proto;
use tonic::transport::Channel;
use tonic::{Request, Status};

use proto::execute_plan_request::{RequestOption, request_option::RequestOption as Choice};
use proto::execute_plan_response::ResponseType;
use proto::spark_connect_service_client::SparkConnectServiceClient;

use super::Mock;

const SESSION: &str = "11111111-1111-4111-8111-111111111111";
const OPERATION: &str = "22222222-2222-4222-8222-222222222222";

/// A mock server with its script, and a client of it.
struct Scene {
    mock: Mock,
    client: SparkConnectServiceClient<Channel>,
    upstream: upstream::Running,
}

/// What a client got of a stream: its responses, and how it ended.
struct Got {
    responses: Vec<proto::ExecutePlanResponse>,
    end: Result<(), Status>,
}

impl Scene {
    async fn new(script: Value) -> Self {
        let upstream = upstream::start().await;
        let mock = super::start(&upstream.address, &script).await.expect("the script is right");
        let channel = Channel::from_shared(format!("http://{}", mock.address())).expect("an address").connect_lazy();
        Self { mock, client: SparkConnectServiceClient::new(channel), upstream }
    }

    async fn execute(&mut self, request: proto::ExecutePlanRequest) -> Got {
        match self.client.execute_plan(Request::new(request)).await {
            Ok(answer) => read(answer.into_inner()).await,
            Err(status) => Got { responses: Vec::new(), end: Err(status) },
        }
    }

    async fn reattach(&mut self, last: Option<&str>) -> Got {
        let request = proto::ReattachExecuteRequest {
            session_id: SESSION.to_owned(),
            operation_id: OPERATION.to_owned(),
            client_type: Some("test/1".to_owned()),
            last_response_id: last.map(str::to_owned),
            client_observed_server_side_session_id: last.map(|_| upstream::SERVER_SIDE.to_owned()),
            ..Default::default()
        };
        match self.client.reattach_execute(Request::new(request)).await {
            Ok(answer) => read(answer.into_inner()).await,
            Err(status) => Got { responses: Vec::new(), end: Err(status) },
        }
    }

    async fn release(&mut self, until: Option<&str>) -> Result<(), Status> {
        use proto::release_execute_request::{Release, ReleaseAll, ReleaseUntil};
        let release = match until {
            Some(id) => Release::ReleaseUntil(ReleaseUntil { response_id: id.to_owned() }),
            None => Release::ReleaseAll(ReleaseAll {}),
        };
        let request = proto::ReleaseExecuteRequest {
            session_id: SESSION.to_owned(),
            operation_id: OPERATION.to_owned(),
            client_type: Some("test/1".to_owned()),
            release: Some(release),
            ..Default::default()
        };
        self.client.release_execute(Request::new(request)).await.map(drop)
    }

    async fn version(&mut self) -> Result<(), Status> {
        self.client.analyze_plan(Request::new(question())).await.map(drop)
    }

    fn observed(&self, name: &str) -> Value {
        self.mock.observed()[name].clone()
    }

    fn violations(&self) -> Vec<String> {
        let list = self.observed("violations");
        list.as_array().expect("a list").iter().map(|one| one.as_str().expect("a sentence").to_owned()).collect()
    }
}

impl Got {
    fn last_id(&self) -> &str {
        &self.responses.last().expect("something came").response_id
    }

    fn data(&self) -> Vec<u8> {
        self.batches().flat_map(|batch| batch.data.to_vec()).collect()
    }

    fn batches(&self) -> impl Iterator<Item = &proto::execute_plan_response::ArrowBatch> {
        self.responses.iter().filter_map(|response| match &response.response_type {
            Some(ResponseType::ArrowBatch(batch)) => Some(batch),
            _ => None,
        })
    }

    fn is_complete(&self) -> bool {
        self.responses.iter().any(|response| matches!(response.response_type, Some(ResponseType::ResultComplete(_))))
    }

    fn error(&self) -> &Status {
        self.end.as_ref().expect_err("it ended with an error")
    }
}

async fn read(mut stream: tonic::Streaming<proto::ExecutePlanResponse>) -> Got {
    let mut responses = Vec::new();
    loop {
        match stream.message().await {
            Ok(Some(response)) => responses.push(response),
            Ok(None) => return Got { responses, end: Ok(()) },
            Err(status) => return Got { responses, end: Err(status) },
        }
    }
}

/// A request as a good client sends it, but that it saw no answer yet.
fn execution(chunking: bool) -> proto::ExecutePlanRequest {
    let option = |choice| RequestOption { request_option: Some(choice) };
    let chunks =
        proto::ResultChunkingOptions { allow_arrow_batch_chunking: chunking, preferred_arrow_chunk_size: None };
    proto::ExecutePlanRequest {
        session_id: SESSION.to_owned(),
        operation_id: Some(OPERATION.to_owned()),
        client_type: Some("test/1".to_owned()),
        plan: Some(proto::Plan::default()),
        request_options: vec![
            option(Choice::ReattachOptions(proto::ReattachOptions { reattachable: true })),
            option(Choice::ResultChunkingOptions(chunks)),
        ],
        ..Default::default()
    }
}

fn question() -> proto::AnalyzePlanRequest {
    proto::AnalyzePlanRequest {
        session_id: SESSION.to_owned(),
        client_type: Some("test/1".to_owned()),
        analyze: Some(proto::analyze_plan_request::Analyze::SparkVersion(proto::analyze_plan_request::SparkVersion {})),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_wrong_script_says_what_is_wrong() {
    let refused =
        async |script: Value| super::start("127.0.0.1:1", &script).await.err().expect("it is refused").to_string();
    let unknown = refused(json!({"drip": {"after": 1}})).await;
    assert!(unknown.contains("drip") && unknown.contains("expected one of"), "{unknown}");
    assert!(refused(json!({"drop": {"after": 1, "time": 2}})).await.contains("time"));
    assert!(refused(json!({"chunks": 0})).await.contains("1 or more"));
    assert!(refused(json!({"unavailable": {"calls": ["exeute"]}})).await.contains("unavailable"));
    let address = super::start("sc://127.0.0.1:1", &json!({})).await.err().expect("it is refused").to_string();
    assert!(address.contains("host:port"), "{address}");
}

#[tokio::test]
async fn a_stopped_mock_server_is_gone() {
    let mut scene = Scene::new(json!({})).await;
    scene.version().await.expect("it answers");
    let Scene { mock, mut client, .. } = scene;
    mock.stop().await;
    assert!(client.analyze_plan(Request::new(question())).await.is_err());
}
