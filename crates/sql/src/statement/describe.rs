//! `DESCRIBE` of a table, a column, a query, a database or a function.

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    pub(super) fn describe(&mut self) -> Result<Command> {
        let start = self.position();
        self.advance();
        if self.word_at(0, "FUNCTION") && self.names_follow() {
            return self.describe_function();
        }
        if self.any_word_at(0, &["DATABASE", "SCHEMA", "NAMESPACE"]) && self.names_follow() {
            return self.describe_database();
        }
        if self.words(&["CATALOG"]) && self.names_follow() || self.words(&["PROCEDURE"]) && self.names_follow() {
            return Err(self.unsupported_statement(start, 2));
        }
        if self.query_described() {
            self.take_word("QUERY");
            return Ok(Command::DescribeQuery { query: self.query()? });
        }
        self.describe_table()
    }

    fn names_follow(&self) -> bool {
        matches!(self.kind(1), Kind::Word | Kind::Quoted(_) | Kind::Text(_))
    }

    fn query_described(&self) -> bool {
        let at = usize::from(self.word_at(0, "QUERY"));
        let word = self.any_word_at(at, &["SELECT", "WITH", "VALUES", "FROM"]) || at == 1 && self.word_at(1, "TABLE");
        let more = !matches!(self.kind(at + 1), Kind::End | Kind::Symbol(";"));
        word && more || self.symbol_at(at, "(")
    }

    fn describe_table(&mut self) -> Result<Command> {
        if self.word_at(0, "TABLE") && self.identifier_at(1) {
            self.advance();
        }
        let extended = self.extended("EXTENDED") || self.extended("FORMATTED");
        let table = self.multipart_name()?;
        if self.word_at(0, "PARTITION") {
            return Err(sparrow_spark_error::unsupported("DESCRIBE TABLE ... PARTITION"));
        }
        if self.words(&["AS", "JSON"]) {
            return Err(sparrow_spark_error::unsupported("DESCRIBE TABLE ... AS JSON"));
        }
        let column = if self.identifier_at(0) { Some(self.multipart_name()?) } else { None };
        Ok(Command::DescribeTable { table, extended, column })
    }

    /// Takes `keyword` when a name follows it; without one it is the name.
    fn extended(&mut self, keyword: &str) -> bool {
        self.identifier_at(1) && self.take_word(keyword)
    }

    fn describe_database(&mut self) -> Result<Command> {
        self.advance();
        let extended = self.extended("EXTENDED");
        Ok(Command::DescribeDatabase { name: self.multipart_name()?, extended })
    }

    fn describe_function(&mut self) -> Result<Command> {
        self.advance();
        let extended = self.extended("EXTENDED");
        let function = match self.kind(0) {
            Kind::Text(_) => self.string()?,
            Kind::Symbol(symbol) if !matches!(*symbol, ";" | "(" | ")") => {
                self.advance();
                (*symbol).to_owned()
            }
            _ => self.multipart_name()?.join("."),
        };
        Ok(Command::DescribeFunction { name: function, extended })
    }
}
