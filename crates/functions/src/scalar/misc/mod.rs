//! Functions about the session, the types and the query itself.

pub mod position;
mod raise;
mod session;
mod uuid;

super::spec::functions! {
    "spark_partition_id" => position::PARTITION_ID_SPEC;
    "monotonically_increasing_id" => position::MONOTONIC_ID_SPEC;
    builders:
    "typeof" => session::type_of;
    "version" => session::version;
    "current_user" => session::user;
    "user" => session::user;
    "session_user" => session::user;
    "current_catalog" => session::catalog;
    "current_database" | "current_schema" => session::database;
    "raise_error" => raise::raise_error;
    "assert_true" => raise::assert_true;
    "uuid" => uuid::uuid;
    kernels: raise::RAISE, raise::ASSERT, uuid::UUID,
}
