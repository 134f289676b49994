//! Constants where expressions stand: numbers, strings, NULL, booleans and `DATE '…'` and its kin.

use sparrow_plan::{CastMode, ExprKind, Expression, Literal, Value};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use crate::error::UNSUPPORTED_TYPED_LITERAL;
use crate::literal::{parse_date, parse_hex, parse_number};
use crate::parser::Parser;
use crate::token::Kind;

const TYPED: &str = r#""DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X", "TIME""#;

impl Parser<'_> {
    /// A number (with its sign), a string, NULL or a boolean.
    pub(super) fn constant(&mut self) -> Result<Expression> {
        let start = self.position();
        let literal = match self.kind(0) {
            Kind::Text(_) => Literal::string(self.string()?),
            Kind::Symbol("-") | Kind::Number => return self.number(start),
            _ if self.take_word("NULL") => Literal::null(DataType::Null),
            _ if self.take_word("TRUE") => Literal::boolean(true),
            _ if self.take_word("FALSE") => Literal::boolean(false),
            _ => return Err(self.syntax_error()),
        };
        Ok(self.make(start, ExprKind::Literal(literal)))
    }

    fn number(&mut self, start: usize) -> Result<Expression> {
        let sign = if self.take_symbol("-") { "-" } else { "" };
        let digits = self.spelling(self.token(self.position()));
        self.advance();
        let literal = parse_number(&format!("{sign}{digits}")).map_err(|error| self.number_error(start, error))?;
        Ok(self.make(start, ExprKind::Literal(literal)))
    }

    /// `TYPE 'text'`. Timestamps and times are casts of their text: only the session knows the zone of a text without
    /// one. The other types are constants at once.
    pub(super) fn typed_constant(&mut self) -> Result<Expression> {
        let start = self.position();
        let name = self.identifier()?.to_ascii_uppercase();
        let text_at = self.position();
        let text = self.string()?;
        let invalid = |parser: &Self| parser.invalid_typed_literal(start, &name, &text);
        let cast = |parser: &Self, to| {
            let child = parser.make(text_at, ExprKind::Literal(Literal::string(text.clone())));
            Ok(parser.make(start, ExprKind::Cast { child: Box::new(child), to, mode: CastMode::Ansi }))
        };
        if name.starts_with("TIME") && !may_be_time(&text) {
            return Err(invalid(self));
        }
        let literal = match name.as_str() {
            "TIMESTAMP" | "TIMESTAMP_LTZ" => return cast(self, DataType::Timestamp),
            "TIMESTAMP_NTZ" => return cast(self, DataType::TimestampNtz),
            "TIME" => return cast(self, DataType::Time(6)),
            "DATE" => Literal::new(Value::Date(parse_date(&text).ok_or_else(|| invalid(self))?), DataType::Date),
            "X" => Literal::new(Value::Binary(parse_hex(&text).ok_or_else(|| invalid(self))?), DataType::Binary),
            _ => {
                return Err(self
                    .error_since(start, &UNSUPPORTED_TYPED_LITERAL)
                    .with("unsupportedType", format!("\"{name}\""))
                    .with("supportedTypes", TYPED));
            }
        };
        Ok(self.make(start, ExprKind::Literal(literal)))
    }
}

/// Whether a text may be a time or timestamp at all; whether it is one shows when it is cast.
fn may_be_time(text: &str) -> bool {
    text.trim().trim_start_matches(['+', '-', 'T']).starts_with(|c: char| c.is_ascii_digit())
}
