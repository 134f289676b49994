//! Functions about the session, the types and the query itself.

mod raise;
mod session;
mod uuid;

super::spec::functions! {
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
