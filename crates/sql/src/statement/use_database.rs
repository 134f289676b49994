//! `USE [DATABASE|SCHEMA|NAMESPACE] name`

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn use_database(&mut self) -> Result<Command> {
        self.expect_word("USE")?;
        if self.any_word_at(0, &["DATABASE", "SCHEMA", "NAMESPACE"]) && self.identifier_at(1) {
            self.advance();
        }
        Ok(Command::Use { name: self.multipart_name()? })
    }
}
