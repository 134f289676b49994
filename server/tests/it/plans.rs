//! Plans put together by hand, and what became of them.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use sparrow_proto::spark::connect::expression::ExprType;
use sparrow_proto::spark::connect::expression::literal::LiteralType;
use sparrow_proto::spark::connect::relation::RelType;
use tonic::Status;
use uuid::Uuid;

use crate::execute::{read, request};
use crate::server::Client;

pub fn relation(kind: RelType) -> proto::Relation {
    proto::Relation { common: None, rel_type: Some(kind) }
}

pub fn expression(kind: ExprType) -> proto::Expression {
    proto::Expression { common: None, expr_type: Some(kind) }
}

/// `spark.range(end)`
pub fn range(end: i64) -> proto::Relation {
    relation(RelType::Range(proto::Range { end, step: 1, ..Default::default() }))
}

pub fn column(name: &str) -> proto::Expression {
    let unparsed_identifier = name.to_owned();
    let attribute = proto::expression::UnresolvedAttribute { unparsed_identifier, ..Default::default() };
    expression(ExprType::UnresolvedAttribute(attribute))
}

pub fn long(value: i64) -> proto::Expression {
    let literal_type = Some(LiteralType::Long(value));
    expression(ExprType::Literal(proto::expression::Literal { literal_type, ..Default::default() }))
}

pub fn call(name: &str, arguments: Vec<proto::Expression>) -> proto::Expression {
    let function_name = name.to_owned();
    let call = proto::expression::UnresolvedFunction { function_name, arguments, ..Default::default() };
    expression(ExprType::UnresolvedFunction(call))
}

pub fn filter(input: proto::Relation, condition: proto::Expression) -> proto::Relation {
    relation(RelType::Filter(Box::new(proto::Filter { input: Some(Box::new(input)), condition: Some(condition) })))
}

pub fn project(input: proto::Relation, expressions: Vec<proto::Expression>) -> proto::Relation {
    relation(RelType::Project(Box::new(proto::Project { input: Some(Box::new(input)), expressions })))
}

/// `input.withColumn(name, value)`
pub fn with_column(input: proto::Relation, name: &str, value: proto::Expression) -> proto::Relation {
    let (expr, name) = (Some(Box::new(value)), vec![name.to_owned()]);
    let aliases = vec![proto::expression::Alias { expr, name, metadata: None }];
    relation(RelType::WithColumns(Box::new(proto::WithColumns { input: Some(Box::new(input)), aliases })))
}

pub fn root(relation: proto::Relation) -> Option<proto::Plan> {
    Some(proto::Plan { op_type: Some(proto::plan::OpType::Root(relation)) })
}

/// The number of rows a plan gives, or its error. The operation is not released.
pub async fn run(client: &mut Client, plan: Option<proto::Plan>) -> Result<i64, Status> {
    let id = Uuid::new_v4().to_string();
    let (responses, end) = read(client.stub.execute_plan(request(client, &id, plan, true)).await).await;
    match end {
        Some(status) => Err(status),
        None => Ok(rows(&responses)),
    }
}

/// The rows of these responses.
pub fn rows(responses: &[proto::ExecutePlanResponse]) -> i64 {
    let count = |response: &proto::ExecutePlanResponse| match &response.response_type {
        Some(ResponseType::ArrowBatch(batch)) => batch.row_count,
        _ => 0,
    };
    responses.iter().map(count).sum()
}
