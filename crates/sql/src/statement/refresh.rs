//! `REFRESH TABLE name`, `REFRESH 'path'`

use sparrow_plan::{CatalogOp, Command};
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    pub(super) fn refresh(&mut self) -> Result<Command> {
        self.expect_word("REFRESH")?;
        if self.word_at(0, "FUNCTION") {
            return Err(unsupported("REFRESH FUNCTION"));
        }
        if matches!(self.kind(0), Kind::Text(_)) {
            return Ok(Command::Catalog(CatalogOp::RefreshByPath { path: self.string()? }));
        }
        if self.word_at(0, "TABLE") && self.identifier_at(1) {
            self.advance();
        }
        Ok(Command::RefreshTable { name: self.multipart_name()? })
    }
}
