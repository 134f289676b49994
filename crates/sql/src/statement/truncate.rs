//! `TRUNCATE TABLE name`

use sparrow_plan::Command;
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn truncate(&mut self) -> Result<Command> {
        self.expect_words(&["TRUNCATE", "TABLE"])?;
        let table = self.multipart_name()?;
        if self.word_at(0, "PARTITION") {
            return Err(unsupported("TRUNCATE TABLE ... PARTITION"));
        }
        Ok(Command::TruncateTable { table })
    }
}
