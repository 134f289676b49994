//! `DROP TABLE|VIEW|DATABASE`

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn drop(&mut self) -> Result<Command> {
        let start = self.position();
        self.expect_word("DROP")?;
        if self.take_word("TABLE") {
            let if_exists = self.if_exists();
            let name = self.multipart_name()?;
            let purge = self.take_word("PURGE");
            return Ok(Command::Drop { name, if_exists, view: false, purge });
        }
        if self.take_word("VIEW") {
            let if_exists = self.if_exists();
            return Ok(Command::Drop { name: self.multipart_name()?, if_exists, view: true, purge: false });
        }
        if self.any_word_at(0, &["DATABASE", "SCHEMA", "NAMESPACE"]) {
            return self.drop_database();
        }
        let temporary = usize::from(self.any_word_at(0, &["TEMPORARY", "TEMP"]));
        if self.any_word_at(temporary, &["FUNCTION", "VARIABLE", "INDEX", "MATERIALIZED"]) {
            return Err(self.unsupported_statement(start, 2 + temporary));
        }
        Err(self.syntax_error())
    }

    fn drop_database(&mut self) -> Result<Command> {
        self.advance();
        let if_exists = self.if_exists();
        let name = self.multipart_name()?;
        let cascade = self.take_word("CASCADE");
        if !cascade {
            self.take_word("RESTRICT");
        }
        Ok(Command::DropDatabase { name, if_exists, cascade })
    }
}
