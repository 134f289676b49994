//! The decoder with default limits, for tests.

use super::*;

pub fn plan(plan: &proto::Plan) -> Result<Plan> {
    Decoder::default().plan(plan)
}

pub fn relation(relation: &proto::Relation) -> Result<Relation> {
    Decoder::default().relation(relation)
}

pub fn expression(expression: &proto::Expression) -> Result<Expression> {
    Decoder::default().expression(expression)
}

pub fn data_type(x: &proto::DataType) -> Result<sparrow_spark_types::DataType> {
    data_type::decode(x)
}

pub fn sql_command(command: &proto::SqlCommand) -> Result<SqlCommand> {
    Decoder::default().sql_command(command)
}

pub fn message<M: PlanMessage>(bytes: &Bytes) -> Result<M> {
    Decoder::default().message(bytes)
}
