//! `SET`, read from the raw text: keys and values need not be tokens.

use sparrow_plan::{Command, Literal, Plan, Value};
use sparrow_spark_error::{QueryContext, Result, SparkError, unsupported};

use crate::error::INVALID_SET_SYNTAX;
use crate::lexer::{first_word, tokenize};
use crate::parser::Parser;

/// The command if the text is a SET statement.
pub(crate) fn parse(text: &str) -> Result<Option<Plan>> {
    if !first_word(text).eq_ignore_ascii_case("SET") {
        return Ok(None);
    }
    let statement = text.trim_end_matches([';', ' ', '\t', '\n', '\r']);
    let tokens = tokenize(statement);
    let mut parser = Parser::new(statement, &tokens, crate::LEVELS_MAX);
    if !parser.take_word("SET") {
        return Ok(None);
    }
    let after = statement[tokens[0].bytes.end..].trim();
    let command = if parser.words(&["TIME", "ZONE"]) && !parser.symbol_at(2, "=") {
        time_zone(&mut parser)
    } else if parser.any_word_at(0, &["VAR", "VARIABLE"]) && parser.identifier_at(1) {
        Err(unsupported("SET VARIABLE"))
    } else {
        key_value(after).ok_or_else(|| {
            let stop = statement.chars().count().saturating_sub(1);
            SparkError::new(&INVALID_SET_SYNTAX).at(QueryContext::sql(text, tokens[0].start, stop))
        })
    };
    command.map(|command| Some(Plan::Command(command)))
}

/// Nothing, `-v`, `key` or `key=value`; `None` if it is none of these.
fn key_value(text: &str) -> Option<Command> {
    if text.is_empty() || text == "-v" {
        return Some(Command::Set { key: None, value: None, verbose: !text.is_empty() });
    }
    let (key, rest) = key(text)?;
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Some(Command::Set { key: Some(key), value: None, verbose: false });
    }
    let value = rest.strip_prefix('=')?.trim();
    let value = quoted(value).filter(|(_, rest)| rest.is_empty()).map_or_else(|| value.to_owned(), |(value, _)| value);
    Some(Command::Set { key: Some(key), value: Some(value), verbose: false })
}

/// A key of letters, digits, `_`, `.` and `:`, or one in back-ticks; and what follows it.
fn key(text: &str) -> Option<(String, &str)> {
    if text.starts_with('`') {
        return quoted(text);
    }
    let end =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-'))).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('`')?;
    let mut from = 0;
    loop {
        let at = from + body[from..].find('`')?;
        if !body[at + 1..].starts_with('`') {
            return Some((body[..at].replace("``", "`"), &body[at + 1..]));
        }
        from = at + 2;
    }
}

/// `SET TIME ZONE 'zone'|LOCAL|INTERVAL …`
fn time_zone(parser: &mut Parser<'_>) -> Result<Command> {
    parser.take_words(&["TIME", "ZONE"]);
    let zone = if parser.take_word("LOCAL") {
        "LOCAL".to_owned()
    } else if parser.word_at(0, "INTERVAL") {
        interval_zone(parser)?
    } else {
        parser.string()?
    };
    if !parser.at_end() {
        return Err(parser.extra_input());
    }
    Ok(Command::SetTimeZone { zone })
}

/// An interval of whole seconds as an offset: `+10:00`.
fn interval_zone(parser: &mut Parser<'_>) -> Result<String> {
    use sparrow_plan::{ExprKind, IntervalValue};
    let interval = parser.expression()?;
    let ExprKind::Literal(Literal { value: Value::Interval(IntervalValue::DayTime(micros)), .. }) = interval.kind
    else {
        return Err(parser.syntax_error());
    };
    let seconds = micros / 1_000_000;
    let (sign, total) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60);
    Ok(if rest == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{rest:02}")
    })
}
