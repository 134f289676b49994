//! `INSERT INTO|OVERWRITE`, into a table or a directory.

use sparrow_plan::{Command, Expression, InsertMode, SaveMode, WriteOperation, WriteTarget};
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;

/// `PARTITION (key = value, key)`
type Partition = Vec<(String, Option<Expression>)>;

impl Parser<'_> {
    pub(super) fn insert(&mut self) -> Result<Command> {
        let start = self.position();
        self.expect_word("INSERT")?;
        let overwrite = self.take_word("OVERWRITE");
        if overwrite && (self.words(&["LOCAL", "DIRECTORY"]) || self.word_at(0, "DIRECTORY") && !self.identifier_at(1))
        {
            return self.insert_directory();
        }
        if !overwrite {
            self.expect_word("INTO")?;
        }
        if self.word_at(0, "TABLE") && self.identifier_at(1) {
            self.advance();
        }
        let table = self.multipart_name()?;
        if self.word_at(0, "REPLACE") {
            return Err(unsupported("INSERT INTO ... REPLACE WHERE"));
        }
        let partition = self.partition()?;
        let if_not_exists = self.if_not_exists();
        if let Some((key, _)) = partition.iter().find(|(_, value)| if_not_exists && value.is_none()) {
            return Err(self.not_allowed(start, format!("IF NOT EXISTS with dynamic partitions: {key}")));
        }
        let by_name = self.take_words(&["BY", "NAME"]);
        let named = self.at_symbol("(") && !self.query_in_parentheses(self.position());
        let columns = if named { self.identifier_list()? } else { vec![] };
        let query = self.query()?;
        let mode = if overwrite { InsertMode::Overwrite } else { InsertMode::Append };
        Ok(Command::Insert { table, columns, partition, query, mode, by_name, if_not_exists })
    }

    fn partition(&mut self) -> Result<Partition> {
        if !(self.word_at(0, "PARTITION") && self.symbol_at(1, "(")) {
            return Ok(vec![]);
        }
        self.advance();
        self.parenthesized(|parser| {
            let key = parser.identifier()?;
            let value = if parser.take_symbol("=") { Some(parser.expression()?) } else { None };
            Ok((key, value))
        })
    }

    /// `[LOCAL] DIRECTORY ['path'] USING format [OPTIONS (…)] query`
    fn insert_directory(&mut self) -> Result<Command> {
        if self.word_at(0, "LOCAL") {
            return Err(unsupported("INSERT OVERWRITE LOCAL DIRECTORY"));
        }
        self.expect_word("DIRECTORY")?;
        let path = if self.word_at(0, "USING") { None } else { Some(self.string()?) };
        if self.any_word_at(0, &["ROW", "STORED"]) {
            return Err(unsupported("INSERT OVERWRITE DIRECTORY in a Hive format"));
        }
        self.expect_word("USING")?;
        let format = Some(self.multipart_name()?.join("."));
        let options = if self.take_word("OPTIONS") { self.properties()? } else { vec![] };
        let input = self.query()?;
        Ok(Command::InsertDirectory(WriteOperation {
            input,
            format,
            target: path.map_or(WriteTarget::None, WriteTarget::Path),
            mode: SaveMode::Overwrite,
            partition_by: vec![],
            sort_by: vec![],
            bucket_by: None,
            cluster_by: vec![],
            options,
        }))
    }
}
