//! Messages on the wire: requests are bytes that were encoded once, however often they are sent; answers say whose they are.

use std::marker::PhantomData;

use bytes::{BufMut, Bytes};
use prost::Message;
use sparrow_proto::spark::connect as proto;
use tonic::Status;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;

pub(crate) const EXECUTE_PLAN: &str = "/spark.connect.SparkConnectService/ExecutePlan";
pub(crate) const ANALYZE_PLAN: &str = "/spark.connect.SparkConnectService/AnalyzePlan";
pub(crate) const CONFIG: &str = "/spark.connect.SparkConnectService/Config";
pub(crate) const ADD_ARTIFACTS: &str = "/spark.connect.SparkConnectService/AddArtifacts";
pub(crate) const ARTIFACT_STATUS: &str = "/spark.connect.SparkConnectService/ArtifactStatus";
pub(crate) const INTERRUPT: &str = "/spark.connect.SparkConnectService/Interrupt";
pub(crate) const REATTACH_EXECUTE: &str = "/spark.connect.SparkConnectService/ReattachExecute";
pub(crate) const RELEASE_EXECUTE: &str = "/spark.connect.SparkConnectService/ReleaseExecute";
pub(crate) const RELEASE_SESSION: &str = "/spark.connect.SparkConnectService/ReleaseSession";
pub(crate) const FETCH_ERROR_DETAILS: &str = "/spark.connect.SparkConnectService/FetchErrorDetails";

/// The path of one of the methods above.
pub(crate) fn method(name: &'static str) -> PathAndQuery {
    PathAndQuery::from_static(name)
}

/// A message as bytes.
pub(crate) fn encode(message: &impl Message) -> Bytes {
    message.encode_to_vec().into()
}

/// Sends bytes and reads messages.
pub(crate) struct Raw<A>(PhantomData<A>);

impl<A> Default for Raw<A> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<A: Message + Default + Send + 'static> Codec for Raw<A> {
    type Encode = Bytes;
    type Decode = A;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self::default()
    }

    fn decoder(&mut self) -> Self {
        Self::default()
    }
}

impl<A> Encoder for Raw<A> {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(item);
        Ok(())
    }
}

impl<A: Message + Default> Decoder for Raw<A> {
    type Item = A;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<A>, Status> {
        let message = A::decode(from);
        message.map(Some).map_err(|error| Status::data_loss(format!("an answer cannot be read: {error}")))
    }
}

/// An answer, with the ids of the session it is for; empty where it does not say.
pub(crate) trait Answer: Message + Default + Send + 'static {
    fn session_id(&self) -> &str;
    fn server_session_id(&self) -> &str;
}

macro_rules! answers {
    ($($answer:ident),* $(,)?) => {$(
        impl Answer for proto::$answer {
            fn session_id(&self) -> &str {
                &self.session_id
            }

            fn server_session_id(&self) -> &str {
                &self.server_side_session_id
            }
        }
    )*};
}

answers!(
    ExecutePlanResponse,
    AnalyzePlanResponse,
    ConfigResponse,
    AddArtifactsResponse,
    ArtifactStatusesResponse,
    InterruptResponse,
    ReleaseExecuteResponse,
    ReleaseSessionResponse,
    FetchErrorDetailsResponse,
);
