//! Hints: `/*+ BROADCAST(t), REPARTITION(3) */`.

use sparrow_plan::{ExprKind, Expression, Literal, Value};
use sparrow_spark_error::Result;

use crate::parser::Parser;

fn is_text(literal: &Literal) -> bool {
    matches!(literal.value, Value::String(_))
}

/// One hint.
pub(super) struct Hint {
    pub name: String,
    pub parameters: Vec<Expression>,
}

impl Parser<'_> {
    /// All hints here, of one comment or several.
    pub(super) fn hints(&mut self) -> Result<Vec<Hint>> {
        let mut hints = Vec::new();
        loop {
            let start = self.position();
            if !self.take_symbol("/*+") {
                return Ok(hints);
            }
            let first = hints.len();
            while !self.take_symbol("*/") {
                hints.push(self.hint()?);
                self.take_symbol(",");
            }
            // A text that names something stands where the whole comment stands.
            let comment = self.origin(start);
            let parameters = hints[first..].iter_mut().flat_map(|hint: &mut Hint| &mut hint.parameters);
            for text in parameters.filter(|p| matches!(&p.kind, ExprKind::Literal(l) if is_text(l))) {
                text.origin.clone_from(&comment);
            }
        }
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
