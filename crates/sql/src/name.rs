//! Names: identifiers, dotted names, and the aliases that need no AS.

use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;
use crate::token::Kind;

/// Words Spark never takes as a relation's alias: each would continue the FROM clause.
const NO_ALIAS: &[&str] = &[
    "ANTI",
    "CROSS",
    "EXCEPT",
    "FULL",
    "INNER",
    "INTERSECT",
    "JOIN",
    "LATERAL",
    "LEFT",
    "NATURAL",
    "ON",
    "RIGHT",
    "SEMI",
    "MINUS",
    "UNION",
    "USING",
];

impl Parser<'_> {
    /// Whether the token `ahead` can be an identifier; every keyword can.
    pub(crate) fn identifier_at(&self, ahead: usize) -> bool {
        matches!(self.kind(ahead), Kind::Word | Kind::Quoted(_))
    }

    /// One identifier.
    pub(crate) fn identifier(&mut self) -> Result<String> {
        let name = match self.kind(0) {
            Kind::Word => self.spelling(self.token(self.position())).to_owned(),
            Kind::Quoted(name) => name.clone(),
            _ => return Err(self.syntax_error()),
        };
        self.advance();
        Ok(name)
    }

    /// `a.b.c`, or `IDENTIFIER('a.b.c')`.
    pub(crate) fn multipart_name(&mut self) -> Result<Vec<String>> {
        if self.word_at(0, "IDENTIFIER") && self.symbol_at(1, "(") {
            return self.identifier_clause();
        }
        let mut parts = vec![self.identifier()?];
        while self.at_symbol(".") && self.identifier_at(1) {
            self.advance();
            parts.push(self.identifier()?);
        }
        Ok(parts)
    }

    /// `IDENTIFIER('a.b')`; anything but a string constant would have to be evaluated first.
    fn identifier_clause(&mut self) -> Result<Vec<String>> {
        match (self.kind(2), self.symbol_at(3, ")")) {
            (Kind::Text(text), true) => {
                let name = crate::parse_multipart_identifier(text)?;
                (0..4).for_each(|_| self.advance());
                Ok(name)
            }
            _ => Err(unsupported("IDENTIFIER with anything but a string constant")),
        }
    }

    /// `(a, b)`
    pub(crate) fn identifier_list(&mut self) -> Result<Vec<String>> {
        self.parenthesized(Self::identifier)
    }

    /// `[AS] name` after a relation.
    pub(crate) fn relation_alias(&mut self) -> Result<Option<String>> {
        if self.word_at(0, "AS") && self.identifier_at(1) {
            self.advance();
            return self.identifier().map(Some);
        }
        let plain = *self.kind(0) == Kind::Word;
        let free = self.identifier_at(0) && !(plain && (self.any_word_at(0, NO_ALIAS) || self.at_clause()));
        if free { self.identifier().map(Some) } else { Ok(None) }
    }

    /// `[AS] name [(columns)]` after a relation.
    pub(crate) fn table_alias(&mut self) -> Result<Option<(String, Vec<String>)>> {
        let Some(alias) = self.relation_alias()? else { return Ok(None) };
        let columns = if self.at_symbol("(") { self.identifier_list()? } else { vec![] };
        Ok(Some((alias, columns)))
    }

    /// Whether the word here begins a clause rather than naming what stands before it: Spark reserves no word, so what
    /// follows decides. `FROM t WHERE` ends in an alias, `FROM t WHERE x` in a clause.
    pub(crate) fn at_clause(&self) -> bool {
        let Kind::Word = self.kind(0) else { return false };
        let word = self.spelling(self.token(self.position())).to_ascii_uppercase();
        let by = || self.word_at(1, "BY");
        let words = |keywords: &[&str]| self.any_word_at(1, keywords);
        match word.as_str() {
            "WHERE" | "HAVING" | "QUALIFY" | "LIMIT" | "OFFSET" => self.operand_at(1),
            "FROM" => self.identifier_at(1) || self.symbol_at(1, "("),
            "GROUP" | "ORDER" | "SORT" | "CLUSTER" | "DISTRIBUTE" => by(),
            "UNION" | "EXCEPT" | "INTERSECT" | "MINUS" => {
                self.symbol_at(1, "(") || words(&["ALL", "DISTINCT", "SELECT", "VALUES", "FROM", "TABLE", "WITH"])
            }
            "SELECT" => self.operand_at(1) || self.symbol_at(1, "/*+"),
            "WINDOW" => self.identifier_at(1) && self.word_at(2, "AS"),
            "LATERAL" => words(&["VIEW"]) || self.symbol_at(1, "("),
            "PIVOT" => self.symbol_at(1, "("),
            "UNPIVOT" => self.symbol_at(1, "(") || words(&["INCLUDE", "EXCLUDE"]),
            "TABLESAMPLE" | "WITH" => self.symbol_at(1, "("),
            "VERSION" | "TIMESTAMP" | "SYSTEM_VERSION" | "SYSTEM_TIME" => {
                self.word_at(1, "AS") && self.word_at(2, "OF")
            }
            "FOR" => words(&["VERSION", "TIMESTAMP", "SYSTEM_VERSION", "SYSTEM_TIME"]),
            "INSERT" => words(&["INTO", "OVERWRITE"]),
            "AS" => self.identifier_at(1),
            "JOIN" | "CROSS" | "INNER" | "LEFT" | "RIGHT" | "FULL" | "NATURAL" | "SEMI" | "ANTI" => {
                self.identifier_at(1) || self.symbol_at(1, "(")
            }
            _ => false,
        }
    }

    /// Whether the token `ahead` can begin an expression.
    fn operand_at(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            Kind::Word => !self.word_at(ahead, "FROM"),
            Kind::Quoted(_) | Kind::Number | Kind::Text(_) => true,
            Kind::Symbol(symbol) => matches!(*symbol, "(" | "-" | "+" | "~" | "!" | "*" | ":" | "?"),
            Kind::Unknown | Kind::End => false,
        }
    }

    /// One string constant; adjacent ones are one.
    pub(crate) fn string(&mut self) -> Result<String> {
        let Kind::Text(first) = self.kind(0) else { return Err(self.syntax_error()) };
        let mut value = first.clone();
        self.advance();
        while let Kind::Text(next) = self.kind(0) {
            value.push_str(next);
            self.advance();
        }
        Ok(value)
    }
}
