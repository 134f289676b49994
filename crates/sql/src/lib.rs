//! Spark SQL text → [`sparrow_plan::Plan`]. Knows the grammar; resolves no name and reads no setting.
//!
//! Lexer and grammar are ours: a parser made for many dialects keeps too little of where things were written to point
//! errors where Spark points them, and reserves words that Spark lets name a column.

mod data_type;
mod error;
mod expression;
mod lexer;
mod literal;
mod name;
mod parser;
mod query;
mod statement;
mod token;

use sparrow_plan::{Expression, Plan};
use sparrow_spark_error::{Result, SparkError, condition};

pub use crate::parser::LEVELS_MAX;
use crate::parser::Parser;

/// Parses one statement; a `;` may end it.
///
/// ```
/// let plan = sparrow_sql::parse_statement("SELECT a + 1 FROM t WHERE b IS NULL").unwrap();
/// assert!(matches!(plan, sparrow_plan::Plan::Query(_)));
/// ```
pub fn parse_statement(text: &str) -> Result<Plan> {
    parse_statement_within(text, LEVELS_MAX)
}

/// Parses one statement nested no deeper than `levels_max`.
pub fn parse_statement_within(text: &str, levels_max: usize) -> Result<Plan> {
    if let Some(set) = statement::set::parse(text)? {
        return Ok(set);
    }
    whole(text, levels_max, true, |parser| parser.statement())
}

/// Parses an expression as `expr()` and `selectExpr()` take it: aliases and stars included.
pub fn parse_expression(text: &str) -> Result<Expression> {
    parse_expression_within(text, LEVELS_MAX)
}

/// Like [`parse_expression`], nested no deeper than `levels_max`.
pub fn parse_expression_within(text: &str, levels_max: usize) -> Result<Expression> {
    whole(text, levels_max, false, |parser| parser.named_expression())
}

/// Parses a dotted name into its parts: `` a.`b.c` `` is `["a", "b.c"]`.
pub fn parse_multipart_identifier(text: &str) -> Result<Vec<String>> {
    whole(text, LEVELS_MAX, false, |parser| parser.multipart_name())
}

/// Parses all of `text` as one construct.
fn whole<T>(
    text: &str,
    levels_max: usize,
    ends_with_semicolon: bool,
    parse: impl FnOnce(&mut Parser<'_>) -> Result<T>,
) -> Result<T> {
    let tokens = lexer::tokenize(text);
    if tokens.len() == 1 {
        return Err(SparkError::new(&condition::PARSE_EMPTY_STATEMENT));
    }
    let mut parser = Parser::new(text, &tokens, levels_max);
    let parsed = parse(&mut parser)?;
    let ended = ends_with_semicolon && parser.at_symbol(";");
    while ends_with_semicolon && parser.take_symbol(";") {}
    if parser.at_end() {
        return Ok(parsed);
    }
    let extra = ended || parser.kind(1) == &token::Kind::End || parser.symbol_at(1, ";");
    Err(if extra { parser.extra_input() } else { parser.syntax_error() })
}

#[cfg(test)]
mod tests;
