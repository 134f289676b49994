//! `CREATE [EXTERNAL] TABLE … [USING …] [AS query]`

use sparrow_plan::{Command, TableDefinition};
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::Field;

use crate::parser::Parser;

impl Parser<'_> {
    /// After `CREATE [OR REPLACE]`.
    pub(super) fn create_table(&mut self, replace: bool) -> Result<Command> {
        let mut table = TableDefinition { external: self.take_word("EXTERNAL"), ..TableDefinition::default() };
        self.expect_word("TABLE")?;
        let if_not_exists = self.if_not_exists();
        table.name = self.multipart_name()?;
        if self.word_at(0, "LIKE") {
            return Err(unsupported("CREATE TABLE ... LIKE"));
        }
        if self.at_symbol("(") && !self.query_in_parentheses(self.position()) {
            table.columns = self.parenthesized(Self::column_definition)?;
        }
        while self.table_clause(&mut table)? {}
        let as_query = self.take_word("AS");
        let query = if as_query || !self.at_statement_end() && self.query_ahead() { Some(self.query()?) } else { None };
        Ok(Command::CreateTable { table, query, if_not_exists, replace })
    }

    fn query_ahead(&self) -> bool {
        self.any_word_at(0, &["SELECT", "WITH", "VALUES", "FROM", "TABLE"]) || self.at_symbol("(")
    }

    /// Reads one clause into `table`; false when none is here.
    fn table_clause(&mut self, table: &mut TableDefinition) -> Result<bool> {
        if self.take_word("USING") {
            table.provider = Some(self.multipart_name()?.join("."));
        } else if self.take_word("OPTIONS") {
            table.options = self.properties()?;
        } else if self.take_word("TBLPROPERTIES") {
            table.properties = self.properties()?;
        } else if self.take_word("LOCATION") {
            table.location = Some(self.string()?);
        } else if self.take_word("COMMENT") {
            table.comment = Some(self.string()?);
        } else if self.take_words(&["PARTITIONED", "BY"]) {
            self.partitioned_by(table)?;
        } else if self.any_word_at(0, &["CLUSTERED", "CLUSTER", "SKEWED", "ROW", "STORED", "DEFAULT"]) {
            let clause = self.spelling(self.token(self.position())).to_uppercase();
            let next = self.spelling(self.token(self.position() + 1)).to_uppercase();
            return Err(unsupported(format!("CREATE TABLE ... {clause} {next}")));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Names of columns, or columns with their types, which then are the table's last (Hive's way).
    fn partitioned_by(&mut self, table: &mut TableDefinition) -> Result<()> {
        self.expect_symbol("(")?;
        loop {
            if self.identifier_at(0) && self.symbol_at(1, "(") {
                return Err(unsupported("CREATE TABLE ... PARTITIONED BY a transform"));
            }
            if self.identifier_at(1) {
                let field = self.column_definition()?;
                table.partitioned_by.push(field.name.clone());
                table.columns.push(field);
            } else {
                table.partitioned_by.push(self.multipart_name()?.join("."));
            }
            if !self.take_symbol(",") {
                return self.expect_symbol(")");
            }
        }
    }

    /// `name type [NOT NULL] [COMMENT 'text']`
    fn column_definition(&mut self) -> Result<Field> {
        let name = self.identifier()?;
        let data_type = self.data_type()?;
        let mut field = Field::new(name, data_type, true);
        loop {
            if self.take_words(&["NOT", "NULL"]) {
                field.nullable = false;
            } else if self.take_word("COMMENT") {
                let comment = self.string()?;
                field.metadata.insert("comment".to_owned(), json_string(&comment));
            } else if self
                .any_word_at(0, &["DEFAULT", "GENERATED", "CHECK", "PRIMARY", "UNIQUE", "REFERENCES", "CONSTRAINT"])
            {
                let clause = self.spelling(self.token(self.position())).to_uppercase();
                return Err(unsupported(format!("{clause} in a column definition")));
            } else {
                return Ok(field);
            }
        }
    }
}

/// A JSON string constant.
fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
