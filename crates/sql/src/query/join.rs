//! Joins and what else may follow a relation.

use sparrow_plan::{Join, JoinCondition, JoinKind, RelKind, Relation};
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    /// The joins, pivots and unpivots that follow `left`.
    pub(super) fn joins(&mut self, start: usize, mut left: Relation) -> Result<Relation> {
        loop {
            if self.word_at(0, "PIVOT") && self.symbol_at(1, "(") {
                left = self.pivot(start, left)?;
            } else if self.word_at(0, "UNPIVOT") && self.at_clause() {
                left = self.unpivot(start, left)?;
            } else if let Some((kind, natural)) = self.join_type() {
                left = self.join(start, left, kind, natural)?;
            } else {
                return Ok(left);
            }
            self.deepen()?;
        }
    }

    /// The words up to JOIN, taken if they are a join's.
    fn join_type(&mut self) -> Option<(JoinKind, bool)> {
        const TYPES: &[(&[&str], JoinKind)] = &[
            (&["JOIN"], JoinKind::Inner),
            (&["INNER", "JOIN"], JoinKind::Inner),
            (&["CROSS", "JOIN"], JoinKind::Cross),
            (&["LEFT", "OUTER", "JOIN"], JoinKind::LeftOuter),
            (&["LEFT", "JOIN"], JoinKind::LeftOuter),
            (&["LEFT", "SEMI", "JOIN"], JoinKind::LeftSemi),
            (&["SEMI", "JOIN"], JoinKind::LeftSemi),
            (&["LEFT", "ANTI", "JOIN"], JoinKind::LeftAnti),
            (&["ANTI", "JOIN"], JoinKind::LeftAnti),
            (&["RIGHT", "OUTER", "JOIN"], JoinKind::RightOuter),
            (&["RIGHT", "JOIN"], JoinKind::RightOuter),
            (&["FULL", "OUTER", "JOIN"], JoinKind::FullOuter),
            (&["FULL", "JOIN"], JoinKind::FullOuter),
        ];
        let before = self.position();
        let natural = self.take_word("NATURAL");
        let found = TYPES.iter().find(|(words, _)| self.take_words(words));
        if found.is_none() {
            self.rewind(before);
        }
        found.map(|(_, kind)| (*kind, natural))
    }

    fn join(&mut self, start: usize, left: Relation, kind: JoinKind, natural: bool) -> Result<Relation> {
        let lateral = self.take_lateral();
        let right = self.relation_primary()?;
        let condition = if natural { JoinCondition::Natural } else { self.join_condition()? };
        Ok(self.relation(start, RelKind::Join(Join { left, right, kind, condition, lateral })))
    }

    fn join_condition(&mut self) -> Result<JoinCondition> {
        if self.take_word("ON") {
            return self.expression().map(JoinCondition::On);
        }
        if self.take_word("USING") {
            return self.identifier_list().map(JoinCondition::Using);
        }
        Ok(JoinCondition::None)
    }
}
