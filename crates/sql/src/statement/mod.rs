//! Statements: each in its own file, all in the list below.

mod alter;
mod analyze;
mod cache;
mod create;
mod create_database;
mod create_table;
mod create_view;
mod describe;
mod drop;
mod explain;
mod insert;
mod properties;
mod refresh;
mod reset;
pub(crate) mod set;
mod show;
mod show_list;
mod truncate;
mod use_database;

use sparrow_plan::{Command, Plan};
use sparrow_spark_error::Result;

use crate::parser::Parser;

/// Statements of Spark that no file here reads: their first words, refused by name.
const UNSUPPORTED: &[(&[&str], usize)] = &[
    (&["MERGE", "INTO"], 2),
    (&["UPDATE"], 1),
    (&["DELETE", "FROM"], 2),
    (&["REPLACE", "TABLE"], 2),
    (&["LOAD", "DATA"], 2),
    (&["MSCK", "REPAIR"], 2),
    (&["REPAIR", "TABLE"], 2),
    (&["COMMENT", "ON"], 2),
    (&["CALL"], 1),
    (&["EXECUTE", "IMMEDIATE"], 2),
    (&["DECLARE"], 1),
    (&["BEGIN"], 1),
    (&["ADD"], 2),
    (&["LIST"], 2),
    (&["GRANT"], 1),
    (&["REVOKE"], 1),
    (&["LOCK"], 1),
    (&["UNLOCK"], 1),
    (&["EXPORT"], 1),
    (&["IMPORT"], 1),
    (&["DFS"], 1),
];

impl Parser<'_> {
    /// One statement.
    pub(crate) fn statement(&mut self) -> Result<Plan> {
        if let Some((_, words)) = UNSUPPORTED.iter().find(|(words, _)| self.words(words) && self.identifier_at(1)) {
            return Err(self.unsupported_statement(self.position(), *words));
        }
        let word = self.spelling(self.token(self.position())).to_ascii_uppercase();
        let command = match word.as_str() {
            "ALTER" => self.alter(),
            "ANALYZE" => self.analyze(),
            "CACHE" => self.cache_table(),
            "CLEAR" => self.clear_cache(),
            "CREATE" => self.create(),
            "DESC" | "DESCRIBE" => self.describe(),
            "DROP" => self.drop(),
            "EXPLAIN" => self.explain(),
            "INSERT" => self.insert(),
            "REFRESH" => self.refresh(),
            "RESET" => self.reset(),
            "SHOW" => self.show(),
            "TRUNCATE" => self.truncate(),
            "UNCACHE" => self.uncache_table(),
            "USE" => self.use_database(),
            _ => return self.query_or_insert(),
        };
        command.map(Plan::Command)
    }

    /// A query, or `WITH … INSERT …`, whose definitions belong to the inserted query.
    fn query_or_insert(&mut self) -> Result<Plan> {
        let start = self.position();
        let ctes = self.with_clause()?;
        if self.word_at(0, "INSERT") {
            let mut command = self.insert()?;
            match &mut command {
                Command::Insert { query, .. } => *query = self.with_ctes(start, ctes, query.clone()),
                Command::InsertDirectory(write) => write.input = self.with_ctes(start, ctes, write.input.clone()),
                _ => return Err(self.syntax_error()),
            }
            return Ok(Plan::Command(command));
        }
        let input = self.query_without_ctes()?;
        Ok(Plan::Query(self.with_ctes(start, ctes, input)))
    }

    /// `IF EXISTS`
    fn if_exists(&mut self) -> bool {
        self.take_words(&["IF", "EXISTS"])
    }

    /// `IF NOT EXISTS`
    fn if_not_exists(&mut self) -> bool {
        self.take_words(&["IF", "NOT", "EXISTS"])
    }
}
