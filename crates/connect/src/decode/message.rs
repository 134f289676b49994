//! Bytes to messages, without trusting how deep they nest: prost reads nested messages by recursion, so the depth is measured
//! first, with a walk that recurses not.

use std::collections::HashMap;
use std::sync::LazyLock;

use prost::Message;
use prost::bytes::Bytes;
use prost::encoding::{WireType, decode_key, decode_varint};
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FileDescriptorSet};
use sparrow_proto::FILE_DESCRIPTOR_SET;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, condition};

use super::depth::{EXPRESSION_DEPTH_LEVELS_MAX, RELATION_DEPTH_LEVELS_MAX, too_deep};

/// The most messages that may lie inside each other: a relation and its kind are two, so are an expression and its kind.
pub const MESSAGE_DEPTH_LEVELS_MAX: usize = 2 * (RELATION_DEPTH_LEVELS_MAX + EXPRESSION_DEPTH_LEVELS_MAX) + 100;

/// Stack for one level of prost's recursion, generously (unoptimized builds take most).
const STACK_BYTES_PER_LEVEL: usize = 8 * 1024;
const STACK_BYTES_MIN: usize = 1024 * 1024;

/// A message that may hold a plan, and so may nest deeply.
pub trait PlanMessage: Message + Default {
    /// Its name in the protocol's descriptors.
    const NAME: &'static str;
}

macro_rules! plan_messages {
    ($($message:ident),*) => {
        $(impl PlanMessage for proto::$message {
            const NAME: &'static str = concat!("spark.connect.", stringify!($message));
        })*
    };
}

plan_messages!(
    AddArtifactsRequest,
    AnalyzePlanRequest,
    ArtifactStatusesRequest,
    CloneSessionRequest,
    Command,
    ConfigRequest,
    ExecutePlanRequest,
    FetchErrorDetailsRequest,
    GetStatusRequest,
    InterruptRequest,
    LocalRelation,
    Plan,
    ReattachExecuteRequest,
    Relation,
    ReleaseExecuteRequest,
    ReleaseSessionRequest
);

/// Decodes a message that may nest deeply, with stack enough for it. Too deep a nesting is `PLAN_TOO_DEEP`, anything else
/// that is wrong with the bytes `CONNECT_INVALID_PLAN.CANNOT_PARSE`.
pub fn message<M: PlanMessage>(bytes: &Bytes) -> Result<M> {
    let depth = depth(M::NAME, bytes)?;
    let stack = STACK_BYTES_MIN + depth * STACK_BYTES_PER_LEVEL;
    stacker::maybe_grow(stack, stack, || M::decode(bytes.clone())).map_err(|e| cannot_parse(e.to_string()))
}

/// The plan's bytes cannot be read.
pub(super) fn cannot_parse(detail: impl Into<String>) -> SparkError {
    SparkError::new(&condition::CANNOT_PARSE_PLAN).with("errorMsg", detail)
}

/// For each message, the messages its fields hold.
type Fields = HashMap<String, HashMap<u32, String>>;

static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    let mut fields = Fields::new();
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap_or_default();
    for file in &set.file {
        for message in &file.message_type {
            collect(file.package(), message, &mut fields);
        }
    }
    fields
});

fn collect(scope: &str, message: &DescriptorProto, fields: &mut Fields) {
    let name = format!("{scope}.{}", message.name());
    let inner = message
        .field
        .iter()
        .filter(|field| field.r#type() == Type::Message)
        .map(|field| (field.number() as u32, field.type_name().trim_start_matches('.').to_owned()))
        .collect();
    for nested in &message.nested_type {
        collect(&name, nested, fields);
    }
    fields.insert(name, inner);
}

/// How deep the message nests. Linear in its bytes.
fn depth(name: &str, bytes: &[u8]) -> Result<usize> {
    let mut open: Vec<(&str, &[u8])> = vec![(name, bytes)];
    let mut deepest = 1;
    while let Some((name, rest)) = open.last_mut() {
        let name = *name;
        if rest.is_empty() {
            open.pop();
            continue;
        }
        let (tag, wire) = decode_key(rest).map_err(|e| cannot_parse(e.to_string()))?;
        let Some(inside) = skip(wire, rest)? else { continue };
        let Some(inner) = FIELDS.get(name).and_then(|fields| fields.get(&tag)) else { continue };
        open.push((inner, inside));
        deepest = deepest.max(open.len());
        if deepest > MESSAGE_DEPTH_LEVELS_MAX {
            return Err(too_deep(deepest, MESSAGE_DEPTH_LEVELS_MAX));
        }
    }
    Ok(deepest)
}

/// Skips a field's value; what is length-delimited is returned.
fn skip<'a>(wire: WireType, rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>> {
    let length = match wire {
        WireType::Varint => {
            decode_varint(rest).map_err(|e| cannot_parse(e.to_string()))?;
            return Ok(None);
        }
        WireType::ThirtyTwoBit => 4,
        WireType::SixtyFourBit => 8,
        WireType::LengthDelimited => {
            let length = decode_varint(rest).map_err(|e| cannot_parse(e.to_string()))?;
            usize::try_from(length).unwrap_or(usize::MAX)
        }
        // No message of the protocol has groups; prost would skip unknown ones by recursion.
        WireType::StartGroup | WireType::EndGroup => return Err(cannot_parse("a group")),
    };
    let (value, left) = rest.split_at_checked(length).ok_or_else(|| cannot_parse("a field is cut off"))?;
    *rest = left;
    Ok((wire == WireType::LengthDelimited).then_some(value))
}
