//! What may follow a value once: BETWEEN, IN, LIKE, RLIKE, IS; and EXISTS.

use sparrow_plan::{ExprKind, Expression, Literal, SubqueryKind};
use sparrow_spark_error::Result;

use super::Operand;
use crate::error::{BANG_EQUALS_NOT, EMPTY_IN_PREDICATE};
use crate::parser::Parser;

impl Parser<'_> {
    /// A value with at most one predicate.
    pub(super) fn predicate(&mut self) -> Result<Expression> {
        let start = self.position();
        if self.word_at(0, "EXISTS") && self.symbol_at(1, "(") && self.query_in_parentheses(self.position() + 1) {
            return self.exists(start);
        }
        let value = self.value()?;
        let bang = self.at_symbol("!") && self.any_word_at(1, &["IN", "BETWEEN", "LIKE", "ILIKE", "RLIKE", "REGEXP"]);
        if bang {
            let bang_at = self.position();
            self.advance();
            return Err(self.error_since(bang_at, &BANG_EQUALS_NOT).with("clause", "!"));
        }
        if self.take_word("IS") {
            return self.is_predicate(start, value);
        }
        let negated = self.word_at(0, "NOT")
            && self.any_word_at(1, &["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"])
            && self.take_word("NOT");
        let Some(test) = self.test(start, value)? else { return Err(self.syntax_error()) };
        match negated {
            true => Ok(self.call(start, "not", vec![test])),
            false => Ok(test),
        }
    }

    /// The predicate here applied to `value`; without one, the value itself.
    fn test(&mut self, start: usize, value: Expression) -> Result<Option<Expression>> {
        if self.word_at(0, "BETWEEN") {
            self.between(start, value).map(Some)
        } else if self.word_at(0, "IN") && self.symbol_at(1, "(") {
            self.in_list(start, value).map(Some)
        } else if self.take_word("RLIKE") || self.take_word("REGEXP") {
            let pattern = self.value()?;
            Ok(Some(self.call(start, "rlike", vec![value, pattern])))
        } else if self.take_word("LIKE") {
            self.like(start, "like", value).map(Some)
        } else if self.take_word("ILIKE") {
            self.like(start, "ilike", value).map(Some)
        } else {
            Ok(Some(value))
        }
    }

    fn exists(&mut self, start: usize) -> Result<Expression> {
        self.advance();
        let plan = self.subquery()?;
        Ok(self
            .make(start, ExprKind::Subquery { plan: Some(Box::new(plan)), plan_id: None, kind: SubqueryKind::Exists }))
    }

    fn between(&mut self, start: usize, value: Expression) -> Result<Expression> {
        self.expect_word("BETWEEN")?;
        let low = self.value()?;
        self.expect_word("AND")?;
        let high = self.value()?;
        Ok(self.call(start, "between", vec![value, low, high]))
    }

    fn in_list(&mut self, start: usize, value: Expression) -> Result<Expression> {
        let keyword = self.position();
        self.expect_word("IN")?;
        if self.query_in_parentheses(self.position()) {
            return self.in_subquery(start, value);
        }
        if self.symbol_at(1, ")") {
            self.advance();
            self.advance();
            return Err(self.error_since(keyword, &EMPTY_IN_PREDICATE));
        }
        let mut args = vec![value];
        args.extend(self.parenthesized(Self::expression)?);
        Ok(self.call(start, "in", args))
    }

    fn in_subquery(&mut self, start: usize, value: Expression) -> Result<Expression> {
        let plan = self.subquery()?;
        let kind = SubqueryKind::In { values: row_values(value) };
        Ok(self.make(start, ExprKind::Subquery { plan: Some(Box::new(plan)), plan_id: None, kind }))
    }

    fn like(&mut self, start: usize, name: &str, value: Expression) -> Result<Expression> {
        if self.any_word_at(0, &["ANY", "SOME", "ALL"]) && self.symbol_at(1, "(") {
            return self.like_any(name, value, start);
        }
        let mut args = vec![value, self.value()?];
        if self.take_word("ESCAPE") {
            let escape_at = self.position();
            let escape = self.string()?;
            args.push(self.make(escape_at, ExprKind::Literal(Literal::string(escape))));
        }
        Ok(self.call(start, name, args))
    }

    /// `x LIKE ANY (a, b)` is `x LIKE a OR x LIKE b`. `NOT` before it negates each test, not the whole: that is
    /// Spark's reading, and [`Self::predicate`] would negate the whole, so the connective is swapped (De Morgan).
    fn like_any(&mut self, name: &str, value: Expression, start: usize) -> Result<Expression> {
        let negated = self.word_before_like_is_not();
        let all = self.word_at(0, "ALL");
        self.advance();
        let patterns = self.parenthesized(Self::expression)?;
        let last = self.position() - 1;
        let tests = patterns.into_iter().map(|pattern| Operand {
            expression: Expression::call(name, vec![value.clone(), pattern]).at(self.origin_between(start, last)),
            first: start,
            last,
        });
        let tests = tests.collect::<Vec<_>>();
        Ok(self.balanced(if all == negated { "or" } else { "and" }, tests))
    }

    /// Whether `NOT` stands before the LIKE just taken.
    fn word_before_like_is_not(&self) -> bool {
        let before = self.position().checked_sub(2).map(|at| self.spelling(self.token(at)));
        before.is_some_and(|word| word.eq_ignore_ascii_case("NOT"))
    }

    /// `IS [NOT] NULL|TRUE|FALSE|UNKNOWN|DISTINCT FROM x`
    fn is_predicate(&mut self, start: usize, value: Expression) -> Result<Expression> {
        let negated = self.take_word("NOT");
        if self.take_word("NULL") || self.take_word("UNKNOWN") {
            return Ok(self.call(start, if negated { "isnotnull" } else { "isnull" }, vec![value]));
        }
        let (same, negated) = if self.take_words(&["DISTINCT", "FROM"]) {
            (self.value()?, !negated)
        } else if self.take_word("TRUE") {
            (Expression::literal(Literal::boolean(true)), negated)
        } else if self.take_word("FALSE") {
            (Expression::literal(Literal::boolean(false)), negated)
        } else {
            return Err(self.syntax_error());
        };
        let test = self.call(start, "<=>", vec![value, same]);
        if negated { Ok(self.call(start, "not", vec![test])) } else { Ok(test) }
    }
}

/// The members of a row value `(a, b)`; anything else is one value.
fn row_values(value: Expression) -> Vec<Expression> {
    match value.kind {
        ExprKind::Function { name, args, .. } if name == [super::primary::ROW] && args.len() > 1 => args,
        kind => vec![Expression { kind, origin: value.origin }],
    }
}
