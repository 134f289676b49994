//! The Flight service that gives other workers this one's shuffle files, and nothing else.

use std::path::Path;

use arrow_flight::flight_service_server::{FlightService, FlightServiceServer};
use arrow_flight::{
    Action, ActionType, Criteria, Empty, FlightData, FlightDescriptor, FlightInfo, HandshakeRequest, HandshakeResponse,
    PollInfo, PutResult, SchemaResult, Ticket,
};
use async_trait::async_trait;
use ballista_core::serde::decode_protobuf;
use ballista_core::serde::scheduler::Action as Fetch;
use ballista_executor::flight_service::BallistaFlightService;
use futures::stream::BoxStream;
use sparrow_tenancy::{KeyHolder, TicketProblem};
use tonic::metadata::MetadataMap;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status, Streaming};

use crate::exchange::{TICKET_FIELD, check_job_id};

/// The service for shuffle files; who brings no ticket is refused before a byte of the request is read.
pub type FlightServer =
    InterceptedService<FlightServiceServer<ShuffleFiles>, fn(Request<()>) -> Result<Request<()>, Status>>;

/// The service for the files a [`Worker`](super::Worker) writes below `work_dir`, for those with tickets that `key` judges.
pub fn flight_service(work_dir: &Path, key: KeyHolder) -> FlightServer {
    let files = BallistaFlightService::new(work_dir.to_string_lossy().into_owned());
    FlightServiceServer::with_interceptor(ShuffleFiles { files, key }, ask_for_ticket)
}

fn ask_for_ticket(request: Request<()>) -> Result<Request<()>, Status> {
    if request.metadata().contains_key(TICKET_FIELD) { Ok(request) } else { Err(unopened(TicketProblem::Missing)) }
}

fn unopened(problem: TicketProblem) -> Status {
    Status::unauthenticated(problem.to_string())
}

/// Ballista's service for shuffle files, for requests with a ticket whose job names a folder below the work folder. Flight's other
/// calls are refused.
#[derive(Clone)]
pub struct ShuffleFiles {
    files: BallistaFlightService,
    key: KeyHolder,
}

impl ShuffleFiles {
    /// Refuses requests whose ticket is for another, and those for what lies elsewhere: Ballista makes a path of whatever id comes.
    /// No path is made and no file looked at before.
    fn check(&self, fields: &MetadataMap, request: &[u8]) -> Result<(), Status> {
        let ticket = fields.get(TICKET_FIELD).map(|value| value.to_str().unwrap_or_default());
        let Ok(Fetch::FetchPartition { job_id, .. }) = decode_protobuf(request) else {
            return Err(Status::unauthenticated("no ticket opens this: it is not a request for a shuffle file"));
        };
        self.key.check(ticket, job_id.as_str(), request).map_err(unopened)?;
        check_job_id(job_id.as_str()).map_err(|e| Status::invalid_argument(e.message()))
    }
}

type Answer<T> = Result<Response<T>, Status>;

fn refused<T>() -> Answer<T> {
    Err(Status::unauthenticated("no ticket opens this: only shuffle files are served"))
}

#[async_trait]
impl FlightService for ShuffleFiles {
    type HandshakeStream = BoxStream<'static, Result<HandshakeResponse, Status>>;
    type ListFlightsStream = BoxStream<'static, Result<FlightInfo, Status>>;
    type DoGetStream = <BallistaFlightService as FlightService>::DoGetStream;
    type DoPutStream = BoxStream<'static, Result<PutResult, Status>>;
    type DoActionStream = <BallistaFlightService as FlightService>::DoActionStream;
    type ListActionsStream = BoxStream<'static, Result<ActionType, Status>>;
    type DoExchangeStream = BoxStream<'static, Result<FlightData, Status>>;

    async fn do_get(&self, request: Request<Ticket>) -> Answer<Self::DoGetStream> {
        self.check(request.metadata(), &request.get_ref().ticket)?;
        self.files.do_get(request).await
    }

    async fn do_action(&self, request: Request<Action>) -> Answer<Self::DoActionStream> {
        self.check(request.metadata(), &request.get_ref().body)?;
        self.files.do_action(request).await
    }

    async fn handshake(&self, _: Request<Streaming<HandshakeRequest>>) -> Answer<Self::HandshakeStream> {
        refused()
    }

    async fn list_flights(&self, _: Request<Criteria>) -> Answer<Self::ListFlightsStream> {
        refused()
    }

    async fn get_flight_info(&self, _: Request<FlightDescriptor>) -> Answer<FlightInfo> {
        refused()
    }

    async fn poll_flight_info(&self, _: Request<FlightDescriptor>) -> Answer<PollInfo> {
        refused()
    }

    async fn get_schema(&self, _: Request<FlightDescriptor>) -> Answer<SchemaResult> {
        refused()
    }

    async fn do_put(&self, _: Request<Streaming<FlightData>>) -> Answer<Self::DoPutStream> {
        refused()
    }

    async fn list_actions(&self, _: Request<Empty>) -> Answer<Self::ListActionsStream> {
        refused()
    }

    async fn do_exchange(&self, _: Request<Streaming<FlightData>>) -> Answer<Self::DoExchangeStream> {
        refused()
    }
}
