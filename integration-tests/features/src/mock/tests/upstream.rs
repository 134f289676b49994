//! A tiny upstream: every operation answers the same responses, which it keeps, and every other call the least there is.

use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures::Stream;
use sparrow_proto::spark::connect as proto;
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};
use tonic_types::{ErrorDetails, StatusExt};

use proto::execute_plan_response::{ArrowBatch, ResponseType, ResultComplete};
use proto::spark_connect_service_server::{SparkConnectService, SparkConnectServiceServer};

/// Upstream's own id of every session.
pub const SERVER_SIDE: &str = "33333333-3333-4333-8333-333333333333";

/// What stands in the two batches of every operation.
pub const BATCHES: [&[u8]; 2] = [b"the first batch", b"the second"];

/// A running upstream, and the calls it had.
pub struct Running {
    pub address: String,
    pub calls: Arc<Mutex<Vec<String>>>,
}

struct Upstream(Arc<Mutex<Vec<String>>>);

type Responses = Pin<Box<dyn Stream<Item = Result<proto::ExecutePlanResponse, Status>> + Send>>;

impl Running {
    /// Whether a call was had.
    pub fn had(&self, call: &str) -> bool {
        self.calls.lock().expect("no test panics with it").iter().any(|had| had == call)
    }
}

/// Starts an upstream that lives as long as the test's runtime.
pub async fn start() -> Running {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let calls = Arc::default();
    let service = SparkConnectServiceServer::new(Upstream(Arc::clone(&calls)));
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(TcpIncoming::from(listener)));
    Running { address, calls }
}

impl Upstream {
    fn note(&self, call: String) {
        self.0.lock().expect("no test panics with it").push(call);
    }
}

/// All responses of an operation: `u0` to `u3`.
fn responses(session_id: &str) -> Vec<Result<proto::ExecutePlanResponse, Status>> {
    let batch = |index: usize| ArrowBatch {
        row_count: 2,
        data: BATCHES[index].into(),
        start_offset: Some(2 * index as i64),
        ..Default::default()
    };
    let parts = [
        None,
        Some(ResponseType::ArrowBatch(batch(0))),
        Some(ResponseType::ArrowBatch(batch(1))),
        Some(ResponseType::ResultComplete(ResultComplete {})),
    ];
    let response = |(number, part): (usize, Option<ResponseType>)| {
        Ok(proto::ExecutePlanResponse {
            session_id: session_id.to_owned(),
            server_side_session_id: SERVER_SIDE.to_owned(),
            response_id: format!("u{number}"),
            schema: part.is_none().then(proto::DataType::default),
            response_type: part,
            ..Default::default()
        })
    };
    parts.into_iter().enumerate().map(response).collect()
}

#[tonic::async_trait]
impl SparkConnectService for Upstream {
    type ExecutePlanStream = Responses;
    type ReattachExecuteStream = Responses;

    async fn execute_plan(&self, request: Request<proto::ExecutePlanRequest>) -> Result<Response<Responses>, Status> {
        let token = request.metadata().get("authorization").map(|token| token.to_str().unwrap_or_default().to_owned());
        let request = request.into_inner();
        self.note(format!("execute {} options {}", request.request_options.len(), token.unwrap_or_default()));
        if request.tags.iter().any(|tag| tag == "fail") {
            let details = ErrorDetails::with_error_info(
                "x",
                "org.apache.spark",
                [("errorClass".to_owned(), "DIVIDE_BY_ZERO".to_owned())],
            );
            return Err(Status::with_error_details(tonic::Code::Internal, "[DIVIDE_BY_ZERO] no", details));
        }
        Ok(Response::new(Box::pin(futures::stream::iter(responses(&request.session_id)))))
    }

    async fn reattach_execute(
        &self,
        request: Request<proto::ReattachExecuteRequest>,
    ) -> Result<Response<Responses>, Status> {
        let request = request.into_inner();
        self.note(format!("reattach {}", request.last_response_id.as_deref().unwrap_or("-")));
        let next = request.last_response_id.map_or(0, |id| id[1..].parse::<usize>().expect("an id of ours") + 1);
        Ok(Response::new(Box::pin(futures::stream::iter(responses(&request.session_id).into_iter().skip(next)))))
    }

