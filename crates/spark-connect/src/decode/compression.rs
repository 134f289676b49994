//! Plans that arrive compressed, because they exceed 10 MiB.

use std::borrow::Cow;
use std::io::Read;

use prost::bytes::Bytes;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, plan_too_large};

use super::limits::Limits;
use super::message::{cannot_parse, message};
use proto::plan::OpType;
use proto::plan::compressed_operation::OpType as Kind;

/// Below this the ratio does not matter.
const EXPANSION_FREE_BYTES: u64 = 64 << 20;

/// The plan with its operation readable. Plans that are not compressed come back as they are.
pub(super) fn decompress<'a>(plan: &'a proto::Plan, limits: &Limits) -> Result<Cow<'a, proto::Plan>> {
    let Some(OpType::CompressedOperation(operation)) = &plan.op_type else { return Ok(Cow::Borrowed(plan)) };
    if operation.compression_codec != proto::CompressionCodec::Zstd as i32 {
        return Err(cannot_parse(format!("unknown compression codec {}", operation.compression_codec)));
    }
    let bytes = Bytes::from(expand(&operation.data, limits)?);
    let op_type = match Kind::try_from(operation.op_type) {
        Ok(Kind::Relation) => OpType::Root(message(&bytes, limits)?),
        Ok(Kind::Command) => OpType::Command(message(&bytes, limits)?),
        _ => return Err(invalid_plan(format!("{} is no kind of compressed operation", operation.op_type))),
    };
    Ok(Cow::Owned(proto::Plan { op_type: Some(op_type) }))
}

fn expand(data: &[u8], limits: &Limits) -> Result<Vec<u8>> {
    let by_ratio = (data.len() as u64).saturating_mul(limits.expansion_ratio_max).max(EXPANSION_FREE_BYTES);
    let (limit, conf) = if by_ratio < limits.decompressed_bytes_max {
        (by_ratio, "plan.expansion_ratio_max")
    } else {
        (limits.decompressed_bytes_max, "plan.decompressed_bytes_max")
    };
    // Its size first, through a buffer of fixed size: what is refused has then cost no memory.
    let size = std::io::copy(&mut decoder(data)?.take(limit.saturating_add(1)), &mut std::io::sink());
    let size = size.map_err(|e| cannot_parse(e.to_string()))?;
    if size > limit {
        return Err(plan_too_large(limit, conf));
    }
    let mut out = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    decoder(data)?.read_to_end(&mut out).map_err(|e| cannot_parse(e.to_string()))?;
    Ok(out)
}

fn decoder(data: &[u8]) -> Result<impl Read> {
    zstd::stream::read::Decoder::new(data).map_err(|e| cannot_parse(e.to_string()))
}
