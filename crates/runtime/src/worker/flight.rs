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
use tonic::{Request, Response, Status, Streaming};

use crate::exchange::check_job_id;

/// The service for the files a [`Worker`](super::Worker) writes below `work_dir`.
pub fn flight_service(work_dir: &Path) -> FlightServiceServer<ShuffleFiles> {
    FlightServiceServer::new(ShuffleFiles(BallistaFlightService::new(work_dir.to_string_lossy().into_owned())))
}

/// Ballista's service for shuffle files, for requests whose job names a folder below the work folder. Flight's other calls are
/// refused.
#[derive(Clone)]
pub struct ShuffleFiles(BallistaFlightService);

/// Refuses requests for what lies elsewhere: Ballista makes a path of whatever id comes.
fn check(request: &[u8]) -> Result<(), Status> {
    match decode_protobuf(request) {
        Ok(Fetch::FetchPartition { job_id, .. }) => {
            check_job_id(job_id.as_str()).map_err(|e| Status::invalid_argument(e.message()))
        }
        Err(_) => Err(Status::invalid_argument("not a request for a shuffle file")),
    }
}

type Answer<T> = Result<Response<T>, Status>;

fn refused<T>() -> Answer<T> {
    Err(Status::unimplemented("only shuffle files are served"))
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
        check(&request.get_ref().ticket)?;
        self.0.do_get(request).await
    }

    async fn do_action(&self, request: Request<Action>) -> Answer<Self::DoActionStream> {
        check(&request.get_ref().body)?;
        self.0.do_action(request).await
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
