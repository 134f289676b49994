//! `EXPLAIN [EXTENDED|CODEGEN|COST|FORMATTED] statement`

use sparrow_plan::{Command, ExplainMode};
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn explain(&mut self) -> Result<Command> {
        self.expect_word("EXPLAIN")?;
        let mode = match () {
            () if self.take_word("EXTENDED") => ExplainMode::Extended,
            () if self.take_word("CODEGEN") => ExplainMode::Codegen,
            () if self.take_word("COST") => ExplainMode::Cost,
            () if self.take_word("FORMATTED") => ExplainMode::Formatted,
            () if self.word_at(0, "LOGICAL") => return Err(unsupported("EXPLAIN LOGICAL")),
            () => ExplainMode::Simple,
        };
        let plan = Box::new(self.nested(Self::statement)?);
        Ok(Command::Explain { mode, plan })
    }
}
