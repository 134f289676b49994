//! The limits of the wire: how large messages and streams may be. A message above its limit is refused by tonic with a code
//! of its own; clients get the Spark error that names the setting.

use std::time::Duration;

use sparrow_spark_error::{SparkError, limit_exceeded};
use tonic::body::Body;
use tonic::codegen::http;
use tonic::{Code, Status};

use crate::status;

/// How large messages and streams may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Size of the largest message a client may send.
    pub message_bytes_max: usize,
    /// How long a stream lasts before its client reattaches. It keeps streams shorter than proxies and connections live.
    pub response_duration_max: Duration,
    /// How many bytes a stream carries before its client reattaches.
    pub response_bytes_max: usize,
}

/// The answer of tonic, or ours where it refused a message for its size.
pub(super) fn explained(answered: http::Response<Body>, message_bytes_max: usize) -> http::Response<Body> {
    match Status::from_header_map(answered.headers()) {
        Some(refused) if is_too_large(&refused) => too_large(message_bytes_max).into_http(),
        _ => answered,
    }
}

/// Like [`explained`], for a message in the middle of a stream.
pub(super) fn explained_status(refused: Status, message_bytes_max: usize) -> Status {
    if is_too_large(&refused) { too_large(message_bytes_max) } else { refused }
}

/// No error of ours has this code.
fn is_too_large(refused: &Status) -> bool {
    refused.code() == Code::OutOfRange
}

fn too_large(message_bytes_max: usize) -> Status {
    status::status(&error(message_bytes_max), None)
}

fn error(message_bytes_max: usize) -> SparkError {
    let advice = "Upload large local data in smaller pieces.";
    limit_exceeded("The size in bytes of a message", message_bytes_max, "server.message_bytes_max", advice)
}
