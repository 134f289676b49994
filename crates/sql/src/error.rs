//! The parser's errors, each built where the offending token is known.

use sparrow_spark_error::{Condition, Kind as Family, SparkError, condition};

use crate::literal::NumberError;
use crate::parser::Parser;
use crate::token::{Kind, Token};

macro_rules! conditions {
    ($($id:ident $state:literal $name:literal $template:literal;)*) => {
        $(pub(crate) static $id: Condition =
            Condition { name: $name, sql_state: $state, kind: Family::Parse, template: $template };)*
    };
}

// Conditions only the parser raises.
conditions! {
    EMPTY_IN_PREDICATE "42000" "INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE" "Invalid SQL syntax: an IN list needs at least one value.";
    INVALID_SET_SYNTAX "42000" "INVALID_SET_SYNTAX" "SET takes nothing, a key, or key=value. Back-tick a key or value that holds special characters.";
    LEGACY_MIXED_INTERVAL "42K0E" "_LEGACY_ERROR_TEMP_0029" "Year-month and day-time fields cannot mix in one interval: <literal>.";
    LEGACY_NOT_ALLOWED "42601" "_LEGACY_ERROR_TEMP_0035" "Operation not allowed: <message>.";
    TEMP_VIEW_NAME "428EK" "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS" "A temporary view's name has one part, not those of <actualName>.";
    UNSUPPORTED_TYPED_LITERAL "0A000" "UNSUPPORTED_TYPED_LITERAL" "Constants of the type <unsupportedType> are not known; those of <supportedTypes> are.";
    BANG_EQUALS_NOT "42601" "SYNTAX_DISCONTINUED.BANG_EQUALS_NOT" "<clause> no longer stands for NOT here. Write NOT.";
}

impl Parser<'_> {
    /// The token here cannot stand here.
    pub(crate) fn syntax_error(&self) -> SparkError {
        self.syntax_error_at(self.position(), String::new())
    }

    /// The token here is one too many: without it the text would parse.
    pub(crate) fn extra_input(&self) -> SparkError {
        let token = self.token(self.position());
        let hint = format!(": extra input {}", self.shown(token));
        self.syntax_error_at(self.position(), hint)
    }

    /// `wanted` is missing before the token here.
    pub(crate) fn missing(&self, wanted: &str) -> SparkError {
        self.syntax_error_at(self.position(), format!(": missing '{wanted}'"))
    }

    fn syntax_error_at(&self, index: usize, hint: String) -> SparkError {
        let token = self.token(index);
        SparkError::new(&condition::PARSE_SYNTAX_ERROR)
            .with("error", self.shown(token))
            .with("hint", hint)
            .at(self.context(token, token))
    }

    fn shown(&self, token: &Token) -> String {
        match token.kind {
            Kind::End => "end of input".to_owned(),
            _ => format!("'{}'", self.spelling(token)),
        }
    }

    /// An error of `condition` about the tokens from `start` to the one before here.
    pub(crate) fn error_since(&self, start: usize, condition: &'static Condition) -> SparkError {
        let last = self.position().saturating_sub(1).max(start);
        SparkError::new(condition).at(self.context(self.token(start), self.token(last)))
    }

    /// A number outside what its type holds.
    pub(crate) fn number_error(&self, start: usize, error: NumberError) -> SparkError {
        match error {
            NumberError::Range(value, name, min, max) => self
                .error_since(start, &condition::INVALID_NUMERIC_LITERAL_RANGE)
                .with("rawStrippedQualifier", value)
                .with("minValue", min)
                .with("maxValue", max)
                .with("typeName", name),
            NumberError::Precision(digits) => self
                .error_since(start, &condition::DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION)
                .with("precision", digits.to_string())
                .with("maxPrecision", sparrow_spark_types::MAX_DECIMAL_PRECISION.to_string()),
        }
    }

    /// `value` is no constant of the type `name`.
    pub(crate) fn invalid_typed_literal(&self, start: usize, name: &str, value: &str) -> SparkError {
        self.error_since(start, &condition::INVALID_TYPED_LITERAL)
            .with("valueType", format!("\"{name}\""))
            .with("value", format!("'{value}'"))
    }

    /// A statement Spark has and we do not, named by its first words.
    pub(crate) fn unsupported_statement(&self, start: usize, words: usize) -> SparkError {
        let named: Vec<_> = (start..start + words).map(|i| self.spelling(self.token(i)).to_uppercase()).collect();
        sparrow_spark_error::unsupported(named.join(" ").trim_end().to_owned())
    }

    /// Something Spark refuses under its `Operation not allowed` condition.
    pub(crate) fn not_allowed(&self, start: usize, message: impl Into<String>) -> SparkError {
        self.error_since(start, &LEGACY_NOT_ALLOWED).with("message", message)
    }
}
