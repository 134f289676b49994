//! Lists of keys and values: OPTIONS, TBLPROPERTIES, DBPROPERTIES.

use sparrow_spark_error::{Result, SparkError, condition};

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// `(key [=] value, …)`; a key without a value has the empty one, and no key may come twice.
    pub(crate) fn properties(&mut self) -> Result<Vec<(String, String)>> {
        let properties = self.parenthesized(Self::property)?;
        for (index, (key, _)) in properties.iter().enumerate() {
            if properties[..index].iter().any(|(earlier, _)| earlier == key) {
                return Err(SparkError::new(&condition::DUPLICATE_KEY).with("keyColumn", format!("`{key}`")));
            }
        }
        Ok(properties)
    }

    fn property(&mut self) -> Result<(String, String)> {
        let key = self.property_key()?;
        let equals = self.take_symbol("=");
        if !equals && (self.at_symbol(",") || self.at_symbol(")")) {
            return Ok((key, String::new()));
        }
        Ok((key, self.property_value()?))
    }

    pub(super) fn property_key(&mut self) -> Result<String> {
        match self.kind(0) {
            // One string only: `('key' 'value')` has no `=` between them.
            Kind::Text(key) => {
                self.advance();
                Ok(key.clone())
            }
            _ => Ok(self.multipart_name()?.join(".")),
        }
    }

    /// A string, a number as written, or a boolean.
    fn property_value(&mut self) -> Result<String> {
        if matches!(self.kind(0), Kind::Text(_)) {
            return self.string();
        }
        if self.any_word_at(0, &["TRUE", "FALSE"]) {
            return Ok(self.identifier()?.to_ascii_lowercase());
        }
        let sign = if self.take_symbol("-") { "-" } else { "" };
        if *self.kind(0) != Kind::Number {
            return Err(self.syntax_error());
        }
        let number = self.spelling(self.token(self.position()));
        self.advance();
        Ok(format!("{sign}{number}"))
    }
}
