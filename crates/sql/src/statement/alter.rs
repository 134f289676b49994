//! `ALTER TABLE|VIEW old RENAME TO new`

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn alter(&mut self) -> Result<Command> {
        let start = self.position();
        self.expect_word("ALTER")?;
        let view = self.word_at(0, "VIEW");
        if !view && !self.word_at(0, "TABLE") {
            let known = self.any_word_at(0, &["DATABASE", "SCHEMA", "NAMESPACE"]);
            return Err(if known { self.unsupported_statement(start, 2) } else { self.syntax_error() });
        }
        self.advance();
        let from = self.multipart_name()?;
        if !self.take_words(&["RENAME", "TO"]) {
            return Err(if self.at_end() { self.syntax_error() } else { self.unsupported_alter(start) });
        }
        let to = self.multipart_name()?;
        Ok(Command::RenameTable { from, to, view })
    }

    /// Names what is asked for: `ALTER TABLE ... ADD COLUMNS`.
    fn unsupported_alter(&self, start: usize) -> sparrow_spark_error::SparkError {
        let word = |index: usize| self.spelling(self.token(index)).to_uppercase();
        let here = self.position();
        sparrow_spark_error::unsupported(format!("ALTER {} ... {} {}", word(start + 1), word(here), word(here + 1)))
    }
}
