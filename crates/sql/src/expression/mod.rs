//! Expressions, outside in: aliases, boolean connectives, predicates; operators and primaries are in the modules below.

mod call;
mod case;
mod constant;
mod interval;
mod operator;
mod predicate;
mod primary;
mod special_call;
mod window;

use sparrow_plan::{ExprKind, Expression, NullOrder, SortOrder};
use sparrow_spark_error::Result;

use crate::parser::Parser;

/// An operand and the tokens it was written with, first and last.
struct Operand {
    expression: Expression,
    first: usize,
    last: usize,
}

impl Parser<'_> {
    /// An expression with its alias or aliases, if any: `x AS y`, `x y`, `x AS (y, z)`.
    pub(crate) fn named_expression(&mut self) -> Result<Expression> {
        let start = self.position();
        let child = self.expression()?;
        let names = self.expression_alias()?;
        if names.is_empty() {
            return Ok(child);
        }
        Ok(self.make(start, ExprKind::Alias { child: Box::new(child), names, metadata: None }))
    }

    fn expression_alias(&mut self) -> Result<Vec<String>> {
        if self.word_at(0, "AS") && self.symbol_at(1, "(") {
            self.advance();
            return self.identifier_list();
        }
        if self.word_at(0, "AS") && self.identifier_at(1) {
            self.advance();
            return Ok(vec![self.identifier()?]);
        }
        if self.identifier_at(0) && !self.at_clause() {
            return Ok(vec![self.identifier()?]);
        }
        Ok(vec![])
    }

    /// An expression.
    pub(crate) fn expression(&mut self) -> Result<Expression> {
        self.nested(Self::disjunction)
    }

    fn disjunction(&mut self) -> Result<Expression> {
        self.connective("OR", |parser| parser.connective("AND", Self::negation))
    }

    /// Operands joined by AND or OR, as a balanced tree: long generated conditions stay shallow.
    fn connective(
        &mut self,
        word: &str,
        mut operand: impl FnMut(&mut Self) -> Result<Expression>,
    ) -> Result<Expression> {
        let mut operands = Vec::new();
        loop {
            let first = self.position();
            let expression = self.input(&mut operand)?;
            operands.push(Operand { expression, first, last: self.position().saturating_sub(1) });
            if !self.take_word(word) {
                break;
            }
        }
        let levels = operands.len().next_power_of_two().trailing_zeros();
        (0..levels).try_for_each(|_| self.deepen())?;
        Ok(self.balanced(&word.to_ascii_lowercase(), operands))
    }

    fn balanced(&self, name: &str, mut operands: Vec<Operand>) -> Expression {
        while operands.len() > 1 {
            let mut pairs = Vec::with_capacity(operands.len().div_ceil(2));
            let mut rest = operands.into_iter();
            while let Some(left) = rest.next() {
                let Some(right) = rest.next() else {
                    pairs.push(left);
                    break;
                };
                let origin = self.origin_between(left.first, right.last);
                let expression = Expression::call(name, vec![left.expression, right.expression]).at(origin);
                pairs.push(Operand { expression, first: left.first, last: right.last });
            }
            operands = pairs;
        }
        // `connective` and `any_of` give at least one operand.
        operands.pop().map_or_else(|| Expression::literal(sparrow_plan::Literal::boolean(true)), |one| one.expression)
    }

    fn negation(&mut self) -> Result<Expression> {
        let start = self.position();
        let word = self.word_at(0, "NOT") && !self.symbol_at(1, ".");
        if !word && !self.at_symbol("!") {
            return self.predicate();
        }
        self.advance();
        let operand = self.nested(Self::negation)?;
        Ok(self.call(start, "not", vec![operand]))
    }

    /// `x [ASC|DESC] [NULLS FIRST|LAST]`
    pub(crate) fn sort_item(&mut self) -> Result<SortOrder> {
        let child = self.expression()?;
        let descending = self.take_word("DESC");
        if !descending {
            self.take_word("ASC");
        }
        let first = self.take_words(&["NULLS", "FIRST"]);
        let last = !first && self.take_words(&["NULLS", "LAST"]);
        let nulls = if last || descending && !first { NullOrder::Last } else { NullOrder::First };
        Ok(SortOrder { child, ascending: !descending, nulls })
    }

    /// `x, y DESC, …`
    pub(crate) fn sort_items(&mut self) -> Result<Vec<SortOrder>> {
        self.comma_separated(Self::sort_item)
    }

    /// `x, y, …`
    pub(crate) fn expressions(&mut self) -> Result<Vec<Expression>> {
        self.comma_separated(Self::expression)
    }
}
