//! JSON text as a tree that keeps where each value stands and how its number is spelt.

use std::borrow::Cow;

use super::options::Syntax;

/// Jackson's limit.
const DEPTH_MAX: usize = 1000;

/// A value and the text it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node<'a> {
    pub value: Value<'a>,
    pub raw: &'a str,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    /// Digits with sign, point and exponent as they stand; a whole number when it has neither of the last two.
    Number,
    /// `NaN`, `Infinity`, `-Infinity`
    NotANumber(f64),
    Text(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// The first value of a text, or nothing for blank text. What follows the value is not looked at, as Spark does not.
pub(crate) fn parse<'a>(text: &'a str, syntax: &Syntax) -> Result<Option<Node<'a>>, Malformed> {
    let mut parser = Parser { text, at: 0, syntax, depth: 0 };
    parser.skip_blanks()?;
    if parser.at == text.len() {
        return Ok(None);
    }
    parser.node().map(Some)
}

/// The text is no JSON.
#[derive(Debug)]
pub(crate) struct Malformed;

struct Parser<'a, 's> {
    text: &'a str,
    at: usize,
    syntax: &'s Syntax,
    depth: usize,
}

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.take(byte) { Ok(()) } else { Err(Malformed) }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) -> Result<(), Malformed> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if self.syntax.comments => self.skip_comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn skip_comment(&mut self) -> Result<(), Malformed> {
        let (rest, closes) = match self.rest().as_bytes().get(1) {
            Some(b'*') => (2, "*/"),
            Some(b'/') => (2, "\n"),
            _ => return Err(Malformed),
        };
        let end = self.rest()[rest..].find(closes).map(|at| at + rest + closes.len());
        match end {
            Some(end) => self.at += end,
            None if closes == "\n" => self.at = self.text.len(),
            None => return Err(Malformed),
        }
        Ok(())
    }

    fn node(&mut self) -> Result<Node<'a>, Malformed> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Malformed);
        }
        let start = self.at;
        let value = match self.peek().ok_or(Malformed)? {
            b'{' => self.object()?,
            b'[' => self.array()?,
            b'"' => Value::Text(self.string(b'"')?),
            b'\'' if self.syntax.single_quotes => Value::Text(self.string(b'\'')?),
            _ => self.scalar()?,
        };
        self.depth -= 1;
        Ok(Node { value, raw: &self.text[start..self.at] })
    }

    fn object(&mut self) -> Result<Value<'a>, Malformed> {
        self.expect(b'{')?;
        let mut fields = Vec::new();
        self.skip_blanks()?;
        if self.take(b'}') {
            return Ok(Value::Object(fields));
        }
        loop {
            self.skip_blanks()?;
            let name = self.name()?;
            self.skip_blanks()?;
            self.expect(b':')?;
            self.skip_blanks()?;
            fields.push((name, self.node()?));
            self.skip_blanks()?;
            if self.take(b'}') {
                return Ok(Value::Object(fields));
            }
            self.expect(b',')?;
        }
    }

    fn name(&mut self) -> Result<Cow<'a, str>, Malformed> {
        match self.peek() {
            Some(b'"') => self.string(b'"'),
            Some(b'\'') if self.syntax.single_quotes => self.string(b'\''),
            _ if self.syntax.unquoted_names => {
                let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '@' | '#' | '*');
                let end = self.rest().find(|c| !word(c)).unwrap_or(self.rest().len());
                let name = &self.rest()[..end];
                self.at += end;
                if name.is_empty() { Err(Malformed) } else { Ok(name.into()) }
            }
            _ => Err(Malformed),
        }
    }

    fn array(&mut self) -> Result<Value<'a>, Malformed> {
        self.expect(b'[')?;
        let mut elements = Vec::new();
        self.skip_blanks()?;
        if self.take(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            self.skip_blanks()?;
            elements.push(self.node()?);
            self.skip_blanks()?;
            if self.take(b']') {
                return Ok(Value::Array(elements));
            }
            self.expect(b',')?;
        }
    }

    fn string(&mut self, quote: u8) -> Result<Cow<'a, str>, Malformed> {
        self.expect(quote)?;
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut from = start;
        loop {
            match self.peek().ok_or(Malformed)? {
                byte if byte == quote => {
                    let tail = &self.text[from..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        Some(mut text) => {
                            text.push_str(tail);
                            text.into()
                        }
                        None => tail.into(),
                    });
                }
                b'\\' => {
                    let text = owned.get_or_insert_with(String::new);
                    text.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    let escaped = self.escape()?;
                    owned.get_or_insert_with(String::new).push(escaped);
                    from = self.at;
                }
                0..=0x1f if !self.syntax.control_characters => return Err(Malformed),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let c = self.rest().chars().next().ok_or(Malformed)?;
        self.at += c.len_utf8();
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.code_point(),
            '\'' if self.syntax.single_quotes => c,
            other if self.syntax.backslash_any => other,
            _ => return Err(Malformed),
        })
    }

    fn code_point(&mut self) -> Result<char, Malformed> {
        let unit = self.code_unit()?;
        if !(0xd800..0xdc00).contains(&unit) {
            return Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let back = self.at;
        if self.take(b'\\') && self.take(b'u') {
            let low = self.code_unit()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).ok_or(Malformed);
            }
        }
        self.at = back;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn code_unit(&mut self) -> Result<u32, Malformed> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Malformed)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Malformed)
    }

    fn scalar(&mut self) -> Result<Value<'a>, Malformed> {
        for (word, value) in [("null", Value::Null), ("true", Value::Boolean(true)), ("false", Value::Boolean(false))] {
            if self.word(word) {
                return Ok(value);
            }
        }
        if self.syntax.non_numeric_numbers {
            let words = [
                ("NaN", f64::NAN),
                ("Infinity", f64::INFINITY),
                ("+Infinity", f64::INFINITY),
                ("-Infinity", f64::NEG_INFINITY),
                ("INF", f64::INFINITY),
                ("+INF", f64::INFINITY),
                ("-INF", f64::NEG_INFINITY),
            ];
            if let Some((_, number)) = words.into_iter().find(|(word, _)| self.word(word)) {
                return Ok(Value::NotANumber(number));
            }
        }
        self.number()
    }

    /// Takes a word that no letter or digit follows.
    fn word(&mut self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word);
        let found = after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn number(&mut self) -> Result<Value<'a>, Malformed> {
        self.take(b'-');
        let zero = self.peek() == Some(b'0');
        let digits = self.digits();
        if digits == 0 || (zero && digits > 1 && !self.syntax.leading_zeros) {
            return Err(Malformed);
        }
        if self.take(b'.') && self.digits() == 0 {
            return Err(Malformed);
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            if self.digits() == 0 {
                return Err(Malformed);
            }
        }
        match self.peek() {
            None | Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b':' | b'/') => Ok(Value::Number),
            _ => Err(Malformed),
        }
    }

    fn digits(&mut self) -> usize {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        count
    }
}
