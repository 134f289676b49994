//! `INTERVAL …`: one text, values with units, or a text with a range of units.

use sparrow_plan::{ExprKind, Expression, Literal};
use sparrow_spark_error::{Result, SparkError, condition};

use crate::error::LEGACY_MIXED_INTERVAL;
use crate::literal::{Unit, multi_unit, parse_phrase, unit_to_unit};
use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// Whether INTERVAL here begins a constant rather than naming a column or a function.
    pub(super) fn interval_ahead(&self) -> bool {
        let value = |ahead| matches!(self.kind(ahead), Kind::Text(_) | Kind::Number);
        value(1) || matches!(self.kind(1), Kind::Symbol("-" | "+")) && value(2) && self.unit_at(3)
    }

    pub(super) fn interval(&mut self) -> Result<Expression> {
        let start = self.position();
        self.advance();
        let literal = if matches!(self.kind(0), Kind::Text(_)) && !self.unit_at(1) {
            self.interval_phrase(start)?
        } else {
            self.interval_units(start)?
        };
        Ok(self.make(start, ExprKind::Literal(literal)))
    }

    /// `INTERVAL '1 day 2 hours'`
    fn interval_phrase(&mut self, start: usize) -> Result<Literal> {
        let text = self.string()?;
        let parts = parse_phrase(&text).ok_or_else(|| self.invalid_typed_literal(start, "INTERVAL", &text))?;
        self.combine(start, &parts)
    }

    /// `INTERVAL 1 day 2 hours`, `INTERVAL '1-2' YEAR TO MONTH`
    fn interval_units(&mut self, start: usize) -> Result<Literal> {
        let mut parts = Vec::new();
        while self.interval_value_ahead() {
            let value = self.interval_value()?;
            let from = self.unit()?;
            if parts.is_empty() && self.word_at(0, "TO") && self.unit_at(1) {
                self.advance();
                let to = self.unit()?;
                return unit_to_unit(&value, from, to).ok_or_else(|| self.invalid_interval(start));
            }
            parts.push((value, from));
        }
        match parts.is_empty() {
            true => Err(self.syntax_error()),
            false => self.combine(start, &parts),
        }
    }

    fn combine(&self, start: usize, parts: &[(String, Unit)]) -> Result<Literal> {
        multi_unit(parts).map_err(|mixed| match mixed {
            true => self.error_since(start, &LEGACY_MIXED_INTERVAL).with("literal", self.text_since(start)),
            false => self.invalid_interval(start),
        })
    }

    fn invalid_interval(&self, start: usize) -> SparkError {
        self.error_since(start, &condition::INVALID_INTERVAL_FORMAT)
            .with("input", self.text_since(start + 1))
            .with("interval", "<value> <unit> ...")
    }

    fn interval_value_ahead(&self) -> bool {
        let signed = usize::from(matches!(self.kind(0), Kind::Symbol("-" | "+")));
        matches!(self.kind(signed), Kind::Text(_) | Kind::Number) && (signed == 0 || self.unit_at(2))
    }

    fn interval_value(&mut self) -> Result<String> {
        let minus = self.take_symbol("-");
        if !minus {
            self.take_symbol("+");
        }
        let value = match self.kind(0) {
            Kind::Text(text) => text.trim().to_owned(),
            _ => self.spelling(self.token(self.position())).to_owned(),
        };
        self.advance();
        Ok(match (minus, value.strip_prefix('-')) {
            (true, Some(positive)) => positive.to_owned(),
            (true, None) => format!("-{value}"),
            (false, _) => value,
        })
    }

    fn unit(&mut self) -> Result<Unit> {
        if !self.unit_at(0) {
            return Err(self.syntax_error());
        }
        let name = self.identifier()?;
        Unit::parse(&name).ok_or_else(|| self.syntax_error())
    }
}
