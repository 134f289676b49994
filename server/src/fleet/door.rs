//! The service executors call: who is let in, under which terms.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_spark_error::limit_exceeded;
use sparrow_tenancy::{FleetKey, Secret};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::server::{Grpc, NamedService};
use tonic::{Request, Response, Status, Streaming};
use tower::service_fn;

use super::Desk;
use super::conversation::Conversation;
use super::guard::Guard;
use super::shape::ShapedCodec;

/// Messages that wait for an executor to read them.
const MESSAGES_AHEAD_MAX: usize = 16;

/// What holds for every executor.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The server's version.
    pub version: String,
    /// The fingerprint of the server's functions and plan nodes.
    pub registry: String,
    /// Time between two reports of an executor without news.
    pub report_interval: Duration,
    /// Time without a word after which an executor is lost (`fleet.silence_seconds_max`).
    pub silence_duration_max: Duration,
    /// Size of the largest message (`fleet.message_bytes_max`).
    pub message_bytes_max: usize,
    /// Executors at once (`fleet.executors_count_max`).
    pub executors_count_max: usize,
    /// What tickets are judged by, where executors cannot make it from a secret.
    pub ticket_key: Option<FleetKey>,
}

/// The service.
pub struct Door<D>(Arc<Inside<D>>);

struct Inside<D> {
    desk: D,
    terms: Arc<Terms>,
    guard: Guard,
    places: Arc<Semaphore>,
}

impl<D> Clone for Door<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D: Desk> Door<D> {
    /// A door to `desk` for those who have `secret`; for everybody when there is none.
    pub fn new(desk: D, terms: Terms, secret: Option<Secret>) -> Self {
        let places = Arc::new(Semaphore::new(terms.executors_count_max.min(Semaphore::MAX_PERMITS)));
        Self(Arc::new(Inside { desk, terms: Arc::new(terms), guard: Guard::new(secret), places }))
    }

    fn join(&self, request: Request<Streaming<proto::FromExecutor>>) -> Result<Response<Orders>, Status> {
        let Inside { terms, guard, places, .. } = self.0.as_ref();
        let address = request.remote_addr().map(|address| address.to_string()).unwrap_or_default();
        let fields = guard.admit(request.metadata()).inspect_err(|refused| {
            // The first call of everybody who does as told is without an answer.
            tracing::debug!(address, why = refused.message(), "executor challenged");
        })?;
        let place = Arc::clone(places).try_acquire_owned().map_err(|_| full(terms.executors_count_max))?;
        let (outgoing, orders) = mpsc::channel(MESSAGES_AHEAD_MAX);
        let conversation = Conversation { terms: Arc::clone(terms), address, incoming: request.into_inner(), outgoing };
        let door = self.clone();
        tokio::spawn(async move {
            conversation.run(&door.0.desk).await;
            drop(place);
        });
        let mut response = Response::new(ReceiverStream::new(orders));
        *response.metadata_mut() = fields;
        Ok(response)
    }
}

type Orders = ReceiverStream<Result<proto::FromServer, Status>>;

fn full(executors_count_max: usize) -> Status {
    let advice = "Raise it, or run fewer executors.";
    let error = limit_exceeded("The number of executors", executors_count_max, "fleet.executors_count_max", advice);
    Status::resource_exhausted(error.to_string())
}

impl<D> NamedService for Door<D> {
    const NAME: &'static str = "sparrow.fleet.Fleet";
}

impl<D: Desk> Service<http::Request<Body>> for Door<D> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let door = self.clone();
        Box::pin(async move {
            if request.uri().path() != "/sparrow.fleet.Fleet/Join" {
                return Ok(Status::unimplemented("the fleet's door has no such call").into_http());
            }
            let mut grpc = Grpc::new(ShapedCodec).max_decoding_message_size(door.0.terms.message_bytes_max);
            grpc = grpc.max_encoding_message_size(usize::MAX);
            let join = |request| std::future::ready(door.join(request));
            Ok(grpc.streaming(service_fn(join), request).await)
        })
    }
}
