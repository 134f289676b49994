//! The framing of an Arrow IPC stream: every message lies within the bytes, and none is compressed.

use arrow::ipc::{MessageHeader, root_as_message};
use sparrow_spark_error::{Result, unsupported};

use super::corrupt;

const CONTINUATION: [u8; 4] = [0xff; 4];
const LENGTH_BYTES: usize = 4;

/// Refuses streams whose lengths lie or whose bodies are compressed (a compressed body names its own size on arrival).
pub(super) fn check(data: &[u8]) -> Result<()> {
    let mut rest = data;
    while !rest.is_empty() {
        let Some(length) = take_length(&mut rest)? else { return Ok(()) };
        let metadata = take(&mut rest, length, "metadata")?;
        let message = root_as_message(metadata).map_err(|_| corrupt("a message is malformed"))?;
        let batch = match message.header_type() {
            MessageHeader::RecordBatch => message.header_as_record_batch(),
            MessageHeader::DictionaryBatch => message.header_as_dictionary_batch().and_then(|d| d.data()),
            _ => None,
        };
        if batch.is_some_and(|batch| batch.compression().is_some()) {
            return Err(unsupported("compressed Arrow data in a local relation"));
        }
        let body = usize::try_from(message.bodyLength()).map_err(|_| corrupt("a body has a negative length"))?;
        take(&mut rest, body, "body")?;
    }
    Ok(())
}

/// The length of the next message; `None` at the stream's end mark.
fn take_length(rest: &mut &[u8]) -> Result<Option<usize>> {
    if rest.starts_with(&CONTINUATION) {
        take(rest, CONTINUATION.len(), "continuation mark")?;
    }
    let length = take(rest, LENGTH_BYTES, "length")?;
    let length = length.try_into().map(u32::from_le_bytes).map_err(|_| corrupt("a length is cut off"))?;
    Ok(if length == 0 { None } else { Some(length as usize) })
}

fn take<'a>(rest: &mut &'a [u8], length: usize, what: &str) -> Result<&'a [u8]> {
    let (taken, left) =
        rest.split_at_checked(length).ok_or_else(|| corrupt(format!("the {what} of a message is cut off")))?;
    *rest = left;
    Ok(taken)
}
