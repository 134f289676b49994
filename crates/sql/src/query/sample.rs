//! `TABLESAMPLE (10 PERCENT | 5 ROWS | BUCKET 1 OUT OF 4) [REPEATABLE (seed)]`

use sparrow_plan::{ExprKind, Expression, Literal, RelKind, Relation, Sample, Value};
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::DataType;

use crate::literal::parse_number;
use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// `input` with the sample that follows, if one does.
    pub(super) fn sampled(&mut self, start: usize, input: Relation) -> Result<Relation> {
        if !(self.word_at(0, "TABLESAMPLE") && self.symbol_at(1, "(")) {
            return Ok(input);
        }
        self.advance();
        self.expect_symbol("(")?;
        if self.take_word("BUCKET") {
            let numerator = self.sample_number()?;
            self.expect_words(&["OUT", "OF"])?;
            let denominator = self.sample_number()?;
            self.expect_symbol(")")?;
            return self.fraction(start, input, numerator / denominator);
        }
        let number_at = self.position();
        let number = self.sample_number()?;
        if self.take_word("PERCENT") {
            self.expect_symbol(")")?;
            return self.fraction(start, input, number / 100.0);
        }
        if self.word_at(0, "ROWS") {
            let rows = self.token(number_at);
            let limit = parse_number(self.spelling(rows)).map_err(|error| self.number_error(number_at, error))?;
            let limit = Expression::new(ExprKind::Literal(limit)).at(self.origin(number_at));
            self.advance();
            self.expect_symbol(")")?;
            return Ok(self.relation(start, RelKind::Limit { input, limit }));
        }
        Err(unsupported("TABLESAMPLE by bytes"))
    }

    fn fraction(&mut self, start: usize, input: Relation, upper_bound: f64) -> Result<Relation> {
        if !(0.0..=1.0).contains(&upper_bound) {
            return Err(
                self.not_allowed(start, format!("Sampling fraction ({upper_bound}) must be on interval [0, 1]"))
            );
        }
        let seed = self.seed()?;
        let sample =
            Sample { input, lower_bound: 0.0, upper_bound, with_replacement: false, seed, deterministic_order: false };
        Ok(self.relation(start, RelKind::Sample(sample)))
    }

    fn seed(&mut self) -> Result<Option<i64>> {
        if !self.take_word("REPEATABLE") {
            return Ok(None);
        }
        self.expect_symbol("(")?;
        let literal = parse_number(self.spelling(self.token(self.position())));
        let seed = literal.ok().as_ref().and_then(super::integral).ok_or_else(|| self.syntax_error())?;
        self.advance();
        self.expect_symbol(")")?;
        Ok(Some(seed))
    }

    fn sample_number(&mut self) -> Result<f64> {
        let at = self.position();
        let sign = if self.take_symbol("-") { "-" } else { "" };
        if *self.kind(0) != Kind::Number {
            return Err(self.syntax_error());
        }
        let spelling = format!("{sign}{}", self.spelling(self.token(self.position())));
        self.advance();
        let literal = parse_number(&spelling).map_err(|error| self.number_error(at, error))?;
        number_value(&literal).ok_or_else(|| self.syntax_error())
    }
}

/// A numeric constant as a double.
fn number_value(literal: &Literal) -> Option<f64> {
    match (&literal.value, &literal.data_type) {
        (Value::Double(value), _) => Some(*value),
        (Value::Integral(value), _) => value.to_string().parse().ok(),
        (Value::Decimal(value), DataType::Decimal { scale, .. }) => format!("{value}e-{scale}").parse().ok(),
        _ => None,
    }
}
