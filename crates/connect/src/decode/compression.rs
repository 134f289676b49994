//! Plans that arrive compressed, because they exceed 10 MiB.

use std::borrow::Cow;
use std::io::Read;

use prost::bytes::Bytes;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, limit_exceeded};

use super::message::{cannot_parse, message};
use proto::plan::OpType;
use proto::plan::compressed_operation::OpType as Kind;

/// The most bytes a plan may have once decompressed.
pub const PLAN_DECOMPRESSED_BYTES_MAX: u64 = 1 << 30;
/// The most bytes one compressed byte may become: real plans stay far below, bombs far above.
const EXPANSION_RATIO_MAX: u64 = 1_000;
/// Below this the ratio does not matter.
const EXPANSION_FREE_BYTES: u64 = 64 << 20;

/// The plan with its operation readable. Plans that are not compressed come back as they are.
pub fn decompress(plan: &proto::Plan) -> Result<Cow<'_, proto::Plan>> {
    let Some(OpType::CompressedOperation(operation)) = &plan.op_type else { return Ok(Cow::Borrowed(plan)) };
    if operation.compression_codec != proto::CompressionCodec::Zstd as i32 {
        return Err(cannot_parse(format!("unknown compression codec {}", operation.compression_codec)));
    }
    let bytes = Bytes::from(expand(&operation.data)?);
    let op_type = match Kind::try_from(operation.op_type) {
        Ok(Kind::Relation) => OpType::Root(message(&bytes)?),
        Ok(Kind::Command) => OpType::Command(message(&bytes)?),
        _ => return Err(invalid_plan(format!("{} is no kind of compressed operation", operation.op_type))),
    };
    Ok(Cow::Owned(proto::Plan { op_type: Some(op_type) }))
}

fn expand(data: &[u8]) -> Result<Vec<u8>> {
    let by_ratio = (data.len() as u64).saturating_mul(EXPANSION_RATIO_MAX).max(EXPANSION_FREE_BYTES);
    let limit = by_ratio.min(PLAN_DECOMPRESSED_BYTES_MAX);
    let decoder = zstd::stream::read::Decoder::new(data).map_err(|e| cannot_parse(e.to_string()))?;
    let mut out = Vec::new();
    decoder.take(limit + 1).read_to_end(&mut out).map_err(|e| cannot_parse(e.to_string()))?;
    if out.len() as u64 > limit {
        let advice = "Upload large local data with a smaller spark.sql.session.localRelationCacheThreshold.";
        let cause = limit_exceeded("the decompressed plan", limit, "plan_decompressed_bytes_max", advice);
        return Err(cannot_parse(format!("it expands beyond {limit} bytes")).caused_by(cause));
    }
    Ok(out)
}
