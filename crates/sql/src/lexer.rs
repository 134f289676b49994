//! Text → tokens, by the rules of Spark's lexer. Never fails: what it cannot read becomes a token no grammar accepts.

use crate::token::{Kind, SYMBOLS, Token};

/// Reads all tokens; the last one is `Kind::End`.
pub(crate) fn tokenize(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: text, text, at: Place { start: 0, line: 1, column: 0 } };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blank();
        let (at, byte) = (lexer.at, lexer.byte());
        let kind = lexer.next_kind();
        let done = kind == Kind::End;
        tokens.push(Token {
            kind,
            start: at.start,
            end: lexer.at.start,
            line: at.line,
            column: at.column,
            bytes: byte..lexer.byte(),
        });
        if done {
            return tokens;
        }
    }
}

/// The word a text begins with, after blanks and comments.
pub(crate) fn first_word(text: &str) -> &str {
    let mut lexer = Lexer { rest: text, text, at: Place { start: 0, line: 1, column: 0 } };
    lexer.skip_blank();
    let end = lexer.rest.find(|c| !is_word(c)).unwrap_or(lexer.rest.len());
    &lexer.rest[..end]
}

/// Whether a character may be part of an identifier.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_digit() || c.is_alphabetic()
}

#[derive(Clone, Copy)]
struct Place {
    start: usize,
    line: usize,
    column: usize,
}

struct Lexer<'a> {
    text: &'a str,
    rest: &'a str,
    at: Place,
}

impl<'a> Lexer<'a> {
    fn byte(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Moves past `bytes` bytes of the rest.
    fn advance(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        for c in taken.chars() {
            self.at.start += 1;
            self.at.column += 1;
            if c == '\n' {
                self.at.line += 1;
                self.at.column = 0;
            }
        }
        self.rest = rest;
        taken
    }

    fn skip_blank(&mut self) {
        loop {
            let blank = self.rest.len() - self.rest.trim_start().len();
            if blank > 0 {
                self.advance(blank);
            } else if self.rest.starts_with("--") {
                self.advance(line_comment(self.rest));
            } else if self.rest.starts_with("/*") && !self.rest.starts_with("/*+") {
                match block_comment(self.rest) {
                    Some(bytes) => self.advance(bytes),
                    None => return,
                };
            } else {
                return;
            }
        }
    }

    fn next_kind(&mut self) -> Kind {
        let Some(first) = self.peek() else { return Kind::End };
        match first {
            '\'' | '"' => self.text_constant(first),
            '`' => self.quoted(),
            'r' | 'R' if self.rest[1..].starts_with(['\'', '"']) => self.raw_text(),
            '.' if self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number_or_symbol(),
            '0'..='9' => self.number(),
            c if is_word(c) => self.word(),
            _ => self.symbol(),
        }
    }

    fn word(&mut self) -> Kind {
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        self.advance(end);
        Kind::Word
    }

    /// A number, or the identifier that starts with its digits.
    fn number(&mut self) -> Kind {
        match number_length(self.rest) {
            Some(bytes) => {
                self.advance(bytes);
                Kind::Number
            }
            None => self.word(),
        }
    }

    /// `.5`, unless letters follow: then the point stands alone, as in `t.5a`.
    fn number_or_symbol(&mut self) -> Kind {
        match number_length(self.rest) {
            Some(bytes) => {
                self.advance(bytes);
                Kind::Number
            }
            None => self.symbol(),
        }
    }

    fn symbol(&mut self) -> Kind {
        match SYMBOLS.iter().find(|s| self.rest.starts_with(**s)) {
            Some(symbol) => {
                self.advance(symbol.len());
                Kind::Symbol(symbol)
            }
            None => {
                self.advance(self.peek().map_or(0, char::len_utf8));
                Kind::Unknown
            }
        }
    }

    fn quoted(&mut self) -> Kind {
        let Some(inner) = quoted_length(&self.rest[1..], '`', false) else { return self.unknown() };
        let taken = self.advance(inner + 2);
        Kind::Quoted(taken[1..=inner].replace("``", "`"))
    }

    fn raw_text(&mut self) -> Kind {
        let quote = if self.rest[1..].starts_with('"') { '"' } else { '\'' };
        match self.rest[2..].find(quote) {
            Some(inner) => Kind::Text(self.advance(inner + 3)[2..inner + 2].to_owned()),
            None => self.word(),
        }
    }

    fn text_constant(&mut self, quote: char) -> Kind {
        let Some(inner) = quoted_length(&self.rest[1..], quote, true) else { return self.unknown() };
        let taken = self.advance(inner + 2);
        Kind::Text(crate::literal::unescape(&taken[1..=inner], quote))
    }

    fn unknown(&mut self) -> Kind {
        self.advance(1);
        Kind::Unknown
    }
}

/// Bytes up to the closing quote; a doubled quote does not close, nor one after a backslash if `escapes`.
fn quoted_length(body: &str, quote: char, escapes: bool) -> Option<usize> {
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && escapes {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at);
        }
    }
    None
}

/// Bytes of the number at the start, or `None` when its digits begin an identifier (or, after a point, belong to none).
fn number_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(0);
    let mut end = whole;
    let pointed = bytes.get(end) == Some(&b'.');
    if pointed {
        end += 1 + digits(end + 1);
    }
    end = exponent_end(bytes, end);
    let suffixed = suffix_end(bytes, end, end == whole);
    let ends = |at: usize| !rest[at..].starts_with(is_word);
    if ends(suffixed) {
        return Some(suffixed);
    }
    // `1.a` is the integer 1, a point and a name; `1a` is a name.
    (pointed && whole > 0).then_some(whole)
}

fn exponent_end(bytes: &[u8], at: usize) -> usize {
    if !matches!(bytes.get(at), Some(b'e' | b'E')) {
        return at;
    }
    let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
    let digits = bytes[at + 1 + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 { at } else { at + 1 + sign + digits }
}

fn suffix_end(bytes: &[u8], at: usize, integral: bool) -> usize {
    match bytes.get(at).map(u8::to_ascii_uppercase) {
        Some(b'L' | b'S' | b'Y') if integral => at + 1,
        Some(b'F' | b'D') => at + 1,
        Some(b'B') if matches!(bytes.get(at + 1), Some(b'd' | b'D')) => at + 2,
        _ => at,
    }
}

/// A comment to the line's end; a backslash before the line break continues it.
fn line_comment(rest: &str) -> usize {
    let mut from = 0;
    loop {
        match rest[from..].find('\n') {
            None => return rest.len(),
            Some(at) if rest[..from + at].ends_with('\\') => from += at + 1,
            Some(at) => return from + at + 1,
        }
    }
}

/// Comments nest; `None` when one never closes.
fn block_comment(rest: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let found = rest[at..].find(['/', '*'])? + at;
        let pair = rest.get(found..found + 2)?;
        at = found + 2;
        match pair {
            "/*" => depth += 1,
            "*/" if depth == 1 => return Some(at),
            "*/" => depth -= 1,
            _ => at = found + 1,
        }
    }
}
