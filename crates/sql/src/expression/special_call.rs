//! Calls with a grammar of their own: CAST, EXTRACT, TRIM, SUBSTRING, POSITION, OVERLAY, TIMESTAMPADD and STRUCT.

use sparrow_plan::{CastMode, ExprKind, Expression, Literal};
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    /// The special call here, or `None` when the word here is a plain name or its call is an ordinary one.
    pub(super) fn special_call(&mut self) -> Result<Option<Expression>> {
        if !self.symbol_at(1, "(") {
            return Ok(None);
        }
        let name = self.spelling(self.token(self.position())).to_ascii_uppercase();
        match name.as_str() {
            "CAST" => self.cast(CastMode::Session).map(Some),
            "TRY_CAST" => self.cast(CastMode::Try).map(Some),
            "EXTRACT" => self.extract(),
            "TRIM" => self.trim(),
            "SUBSTR" | "SUBSTRING" => self.substring(),
            "POSITION" => self.string_position(),
            "OVERLAY" => self.overlay(),
            "STRUCT" => self.structure().map(Some),
            "DATEADD" | "DATE_ADD" | "TIMESTAMPADD" => self.with_unit("timestampadd"),
            "DATEDIFF" | "DATE_DIFF" | "TIMESTAMPDIFF" | "TIMEDIFF" => self.with_unit("timestampdiff"),
            _ => Ok(None),
        }
    }

    fn cast(&mut self, mode: CastMode) -> Result<Expression> {
        let start = self.open();
        let child = Box::new(self.expression()?);
        self.expect_word("AS")?;
        let to = self.data_type()?;
        self.expect_symbol(")")?;
        Ok(self.make(start, ExprKind::Cast { child, to, mode }))
    }

    /// Takes `NAME (`.
    fn open(&mut self) -> usize {
        let start = self.position();
        self.advance();
        self.advance();
        start
    }

    /// `EXTRACT(field FROM source)`: a call of `extract` with the field as a string first.
    fn extract(&mut self) -> Result<Option<Expression>> {
        if !(self.identifier_at(2) && self.word_at(3, "FROM")) {
            return Ok(None);
        }
        let start = self.open();
        let field = self.name_constant()?;
        self.expect_word("FROM")?;
        let source = self.value()?;
        self.expect_symbol(")")?;
        Ok(Some(self.call(start, "extract", vec![field, source])))
    }

    /// An identifier as a string constant.
    fn name_constant(&mut self) -> Result<Expression> {
        let start = self.position();
        let name = self.identifier()?;
        Ok(self.make(start, ExprKind::Literal(Literal::string(name))))
    }

    /// `TRIM([BOTH|LEADING|TRAILING] [characters] FROM source)`: `trim`, `ltrim` or `rtrim`, called as Spark's functions
    /// of those names take two arguments: the characters first.
    fn trim(&mut self) -> Result<Option<Expression>> {
        let sided =
            self.any_word_at(2, &["BOTH", "LEADING", "TRAILING"]) && !self.symbol_at(3, ")") && !self.symbol_at(3, ",");
        if !sided && !self.keyword_in_call("FROM") {
            return Ok(None);
        }
        let start = self.open();
        let name = match sided.then(|| self.identifier()).transpose()? {
            Some(side) if side.eq_ignore_ascii_case("LEADING") => "ltrim",
            Some(side) if side.eq_ignore_ascii_case("TRAILING") => "rtrim",
            _ => "trim",
        };
        let mut args = Vec::new();
        if !self.word_at(0, "FROM") {
            args.push(self.value()?);
        }
        self.expect_word("FROM")?;
        args.push(self.value()?);
        self.expect_symbol(")")?;
        Ok(Some(self.call(start, name, args)))
    }

    /// Whether `keyword` stands directly inside the call's parentheses here.
    fn keyword_in_call(&self, keyword: &str) -> bool {
        let open = self.position() + 1;
        let Some(close) = self.closing(open) else { return false };
        let mut at = open + 1;
        while at < close {
            let ahead = at - self.position();
            if self.word_at(ahead, keyword) {
                return true;
            }
            at = self.closing(at).unwrap_or(at) + 1;
        }
        false
    }

    /// `SUBSTRING(text FROM start [FOR length])`
    fn substring(&mut self) -> Result<Option<Expression>> {
        if !self.keyword_in_call("FROM") {
            return Ok(None);
        }
        let start = self.open();
        let mut args = vec![self.value()?];
        self.expect_word("FROM")?;
        args.push(self.value()?);
        if self.take_word("FOR") {
            args.push(self.value()?);
        }
        self.expect_symbol(")")?;
        Ok(Some(self.call(start, "substring", args)))
    }

    /// `POSITION(part IN text)`
    fn string_position(&mut self) -> Result<Option<Expression>> {
        if !self.keyword_in_call("IN") {
            return Ok(None);
        }
        let start = self.open();
        let part = self.value()?;
        self.expect_word("IN")?;
        let text = self.value()?;
        self.expect_symbol(")")?;
        Ok(Some(self.call(start, "locate", vec![part, text])))
    }

    /// `OVERLAY(text PLACING new FROM start [FOR length])`
    fn overlay(&mut self) -> Result<Option<Expression>> {
        if !self.keyword_in_call("PLACING") {
            return Ok(None);
        }
        let start = self.open();
        let mut args = vec![self.value()?];
        self.expect_word("PLACING")?;
        args.push(self.value()?);
        self.expect_word("FROM")?;
        args.push(self.value()?);
        if self.take_word("FOR") {
            args.push(self.value()?);
        }
        self.expect_symbol(")")?;
        Ok(Some(self.call(start, "overlay", args)))
    }

    /// `STRUCT(a AS x, b)`
    fn structure(&mut self) -> Result<Expression> {
        let start = self.open();
        let args = if self.at_symbol(")") { vec![] } else { self.comma_separated(Self::named_expression)? };
        self.expect_symbol(")")?;
        Ok(self.call(start, "struct", args))
    }

    /// `DATEADD(DAY, n, x)`: the unit becomes a string. With two arguments or another first one it is an ordinary call.
    fn with_unit(&mut self, name: &str) -> Result<Option<Expression>> {
        let unit = self.unit_at(2) || self.any_word_at(2, &["QUARTER", "DAYOFYEAR"]);
        if !(unit && self.symbol_at(3, ",") && self.commas_in_call() == 2) {
            return Ok(None);
        }
        let start = self.open();
        let mut args = vec![self.name_constant()?];
        self.expect_symbol(",")?;
        args.extend(self.expressions()?);
        self.expect_symbol(")")?;
        Ok(Some(self.call(start, name, args)))
    }

    fn commas_in_call(&self) -> usize {
        let open = self.position() + 1;
        let close = self.closing(open).unwrap_or(open);
        let (mut commas, mut at) = (0, open + 1);
        while at < close {
            commas += usize::from(self.symbol_at(at - self.position(), ","));
            at = self.closing(at).unwrap_or(at) + 1;
        }
        commas
    }
}
