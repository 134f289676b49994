//! `CACHE [LAZY] TABLE`, `UNCACHE TABLE`, `CLEAR CACHE`

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn cache_table(&mut self) -> Result<Command> {
        self.expect_word("CACHE")?;
        let lazy = self.take_word("LAZY");
        self.expect_word("TABLE")?;
        let name = self.multipart_name()?;
        let options = if self.take_word("OPTIONS") { self.properties()? } else { vec![] };
        let as_query = self.take_word("AS");
        let query = if as_query || !self.at_statement_end() { Some(self.query()?) } else { None };
        Ok(Command::CacheTable { name, query, lazy, options })
    }

    pub(super) fn uncache_table(&mut self) -> Result<Command> {
        self.expect_words(&["UNCACHE", "TABLE"])?;
        let if_exists = self.if_exists();
        Ok(Command::UncacheTable { name: self.multipart_name()?, if_exists })
    }

    pub(super) fn clear_cache(&mut self) -> Result<Command> {
        self.expect_words(&["CLEAR", "CACHE"])?;
        Ok(Command::ClearCache)
    }

    /// Whether nothing of the statement is left.
    pub(super) fn at_statement_end(&self) -> bool {
        self.at_end() || self.at_symbol(";")
    }
}
