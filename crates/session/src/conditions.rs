//! Conditions of Spark that only sessions raise.

use sparrow_spark_error::{Condition, Kind};

pub(crate) static CLONE_TARGET_FORMAT: Condition = clone_target(
    "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT",
    "The session cannot be cloned: the new id <targetSessionId> must be a UUID such as '00112233-4455-6677-8899-aabbccddeeff'.",
);

pub(crate) static CLONE_TARGET_ALREADY_CLOSED: Condition = clone_target(
    "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_CLOSED",
    "The session cannot be cloned: a session <targetSessionId> was closed before.",
);

pub(crate) static CLONE_TARGET_ALREADY_EXISTS: Condition = clone_target(
    "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_EXISTS",
    "The session cannot be cloned: a session <targetSessionId> is there already.",
);

const fn clone_target(name: &'static str, template: &'static str) -> Condition {
    Condition { name, sql_state: "42K04", kind: Kind::Sql, template }
}
