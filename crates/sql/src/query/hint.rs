//! Hints: `/*+ BROADCAST(t), REPARTITION(3) */`.

use sparrow_plan::Expression;
use sparrow_spark_error::Result;

use crate::parser::Parser;

/// One hint.
pub(super) struct Hint {
    pub name: String,
    pub parameters: Vec<Expression>,
}

impl Parser<'_> {
    /// All hints here, of one comment or several.
    pub(super) fn hints(&mut self) -> Result<Vec<Hint>> {
        let mut hints = Vec::new();
        while self.take_symbol("/*+") {
            while !self.take_symbol("*/") {
                hints.push(self.hint()?);
                self.take_symbol(",");
            }
        }
        Ok(hints)
    }

    fn hint(&mut self) -> Result<Hint> {
        let name = self.identifier()?;
        if !self.at_symbol("(") {
            return Ok(Hint { name, parameters: vec![] });
        }
        if self.symbol_at(1, ")") {
            self.advance();
            self.advance();
            return Ok(Hint { name, parameters: vec![] });
        }
        let parameters = self.parenthesized(Self::postfix)?;
        Ok(Hint { name, parameters })
    }
}
