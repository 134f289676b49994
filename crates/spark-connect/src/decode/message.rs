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
use sparrow_spark_error::{Result, SparkError, condition, limit_exceeded, plan_too_deep};

use super::limits::Limits;

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

/// Messages that count as a node of a plan.
const RELATION: &str = "spark.connect.Relation";
const EXPRESSIONS: &[&str] = &["spark.connect.Expression", "spark.connect.Expression.Literal"];

/// Decodes a message that may nest deeply, with stack enough for it. Too deep a nesting is `PLAN_TOO_DEEP`, too many nodes
/// are `LIMIT_EXCEEDED`, anything else that is wrong with the bytes is `CONNECT_INVALID_PLAN.CANNOT_PARSE`.
pub(super) fn message<M: PlanMessage>(bytes: &Bytes, limits: &Limits) -> Result<M> {
    let depth = depth(M::NAME, bytes, limits)?;
    let stack = STACK_BYTES_MIN + depth * STACK_BYTES_PER_LEVEL;
    stacker::maybe_grow(stack, stack, || M::decode(bytes.clone())).map_err(|e| cannot_parse(e.to_string()))
}

/// The plan's bytes cannot be read.
pub(super) fn cannot_parse(detail: impl Into<String>) -> SparkError {
    SparkError::new(&condition::CANNOT_PARSE_PLAN).with("errorMsg", detail)
}

/// What the walk knows of a kind of message.
#[derive(Default)]
struct Kind {
    is_relation: bool,
    is_expression: bool,
    /// The kinds of the messages in its fields, by the fields' numbers.
    fields: HashMap<u32, usize>,
}

/// All kinds of messages, and where each is by its name.
#[derive(Default)]
struct Kinds {
    kinds: Vec<Kind>,
    by_name: HashMap<String, usize>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let mut kinds = Kinds::default();
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap_or_default();
    for file in &set.file {
        for message in &file.message_type {
            kinds.collect(file.package(), message);
        }
    }
    kinds
});

impl Kinds {
    fn collect(&mut self, scope: &str, message: &DescriptorProto) {
        let name = format!("{scope}.{}", message.name());
        let inner = message.field.iter().filter(|field| field.r#type() == Type::Message);
        let fields =
            inner.map(|field| (field.number() as u32, self.index(field.type_name().trim_start_matches('.')))).collect();
        let index = self.index(&name);
        let is_expression = EXPRESSIONS.contains(&name.as_str());
        self.kinds[index] = Kind { is_relation: name == RELATION, is_expression, fields };
        for nested in &message.nested_type {
            self.collect(&name, nested);
        }
    }

    fn index(&mut self, name: &str) -> usize {
        let kinds = &mut self.kinds;
        *self.by_name.entry(name.to_owned()).or_insert_with(|| {
            kinds.push(Kind::default());
            kinds.len() - 1
        })
    }
}

/// How deep the message nests. Linear in its bytes.
fn depth(name: &str, bytes: &[u8], limits: &Limits) -> Result<usize> {
    let levels_max = limits.message_levels_max();
    let Some(root) = KINDS.by_name.get(name) else { return Err(cannot_parse(format!("there is no message {name}"))) };
    let mut open: Vec<(usize, &[u8])> = vec![(*root, bytes)];
    let (mut deepest, mut nodes) = (1, 0);
    while let Some((kind, rest)) = open.last_mut() {
        let kind = &KINDS.kinds[*kind];
        if rest.is_empty() {
            open.pop();
            continue;
        }
        let (tag, wire) = decode_key(rest).map_err(|e| cannot_parse(e.to_string()))?;
        let Some(inside) = skip(wire, rest)? else { continue };
        let Some(inner) = kind.fields.get(&tag) else { continue };
        open.push((*inner, inside));
        deepest = deepest.max(open.len());
        if deepest > levels_max {
            return Err(nested_too_deep(&open, limits));
        }
        let inner = &KINDS.kinds[*inner];
        nodes += usize::from(inner.is_relation || inner.is_expression);
        if nodes > limits.nodes_count_max {
            let (what, advice) =
                ("The number of nodes of a plan", "Write an intermediate result, or upload local data.");
            return Err(limit_exceeded(what, limits.nodes_count_max, "plan.nodes_count_max", advice));
        }
    }
    Ok(deepest)
}

/// Both limits together bound the messages; the error names the one that is exceeded.
fn nested_too_deep(open: &[(usize, &[u8])], limits: &Limits) -> SparkError {
    let relations = open.iter().filter(|(kind, _)| KINDS.kinds[*kind].is_relation).count();
    if relations > limits.relation_levels_max {
        let limit = limits.relation_levels_max;
        return plan_too_deep(format!("more than {limit}"), limit, "plan.relation_levels_max");
    }
    let limit = limits.expression_levels_max;
    plan_too_deep(format!("more than {limit}"), limit, "plan.expression_levels_max")
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
