//! Messages as bytes: like tonic's codec, but no message is read that is nested too deep to be read safely, and a plan's
//! digest tells whether it came before.

use std::marker::PhantomData;

use bytes::{Buf, Bytes};
use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use sha2::{Digest, Sha256};
use sparrow_spark_connect::decode::{self, PlanMessage};
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic_prost::{ProstCodec, ProstEncoder};

use crate::status::status;

/// A request, and its bytes as they came.
pub struct Received<T> {
    /// The message.
    pub message: T,
    bytes: Bytes,
}

impl<T> Received<T> {
    /// SHA-256 of the bytes of all fields of this number: two messages with equal ones say the same there. Maps are sent
    /// in any order, so the reverse does not hold; but a client that sends a message again sends the same bytes.
    pub fn digest(&self, field: u32) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut rest = self.bytes.clone();
        while rest.has_remaining() {
            let Ok((number, wire)) = decode_key(&mut rest) else { break };
            if number != field || wire != WireType::LengthDelimited {
                let Ok(()) = skip_field(wire, number, &mut rest, DecodeContext::default()) else { break };
                continue;
            }
            let Ok(length) = decode_varint(&mut rest) else { break };
            let length = usize::try_from(length).unwrap_or(usize::MAX).min(rest.remaining());
            digest.update(rest.split_to(length));
        }
        digest.finalize().into()
    }
}

/// The codec for requests `Q` and responses `R`.
pub struct BoundedCodec<Q, R> {
    messages: decode::Decoder,
    kinds: PhantomData<(Q, R)>,
}

impl<Q, R> BoundedCodec<Q, R> {
    /// A codec that reads requests with `messages`.
    pub fn new(messages: decode::Decoder) -> Self {
        Self { messages, kinds: PhantomData }
    }
}

impl<Q, R> Codec for BoundedCodec<Q, R>
where
    Q: PlanMessage + Send + 'static,
    R: Message + Send + 'static,
{
    type Encode = R;
    type Decode = Received<Q>;
    type Encoder = ProstEncoder<R>;
    type Decoder = BoundedDecoder<Q>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<R, ()>::raw_encoder(BufferSettings::default())
    }

    fn decoder(&mut self) -> Self::Decoder {
        BoundedDecoder { messages: self.messages, kind: PhantomData }
    }
}

/// The reading half.
pub struct BoundedDecoder<Q> {
    messages: decode::Decoder,
    kind: PhantomData<Q>,
}

impl<Q: PlanMessage> Decoder for BoundedDecoder<Q> {
    type Item = Received<Q>;
    type Error = Status;

    fn decode(&mut self, source: &mut DecodeBuf<'_>) -> Result<Option<Self::Item>, Status> {
        let bytes = source.copy_to_bytes(source.remaining());
        received(self.messages, bytes).map(Some)
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::default()
    }
}

fn received<Q: PlanMessage>(messages: decode::Decoder, bytes: Bytes) -> Result<Received<Q>, Status> {
    let message = messages.message(&bytes).map_err(|error| status(&error, None))?;
    Ok(Received { message, bytes })
}

#[cfg(test)]
mod tests {
    use sparrow_proto::spark::connect as proto;

    use super::*;

    const PLAN: u32 = 3;

    fn request(operation: &str, sql: &str) -> Received<proto::ExecutePlanRequest> {
        let sql = proto::Sql { query: sql.to_owned(), ..Default::default() };
        let root = proto::Relation { common: None, rel_type: Some(proto::relation::RelType::Sql(sql)) };
        let request = proto::ExecutePlanRequest {
            session_id: "s".to_owned(),
            operation_id: Some(operation.to_owned()),
            plan: Some(proto::Plan { op_type: Some(proto::plan::OpType::Root(root)) }),
            ..Default::default()
        };
        received(decode::Decoder::default(), request.encode_to_vec().into()).unwrap()
    }

    #[test]
    fn a_digest_is_of_one_field() {
        assert_eq!(request("a", "SELECT 1").digest(PLAN), request("b", "SELECT 1").digest(PLAN));
        assert_ne!(request("a", "SELECT 1").digest(PLAN), request("a", "SELECT 2").digest(PLAN));
        assert_eq!(request("a", "SELECT 1").message.operation_id.as_deref(), Some("a"));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(
            received::<proto::ConfigRequest>(decode::Decoder::default(), Bytes::from_static(b"\xff\xff\xff\xff"))
                .is_err()
        );
    }
}
