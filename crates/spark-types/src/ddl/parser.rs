//! Type DDL by recursive descent.

use sparrow_spark_error::{QueryContext, Result, SparkError, condition, plan_too_deep, to_sql_type, unsupported};

use super::TYPE_NESTING_LEVELS_MAX;
use super::lexer::{Kind, Token, syntax_error, tokens};
use crate::json::precision_too_large;
use crate::{DataType, DayTimeField, Field, MAX_DECIMAL_PRECISION, StructType, YearMonthField};

/// Digits of fraction a `TIME` has unless it says otherwise, and at most.
const TIME_PRECISION: u8 = 6;

pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self> {
        let tokens = tokens(text)?;
        if tokens.len() == 1 {
            return Err(SparkError::new(&condition::PARSE_EMPTY_STATEMENT).at(QueryContext::sql(text, 0, 0)));
        }
        Ok(Self { text, tokens, at: 0, depth: 0 })
    }

    pub(super) fn whole_type(&mut self) -> Result<DataType> {
        let data_type = self.data_type()?;
        self.expect_end()?;
        Ok(data_type)
    }

    pub(super) fn whole_table_schema(&mut self) -> Result<StructType> {
        let mut fields = vec![self.field(false)?];
        while self.take_symbol(',') {
            fields.push(self.field(false)?);
        }
        self.expect_end()?;
        Ok(StructType::new(fields))
    }

    fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn unexpected(&self) -> SparkError {
        let Token { start, end, .. } = self.tokens[self.at];
        syntax_error(self.text, start, end)
    }

    fn expect_end(&self) -> Result<()> {
        if *self.peek() == Kind::End { Ok(()) } else { Err(self.unexpected()) }
    }

    fn take_symbol(&mut self, symbol: char) -> bool {
        let found = *self.peek() == Kind::Symbol(symbol);
        if found {
            self.next();
        }
        found
    }

    fn expect_symbol(&mut self, symbol: char) -> Result<()> {
        if self.take_symbol(symbol) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Kind::Word(word) if word.eq_ignore_ascii_case(wanted))
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = self.is_word(wanted);
        if found {
            self.next();
        }
        found
    }

    fn expect_word(&mut self, wanted: &str) -> Result<()> {
        if self.take_word(wanted) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn identifier(&mut self) -> Result<String> {
        match self.peek() {
            Kind::Word(_) | Kind::Quoted(_) => match self.next().kind {
                Kind::Word(name) | Kind::Quoted(name) => Ok(name),
                _ => Err(self.unexpected()),
            },
            _ => Err(self.unexpected()),
        }
    }

    /// `name type [NOT NULL] [COMMENT 'text']`; in a struct a colon may follow the name.
    fn field(&mut self, in_struct: bool) -> Result<Field> {
        let name = self.identifier()?;
        if in_struct {
            self.take_symbol(':');
        }
        let data_type = self.data_type()?;
        let nullable = !self.take_word("NOT");
        if !nullable {
            self.expect_word("NULL")?;
        }
        let field = Field::new(name, data_type, nullable);
        if !self.take_word("COMMENT") {
            return Ok(field);
        }
        let comment = self.text_literal()?;
        Ok(field.with_comment(&comment))
    }

    /// One string literal, or several in a row, which count as one.
    fn text_literal(&mut self) -> Result<String> {
        let mut whole = String::new();
        let mut found = false;
        while let Kind::Text(part) = self.peek() {
            whole.push_str(part);
            found = true;
            self.next();
        }
        if found { Ok(whole) } else { Err(self.unexpected()) }
    }

    fn data_type(&mut self) -> Result<DataType> {
        self.depth += 1;
        if self.depth > TYPE_NESTING_LEVELS_MAX {
            return Err(plan_too_deep(self.depth, TYPE_NESTING_LEVELS_MAX, "type_levels_max, fixed"));
        }
        let data_type = self.data_type_here();
        self.depth -= 1;
        data_type
    }

    fn data_type_here(&mut self) -> Result<DataType> {
        let start = self.at;
        let quoted = matches!(self.peek(), Kind::Quoted(_));
        let name = self.identifier()?.to_ascii_uppercase();
        if quoted {
            return Err(self.unsupported_type(start, &name));
        }
        match (name.as_str(), *self.peek() == Kind::Symbol('<')) {
            ("ARRAY", true) => self.array(),
            ("MAP", true) => self.map(),
            ("STRUCT", true) => self.structure(),
            ("ARRAY" | "MAP" | "STRUCT", false) => Err(self.unexpected()),
            ("INTERVAL", _) => self.interval(),
            _ => self.leaf(start, &name),
        }
    }

    fn array(&mut self) -> Result<DataType> {
        self.expect_symbol('<')?;
        let element = self.data_type()?;
        self.expect_symbol('>')?;
        Ok(DataType::array(element))
    }

    fn map(&mut self) -> Result<DataType> {
        self.expect_symbol('<')?;
        let key = self.data_type()?;
        self.expect_symbol(',')?;
        let value = self.data_type()?;
        self.expect_symbol('>')?;
        Ok(DataType::map(key, value))
    }

    fn structure(&mut self) -> Result<DataType> {
        self.expect_symbol('<')?;
        let mut fields = Vec::new();
        if !self.take_symbol('>') {
            fields.push(self.field(true)?);
            while self.take_symbol(',') {
                fields.push(self.field(true)?);
            }
            self.expect_symbol('>')?;
        }
        Ok(DataType::Struct(StructType::new(fields)))
    }

    fn interval(&mut self) -> Result<DataType> {
        if let Some(from) = self.take_day_time() {
            if !self.take_word("TO") {
                return Ok(DataType::DayTimeInterval(from, from));
            }
            let to_place = self.at - 1;
            return match self.take_day_time() {
                Some(to) if to > from => Ok(DataType::DayTimeInterval(from, to)),
                _ => Err(self.unexpected_at(to_place)),
            };
        }
        if self.take_word("MONTH") {
            return Ok(DataType::YearMonthInterval(YearMonthField::Month, YearMonthField::Month));
        }
        if !self.take_word("YEAR") {
            return Ok(DataType::CalendarInterval);
        }
        if !self.take_word("TO") {
            return Ok(DataType::YearMonthInterval(YearMonthField::Year, YearMonthField::Year));
        }
        let to_place = self.at - 1;
        if self.take_word("MONTH") { Ok(DataType::YEAR_MONTH) } else { Err(self.unexpected_at(to_place)) }
    }

    fn unexpected_at(&self, token: usize) -> SparkError {
        let Token { start, end, .. } = self.tokens[token];
        syntax_error(self.text, start, end)
    }

    fn take_day_time(&mut self) -> Option<DayTimeField> {
        use DayTimeField::{Day, Hour, Minute, Second};
        [Day, Hour, Minute, Second].into_iter().find(|field| self.take_word(field.name()))
    }

    /// A type without type arguments: `INT`, `DECIMAL(10, 2)`, `TIMESTAMP WITHOUT TIME ZONE`.
    fn leaf(&mut self, start: usize, name: &str) -> Result<DataType> {
        let sizes = self.sizes()?;
        if sizes.is_empty()
            && let Some(plain) = plain_type(name)
        {
            return self.with_suffix(plain);
        }
        match (name, sizes.as_slice()) {
            ("TIME", [precision @ 0..=6]) => self.with_suffix(DataType::Time(*precision as u8)),
            ("DECIMAL" | "DEC" | "NUMERIC", [precision]) => decimal(*precision, 0),
            ("DECIMAL" | "DEC" | "NUMERIC", [precision, scale]) => decimal(*precision, *scale),
            ("CHAR" | "CHARACTER", [length]) => Ok(DataType::Char(*length)),
            ("VARCHAR", [length]) => Ok(DataType::VarChar(*length)),
            ("CHAR" | "CHARACTER" | "VARCHAR", []) => {
                let context = self.context(start);
                Err(SparkError::new(&condition::DATATYPE_MISSING_SIZE).with("type", to_sql_type(name)).at(context))
            }
            _ if !self.may_follow_type() => Err(self.unexpected()),
            (_, []) => Err(self.unsupported_type(start, name)),
            (_, sizes) => {
                let sizes: Vec<_> = sizes.iter().map(u32::to_string).collect();
                Err(self.unsupported_type(start, &format!("{name}({})", sizes.join(","))))
            }
        }
    }

    /// Whether the text goes on as it may after a type: if not, that is the error to report, not the type's name.
    fn may_follow_type(&self) -> bool {
        matches!(self.peek(), Kind::End | Kind::Symbol(',' | '>')) || self.is_word("NOT") || self.is_word("COMMENT")
    }

    /// `(n, m, …)`, or nothing.
    fn sizes(&mut self) -> Result<Vec<u32>> {
        if !self.take_symbol('(') {
            return Ok(vec![]);
        }
        let mut sizes = Vec::new();
        loop {
            let Kind::Number(digits) = self.peek() else { return Err(self.unexpected()) };
            sizes.push(digits.parse().map_err(|_| self.unexpected())?);
            self.next();
            if !self.take_symbol(',') {
                break;
            }
        }
        self.expect_symbol(')')?;
        Ok(sizes)
    }

    /// What may follow a type's name: a time zone clause or a collation.
    fn with_suffix(&mut self, plain: DataType) -> Result<DataType> {
        match plain {
            DataType::String if self.take_word("COLLATE") => {
                let collation = self.identifier()?;
                if collation.eq_ignore_ascii_case("UTF8_BINARY") {
                    return Ok(DataType::String);
                }
                Err(unsupported(format!("the type STRING COLLATE {}", collation.to_uppercase())))
            }
            DataType::Timestamp | DataType::Time(_) if self.take_word("WITHOUT") => {
                self.expect_word("TIME")?;
                self.expect_word("ZONE")?;
                Ok(if plain == DataType::Timestamp { DataType::TimestampNtz } else { plain })
            }
            DataType::Timestamp if self.take_word("WITH") => {
                self.expect_word("LOCAL")?;
                self.expect_word("TIME")?;
                self.expect_word("ZONE")?;
                Ok(plain)
            }
            other => Ok(other),
        }
    }

    /// The stretch from token `start` to the last one read.
    fn context(&self, start: usize) -> QueryContext {
        let first = &self.tokens[start];
        let last = &self.tokens[self.at.saturating_sub(1).max(start)];
        QueryContext::sql(self.text, first.start, last.end.saturating_sub(1))
    }

    fn unsupported_type(&self, start: usize, name: &str) -> SparkError {
        SparkError::new(&condition::UNSUPPORTED_DATATYPE)
            .with("typeName", to_sql_type(&name.to_uppercase()))
            .at(self.context(start))
    }
}

