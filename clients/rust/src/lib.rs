//! A thin client of Spark Connect: it builds plans, sends them, and hands back Arrow batches as they come. It refuses to know
//! what a plan means.
//!
//! Begin with [`Session::connect`]. What every client of this family does is written in `clients/README.md`.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub use crate::column::{
    Argument, Case, Column, Literal, TypeName, call, col, expr, lambda, lambda2, lambda3, lit, when,
};
pub use crate::column::{Bound, Window, WindowSpec};
pub use crate::error::{Error, ErrorKind, QueryContext, Result, SparkError, TransportError};
pub use crate::frame::{Condition, DataFrame, ExplainMode, Grouped, SampleOptions, StorageLevel, Writer};
pub use crate::result::{Observed, Progress, ResultStream, StageProgress};
pub use crate::session::{Config, Reader, Session, SessionBuilder, Sql};
pub use crate::token::{Token, TokenProvider};
pub use crate::transport::retry::RetryPolicy;
pub use crate::types::{DataType, Field, Schema};

/// The crate of Arrow that results and uploads are made of.
pub use arrow;

mod address;
mod column;
mod error;
mod frame;
pub mod functions;
mod generated;
mod result;
mod session;
mod token;
mod transport;
mod types;
