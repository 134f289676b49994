//! Queries: common table expressions, set operations, ordering and limits.

mod from;
mod group_by;
mod hint;
mod join;
mod lookahead;
mod pivot;
mod sample;
mod select;
mod table;

use sparrow_plan::{Cte, ExprKind, Expression, Literal, NullOrder, RelKind, Relation, SetOp, SetOpKind, SortOrder};
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;

/// The alias Spark gives a subquery in FROM that has none.
const UNNAMED_SUBQUERY: &str = "__auto_generated_subquery_name";

/// The sort key Spark takes for a bare expression.
pub(crate) fn ascending(child: Expression) -> SortOrder {
    SortOrder { child, ascending: true, nulls: NullOrder::First }
}

impl Parser<'_> {
    /// A query with its WITH clause.
    pub(crate) fn query(&mut self) -> Result<Relation> {
        self.nested(|parser| {
            let start = parser.position();
            let ctes = parser.with_clause()?;
            let input = parser.query_without_ctes()?;
            Ok(parser.with_ctes(start, ctes, input))
        })
    }

    /// `(query)`, for subqueries.
    pub(crate) fn subquery(&mut self) -> Result<Relation> {
        self.expect_symbol("(")?;
        let query = self.query()?;
        if self.at_end() {
            return Err(self.missing(")"));
        }
        self.expect_symbol(")")?;
        Ok(query)
    }

    /// The definitions of `WITH [RECURSIVE] …` and whether it is recursive; `None` without one.
    pub(crate) fn with_clause(&mut self) -> Result<Option<(Vec<Cte>, bool)>> {
        if !(self.word_at(0, "WITH") && self.identifier_at(1)) {
            return Ok(None);
        }
        self.advance();
        let recursive = self.word_at(0, "RECURSIVE") && self.identifier_at(1) && !self.word_at(1, "AS");
        if recursive {
            self.advance();
        }
        let ctes = self.comma_separated(Self::cte)?;
        Ok(Some((ctes, recursive)))
    }

    /// `input` under its definitions.
    pub(crate) fn with_ctes(&self, start: usize, ctes: Option<(Vec<Cte>, bool)>, input: Relation) -> Relation {
        match ctes {
            Some((ctes, recursive)) => self.relation(start, RelKind::With { ctes, recursive, input }),
            None => input,
        }
    }

    fn cte(&mut self) -> Result<Cte> {
        let name = self.identifier()?;
        let columns = if self.at_symbol("(") && !self.query_in_parentheses(self.position()) {
            self.identifier_list()?
        } else {
            vec![]
        };
        if self.word_at(0, "MAX") {
            return Err(unsupported("MAX RECURSION LEVEL in WITH"));
        }
        self.take_word("AS");
        let query = self.subquery()?;
        Ok(Cte { name, columns, query })
    }

    /// A query without WITH: set operations, then what orders and limits their result.
    pub(crate) fn query_without_ctes(&mut self) -> Result<Relation> {
        let start = self.position();
        let term = self.unions()?;
        let query = self.organized(start, term)?;
        if self.at_symbol("|>") {
            return Err(unsupported("the pipe operator |>"));
        }
        Ok(query)
    }

    /// UNION, EXCEPT and MINUS, left to right.
    fn unions(&mut self) -> Result<Relation> {
        let start = self.position();
        let mut left = self.intersections()?;
        loop {
            let kind = match () {
                () if self.take_word("UNION") => SetOpKind::Union,
                () if self.take_word("EXCEPT") || self.take_word("MINUS") => SetOpKind::Except,
                () => return Ok(left),
            };
            let all = self.set_quantifier();
            let right = self.intersections()?;
            left = self.set_operation(start, kind, all, left, right)?;
        }
    }

    /// INTERSECT binds tighter than the others.
    fn intersections(&mut self) -> Result<Relation> {
        let start = self.position();
        let mut left = self.query_primary()?;
        while self.take_word("INTERSECT") {
            let all = self.set_quantifier();
            let right = self.query_primary()?;
            left = self.set_operation(start, SetOpKind::Intersect, all, left, right)?;
        }
        Ok(left)
    }

    fn set_quantifier(&mut self) -> bool {
        let all = self.take_word("ALL");
        if !all {
            self.take_word("DISTINCT");
        }
        all
    }

    fn set_operation(
        &mut self,
        start: usize,
        kind: SetOpKind,
        all: bool,
        left: Relation,
        right: Relation,
    ) -> Result<Relation> {
        self.deepen()?;
        let op = SetOp { left, right, kind, all, by_name: false, allow_missing_columns: false };
        Ok(self.relation(start, RelKind::SetOp(op)))
    }

    fn query_primary(&mut self) -> Result<Relation> {
        let start = self.position();
        if self.at_symbol("(") {
            return self.subquery();
        }
        if self.word_at(0, "SELECT") {
            return self.select(None);
        }
        if self.word_at(0, "FROM") {
            return self.query_from_first();
        }
        if self.word_at(0, "VALUES") {
            return self.values_table();
        }
        if self.any_word_at(0, &["MAP", "REDUCE"]) && self.identifier_at(1) {
            return Err(unsupported("MAP and REDUCE scripts"));
        }
        if self.take_word("TABLE") {
            let name = self.multipart_name()?;
            return Ok(self.relation(start, RelKind::NamedTable { name, options: vec![] }));
        }
        Err(self.syntax_error())
    }

    /// ORDER BY and its kin, then LIMIT and OFFSET.
    pub(crate) fn organized(&mut self, start: usize, input: Relation) -> Result<Relation> {
        let mut query = self.ordered(start, input)?;
        self.skip_window_clause()?;
        let limit = self.limit()?;
        if self.take_word("OFFSET") {
            let offset = self.expression()?;
            query = self.relation(start, RelKind::Offset { input: query, offset });
        }
        if let Some(limit) = limit {
            query = self.relation(start, RelKind::Limit { input: query, limit });
        }
        Ok(query)
    }

    /// The limit; `LIMIT ALL` is none.
    fn limit(&mut self) -> Result<Option<Expression>> {
        if !self.take_word("LIMIT") {
            return Ok(None);
        }
        if self.take_word("ALL") { Ok(None) } else { self.expression().map(Some) }
    }

    fn ordered(&mut self, start: usize, mut query: Relation) -> Result<Relation> {
        if self.take_words(&["ORDER", "BY"]) {
            let order = self.order_items()?;
            return Ok(self.relation(start, RelKind::Sort { input: query, order, global: true }));
        }
        if self.take_words(&["CLUSTER", "BY"]) {
            let expressions = self.expressions()?;
            let order = expressions.iter().cloned().map(ascending).collect();
            let kind = RelKind::RepartitionByExpression { input: query, expressions, partitions: None };
            query = self.relation(start, kind);
            return Ok(self.relation(start, RelKind::Sort { input: query, order, global: false }));
        }
        if self.take_words(&["DISTRIBUTE", "BY"]) {
            let expressions = self.expressions()?;
            let kind = RelKind::RepartitionByExpression { input: query, expressions, partitions: None };
            query = self.relation(start, kind);
        }
        if self.take_words(&["SORT", "BY"]) {
            let order = self.sort_items()?;
            query = self.relation(start, RelKind::Sort { input: query, order, global: false });
        }
        Ok(query)
    }

    /// Sort keys, or `ALL`: the one function call `all`, as in GROUP BY.
    fn order_items(&mut self) -> Result<Vec<SortOrder>> {
        let mut order = self.sort_items()?;
        if let [only] = order.as_mut_slice() {
            only.child = all_call(only.child.clone());
        }
        Ok(order)
    }

    /// `VALUES row, …` with its alias.
    pub(crate) fn values_table(&mut self) -> Result<Relation> {
        let start = self.position();
        self.expect_word("VALUES")?;
        let rows = self.comma_separated(|parser| Ok(row(parser.expression()?)))?;
        let values = self.relation(start, RelKind::Values { rows });
        self.aliased(start, values)
    }
}

/// The attribute `ALL` as the function call the analyzer knows it by.
fn all_call(expression: Expression) -> Expression {
    match &expression.kind {
        ExprKind::Attribute { name, .. } if name.len() == 1 && name[0].eq_ignore_ascii_case("ALL") => {
            Expression::call("all", vec![]).at(expression.origin)
        }
        _ => expression,
    }
}

/// The columns of one row of VALUES: the members of `(a, b)`, `struct(a, b)` or `named_struct('x', a)`, else one value.
fn row(expression: Expression) -> Vec<Expression> {
    match expression.kind {
        ExprKind::Function { name, args, .. } if name.len() == 1 && name[0].eq_ignore_ascii_case("struct") => {
            args.into_iter().map(unaliased).collect()
        }
        kind => vec![Expression { kind, origin: expression.origin }],
    }
}

fn unaliased(expression: Expression) -> Expression {
    match expression.kind {
        ExprKind::Alias { child, .. } => *child,
        kind => Expression { kind, origin: expression.origin },
    }
}

/// The number of a literal limit or seed.
fn integral(literal: &Literal) -> Option<i64> {
    match literal.value {
        sparrow_plan::Value::Integral(value) => Some(value),
        _ => None,
    }
}