    async fn release_execute(
        &self,
        request: Request<proto::ReleaseExecuteRequest>,
    ) -> Result<Response<proto::ReleaseExecuteResponse>, Status> {
        use proto::release_execute_request::Release;
        let request = request.into_inner();
        self.note(match &request.release {
            Some(Release::ReleaseUntil(until)) => format!("release {}", until.response_id),
            _ => "release all".to_owned(),
        });
        let server_side_session_id = SERVER_SIDE.to_owned();
        Ok(Response::new(proto::ReleaseExecuteResponse { server_side_session_id, ..Default::default() }))
    }

    async fn analyze_plan(
        &self,
        request: Request<proto::AnalyzePlanRequest>,
    ) -> Result<Response<proto::AnalyzePlanResponse>, Status> {
        self.note("analyze".to_owned());
        let (session_id, server_side_session_id) = (request.into_inner().session_id, SERVER_SIDE.to_owned());
        Ok(Response::new(proto::AnalyzePlanResponse { session_id, server_side_session_id, ..Default::default() }))
    }

    async fn add_artifacts(
        &self,
        request: Request<Streaming<proto::AddArtifactsRequest>>,
    ) -> Result<Response<proto::AddArtifactsResponse>, Status> {
        use proto::add_artifacts_request::Payload;
        use proto::add_artifacts_response::ArtifactSummary;
        let mut stream = request.into_inner();
        let mut artifacts = Vec::new();
        while let Some(message) = stream.message().await? {
            let names = match message.payload {
                Some(Payload::Batch(batch)) => batch.artifacts.into_iter().map(|artifact| artifact.name).collect(),
                Some(Payload::BeginChunk(begin)) => vec![begin.name],
                _ => Vec::new(),
            };
            artifacts.extend(names.into_iter().map(|name| ArtifactSummary { name, is_crc_successful: true }));
        }
        self.note(format!("add {}", artifacts.len()));
        let server_side_session_id = SERVER_SIDE.to_owned();
        Ok(Response::new(proto::AddArtifactsResponse { artifacts, server_side_session_id, ..Default::default() }))
    }

    async fn config(&self, _: Request<proto::ConfigRequest>) -> Result<Response<proto::ConfigResponse>, Status> {
        Ok(Response::new(proto::ConfigResponse::default()))
    }

    async fn artifact_status(
        &self,
        _: Request<proto::ArtifactStatusesRequest>,
    ) -> Result<Response<proto::ArtifactStatusesResponse>, Status> {
        Ok(Response::new(proto::ArtifactStatusesResponse::default()))
    }

    async fn interrupt(
        &self,
        _: Request<proto::InterruptRequest>,
    ) -> Result<Response<proto::InterruptResponse>, Status> {
        Ok(Response::new(proto::InterruptResponse::default()))
    }

    async fn release_session(
        &self,
        _: Request<proto::ReleaseSessionRequest>,
    ) -> Result<Response<proto::ReleaseSessionResponse>, Status> {
        Ok(Response::new(proto::ReleaseSessionResponse::default()))
    }

    async fn fetch_error_details(
        &self,
        _: Request<proto::FetchErrorDetailsRequest>,
    ) -> Result<Response<proto::FetchErrorDetailsResponse>, Status> {
        Ok(Response::new(proto::FetchErrorDetailsResponse { root_error_idx: Some(0), ..Default::default() }))
    }

    async fn clone_session(
        &self,
        _: Request<proto::CloneSessionRequest>,
    ) -> Result<Response<proto::CloneSessionResponse>, Status> {
        Ok(Response::new(proto::CloneSessionResponse::default()))
    }

    async fn get_status(
        &self,
        _: Request<proto::GetStatusRequest>,
    ) -> Result<Response<proto::GetStatusResponse>, Status> {
        Ok(Response::new(proto::GetStatusResponse::default()))
    }
}
