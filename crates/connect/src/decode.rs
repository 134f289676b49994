//! Messages to plans. What the plan cannot express is refused by the name users know it by; nothing is dropped silently.

mod catalog;
mod command;
mod compression;
mod data_type;
mod decimal;
mod depth;
mod expression;
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

use sparrow_plan::{Expression, Plan, Relation, StorageLevel};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, field_not_set, invalid_plan};
use sparrow_spark_types::DataType;

pub use compression::{PLAN_DECOMPRESSED_BYTES_MAX, decompress};
pub use depth::{EXPRESSION_DEPTH_LEVELS_MAX, RELATION_DEPTH_LEVELS_MAX};
pub use message::{MESSAGE_DEPTH_LEVELS_MAX, PlanMessage, message};
pub use sql::{SqlCommand, sql_command};

use depth::Depth;

/// A whole plan: compressed or not, a query or a command. The command `SqlCommand` becomes the statement it holds; a server
/// that must answer it as Spark does (queries lazily) asks [`sql_command`] instead.
pub fn plan(plan: &proto::Plan) -> Result<Plan> {
    let plan = decompress(plan)?;
    match &plan.op_type {
        Some(proto::plan::OpType::Root(root)) => relation(root).map(Plan::Query),
        Some(proto::plan::OpType::Command(command)) => command::decode(command),
        Some(proto::plan::OpType::CompressedOperation(_)) => Err(invalid_plan("a compressed plan holds another")),
        None => Err(field_not_set("Plan", "OPTYPE")),
    }
}

/// A relation.
pub fn relation(relation: &proto::Relation) -> Result<Relation> {
    relation::decode(Depth::default(), relation)
}

/// An expression.
pub fn expression(expression: &proto::Expression) -> Result<Expression> {
    expression::decode(Depth::default(), expression)
}

/// A data type.
pub fn data_type(data_type: &proto::DataType) -> Result<DataType> {
    data_type::decode(data_type)
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
