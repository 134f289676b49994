//! `CREATE …`: which of its statements it is.

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn create(&mut self) -> Result<Command> {
        let start = self.position();
        self.expect_word("CREATE")?;
        let replace = self.take_words(&["OR", "REPLACE"]);
        let global = self.take_word("GLOBAL");
        let temporary = self.take_word("TEMPORARY") || self.take_word("TEMP");
        if self.take_word("VIEW") {
            return self.create_view(start, replace, global, temporary);
        }
        if !temporary && (self.word_at(0, "TABLE") || self.words(&["EXTERNAL", "TABLE"])) {
            return self.create_table(replace);
        }
        if !replace && self.any_word_at(0, &["DATABASE", "SCHEMA", "NAMESPACE"]) {
            return self.create_database();
        }
        if self
            .any_word_at(0, &["FUNCTION", "VARIABLE", "INDEX", "METRIC", "MATERIALIZED", "STREAMING", "FLOW", "TABLE"])
        {
            let words = self.position() + 1 - start;
            return Err(self.unsupported_statement(start, words));
        }
        Err(self.syntax_error())
    }
}
