//! Paths to RPCs. Done by hand, because the generated service reads messages with a codec that trusts their nesting.

use std::convert::Infallible;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use prost::Message;
use sparrow_spark_connect::decode::PlanMessage;
use sparrow_tenancy::Principal;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::server::{Grpc, NamedService};
use tonic::{Request, Response, Status, Streaming};
use tower::service_fn;
use tracing::Instrument;

use super::codec::{BoundedCodec, Received};
use super::watched::Call;
use super::{Answer, Caller, SparkConnect, limits, unverified};

impl NamedService for SparkConnect {
    const NAME: &'static str = "spark.connect.SparkConnectService";
}

impl Service<http::Request<Body>> for SparkConnect {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let (service, call) = (self.clone(), Call::begin(&request, &self.measures));
        let span = call.span();
        Box::pin(async move { Ok(call.watch(service.route(request).await)) }.instrument(span))
    }
}

impl SparkConnect {
    async fn route(mut self, request: http::Request<Body>) -> http::Response<Body> {
        if let Some(principal) = request.extensions().get::<Principal>() {
            self.caller = Caller::Verified(principal.clone());
        }
        if matches!(self.caller, Caller::Unverified) {
            return unverified().into_http();
        }
        let message_bytes_max = self.limits.message_bytes_max;
        let answered = match request.uri().path().rsplit('/').next().unwrap_or_default() {
            "ExecutePlan" => self.streaming(request, Self::execute_plan).await,
            "ReattachExecute" => self.streaming(request, Self::reattach_execute).await,
            "AnalyzePlan" => self.unary(request, Self::analyze_plan).await,
            "Config" => self.unary(request, Self::config).await,
            "ReleaseExecute" => self.unary(request, Self::release_execute).await,
            "Interrupt" => self.unary(request, Self::interrupt).await,
            "ArtifactStatus" => self.unary(request, Self::artifact_status).await,
            "ReleaseSession" => self.unary(request, Self::release_session).await,
            "FetchErrorDetails" => self.unary(request, Self::fetch_error_details).await,
            "CloneSession" => self.unary(request, Self::clone_session).await,
            "GetStatus" => self.unary(request, Self::get_status).await,
            "AddArtifacts" => self.uploading(request, Self::add_artifacts).await,
            _ => Status::unimplemented("Spark 4.2.1 has no such call").into_http(),
        };
        limits::explained(answered, message_bytes_max)
    }

    fn grpc<Q, R>(&self) -> Grpc<BoundedCodec<Q, R>>
    where
        Q: PlanMessage + Send + 'static,
        R: Message + Send + 'static,
    {
        let grpc = Grpc::new(BoundedCodec::new(self.decoder));
        grpc.max_decoding_message_size(self.limits.message_bytes_max).max_encoding_message_size(usize::MAX)
    }

    async fn unary<Q, R, F>(
        self,
        request: http::Request<Body>,
        rpc: impl Fn(Self, Received<Q>) -> F,
    ) -> http::Response<Body>
    where
        Q: PlanMessage + Send + Sync + 'static,
        R: Message + Send + 'static,
        F: Future<Output = Answer<R>> + Send + 'static,
    {
        let mut grpc = self.grpc();
        let call = |request: Request<Received<Q>>| {
            let answer = rpc(self.clone(), request.into_inner());
            Box::pin(async move { answer.await.map(Response::new) })
        };
        grpc.unary(service_fn(call), request).await
    }

    async fn streaming<Q, R, S, F>(
        self,
        request: http::Request<Body>,
        rpc: impl Fn(Self, Received<Q>) -> F,
    ) -> http::Response<Body>
    where
        Q: PlanMessage + Send + Sync + 'static,
        R: Message + Send + 'static,
        S: futures::Stream<Item = Answer<R>> + Send + 'static,
        F: Future<Output = Answer<S>> + Send + 'static,
    {
        let mut grpc = self.grpc();
        let call = |request: Request<Received<Q>>| {
            let answer = rpc(self.clone(), request.into_inner());
            Box::pin(async move { answer.await.map(Response::new) })
        };
        grpc.server_streaming(service_fn(call), request).await
    }

    async fn uploading<Q, R, F>(
        self,
        request: http::Request<Body>,
        rpc: impl Fn(Self, Streaming<Received<Q>>) -> F,
    ) -> http::Response<Body>
    where
        Q: PlanMessage + Send + Sync + 'static,
        R: Message + Send + 'static,
        F: Future<Output = Answer<R>> + Send + 'static,
    {
        let mut grpc = self.grpc();
        let call = |request: Request<Streaming<Received<Q>>>| {
            let answer = rpc(self.clone(), request.into_inner());
            Box::pin(async move { answer.await.map(Response::new) })
        };
        grpc.client_streaming(service_fn(call), request).await
    }
}
