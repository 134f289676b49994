//! Messages to plans. What the plan cannot express is refused by the name users know it by; nothing is dropped silently.

#[cfg(test)]
mod by_default;
mod catalog;
mod command;
mod compression;
mod data_type;
mod decimal;
mod depth;
mod expression;
mod limits;
mod literal;
pub mod local_relation;
mod merge;
mod message;
mod name;
mod origin;
mod relation;
mod sql;
mod user_function;
mod write;

use std::borrow::Cow;

use prost::bytes::Bytes;
use sparrow_plan::{Expression, LocalRelation, Plan, Relation, StorageLevel};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, field_not_set, invalid_plan};

pub use limits::Limits;
pub use message::PlanMessage;
pub use sql::SqlCommand;

use depth::Depth;

#[cfg(test)]
pub(crate) use by_default::{data_type, expression, message, plan, relation, sql_command};

/// Reads messages within limits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decoder {
    limits: Limits,
}

impl Decoder {
    /// A decoder that refuses what exceeds these limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// Bytes as a message that may nest deeply. Too deep a nesting is `PLAN_TOO_DEEP`, too many nodes are `LIMIT_EXCEEDED`,
    /// anything else that is wrong with the bytes is `CONNECT_INVALID_PLAN.CANNOT_PARSE`.
    pub fn message<M: PlanMessage>(&self, bytes: &Bytes) -> Result<M> {
        message::message(bytes, &self.limits)
    }

    /// The plan with its operation readable. Plans that are not compressed come back as they are.
    pub fn decompress<'a>(&self, plan: &'a proto::Plan) -> Result<Cow<'a, proto::Plan>> {
        compression::decompress(plan, &self.limits)
    }

    /// A whole plan: compressed or not, a query or a command. The command `SqlCommand` becomes the statement it holds; a
    /// server that must answer it as Spark does (queries lazily) asks [`Self::sql_command`] instead.
    pub fn plan(&self, plan: &proto::Plan) -> Result<Plan> {
        let plan = self.decompress(plan)?;
        match &plan.op_type {
            Some(proto::plan::OpType::Root(root)) => self.relation(root).map(Plan::Query),
            Some(proto::plan::OpType::Command(command)) => command::decode(self.top(), command),
            Some(proto::plan::OpType::CompressedOperation(_)) => Err(invalid_plan("a compressed plan holds another")),
            None => Err(field_not_set("Plan", "OPTYPE")),
        }
    }

    /// A relation.
    pub fn relation(&self, relation: &proto::Relation) -> Result<Relation> {
        relation::decode(self.top(), relation)
    }

    /// An expression.
    pub fn expression(&self, expression: &proto::Expression) -> Result<Expression> {
        expression::decode(self.top(), expression)
    }

    /// The statement of a `SqlCommand`, whichever generation of client sent it.
    pub fn sql_command(&self, command: &proto::SqlCommand) -> Result<SqlCommand> {
        sql::sql_command(self.top(), command)
    }

    /// A `LocalRelation` message as 3.5 and 4.0 upload it under `cache/<hash>`.
    pub fn local_relation(&self, bytes: &Bytes) -> Result<LocalRelation> {
        local_relation::decode(&self.message::<proto::LocalRelation>(bytes)?)
    }

    fn top(&self) -> Depth {
        Depth::new(self.limits)
    }
}

/// How a DataFrame is kept.
pub fn storage_level(x: &proto::StorageLevel) -> StorageLevel {
    StorageLevel {
        use_disk: x.use_disk,
        use_memory: x.use_memory,
        use_off_heap: x.use_off_heap,
        deserialized: x.deserialized,
        replication: x.replication,
    }
}

/// `field` of `message` must be set.
fn missing(message: &str, field: &str) -> SparkError {
    invalid_plan(format!("{message} has no {field}"))
}

/// A message's map, in the order of its keys, so that one message always gives one plan.
fn sorted(map: &std::collections::HashMap<String, String>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = map.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    pairs.sort();
    pairs
}

/// Text that is not empty: clients send an empty one for "not given".
fn non_empty(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
