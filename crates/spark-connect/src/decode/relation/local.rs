//! Relations without an input: rows that came with the plan or are held by the server, ranges and table functions.

use sparrow_plan::{Range, RelKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use crate::decode::depth::Depth;
use crate::decode::{expression, local_relation, missing};

pub(super) fn decode(x: &proto::LocalRelation) -> Result<RelKind> {
    local_relation::decode(x).map(RelKind::LocalRelation)
}

pub(super) fn cached(x: &proto::CachedLocalRelation) -> Result<RelKind> {
    Ok(RelKind::CachedLocalRelation { hash: hash(&x.hash)? })
}

pub(super) fn chunked(x: &proto::ChunkedCachedLocalRelation) -> Result<RelKind> {
    let data_hashes = x.data_hashes.iter().map(|h| hash(h)).collect::<Result<_>>()?;
    let schema_hash = x.schema_hash.as_deref().map(hash).transpose()?;
    Ok(RelKind::ChunkedCachedLocalRelation { data_hashes, schema_hash })
}

/// A hash names an artifact, so that nothing but hex digits may pass.
fn hash(text: &str) -> Result<String> {
    if !text.is_empty() && text.len() <= 128 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text.to_owned());
    }
    Err(invalid_plan("the hash of a cached local relation is not hexadecimal"))
}

pub(super) fn remote(x: &proto::CachedRemoteRelation) -> Result<RelKind> {
    if x.relation_id.is_empty() {
        return Err(missing("a cached remote relation", "id"));
    }
    Ok(RelKind::CachedRemoteRelation { id: x.relation_id.clone() })
}

pub(super) fn range(x: &proto::Range) -> Result<RelKind> {
    if x.step == 0 {
        return Err(invalid_plan("the step of a range must not be 0"));
    }
    let partitions = x.num_partitions.map(|n| super::partitioning::count(n, "a range")).transpose()?;
    Ok(RelKind::Range(Range { start: x.start.unwrap_or(0), end: x.end, step: x.step, partitions }))
}

/// `spark.tvf.explode(…)` and its kin.
pub(super) fn table_function(depth: Depth, x: &proto::UnresolvedTableValuedFunction) -> Result<RelKind> {
    if x.function_name.is_empty() {
        return Err(missing("a table-valued function", "name"));
    }
    let args = expression::list(depth, &x.arguments)?;
    Ok(RelKind::TableFunction { name: vec![x.function_name.clone()], args })
}
