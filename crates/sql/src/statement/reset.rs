//! `RESET [key]`

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn reset(&mut self) -> Result<Command> {
        self.expect_word("RESET")?;
        let key = if self.at_statement_end() { None } else { Some(self.multipart_name()?.join(".")) };
        Ok(Command::Reset { key })
    }
}