/// The types that are one word, under all their names.
fn plain_type(name: &str) -> Option<DataType> {
    Some(match name {
        "BOOLEAN" => DataType::Boolean,
        "TINYINT" | "BYTE" => DataType::Byte,
        "SMALLINT" | "SHORT" => DataType::Short,
        "INT" | "INTEGER" => DataType::Integer,
        "BIGINT" | "LONG" => DataType::Long,
        "FLOAT" | "REAL" => DataType::Float,
        "DOUBLE" => DataType::Double,
        "DECIMAL" | "DEC" | "NUMERIC" => DataType::DEFAULT_DECIMAL,
        "STRING" => DataType::String,
        "BINARY" => DataType::Binary,
        "DATE" => DataType::Date,
        "TIMESTAMP" | "TIMESTAMP_LTZ" => DataType::Timestamp,
        "TIMESTAMP_NTZ" => DataType::TimestampNtz,
        "TIME" => DataType::Time(TIME_PRECISION),
        "VARIANT" => DataType::Variant,
        "VOID" => DataType::Null,
        _ => return None,
    })
}

fn decimal(precision: u32, scale: u32) -> Result<DataType> {
    if precision > MAX_DECIMAL_PRECISION.into() {
        return Err(precision_too_large(precision));
    }
    if scale > precision {
        let text = format!("the scale {scale} of a decimal exceeds its precision {precision}");
        return Err(SparkError::new(&condition::INVALID_DECIMAL_SCALE).with("sqlText", text));
    }
    Ok(DataType::Decimal { precision: precision as u8, scale: scale as u8 })
}
