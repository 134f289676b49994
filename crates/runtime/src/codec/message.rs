//! The messages of our nodes and expressions, around DataFusion's.

use datafusion_proto::protobuf;
use datafusion_proto_common::protobuf_common;

/// A node of ours; its inputs stand beside it.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Node {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(bytes = "vec", tag = "2")]
    pub state: Vec<u8>,
    #[prost(message, repeated, tag = "3")]
    pub schemas: Vec<protobuf::Schema>,
    #[prost(message, repeated, tag = "4")]
    pub expressions: Vec<protobuf::PhysicalExprNode>,
    #[prost(message, repeated, tag = "5")]
    pub values: Vec<Value>,
    #[prost(message, repeated, tag = "6")]
    pub statistics: Vec<protobuf_common::Statistics>,
}

/// A value of any type.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Value {
    #[prost(oneof = "value::Kind", tags = "1, 2")]
    pub kind: Option<value::Kind>,
}

pub(super) mod value {
    /// How a value is written.
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Kind {
        /// By DataFusion, which does so exactly for flat types.
        #[prost(message, tag = "1")]
        Flat(super::protobuf::ScalarValue),
        /// An Arrow stream with one row of one column.
        #[prost(bytes, tag = "2")]
        Array(Vec<u8>),
    }
}

/// An expression DataFusion would not write exactly; what it is made of stands beside it.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Expression {
    #[prost(oneof = "expression::Kind", tags = "1, 2, 3, 4")]
    pub kind: Option<expression::Kind>,
}

pub(super) mod expression {
    /// Which expression it is.
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Kind {
        #[prost(message, tag = "1")]
        Literal(super::Literal),
        /// A cast to a field, of which there is one.
        #[prost(message, tag = "2")]
        Cast(super::protobuf::Schema),
        /// A cast to a field, NULL where it fails.
        #[prost(message, tag = "3")]
        TryCast(super::protobuf::Schema),
        #[prost(message, tag = "4")]
        Call(super::Call),
    }
}

/// A constant.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Literal {
    #[prost(message, optional, tag = "1")]
    pub value: Option<Value>,
    #[prost(map = "string, string", tag = "2")]
    pub metadata: std::collections::HashMap<String, String>,
}

/// A call that answers a field with metadata.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Call {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub function: Option<Vec<u8>>,
    #[prost(message, optional, tag = "3")]
    pub returns: Option<protobuf::Schema>,
}

/// A function that is more than its name.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Function {
    #[prost(oneof = "function::Kind", tags = "1, 2")]
    pub kind: Option<function::Kind>,
}

pub(super) mod function {
    /// What a function is beside its name.
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Kind {
        /// It has a state of its own in each call, and begins anew.
        #[prost(bool, tag = "1")]
        Anew(bool),
        #[prost(message, tag = "2")]
        HigherOrder(super::HigherOrder),
    }
}

/// A call's lambdas.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct HigherOrder {
    #[prost(uint64, tag = "1")]
    pub values: u64,
    #[prost(message, repeated, tag = "2")]
    pub bodies: Vec<Body>,
    #[prost(message, optional, tag = "3")]
    pub returns: Option<protobuf::Schema>,
}

/// A lambda's body.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Body {
    /// Its variables, then what it answers.
    #[prost(message, optional, tag = "1")]
    pub schema: Option<protobuf::Schema>,
    #[prost(uint64, repeated, tag = "2")]
    pub captures: Vec<u64>,
    #[prost(message, optional, tag = "3")]
    pub expression: Option<protobuf::LogicalExprNode>,
    /// The literals of the expression, for which columns stand in it.
    #[prost(message, repeated, tag = "4")]
    pub literals: Vec<Value>,
}
