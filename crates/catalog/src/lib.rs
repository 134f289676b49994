//! Names → metadata of databases, tables and views, per tenant. Knows no file, no session and no plan.

pub mod contract;
mod entry;
mod errors;
mod memory;
mod name;
mod pattern;

use std::sync::Arc;

use async_trait::async_trait;
use sparrow_spark_error::Result;
use sparrow_tenancy::Principal;

pub use entry::{Database, Table, TableKind, ViewText};
pub use errors::{schema_not_found, table_already_exists};
pub use memory::{Limits, Memory};
pub use name::{DEFAULT_CATALOG, DEFAULT_DATABASE, GLOBAL_TEMP, TableName, check_name, database_name};
pub use pattern::matches;

/// A store of metadata. What it holds belongs to the principal's tenant; no call sees another's. Names compare without case and
/// are kept in lower case, as Spark's session catalog does. Every implementation passes [`contract::check`].
#[async_trait]
pub trait Catalog: Send + Sync {
    /// All databases, by name.
    async fn databases(&self, principal: &Principal) -> Result<Vec<Arc<Database>>>;

    /// The database of this name.
    async fn database(&self, principal: &Principal, name: &str) -> Result<Option<Arc<Database>>>;

    /// Adds a database. `SCHEMA_ALREADY_EXISTS` when there is one of its name.
    async fn create_database(&self, principal: &Principal, database: Database) -> Result<()>;

    /// Removes a database and answers the tables that were in it. `SCHEMA_NOT_FOUND` when there is none,
    /// `SCHEMA_NOT_EMPTY` when it has tables and `cascade` is not wanted.
    async fn drop_database(&self, principal: &Principal, name: &str, cascade: bool) -> Result<Vec<Arc<Table>>>;

    /// The tables and views of a database, by name. `SCHEMA_NOT_FOUND` when there is none.
    async fn tables(&self, principal: &Principal, database: &str) -> Result<Vec<Arc<Table>>>;

    /// The table or view of this name; `None` also when its database is not there.
    async fn table(&self, principal: &Principal, name: &TableName) -> Result<Option<Arc<Table>>>;

    /// Adds a table or view. `SCHEMA_NOT_FOUND` without its database, `TABLE_OR_VIEW_ALREADY_EXISTS` when its name is taken.
    async fn create_table(&self, principal: &Principal, table: Table) -> Result<()>;

    /// Adds a table or view in the place of one of its name, if there is one.
    async fn replace_table(&self, principal: &Principal, table: Table) -> Result<()>;

    /// Removes a table or view and answers it; `None` when there is none.
    async fn drop_table(&self, principal: &Principal, name: &TableName) -> Result<Option<Arc<Table>>>;
}

#[cfg(test)]
mod tests;
