//! Function calls with all that may follow them: WITHIN GROUP, FILTER, IGNORE NULLS, OVER.

use sparrow_plan::{ExprKind, Expression, SortOrder};
use sparrow_spark_error::Result;

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// A call of `name`, which has just been read.
    pub(super) fn function(&mut self, start: usize, name: Vec<String>) -> Result<Expression> {
        self.expect_symbol("(")?;
        let distinct = self.quantifier();
        let mut ignore_nulls = None;
        let args = self.arguments(&mut ignore_nulls)?;
        self.expect_symbol(")")?;
        let within_group = self.within_group()?;
        let filter = self.filter()?;
        ignore_nulls = self.null_treatment().or(ignore_nulls);
        let kind = ExprKind::Function { name, args, distinct, filter, ignore_nulls, within_group };
        let call = self.make(start, kind);
        self.over(start, call)
    }

    /// `DISTINCT` (true) or `ALL`; both may also name a column.
    pub(crate) fn quantifier(&mut self) -> bool {
        let alone = matches!(self.kind(1), Kind::End | Kind::Symbol("," | ")" | "." | ";" | "="));
        let before_from = self.word_at(1, "FROM") && !matches!(self.kind(2), Kind::End | Kind::Symbol(_));
        let quantifies = !alone && !before_from;
        if quantifies && self.take_word("DISTINCT") {
            return true;
        }
        if quantifies {
            self.take_word("ALL");
        }
        false
    }

    fn arguments(&mut self, ignore_nulls: &mut Option<bool>) -> Result<Vec<Expression>> {
        if self.at_symbol(")") {
            return Ok(vec![]);
        }
        self.comma_separated(|parser| {
            let argument = parser.argument()?;
            if let Some(ignore) = parser.null_treatment() {
                *ignore_nulls = Some(ignore);
            }
            Ok(argument)
        })
    }

    /// A value, or `name => value`.
    pub(crate) fn argument(&mut self) -> Result<Expression> {
        if !(self.identifier_at(0) && self.symbol_at(1, "=>")) {
            return self.expression();
        }
        let start = self.position();
        let name = self.identifier()?;
        self.advance();
        let value = Box::new(self.expression()?);
        Ok(self.make(start, ExprKind::NamedArgument { name, value }))
    }

    fn within_group(&mut self) -> Result<Vec<SortOrder>> {
        if !self.take_words(&["WITHIN", "GROUP"]) {
            return Ok(vec![]);
        }
        self.expect_symbol("(")?;
        self.expect_words(&["ORDER", "BY"])?;
        let order = self.sort_items()?;
        self.expect_symbol(")")?;
        Ok(order)
    }

    fn filter(&mut self) -> Result<Option<Box<Expression>>> {
        if !(self.word_at(0, "FILTER") && self.symbol_at(1, "(")) {
            return Ok(None);
        }
        self.advance();
        self.advance();
        self.expect_word("WHERE")?;
        let condition = self.expression()?;
        self.expect_symbol(")")?;
        Ok(Some(Box::new(condition)))
    }

    fn null_treatment(&mut self) -> Option<bool> {
        if self.take_words(&["IGNORE", "NULLS"]) {
            return Some(true);
        }
        self.take_words(&["RESPECT", "NULLS"]).then_some(false)
    }

    /// `OVER window`, if it follows.
    fn over(&mut self, start: usize, call: Expression) -> Result<Expression> {
        let window = self.word_at(0, "OVER") && (self.symbol_at(1, "(") || self.identifier_at(1));
        if !window {
            return Ok(call);
        }
        self.advance();
        let spec = self.window_reference()?;
        Ok(self.make(start, ExprKind::Window { function: Box::new(call), spec }))
    }
}
