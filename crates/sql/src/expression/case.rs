//! `CASE`, searched and simple; both become the function `when`.

use sparrow_plan::{ExprKind, Expression};
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    /// `CASE (x) WHEN …` rather than a call of a function `case`.
    pub(super) fn case_ahead(&self) -> bool {
        let open = self.position() + 1;
        self.closing(open).is_some_and(|close| {
            let after = close + 1 - self.position();
            !self.symbol_at(after, ",") && !self.symbol_at(after, ")") && *self.kind(after) != crate::token::Kind::End
        })
    }

    pub(super) fn case(&mut self) -> Result<Expression> {
        let start = self.position();
        // Spark reserves no word: `SELECT case FROM t` reads a column.
        if self.any_word_at(1, &["FROM", "AS"]) || !self.operand_or_when() {
            let name = vec![self.identifier()?];
            return Ok(self.make(start, ExprKind::Attribute { name, plan_id: None, is_metadata: false }));
        }
        self.advance();
        let operand = if self.word_at(0, "WHEN") { None } else { Some(self.expression()?) };
        let mut args = Vec::new();
        while self.word_at(0, "WHEN") {
            self.branch(operand.as_ref(), &mut args)?;
        }
        if args.is_empty() {
            return Err(self.syntax_error());
        }
        if self.take_word("ELSE") {
            args.push(self.expression()?);
        }
        self.expect_word("END")?;
        Ok(self.call(start, "when", args))
    }

    fn operand_or_when(&self) -> bool {
        use crate::token::Kind;
        !matches!(self.kind(1), Kind::End | Kind::Symbol("," | ")" | "." | "=" | "<" | ">" | ";"))
    }

    fn branch(&mut self, operand: Option<&Expression>, args: &mut Vec<Expression>) -> Result<()> {
        self.expect_word("WHEN")?;
        let start = self.position();
        let condition = self.expression()?;
        args.push(match operand {
            Some(operand) => self.call(start, "=", vec![operand.clone(), condition]),
            None => condition,
        });
        self.expect_word("THEN")?;
        args.push(self.expression()?);
        Ok(())
    }
}
