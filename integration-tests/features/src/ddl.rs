//! Reads Spark's DDL of a schema (`a INT NOT NULL, b ARRAY<STRING>`) into Arrow's; knows types, not what rows hold.
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, IntervalUnit, Schema, TimeUnit};

use crate::problem::{Problem, Result};

/// The deepest nesting of types that is read.
const DEPTH_MAX: usize = 64;

/// The Arrow schema of a DDL text, with Spark's types for it: timestamps in UTC, microseconds.
pub fn schema(text: &str) -> Result<Schema> {
    let mut reader = Reader { tokens: tokens(text)?, next: 0, depth: 0 };
    let fields = reader.fields(None).map_err(|problem| problem.at(format!("the schema `{text}`")))?;
    Ok(Schema::new(fields))
}

struct Reader {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    /// A name in back quotes.
    Name(String),
    Text(String),
    Sign(char),
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            _ if next.is_whitespace() => {}
            '<' | '>' | '(' | ')' | ',' | ':' => tokens.push(Token::Sign(next)),
            '`' | '\'' | '"' => {
                let mut inside = String::new();
                loop {
                    match rest.next() {
                        Some(end) if end == next && rest.peek() == Some(&next) => inside.extend(rest.next()),
                        Some(end) if end == next => break,
                        Some(other) => inside.push(other),
                        None => return Err(Problem::new(format!("the schema `{text}` ends inside a quoted name"))),
                    }
                }
                tokens.push(if next == '`' { Token::Name(inside) } else { Token::Text(inside) });
            }
            _ => {
                let mut word = String::from(next);
                while let Some(more) = rest.next_if(|more| more.is_alphanumeric() || *more == '_') {
                    word.push(more);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

impl Reader {
    /// Fields up to `end`, or to the end of the text.
    fn fields(&mut self, end: Option<char>) -> Result<Fields> {
        let mut fields = Vec::new();
        if self.is_at_end(end) {
            return Ok(fields.into());
        }
        loop {
            fields.push(self.field()?);
            if self.is_at_end(end) {
                return Ok(fields.into());
            }
            self.sign(',')?;
        }
    }

    fn is_at_end(&mut self, end: Option<char>) -> bool {
        match (end, self.tokens.get(self.next)) {
            (None, None) => true,
            (Some(end), Some(Token::Sign(sign))) if *sign == end => {
                self.next += 1;
                true
            }
            _ => false,
        }
    }

    fn field(&mut self) -> Result<Field> {
        let name = match self.take()? {
            Token::Word(name) | Token::Name(name) => name,
            other => return Err(Problem::new(format!("expected a column's name, received {other:?}"))),
        };
        self.sign(':').ok();
        let data_type = self.data_type()?;
        let is_required = self.word("not") && self.word("null");
        if self.word("comment") {
            self.take()?;
        }
        Ok(Field::new(name, data_type, !is_required))
    }

    fn data_type(&mut self) -> Result<DataType> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Problem::new(format!("types are nested at most {DEPTH_MAX} deep")));
        }
        let Token::Word(word) = self.take()? else {
            return Err(Problem::new("expected a type"));
        };
        let found = match word.to_lowercase().as_str() {
            "boolean" => DataType::Boolean,
            "tinyint" | "byte" => DataType::Int8,
            "smallint" | "short" => DataType::Int16,
            "int" | "integer" => DataType::Int32,
            "bigint" | "long" => DataType::Int64,
            "float" | "real" => DataType::Float32,
            "double" => DataType::Float64,
            "decimal" | "dec" | "numeric" => self.decimal()?,
            "string" => DataType::Utf8,
            "char" | "varchar" => self.arguments().map(|_| DataType::Utf8)?,
            "binary" => DataType::Binary,
            "date" => DataType::Date32,
            "timestamp" | "timestamp_ltz" => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            "timestamp_ntz" => DataType::Timestamp(TimeUnit::Microsecond, None),
            "void" => DataType::Null,
            "interval" => self.interval()?,
            "array" => self.array()?,
            "map" => self.map()?,
            "struct" => {
                self.sign('<')?;
                DataType::Struct(self.fields(Some('>'))?)
            }
            _ => return Err(Problem::new(format!("there is no type `{word}` here"))),
        };
        self.depth -= 1;
        Ok(found)
    }

