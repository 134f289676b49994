//! `SELECT … FROM … WHERE … GROUP BY … HAVING …`, in that order or FROM first.

use sparrow_plan::{Aggregate, Deduplicate, Expression, GroupingKind, RelKind, Relation};
use sparrow_spark_error::{Result, unsupported};

use super::hint::Hint;
use crate::parser::Parser;

impl Parser<'_> {
    /// A SELECT; `from` is the relation that stood before it when FROM came first.
    pub(super) fn select(&mut self, from: Option<Relation>) -> Result<Relation> {
        let windows = self.windows_ahead()?;
        self.windows.push(windows);
        let select = self.nested(|parser| parser.select_in_scope(from));
        self.windows.pop();
        select
    }

    fn select_in_scope(&mut self, from: Option<Relation>) -> Result<Relation> {
        let start = self.position();
        self.expect_word("SELECT")?;
        let hints = self.hints()?;
        if self.word_at(0, "TRANSFORM") && self.symbol_at(1, "(") && self.script_ahead() {
            return Err(unsupported("SELECT TRANSFORM"));
        }
        let distinct = self.quantifier();
        let select = self.comma_separated(Self::named_expression)?;
        let input = match from {
            Some(from) => from,
            None => self.take_from()?.unwrap_or_else(|| self.relation(start, RelKind::OneRow)),
        };
        let input = self.lateral_views(start, input)?;
        let input = self.filtered(start, input)?;
        let mut query = self.projected(start, select, input)?;
        if distinct {
            let deduplicate = Deduplicate { input: query, columns: None, within_watermark: false };
            query = self.relation(start, RelKind::Deduplicate(deduplicate));
        }
        Ok(self.hinted(start, hints, query))
    }

    /// `FROM relation SELECT …`, several of which are a union.
    pub(super) fn query_from_first(&mut self) -> Result<Relation> {
        let start = self.position();
        let from = self.take_from()?.ok_or_else(|| self.syntax_error())?;
        let from = self.lateral_views(start, from)?;
        if self.at_symbol("|>") {
            return Err(unsupported("the pipe operator |>"));
        }
        if self.word_at(0, "INSERT") {
            return Err(unsupported("FROM ... INSERT"));
        }
        let query = self.select(Some(from))?;
        if self.word_at(0, "SELECT") {
            return Err(unsupported("FROM ... SELECT ... SELECT"));
        }
        Ok(query)
    }

    /// `TRANSFORM(…) USING 'script'` rather than the function.
    fn script_ahead(&self) -> bool {
        let open = self.position() + 1;
        self.closing(open).is_some_and(|close| {
            let after = close + 1 - self.position();
            self.any_word_at(after, &["USING", "ROW", "RECORDWRITER"])
        })
    }

    fn filtered(&mut self, start: usize, input: Relation) -> Result<Relation> {
        if !self.take_word("WHERE") {
            return Ok(input);
        }
        let condition = self.expression()?;
        Ok(self.relation(start, RelKind::Filter { input, condition }))
    }

    /// The select list over its input: an aggregate with GROUP BY or HAVING, else a projection.
    fn projected(&mut self, start: usize, select: Vec<Expression>, input: Relation) -> Result<Relation> {
        let grouping = self.group_by()?;
        let having = if self.word_at(0, "HAVING") && self.at_clause() {
            self.advance();
            Some(self.expression()?)
        } else {
            None
        };
        if self.word_at(0, "QUALIFY") {
            return Err(unsupported("QUALIFY"));
        }
        self.skip_window_clause()?;
        let (grouping, kind) = match grouping {
            Some(found) => found,
            None if having.is_some() => (vec![], GroupingKind::GroupBy),
            None => return Ok(self.relation(start, RelKind::Project { input, expressions: select })),
        };
        Ok(self.relation(start, RelKind::Aggregate(Aggregate { input, grouping, kind, select, having })))
    }

    /// Hints stand over the SELECT, the first outermost, as Spark puts them.
    fn hinted(&self, start: usize, hints: Vec<Hint>, query: Relation) -> Relation {
        hints.into_iter().rev().fold(query, |input, Hint { name, parameters }| {
            self.relation(start, RelKind::Hint { input, name, parameters })
        })
    }
}
