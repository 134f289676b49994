//! Unary and binary operators with Spark's precedence.

use sparrow_plan::Expression;
use sparrow_spark_error::Result;

use crate::parser::Parser;
use crate::token::Kind;

/// Comparisons bind least; larger binds tighter.
const LOOSEST: u8 = 1;

impl Parser<'_> {
    /// A value: operators and primaries, no predicates.
    pub(super) fn value(&mut self) -> Result<Expression> {
        self.binary(LOOSEST)
    }

    /// Operators of this precedence or tighter; all associate to the left.
    fn binary(&mut self, loosest: u8) -> Result<Expression> {
        let start = self.position();
        let mut left = self.unary()?;
        while let Some((name, precedence, tokens)) = self.binary_operator().filter(|(_, p, _)| *p >= loosest) {
            (0..tokens).for_each(|_| self.advance());
            let right = self.input(|parser| parser.binary(precedence + 1))?;
            self.deepen()?;
            left = self.call(start, name, vec![left, right]);
        }
        Ok(left)
    }

    /// The operator here: its function's name, its precedence and how many tokens spell it.
    fn binary_operator(&self) -> Option<(&'static str, u8, usize)> {
        let Kind::Symbol(symbol) = self.kind(0) else {
            let div = self.word_at(0, "DIV") && self.operand_follows();
            return div.then_some(("div", 7, 1));
        };
        Some(match *symbol {
            "=" | "==" => ("=", LOOSEST, 1),
            "<=>" => ("<=>", LOOSEST, 1),
            "<>" | "!=" => ("!=", LOOSEST, 1),
            "<" => ("<", LOOSEST, 1),
            "<=" => ("<=", LOOSEST, 1),
            ">=" => (">=", LOOSEST, 1),
            ">" => match (self.adjacent_angle(1), self.adjacent_angle(2)) {
                (true, true) => (">>>", 5, 3),
                (true, false) => (">>", 5, 2),
                _ => (">", LOOSEST, 1),
            },
            "|" => ("|", 2, 1),
            "^" => ("^", 3, 1),
            "&" => ("&", 4, 1),
            "<<" => ("<<", 5, 1),
            "+" => ("+", 6, 1),
            "-" => ("-", 6, 1),
            "||" => ("concat", 6, 1),
            "*" => ("*", 7, 1),
            "/" => ("/", 7, 1),
            "%" => ("%", 7, 1),
            _ => return None,
        })
    }

    /// Whether the token `ahead` is a `>` that touches the one before it.
    fn adjacent_angle(&self, ahead: usize) -> bool {
        let before = self.token(self.position() + ahead - 1);
        self.symbol_at(ahead, ">") && before.end == self.token(self.position() + ahead).start
    }

    /// `div` may also be an alias: `SELECT a div`.
    fn operand_follows(&self) -> bool {
        match self.kind(1) {
            Kind::Symbol(symbol) => matches!(*symbol, "(" | "-" | "+" | "~" | ":" | "?"),
            Kind::Word => !self.word_at(1, "FROM"),
            other => !matches!(other, Kind::End | Kind::Unknown),
        }
    }

    fn unary(&mut self) -> Result<Expression> {
        let start = self.position();
        let name = match self.kind(0) {
            Kind::Symbol("-") if *self.kind(1) != Kind::Number => "-",
            Kind::Symbol("+") => "positive",
            Kind::Symbol("~") => "~",
            _ => return self.postfix(),
        };
        self.advance();
        let operand = self.nested(Self::unary)?;
        Ok(self.call(start, name, vec![operand]))
    }
}
