//! What bytes from an executor may look like. They are read by recursion without a bound, and Ballista's statuses have fields
//! that nest for ever; so a walk that recurses not goes first and refuses what no executor sends.

use std::marker::PhantomData;

use prost::Message;
use prost::bytes::{Buf, Bytes};
use prost::encoding::{WireType, decode_key, decode_varint};
use sparrow_proto::sparrow::fleet as proto;
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic_prost::{ProstCodec, ProstEncoder};

/// A kind of message: the fields that are messages themselves. Groups are nowhere.
pub(super) struct Shape {
    messages: &'static [(u32, &'static Shape)],
    /// Fields that may nest for ever, and that no executor of ours fills.
    refused: &'static [u32],
}

const fn shape(messages: &'static [(u32, &'static Shape)]) -> Shape {
    Shape { messages, refused: &[] }
}

static FLAT: Shape = shape(&[]);

/// `sparrow.fleet.FromExecutor`: a hello, or a report with task keys.
pub(super) static FROM_EXECUTOR: Shape = shape(&[(1, &FLAT), (2, &REPORT)]);
static REPORT: Shape = shape(&[(3, &FLAT)]);

/// Ballista's `TaskStatus`: running, failed with a reason, successful, metrics.
pub(super) static TASK_STATUS: Shape = shape(&[(9, &FLAT), (10, &FAILED), (11, &SUCCESSFUL), (12, &METRICS)]);
static FAILED: Shape = shape(&[(4, &FLAT), (5, &FLAT), (6, &FLAT), (7, &FLAT), (8, &FLAT), (9, &FLAT)]);
/// Partitions and statistics of columns; the runtime statistics and window states in between hold expressions and values.
static SUCCESSFUL: Shape = Shape { messages: &[(2, &FLAT), (5, &COLUMN_STATISTICS)], refused: &[3, 4] };
static COLUMN_STATISTICS: Shape = shape(&[(3, &FLAT)]);
static METRICS: Shape = shape(&[(1, &METRIC)]);
/// Named counts, gauges, times, pruned files and ratios.
static METRIC: Shape = shape(&[(6, &FLAT), (7, &FLAT), (8, &FLAT), (13, &FLAT), (14, &FLAT)]);

/// Reads a message of this shape.
pub(super) fn read<M: Message + Default>(shape: &'static Shape, bytes: Bytes) -> Result<M, Status> {
    check(shape, &bytes)?;
    M::decode(bytes).map_err(|e| unreadable(&e.to_string()))
}

fn check(shape: &'static Shape, bytes: &[u8]) -> Result<(), Status> {
    let mut open = vec![(shape, bytes)];
    while let Some((shape, rest)) = open.last_mut() {
        if rest.is_empty() {
            open.pop();
            continue;
        }
        let (field, wire) = decode_key(rest).map_err(|e| unreadable(&e.to_string()))?;
        if shape.refused.contains(&field) {
            return Err(unreadable("it has a field that no executor fills"));
        }
        let inner = shape.messages.iter().find(|(number, _)| *number == field).map(|(_, inner)| *inner);
        if let (Some(bytes), Some(inner)) = (skip(wire, rest)?, inner) {
            open.push((inner, bytes));
        }
    }
    Ok(())
}

/// Goes over a field's value; returns it when it has a length.
fn skip<'a>(wire: WireType, rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, Status> {
    let length = match wire {
        WireType::Varint => return decode_varint(rest).map(|_| None).map_err(|e| unreadable(&e.to_string())),
        WireType::SixtyFourBit => 8,
        WireType::ThirtyTwoBit => 4,
        WireType::LengthDelimited => decode_varint(rest).map_err(|e| unreadable(&e.to_string()))?,
        WireType::StartGroup | WireType::EndGroup => return Err(unreadable("it has groups")),
    };
    let length = usize::try_from(length).ok().filter(|length| *length <= rest.len());
    let (value, after) = rest.split_at(length.ok_or_else(|| unreadable("it ends too early"))?);
    *rest = after;
    Ok((wire == WireType::LengthDelimited).then_some(value))
}

fn unreadable(why: &str) -> Status {
    Status::invalid_argument(format!("a message of this executor cannot be read: {why}"))
}

/// The channel's codec at the server's end.
#[derive(Default)]
pub(super) struct ShapedCodec;

impl Codec for ShapedCodec {
    type Encode = proto::FromServer;
    type Decode = proto::FromExecutor;
    type Encoder = ProstEncoder<proto::FromServer>;
    type Decoder = ShapedDecoder;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<proto::FromServer, ()>::raw_encoder(BufferSettings::default())
    }

    fn decoder(&mut self) -> Self::Decoder {
        ShapedDecoder(PhantomData)
    }
}

/// Its reading half.
pub(super) struct ShapedDecoder(PhantomData<proto::FromExecutor>);

impl Decoder for ShapedDecoder {
    type Item = proto::FromExecutor;
    type Error = Status;

    fn decode(&mut self, source: &mut DecodeBuf<'_>) -> Result<Option<Self::Item>, Status> {
        read(&FROM_EXECUTOR, source.copy_to_bytes(source.remaining())).map(Some)
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use ballista_core::serde::protobuf::{
        FailedTask, SuccessfulTask, TaskStatus, WindowStateReport, task_status::Status as Ended,
    };

    use super::*;

    fn status(ended: Ended) -> TaskStatus {
        TaskStatus { job_id: "j".to_owned(), task_id: 3, status: Some(ended), ..Default::default() }
    }

    fn check_refused(shape: &'static Shape, bytes: &[u8], expected: &str) {
        let refused = check(shape, bytes).unwrap_err();
        assert!(refused.message().contains(expected), "{refused:?}");
    }

    #[test]
    fn what_executors_send_is_read() {
        // Text that would be groups without end if it were a message.
        let failed = status(Ended::Failed(FailedTask { error: "k".repeat(100_000), ..Default::default() }));
        let read: TaskStatus = read(&TASK_STATUS, failed.encode_to_vec().into()).unwrap();
        assert_eq!(read, failed);
        let key = proto::TaskKey { job_id: "j".to_owned(), stage_id: 1, task_id: 2 };
        let statuses = vec![failed.encode_to_vec().into()];
        let report = proto::Report { sequence: 1, running: vec![key], statuses, ..Default::default() };
        let said = proto::FromExecutor { message: Some(proto::from_executor::Message::Report(report)) };
        assert!(check(&FROM_EXECUTOR, &said.encode_to_vec()).is_ok());
    }

    #[test]
    fn what_could_nest_for_ever_is_refused() {
        check_refused(&FROM_EXECUTOR, &[0x0b; 1_000_000], "groups");
        let mut inside = vec![0x12, 0x80, 0x80, 0x04];
        inside.extend([0x0b; 65_536]);
        check_refused(&FROM_EXECUTOR, &inside, "groups");
        let window_state = vec![WindowStateReport::default()];
        let successful = status(Ended::Successful(SuccessfulTask { window_state, ..Default::default() }));
        check_refused(&TASK_STATUS, &successful.encode_to_vec(), "no executor fills");
    }

    #[test]
    fn nonsense_is_refused() {
        check_refused(&FROM_EXECUTOR, b"\xff\xff\xff\xff", "cannot be read");
        check_refused(&FROM_EXECUTOR, &[0x0a, 0x05, 0x01], "too early");
        assert!(check(&FROM_EXECUTOR, &[]).is_ok());
    }
}
