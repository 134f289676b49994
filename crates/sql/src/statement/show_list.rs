//! The statements that begin with SHOW.

use sparrow_plan::Command;
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    pub(super) fn show_tables(&mut self) -> Result<Command> {
        let (database, pattern) = self.database_and_pattern()?;
        Ok(Command::ShowTables { database, pattern })
    }

    pub(super) fn show_views(&mut self) -> Result<Command> {
        let (database, pattern) = self.database_and_pattern()?;
        Ok(Command::ShowViews { database, pattern })
    }

    pub(super) fn show_databases(&mut self) -> Result<Command> {
        let (parent, pattern) = self.database_and_pattern()?;
        match parent {
            None => Ok(Command::ShowDatabases { pattern }),
            Some(_) => Err(unsupported("SHOW NAMESPACES IN a catalog or namespace")),
        }
    }

    pub(super) fn show_catalogs(&mut self) -> Result<Command> {
        self.advance();
        Ok(Command::ShowCatalogs { pattern: self.pattern()? })
    }

    /// `SHOW COLUMNS IN table [IN database]`
    pub(super) fn show_columns(&mut self) -> Result<Command> {
        self.advance();
        if !self.take_in() {
            return Err(self.syntax_error());
        }
        let table = self.multipart_name()?;
        if !self.take_in() {
            return Ok(Command::ShowColumns { table });
        }
        let mut qualified = self.multipart_name()?;
        qualified.extend(table.last().cloned());
        Ok(Command::ShowColumns { table: qualified })
    }

    pub(super) fn show_create_table(&mut self) -> Result<Command> {
        self.advance();
        self.expect_word("TABLE")?;
        let table = self.multipart_name()?;
        if self.words(&["AS", "SERDE"]) {
            return Err(unsupported("SHOW CREATE TABLE ... AS SERDE"));
        }
        Ok(Command::ShowCreateTable { table })
    }

    pub(super) fn show_properties(&mut self) -> Result<Command> {
        self.advance();
        let table = self.multipart_name()?;
        let key = if self.take_symbol("(") {
            let key = self.property_key()?;
            self.expect_symbol(")")?;
            Some(key)
        } else {
            None
        };
        Ok(Command::ShowTableProperties { table, key })
    }

    pub(super) fn show_partitions(&mut self) -> Result<Command> {
        self.advance();
        let table = self.multipart_name()?;
        if self.word_at(0, "PARTITION") {
            return Err(unsupported("SHOW PARTITIONS ... PARTITION"));
        }
        Ok(Command::ShowPartitions { table })
    }

    /// `SHOW [USER|SYSTEM|ALL] FUNCTIONS [IN database] [LIKE pattern|name]`
    pub(super) fn show_functions(&mut self) -> Result<Command> {
        let scope = if self.word_at(0, "FUNCTIONS") { None } else { Some(self.identifier()?) };
        if !self.word_at(0, "FUNCTIONS") {
            return Err(self.missing("FUNCTIONS"));
        }
        self.advance();
        if let Some(scope) = scope.filter(|scope| !scope.eq_ignore_ascii_case("ALL")) {
            let known = ["USER", "SYSTEM"].iter().any(|s| s.eq_ignore_ascii_case(&scope));
            return Err(if known {
                unsupported(format!("SHOW {} FUNCTIONS", scope.to_uppercase()))
            } else {
                self.syntax_error()
            });
        }
        if self.any_word_at(0, &["IN", "FROM"]) {
            return Err(unsupported("SHOW FUNCTIONS IN a database"));
        }
        if self.identifier_at(0) && !self.word_at(0, "LIKE") {
            return Ok(Command::ShowFunctions { pattern: Some(self.multipart_name()?.join(".")) });
        }
        self.take_word("LIKE");
        let named = self.identifier_at(0);
        let pattern = if named { Some(self.multipart_name()?.join(".")) } else { self.pattern()? };
        Ok(Command::ShowFunctions { pattern })
    }

    /// `[IN|FROM database] [[LIKE] 'pattern']` after the word here.
    fn database_and_pattern(&mut self) -> Result<(Option<Vec<String>>, Option<String>)> {
        self.advance();
        let database = if self.take_in() { Some(self.multipart_name()?) } else { None };
        Ok((database, self.pattern()?))
    }

    fn take_in(&mut self) -> bool {
        self.take_word("IN") || self.take_word("FROM")
    }

    fn pattern(&mut self) -> Result<Option<String>> {
        let like = self.take_word("LIKE");
        match self.kind(0) {
            Kind::Text(_) => self.string().map(Some),
            _ if like => Err(self.syntax_error()),
            _ => Ok(None),
        }
    }
}
