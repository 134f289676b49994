//! The table or view a command is about.

use std::sync::Arc;

use sparrow_catalog::{Table, TableKind, TableName};
use sparrow_spark_error::{Result, SparkError, condition, quote_parts};
use sparrow_spark_types::StructType;

use super::Run;
use crate::resolve::{SearchPath, not_found};
use crate::workspace::TempView;

/// What a name stands for.
pub(super) enum Target {
    /// A temporary view.
    View(Arc<TempView>),
    /// A table or persistent view.
    Table(Arc<Table>),
}

impl Target {
    /// Its columns.
    pub(super) fn schema(&self) -> &StructType {
        match self {
            Self::View(view) => &view.schema,
            Self::Table(table) => &table.schema,
        }
    }
}

impl Run<'_> {
    /// The full name of a table.
    pub(super) fn table_name(&self, name: &[String]) -> Result<TableName> {
        TableName::resolve(name, &self.session.workspace().database())
    }

    /// The table or persistent view of this full name.
    pub(super) async fn find_table(&self, name: &TableName) -> Result<Option<Arc<Table>>> {
        self.session.services().shared.catalog.table(self.session.principal(), name).await
    }

    /// What a name stands for, temporary views first.
    pub(super) async fn find(&self, name: &[String]) -> Result<Option<Target>> {
        if let Some(view) = self.session.temp_view(name) {
            return Ok(Some(Target::View(view)));
        }
        Ok(self.find_table(&self.table_name(name)?).await?.map(Target::Table))
    }

    /// What a name stands for; an error when that is nothing.
    pub(super) async fn target(&self, name: &[String], path: SearchPath) -> Result<Target> {
        self.find(name).await?.ok_or_else(|| not_found(self.session, name, path))
    }

    /// The table of this name; views of both kinds are refused.
    pub(super) async fn base_table(&self, name: &[String], operation: &str, path: SearchPath) -> Result<Arc<Table>> {
        match self.target(name, path).await? {
            Target::Table(table) if table.kind != TableKind::View => Ok(table),
            Target::Table(table) => Err(is_view(&table.name.parts().map(str::to_owned), operation)),
            Target::View(view) => Err(is_view(&view.qualifier(), operation)),
        }
    }
}

fn is_view(name: &[String], operation: &str) -> SparkError {
    SparkError::new(&condition::EXPECT_TABLE_NOT_VIEW).with("viewName", quote_parts(name)).with("operation", operation)
}
