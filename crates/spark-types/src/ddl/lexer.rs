//! Type DDL into tokens.

use sparrow_spark_error::{QueryContext, Result, SparkError, condition};

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// First character, counted in characters.
    pub start: usize,
    /// After the last character.
    pub end: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A bare word; may begin with digits.
    Word(String),
    /// A word in back-ticks.
    Quoted(String),
    /// Digits.
    Number(String),
    /// A string literal, escapes resolved.
    Text(String),
    /// Anything else.
    Symbol(char),
    /// After the last token.
    End,
}

/// `PARSE_SYNTAX_ERROR` at the characters `start..end`; none means the text ended too soon.
pub(super) fn syntax_error(text: &str, start: usize, end: usize) -> SparkError {
    let found: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    let error = if found.is_empty() { "end of input".to_owned() } else { format!("'{found}'") };
    SparkError::new(&condition::PARSE_SYNTAX_ERROR).with("error", error).with("hint", "").at(QueryContext::sql(
        text,
        start,
        end.saturating_sub(1).max(start),
    ))
}

/// All tokens of `text`, ending with [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        at = skip_blanks(&chars, at);
        let start = at;
        let Some(first) = chars.get(at) else { break };
        let kind = match first {
            '`' => back_ticked(text, &chars, &mut at)?,
            '\'' | '"' => string_literal(text, &chars, &mut at)?,
            c if is_word(*c) => word(&chars, &mut at),
            c => {
                at += 1;
                Kind::Symbol(*c)
            }
        };
        out.push(Token { kind, start, end: at });
    }
    out.push(Token { kind: Kind::End, start: chars.len(), end: chars.len() });
    Ok(out)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Past white space and comments.
fn skip_blanks(chars: &[char], mut at: usize) -> usize {
    loop {
        match chars.get(at..).unwrap_or_default() {
            [c, ..] if c.is_whitespace() => at += 1,
            ['-', '-', rest @ ..] => at += 2 + rest.iter().take_while(|c| **c != '\n').count(),
            ['/', '*', rest @ ..] => {
                let length = rest.windows(2).position(|w| w == ['*', '/']).map_or(rest.len(), |p| p + 2);
                at += 2 + length;
            }
            _ => return at,
        }
    }
}

fn word(chars: &[char], at: &mut usize) -> Kind {
    let length = chars[*at..].iter().take_while(|c| is_word(**c)).count();
    let text: String = chars[*at..*at + length].iter().collect();
    *at += length;
    if text.chars().all(|c| c.is_ascii_digit()) { Kind::Number(text) } else { Kind::Word(text) }
}

fn back_ticked(text: &str, chars: &[char], at: &mut usize) -> Result<Kind> {
    let start = *at;
    let mut name = String::new();
    *at += 1;
    loop {
        match chars.get(*at..).unwrap_or_default() {
            ['`', '`', ..] => {
                name.push('`');
                *at += 2;
            }
            ['`', ..] => {
                *at += 1;
                return if name.is_empty() { Err(syntax_error(text, start, *at)) } else { Ok(Kind::Quoted(name)) };
            }
            [c, ..] => {
                name.push(*c);
                *at += 1;
            }
            [] => return Err(syntax_error(text, start, start + 1)),
        }
    }
}

fn string_literal(text: &str, chars: &[char], at: &mut usize) -> Result<Kind> {
    let (start, quote) = (*at, chars[*at]);
    let mut value = String::new();
    *at += 1;
    loop {
        match chars.get(*at..).unwrap_or_default() {
            ['\\', escaped, ..] => {
                *at += 2;
                push_escaped(*escaped, chars, at, &mut value);
            }
            [a, b, ..] if *a == quote && *b == quote => {
                value.push(quote);
                *at += 2;
            }
            [c, ..] if *c == quote => {
                *at += 1;
                return Ok(Kind::Text(value));
            }
            [c, ..] => {
                value.push(*c);
                *at += 1;
            }
            [] => return Err(syntax_error(text, start, start + 1)),
        }
    }
}

/// Spark's escapes in string literals; `at` is after the escaped character.
fn push_escaped(escaped: char, chars: &[char], at: &mut usize, out: &mut String) {
    match escaped {
        'n' => out.push('\n'),
        't' => out.push('\t'),
        'r' => out.push('\r'),
        'b' => out.push('\u{8}'),
        '0' => out.push('\0'),
        'Z' => out.push('\u{1a}'),
        '%' | '_' => out.extend(['\\', escaped]),
        'u' => match hex_digits(chars, *at, 4) {
            Some(c) => {
                out.push(c);
                *at += 4;
            }
            None => out.push('u'),
        },
        other => out.push(other),
    }
}

fn hex_digits(chars: &[char], at: usize, count: usize) -> Option<char> {
    let digits: String = chars.get(at..at + count)?.iter().collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
}
