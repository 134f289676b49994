//! Types inside statements: finds where a type ends and leaves its reading to `sparrow-spark-types`.

use sparrow_spark_error::{QueryContext, Result, SparkError};
use sparrow_spark_types::{DataType, ddl};

use crate::literal::Unit;
use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// A type, such as `INT`, `DECIMAL(10, 2)`, `MAP<STRING, ARRAY<INT>>` or `INTERVAL DAY TO SECOND`.
    pub(crate) fn data_type(&mut self) -> Result<DataType> {
        let start = self.position();
        self.skip_type()?;
        let text = self.text_since(start);
        ddl::parse_data_type(text).map_err(|error| self.moved(start, &error))
    }

    /// An error about the text from the token `start` on, as one about the whole statement.
    pub(crate) fn moved(&self, start: usize, error: &SparkError) -> SparkError {
        let (first, last) = match error.contexts().first() {
            Some(QueryContext::Sql { start, stop, .. }) => (*start, *stop),
            _ => (0, self.text_since(start).chars().count().saturating_sub(1)),
        };
        let from = self.token(start).start;
        let context = QueryContext::sql(self.text(), from + first, from + last);
        let moved = SparkError::new(error.condition()).at(context);
        error.parameters().iter().fold(moved, |moved, (name, value)| moved.with(name, value))
    }

    fn skip_type(&mut self) -> Result<()> {
        let interval = self.word_at(0, "INTERVAL");
        let timestamp = self.word_at(0, "TIMESTAMP");
        let string = self.word_at(0, "STRING");
        self.identifier()?;
        if interval {
            self.skip_interval_fields();
        } else if timestamp && self.any_word_at(0, &["WITH", "WITHOUT"]) && self.any_word_at(1, &["TIME", "LOCAL"]) {
            self.advance();
            self.take_word("LOCAL");
            self.expect_words(&["TIME", "ZONE"])?;
        } else if string && self.take_word("COLLATE") {
            self.identifier()?;
        }
        if self.at_symbol("(") {
            return self.skip_parentheses();
        }
        self.skip_angles()
    }

    fn skip_interval_fields(&mut self) {
        if !self.unit_at(0) {
            return;
        }
        self.advance();
        if self.word_at(0, "TO") && self.unit_at(1) {
            self.advance();
            self.advance();
        }
    }

    /// Whether the token `ahead` names a unit of time.
    pub(crate) fn unit_at(&self, ahead: usize) -> bool {
        let token = self.token(self.position() + ahead);
        token.kind == Kind::Word && Unit::parse(self.spelling(token)).is_some()
    }

    fn skip_parentheses(&mut self) -> Result<()> {
        let end = self.closing(self.position()).ok_or_else(|| self.syntax_error())?;
        self.rewind(end);
        self.advance();
        Ok(())
    }

    /// `<…>` with everything in it.
    fn skip_angles(&mut self) -> Result<()> {
        if self.take_symbol("<>") || !self.at_symbol("<") {
            return Ok(());
        }
        let mut open = 0_usize;
        loop {
            match self.kind(0) {
                Kind::Symbol("<") => open += 1,
                Kind::Symbol(">") => open -= 1,
                Kind::End | Kind::Symbol(";") => return Err(self.syntax_error()),
                _ => {}
            }
            self.advance();
            if open == 0 {
                return Ok(());
            }
        }
    }
}