    fn decimal(&mut self) -> Result<DataType> {
        let numbers = self.arguments()?;
        let precision = numbers.first().copied().unwrap_or(10);
        let scale = numbers.get(1).copied().unwrap_or(0);
        match (u8::try_from(precision), i8::try_from(scale)) {
            (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision.cast_signed() => {
                Ok(DataType::Decimal128(precision, scale))
            }
            _ => Err(Problem::new(format!("there is no decimal({precision},{scale})"))),
        }
    }

    fn array(&mut self) -> Result<DataType> {
        self.sign('<')?;
        let element = self.data_type()?;
        self.sign('>')?;
        Ok(DataType::List(Arc::new(Field::new("element", element, true))))
    }

    fn map(&mut self) -> Result<DataType> {
        self.sign('<')?;
        let key = Field::new("key", self.data_type()?, false);
        self.sign(',')?;
        let value = Field::new("value", self.data_type()?, true);
        self.sign('>')?;
        let entries = Field::new("entries", DataType::Struct(vec![key, value].into()), false);
        Ok(DataType::Map(Arc::new(entries), false))
    }

    /// `INTERVAL DAY TO SECOND`, `INTERVAL YEAR TO MONTH` and the shorter ones.
    fn interval(&mut self) -> Result<DataType> {
        let is_of_days = ["day", "hour", "minute", "second"].into_iter().any(|unit| self.word(unit));
        if !is_of_days && !self.word("year") && !self.word("month") {
            return Err(Problem::new("an interval is of DAY TO SECOND or of YEAR TO MONTH"));
        }
        if self.word("to") {
            self.take()?;
        }
        Ok(if is_of_days {
            DataType::Duration(TimeUnit::Microsecond)
        } else {
            DataType::Interval(IntervalUnit::YearMonth)
        })
    }

    /// The numbers in brackets behind a type, if there are some.
    fn arguments(&mut self) -> Result<Vec<i64>> {
        let mut numbers = Vec::new();
        if self.sign('(').is_err() {
            return Ok(numbers);
        }
        loop {
            let Token::Word(number) = self.take()? else {
                return Err(Problem::new("expected a number in the brackets of a type"));
            };
            numbers.push(number.parse().map_err(|_| Problem::new(format!("`{number}` is no number of a type")))?);
            if self.sign(')').is_ok() {
                return Ok(numbers);
            }
            self.sign(',')?;
        }
    }

    fn take(&mut self) -> Result<Token> {
        let token = self.tokens.get(self.next).cloned().ok_or_else(|| Problem::new("it ends too early"))?;
        self.next += 1;
        Ok(token)
    }

    fn sign(&mut self, sign: char) -> Result<()> {
        match self.tokens.get(self.next) {
            Some(Token::Sign(found)) if *found == sign => {
                self.next += 1;
                Ok(())
            }
            other => Err(Problem::new(format!("expected `{sign}`, received {other:?}"))),
        }
    }

    /// Whether the next word is this one, which is then taken.
    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.next), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        self.next += usize::from(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn types_are_read() {
        let text =
            "a INT NOT NULL, `b c` decimal(10, 2) COMMENT 'x', d ARRAY<STRUCT<e: TIMESTAMP, f: MAP<STRING, BINARY>>>";
        let read = schema(text).expect("it is right");
        let told: Vec<_> = read.fields().iter().map(|field| (field.name().as_str(), field.is_nullable())).collect();
        assert_eq!(told, [("a", false), ("b c", true), ("d", true)]);
        assert_eq!(read.field(1).data_type(), &arrow::datatypes::DataType::Decimal128(10, 2));
        assert!(read.field(2).data_type().to_string().contains("UTC"), "{}", read.field(2).data_type());
        assert!(schema("").expect("no columns").fields().is_empty());
    }

    #[test]
    fn what_is_no_type_is_named() {
        for (text, expected) in
            [("a QUX", "QUX"), ("a decimal(40,2)", "decimal(40,2)"), ("a array<int", "expected"), ("a", "too early")]
        {
            let error = schema(text).expect_err(text).to_string();
            assert!(error.contains(expected) && error.contains(text), "{error}");
        }
    }
}
