//! Errors only catalogs raise, and those that need a catalog's spelling of names.

use sparrow_spark_error::{Condition, Kind, SparkError, condition, quote_parts};

use crate::{DEFAULT_CATALOG, TableName};

pub(crate) static REQUIRES_SINGLE_PART_NAMESPACE: Condition = Condition {
    name: "REQUIRES_SINGLE_PART_NAMESPACE",
    sql_state: "42K05",
    kind: Kind::Analysis,
    template: "<sessionCatalog> takes a namespace of one part, unlike <identifier>.",
};

pub(crate) static INVALID_SCHEMA_OR_RELATION_NAME: Condition = Condition {
    name: "INVALID_SCHEMA_OR_RELATION_NAME",
    sql_state: "42602",
    kind: Kind::Analysis,
    template: "<name> is no name for a database, a table or a view: it may have letters of ASCII, digits and underscores only.",
};

/// No database of this name.
pub fn schema_not_found(database: &str) -> SparkError {
    SparkError::new(&condition::SCHEMA_NOT_FOUND).with("schemaName", quote_parts(&[DEFAULT_CATALOG, database]))
}

/// The name is taken.
pub fn table_already_exists(name: &TableName) -> SparkError {
    SparkError::new(&condition::TABLE_OR_VIEW_ALREADY_EXISTS).with("relationName", name.quoted())
}

pub(crate) fn schema_already_exists(database: &str) -> SparkError {
    SparkError::new(&condition::SCHEMA_ALREADY_EXISTS).with("schemaName", quote_parts(&[database]))
}

pub(crate) fn schema_not_empty(database: &str) -> SparkError {
    SparkError::new(&condition::SCHEMA_NOT_EMPTY).with("schemaName", quote_parts(&[database]))
}
