//! The scripted server: each execution or reattachment takes the next stream of the script.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use futures::stream::{self, BoxStream, StreamExt};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::{ArrowBatch, ResponseType, ResultComplete};
use sparrow_proto::spark::connect::interrupt_request::Interrupt;
use sparrow_proto::spark::connect::release_execute_request::Release;
use sparrow_proto::spark::connect::spark_connect_service_server::{SparkConnectService, SparkConnectServiceServer};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, Streaming};

use crate::transport::upload;
use crate::types::{DataType, Field, Schema};

/// One response of a stream; `None` says nothing ever after.
pub type Answer = Result<Option<proto::ExecutePlanResponse>, Status>;

/// A server that lives as long as the test's runtime.
pub struct Scripted {
    pub address: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    streams: VecDeque<Vec<Answer>>,
    log: Vec<String>,
    operations: BTreeSet<String>,
    observed: Vec<Option<String>>,
    generation: usize,
}

impl Scripted {
    pub async fn start(streams: Vec<Vec<Answer>>) -> Self {
        let state = Arc::new(Mutex::new(State { streams: streams.into(), generation: 1, ..State::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("{error}"));
        let port = listener.local_addr().unwrap_or_else(|error| panic!("{error}")).port();
        let service = SparkConnectServiceServer::new(Service(Arc::clone(&state)));
        let server = tonic::transport::Server::builder().add_service(service);
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Self { address: format!("sc://127.0.0.1:{port}"), state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn log(&self) -> Vec<String> {
        self.state().log.clone()
    }

    pub fn count(&self, line: &str) -> usize {
        self.state().log.iter().filter(|found| *found == line).count()
    }

    pub fn operations(&self) -> usize {
        self.state().operations.len()
    }

    pub fn observed(&self) -> Vec<Option<String>> {
        self.state().observed.clone()
    }

    /// From now on the server answers as another one.
    pub fn become_another(&self) {
        self.state().generation += 1;
    }

    /// Waits until the client said this, for five seconds.
    pub async fn wait_for(&self, line: &str) {
        for _ in 0..500 {
            if self.count(line) > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the client never said {line:?}: {:?}", self.log());
    }
}

pub fn schema(id: &str) -> Answer {
    let schema = Schema::new(vec![Field::new("id", DataType::Long, false)]).to_proto();
    Ok(Some(proto::ExecutePlanResponse { response_id: id.into(), schema: Some(schema), ..Default::default() }))
}

pub fn batch(id: &str, rows: i64, start: i64) -> Answer {
    let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
    let batch = RecordBatch::try_from_iter([("id", column)]).unwrap_or_else(|error| panic!("{error}"));
    let data = upload::encode(&batch.schema(), &[batch]).unwrap_or_else(|error| panic!("{error}"));
    let batch = ArrowBatch { row_count: rows, data, start_offset: Some(start), ..Default::default() };
    of(id, ResponseType::ArrowBatch(batch))
}

pub fn complete(id: &str) -> Answer {
    of(id, ResponseType::ResultComplete(ResultComplete {}))
}

fn of(id: &str, response: ResponseType) -> Answer {
    let response_type = Some(response);
    Ok(Some(proto::ExecutePlanResponse { response_id: id.into(), response_type, ..Default::default() }))
}

struct Service(Arc<Mutex<State>>);

impl Service {
    fn log(&self, line: String) -> MutexGuard<'_, State> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.log.push(line);
        state
    }

    fn stream(&self, line: String, session: String, operation: String) -> Responses {
        let mut state = self.log(line);
        state.operations.insert(operation);
        let answers = state.streams.pop_front().unwrap_or_default();
        drop(state);
        let responses = stream::iter(answers).then(move |answer| {
            let session = session.clone();
            async move {
                match answer? {
                    Some(response) => Ok(proto::ExecutePlanResponse { session_id: session, ..response }),
                    None => std::future::pending().await,
                }
            }
        });
        Ok(Response::new(responses.boxed()))
    }
}

type Responses = Result<Response<BoxStream<'static, Result<proto::ExecutePlanResponse, Status>>>, Status>;

#[tonic::async_trait]
impl SparkConnectService for Service {
    type ExecutePlanStream = BoxStream<'static, Result<proto::ExecutePlanResponse, Status>>;
    type ReattachExecuteStream = BoxStream<'static, Result<proto::ExecutePlanResponse, Status>>;

    async fn execute_plan(&self, request: Request<proto::ExecutePlanRequest>) -> Responses {
        let request = request.into_inner();
        self.stream("execute".into(), request.session_id, request.operation_id.unwrap_or_default())
    }

    async fn reattach_execute(&self, request: Request<proto::ReattachExecuteRequest>) -> Responses {
        let request = request.into_inner();
        let line = format!("reattach after {}", request.last_response_id.unwrap_or_default());
        self.stream(line, request.session_id, request.operation_id)
    }

    async fn analyze_plan(
        &self,
        request: Request<proto::AnalyzePlanRequest>,
    ) -> Result<Response<proto::AnalyzePlanResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.log("analyze".into());
        state.observed.push(request.client_observed_server_side_session_id);
        let version = proto::analyze_plan_response::SparkVersion { version: "4.2.1".into() };
        Ok(Response::new(proto::AnalyzePlanResponse {
            session_id: request.session_id,
            server_side_session_id: format!("server-{}", state.generation),
            result: Some(proto::analyze_plan_response::Result::SparkVersion(version)),
        }))
    }

    async fn interrupt(
        &self,
        request: Request<proto::InterruptRequest>,
    ) -> Result<Response<proto::InterruptResponse>, Status> {
        let request = request.into_inner();
        let what = match request.interrupt {
            Some(Interrupt::OperationId(id) | Interrupt::OperationTag(id)) => id,
            None => "all".into(),
        };
        drop(self.log(format!("interrupt {what}")));
        let interrupted_ids = vec![what];
        let (session_id, server_side_session_id) = (request.session_id, String::new());
        Ok(Response::new(proto::InterruptResponse { session_id, interrupted_ids, server_side_session_id }))
    }

    async fn release_execute(
        &self,
        request: Request<proto::ReleaseExecuteRequest>,
    ) -> Result<Response<proto::ReleaseExecuteResponse>, Status> {
        let request = request.into_inner();
        let line = match request.release {
            Some(Release::ReleaseUntil(until)) => format!("release until {}", until.response_id),
            _ => "release all".into(),
        };
        drop(self.log(line));
        Ok(Response::new(proto::ReleaseExecuteResponse { session_id: request.session_id, ..Default::default() }))
    }

    async fn release_session(
        &self,
        request: Request<proto::ReleaseSessionRequest>,
    ) -> Result<Response<proto::ReleaseSessionResponse>, Status> {
        drop(self.log("release session".into()));
        let session_id = request.into_inner().session_id;
        Ok(Response::new(proto::ReleaseSessionResponse { session_id, ..Default::default() }))
    }

    async fn config(&self, _: Request<proto::ConfigRequest>) -> Result<Response<proto::ConfigResponse>, Status> {
        Err(Status::unimplemented("config"))
    }

    async fn add_artifacts(
        &self,
        _: Request<Streaming<proto::AddArtifactsRequest>>,
    ) -> Result<Response<proto::AddArtifactsResponse>, Status> {
        Err(Status::unimplemented("add_artifacts"))
    }

    async fn artifact_status(
        &self,
        _: Request<proto::ArtifactStatusesRequest>,
    ) -> Result<Response<proto::ArtifactStatusesResponse>, Status> {
        Err(Status::unimplemented("artifact_status"))
    }

    async fn fetch_error_details(
        &self,
        _: Request<proto::FetchErrorDetailsRequest>,
    ) -> Result<Response<proto::FetchErrorDetailsResponse>, Status> {
        Err(Status::unimplemented("fetch_error_details"))
    }

    async fn clone_session(
        &self,
        _: Request<proto::CloneSessionRequest>,
    ) -> Result<Response<proto::CloneSessionResponse>, Status> {
        Err(Status::unimplemented("clone_session"))
    }

    async fn get_status(
        &self,
        _: Request<proto::GetStatusRequest>,
    ) -> Result<Response<proto::GetStatusResponse>, Status> {
        Err(Status::unimplemented("get_status"))
    }
}
