//! What must hold of an executor that wants to join.

use sparrow_proto::sparrow::fleet as proto;
use tonic::Status;

use super::{Hello, Terms};

const NAME_BYTES_MAX: usize = 255;
const SLOTS_MAX: u32 = 10_000;

/// The executor, if it fits to this server.
pub(super) fn checked(hello: proto::Hello, terms: &Terms) -> Result<Hello, Status> {
    let flight_port = u16::try_from(hello.flight_port).ok().filter(|port| *port > 0);
    let is_named = |name: &str| (1..=NAME_BYTES_MAX).contains(&name.len());
    let is_sound = is_named(&hello.executor_id) && is_named(&hello.host) && (1..=SLOTS_MAX).contains(&hello.slots);
    let Some(flight_port) = flight_port.filter(|_| is_sound) else {
        return Err(Status::invalid_argument(format!(
            "an executor must have a name, a host, a port and 1 to {SLOTS_MAX} slots, but this one says '{}', '{}', {} and {}",
            cut(&hello.executor_id),
            cut(&hello.host),
            hello.flight_port,
            hello.slots
        )));
    };
    if hello.version != terms.version {
        return Err(Status::failed_precondition(format!(
            "the executor is of version {}, the server of version {}: install sparrow-executor {} there",
            cut(&hello.version),
            terms.version,
            terms.version
        )));
    }
    if hello.registry != terms.registry {
        return Err(Status::failed_precondition(format!(
            "the executor's functions and plan nodes have the fingerprint {}, the server's have {}, so the same plan would mean \
             two things: build both programs from the same sources",
            cut(&hello.registry),
            terms.registry
        )));
    }
    let proto::Hello { executor_id, host, slots, version, registry, .. } = hello;
    Ok(Hello { executor_id, host, flight_port, slots, version, registry })
}

/// The start of what a stranger says.
fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}
