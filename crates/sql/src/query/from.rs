//! The FROM clause: relations, commas, LATERAL VIEW.

use sparrow_plan::{ExprKind, Expression, Generate, Join, JoinCondition, JoinKind, RelKind, Relation};
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    /// `FROM a, b JOIN c …`; `None` without FROM.
    pub(super) fn take_from(&mut self) -> Result<Option<Relation>> {
        let start = self.position();
        if !self.take_word("FROM") {
            return Ok(None);
        }
        self.relations(start).map(Some)
    }

    /// Relations with commas between. As in Spark, the joins after a comma's right side join all that stands before them.
    fn relations(&mut self, start: usize) -> Result<Relation> {
        let mut left = self.joined_relation()?;
        while self.take_symbol(",") {
            self.deepen()?;
            let lateral = self.take_lateral();
            let right = self.relation_primary()?;
            let join = Join { left, right, kind: JoinKind::Inner, condition: JoinCondition::None, lateral };
            left = self.relation(start, RelKind::Join(join));
            left = self.joins(start, left)?;
        }
        Ok(left)
    }

    /// A relation with its joins.
    fn joined_relation(&mut self) -> Result<Relation> {
        let start = self.position();
        // With nothing to its left, LATERAL sees nothing.
        self.take_lateral();
        let first = self.relation_primary()?;
        self.joins(start, first)
    }

    /// `LATERAL` before a subquery or a table function.
    pub(super) fn take_lateral(&mut self) -> bool {
        let lateral =
            self.symbol_at(1, "(") || self.identifier_at(1) && !self.word_at(1, "VIEW") && self.symbol_at(2, "(");
        lateral && self.take_word("LATERAL")
    }

    /// `LATERAL VIEW [OUTER] generator(…) alias [AS columns]`, any number of them.
    pub(super) fn lateral_views(&mut self, start: usize, mut input: Relation) -> Result<Relation> {
        while self.take_words(&["LATERAL", "VIEW"]) {
            self.deepen()?;
            let outer = self.word_at(0, "OUTER") && !self.symbol_at(1, "(") && self.take_word("OUTER");
            let generator_at = self.position();
            let name = self.multipart_name()?;
            self.expect_symbol("(")?;
            let args = if self.at_symbol(")") { vec![] } else { self.expressions()? };
            self.expect_symbol(")")?;
            let generator = self.generator(generator_at, name, args);
            let alias = self.view_alias()?;
            let columns = self.view_columns()?;
            input = self.relation(start, RelKind::Generate(Generate { input, generator, outer, alias, columns }));
        }
        Ok(input)
    }

    fn generator(&self, start: usize, name: Vec<String>, args: Vec<Expression>) -> Expression {
        let kind =
            ExprKind::Function { name, args, distinct: false, filter: None, ignore_nulls: None, within_group: vec![] };
        self.make(start, kind)
    }

    fn view_alias(&mut self) -> Result<Option<String>> {
        let named = self.identifier_at(0) && !self.at_clause() && !self.word_at(0, "AS");
        if named { self.identifier().map(Some) } else { Err(self.syntax_error()) }
    }

    fn view_columns(&mut self) -> Result<Vec<String>> {
        let listed = self.take_word("AS") || self.identifier_at(0) && !self.at_clause();
        if listed { self.comma_separated(Self::identifier) } else { Ok(vec![]) }
    }

    /// `( relation )`: joins in parentheses.
    pub(super) fn parenthesized_relation(&mut self) -> Result<Relation> {
        self.nested(|parser| {
            let start = parser.position();
            parser.expect_symbol("(")?;
            let inner = parser.joined_relation()?;
            parser.expect_symbol(")")?;
            let sampled = parser.sampled(start, inner)?;
            parser.aliased(start, sampled)
        })
    }
}
