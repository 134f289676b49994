//! `ANALYZE TABLE name COMPUTE STATISTICS [NOSCAN]`

use sparrow_plan::{CatalogOp, Command};
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn analyze(&mut self) -> Result<Command> {
        self.expect_word("ANALYZE")?;
        if self.word_at(0, "TABLES") {
            return Err(unsupported("ANALYZE TABLES"));
        }
        self.expect_word("TABLE")?;
        let start = self.position();
        self.multipart_name()?;
        // `CatalogOp` takes names as the user wrote them.
        let table = self.text_since(start).to_owned();
        if self.word_at(0, "PARTITION") {
            return Err(unsupported("ANALYZE TABLE ... PARTITION"));
        }
        self.expect_words(&["COMPUTE", "STATISTICS"])?;
        let no_scan = self.take_word("NOSCAN");
        if self.word_at(0, "FOR") {
            return Err(unsupported("ANALYZE TABLE ... FOR COLUMNS"));
        }
        Ok(Command::Catalog(CatalogOp::AnalyzeTable { table, no_scan }))
    }
}
