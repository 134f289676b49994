//! One relation of FROM: a table, a function, VALUES or a subquery, with its sample and alias.

use sparrow_plan::{RelKind, Relation};
use sparrow_spark_error::{Result, unsupported};

use super::UNNAMED_SUBQUERY;
use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn relation_primary(&mut self) -> Result<Relation> {
        let start = self.position();
        if self.query_in_parentheses(start) {
            return self.derived_table();
        }
        if self.at_symbol("(") {
            return self.parenthesized_relation();
        }
        if self.word_at(0, "VALUES") && !self.symbol_at(1, ",") && self.query_begins_here() {
            return self.values_table();
        }
        if self.word_at(0, "STREAM")
            && (self.identifier_at(1) && !self.word_at(1, "AS") || self.symbol_at(1, "("))
            && !self.next_is_clause()
        {
            return Err(unsupported("STREAM in FROM"));
        }
        if self.word_at(0, "TABLE") && self.symbol_at(1, "(") {
            return Err(unsupported("TABLE(function) in FROM"));
        }
        let name = self.multipart_name()?;
        if self.at_symbol("(") {
            return self.table_function(start, name);
        }
        self.named_table(start, name)
    }

    fn query_begins_here(&self) -> bool {
        use crate::token::Kind;
        matches!(self.kind(1), Kind::Number | Kind::Text(_) | Kind::Symbol("(" | "-" | "?" | ":"))
            || self.identifier_at(1) && !self.next_is_clause()
    }

    /// Whether the word after this one begins a clause, so that this one is a name.
    fn next_is_clause(&self) -> bool {
        self.any_word_at(
            1,
            &["WHERE", "JOIN", "GROUP", "ORDER", "LIMIT", "ON", "LEFT", "CROSS", "INNER", "UNION", "HAVING", "AS"],
        )
    }

    fn derived_table(&mut self) -> Result<Relation> {
        let start = self.position();
        let query = self.subquery()?;
        let query = self.sampled(start, query)?;
        match self.table_alias()? {
            Some((alias, columns)) => Ok(self.relation(start, RelKind::SubqueryAlias { input: query, alias, columns })),
            None => {
                let alias = UNNAMED_SUBQUERY.to_owned();
                Ok(self.relation(start, RelKind::SubqueryAlias { input: query, alias, columns: vec![] }))
            }
        }
    }

    fn named_table(&mut self, start: usize, name: Vec<String>) -> Result<Relation> {
        let travel =
            self.any_word_at(0, &["VERSION", "TIMESTAMP", "SYSTEM_VERSION", "SYSTEM_TIME", "FOR"]) && self.at_clause();
        if travel {
            return Err(unsupported("time travel (VERSION AS OF, TIMESTAMP AS OF)"));
        }
        let options = if self.word_at(0, "WITH") && self.symbol_at(1, "(") {
            self.advance();
            self.properties()?
        } else {
            vec![]
        };
        let table = self.relation(start, RelKind::NamedTable { name, options });
        let sampled = self.sampled(start, table)?;
        self.aliased(start, sampled)
    }

    /// `range(10)`, `explode(x)`, `f(a => 1)`
    fn table_function(&mut self, start: usize, name: Vec<String>) -> Result<Relation> {
        self.expect_symbol("(")?;
        if self.word_at(0, "TABLE") && (self.symbol_at(1, "(") || self.identifier_at(1)) {
            return Err(unsupported("a table argument of a table function"));
        }
        let args = if self.at_symbol(")") { vec![] } else { self.comma_separated(Self::argument)? };
        self.expect_symbol(")")?;
        let function = self.relation(start, RelKind::TableFunction { name, args });
        self.aliased(start, function)
    }

    /// `relation` under the alias that follows, if one does, and the sample taken of both.
    pub(super) fn aliased(&mut self, start: usize, relation: Relation) -> Result<Relation> {
        match self.table_alias()? {
            Some((alias, columns)) => {
                Ok(self.relation(start, RelKind::SubqueryAlias { input: relation, alias, columns }))
            }
            None => Ok(relation),
        }
    }
}
