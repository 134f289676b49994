//! `PIVOT` and `UNPIVOT`.

use sparrow_plan::{Expression, Pivot, RelKind, Relation, Unpivot};
use sparrow_spark_error::Result;

use crate::parser::Parser;

/// A group of columns to unpivot and its label.
type Group = (Vec<Expression>, Option<String>);

impl Parser<'_> {
    /// `PIVOT (aggregates FOR column IN (values)) [alias]`
    pub(super) fn pivot(&mut self, start: usize, input: Relation) -> Result<Relation> {
        self.expect_word("PIVOT")?;
        self.expect_symbol("(")?;
        let aggregates = self.comma_separated(Self::pivot_expression)?;
        self.expect_word("FOR")?;
        let column = self.pivot_columns()?;
        self.expect_word("IN")?;
        let values = Some(self.parenthesized(Self::named_expression)?);
        self.expect_symbol(")")?;
        let pivot = Pivot { input, grouping: None, column, values, aggregates };
        let pivot = self.relation(start, RelKind::Pivot(pivot));
        self.aliased(start, pivot)
    }

    /// An aggregate with its alias; `FOR` is none.
    fn pivot_expression(&mut self) -> Result<Expression> {
        let child = self.expression()?;
        if self.take_word("AS") {
            return Ok(child.alias(self.identifier()?));
        }
        if self.identifier_at(0) && !self.word_at(0, "FOR") {
            return Ok(child.alias(self.identifier()?));
        }
        Ok(child)
    }

    /// One column, or `(a, b)` as a struct of them.
    fn pivot_columns(&mut self) -> Result<Expression> {
        let start = self.position();
        if self.at_symbol("(") {
            let columns = self.parenthesized(Self::column)?;
            return Ok(self.call(start, "struct", columns));
        }
        self.column()
    }

    fn column(&mut self) -> Result<Expression> {
        let start = self.position();
        let name = self.multipart_name()?;
        Ok(Expression::column(name).at(self.origin(start)))
    }

    /// `UNPIVOT [INCLUDE|EXCLUDE NULLS] (values FOR name IN (columns)) [alias]`
    pub(super) fn unpivot(&mut self, start: usize, input: Relation) -> Result<Relation> {
        self.expect_word("UNPIVOT")?;
        let include_nulls = self.take_words(&["INCLUDE", "NULLS"]);
        if !include_nulls {
            self.take_words(&["EXCLUDE", "NULLS"]);
        }
        self.expect_symbol("(")?;
        let several = self.at_symbol("(");
        let value_names = if several { self.identifier_list()? } else { vec![self.identifier()?] };
        self.expect_word("FOR")?;
        let variable_name = self.identifier()?;
        self.expect_word("IN")?;
        let groups = self.parenthesized(|parser| parser.unpivot_group(several))?;
        self.expect_symbol(")")?;
        let unpivot = Unpivot { input, ids: None, values: Some(groups), variable_name, value_names, include_nulls };
        let unpivot = self.relation(start, RelKind::Unpivot(unpivot));
        self.aliased(start, unpivot)
    }

    /// `a [AS label]`, or `(a, b) [AS label]` with several value columns.
    fn unpivot_group(&mut self, several: bool) -> Result<Group> {
        let columns = if several { self.parenthesized(Self::column)? } else { vec![self.column()?] };
        let labelled = self.take_word("AS") || self.identifier_at(0);
        let label = if labelled { Some(self.identifier()?) } else { None };
        Ok((columns, label))
    }
}
