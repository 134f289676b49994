//! Names of tables: one to three parts, read against the current database.

use std::fmt;

use sparrow_spark_error::{Result, SparkError, condition, quote_identifier, quote_parts};

use crate::errors;

/// The one catalog there is.
pub const DEFAULT_CATALOG: &str = "spark_catalog";
/// The database every tenant has.
pub const DEFAULT_DATABASE: &str = "default";
/// The database of global temporary views, which no catalog holds.
pub const GLOBAL_TEMP: &str = "global_temp";

/// The full name of a table in the catalog, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// Its database.
    pub database: String,
    /// Its own name.
    pub table: String,
}

impl TableName {
    /// A table of a database.
    pub fn new(database: &str, table: &str) -> Self {
        Self { database: database.to_lowercase(), table: table.to_lowercase() }
    }

    /// What a written name means where `current_database` is current.
    pub fn resolve(parts: &[String], current_database: &str) -> Result<Self> {
        match parts {
            [table] => Ok(Self::new(current_database, table)),
            [database, table] => Ok(Self::new(database, table)),
            [catalog, database, table] if catalog.eq_ignore_ascii_case(DEFAULT_CATALOG) => {
                Ok(Self::new(database, table))
            }
            _ => Err(SparkError::new(&errors::REQUIRES_SINGLE_PART_NAMESPACE)
                .with("sessionCatalog", DEFAULT_CATALOG)
                .with("identifier", quote_parts(parts))),
        }
    }

    /// Catalog, database and table.
    pub fn parts(&self) -> [&str; 3] {
        [DEFAULT_CATALOG, &self.database, &self.table]
    }

    /// All parts in back-ticks, for errors.
    pub fn quoted(&self) -> String {
        quote_parts(&self.parts())
    }
}

impl fmt::Display for TableName {
    /// Dotted, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.parts().join("."))
    }
}

/// What the written name of a database means: one part, or two with the catalog.
pub fn database_name(parts: &[String]) -> Result<String> {
    match parts {
        [database] => Ok(database.to_lowercase()),
        [catalog, database] if catalog.eq_ignore_ascii_case(DEFAULT_CATALOG) => Ok(database.to_lowercase()),
        _ => Err(SparkError::new(&condition::SCHEMA_NOT_FOUND)
            .with("schemaName", format!("{}.{}", quote_identifier(DEFAULT_CATALOG), quote_parts(parts)))),
    }
}

/// Refuses what Spark lets no database, table or view be called: names of files and folders are made of it.
pub fn check_name(name: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.is_empty() && name.chars().all(is_plain) {
        return Ok(());
    }
    Err(SparkError::new(&errors::INVALID_SCHEMA_OR_RELATION_NAME).with("name", quote_identifier(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_letters_digits_and_underscores() {
        for name in ["a", "_1", "00"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", ".", "..", "a.db", "a/b", "a b", "a*", "ä", "../x"] {
            assert_eq!(check_name(name).unwrap_err().parameters()["name"], quote_identifier(name));
        }
    }
}
