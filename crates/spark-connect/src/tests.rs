//! Messages made by hand, and what must become of them.

mod decode_expression;
mod decode_relation;
mod edge;
mod errors;
mod fuzz;
mod hostile;
mod literals;
mod sql;
mod whole_wire;

use std::fmt::Write;

use sparrow_plan::{Expression, Plan, RelKind, Relation};
use sparrow_proto::spark::connect as proto;

use proto::expression::ExprType;
use proto::relation::RelType;

/// A relation message of this kind.
fn rel(kind: RelType) -> proto::Relation {
    proto::Relation { common: None, rel_type: Some(kind) }
}

/// `spark.range(3)`
fn range() -> proto::Relation {
    rel(RelType::Range(proto::Range { end: 3, step: 1, ..Default::default() }))
}

/// The same where a message wants its input.
fn input() -> Option<Box<proto::Relation>> {
    Some(Box::new(range()))
}

/// An expression message of this kind.
fn expr(kind: ExprType) -> proto::Expression {
    proto::Expression { common: None, expr_type: Some(kind) }
}

/// `col(name)`
fn col(name: &str) -> proto::Expression {
    let unparsed_identifier = name.to_owned();
    expr(ExprType::UnresolvedAttribute(proto::expression::UnresolvedAttribute {
        unparsed_identifier,
        ..Default::default()
    }))
}

/// The literal message of this kind.
fn lit(kind: proto::expression::literal::LiteralType) -> proto::expression::Literal {
    proto::expression::Literal { data_type: None, literal_type: Some(kind) }
}

fn int(value: i32) -> proto::expression::Literal {
    lit(proto::expression::literal::LiteralType::Integer(value))
}

fn decode_expr(expression: &proto::Expression) -> Expression {
    crate::decode::expression(expression).unwrap()
}

fn decode_rel(kind: RelType) -> Relation {
    crate::decode::relation(&rel(kind)).unwrap()
}

/// The condition with which decoding this relation fails.
fn refused(kind: RelType) -> String {
    crate::decode::relation(&rel(kind)).unwrap_err().condition().name.to_owned()
}

/// The name of a relation's kind, as its `Debug` begins.
fn name_of(kind: &RelKind) -> String {
    let mut name = Name::default();
    let _ = write!(name, "{kind:?}");
    name.0
}

/// Takes the first word and then refuses more, so that deep plans are not printed.
#[derive(Default)]
struct Name(String);

impl std::fmt::Write for Name {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let word: String = text.chars().take_while(|c| c.is_alphanumeric()).collect();
        self.0.push_str(&word);
        if word.len() == text.len() { Ok(()) } else { Err(std::fmt::Error) }
    }
}

fn plan_of(op: proto::plan::OpType) -> proto::Plan {
    proto::Plan { op_type: Some(op) }
}

fn command(kind: proto::command::CommandType) -> sparrow_spark_error::Result<Plan> {
    let command = proto::Command { command_type: Some(kind) };
    crate::decode::plan(&plan_of(proto::plan::OpType::Command(command)))
}

fn proto_type(ddl: &str) -> proto::DataType {
    crate::encode::data_type(&sparrow_spark_types::ddl::parse_schema_text(ddl).unwrap())
}
