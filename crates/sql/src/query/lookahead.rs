//! Telling a query in parentheses from an expression or a relation in them, without trying both.

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// Whether the `(` at `open` encloses a query. `((SELECT 1) + 1)` and `((SELECT 1) t JOIN u)` do not;
    /// `((SELECT 1) UNION SELECT 2)` does.
    pub(crate) fn query_in_parentheses(&self, open: usize) -> bool {
        // The innermost `(` of the run decides what the run may be; what follows each `)` decides what it is.
        let mut inner = open;
        while self.is_open(inner + 1) {
            inner += 1;
        }
        if !self.is_open(open) || !self.query_begins(inner + 1) {
            return false;
        }
        (open + 1..=inner).rev().all(|level| self.closing(level).is_none_or(|close| self.query_continues(close + 1)))
    }

    fn is_open(&self, index: usize) -> bool {
        self.token(index).kind == Kind::Symbol("(")
    }

    fn query_begins(&self, index: usize) -> bool {
        let token = self.token(index);
        if token.kind != Kind::Word {
            return false;
        }
        let next = &self.token(index + 1).kind;
        let name_next = matches!(next, Kind::Word | Kind::Quoted(_));
        match self.spelling(token).to_ascii_uppercase().as_str() {
            "SELECT" => !matches!(next, Kind::Symbol(")" | "," | "." | "=")),
            "FROM" | "TABLE" | "WITH" => name_next,
            "VALUES" => name_next || matches!(next, Kind::Number | Kind::Text(_) | Kind::Symbol("(" | "-" | "?" | ":")),
            _ => false,
        }
    }

    /// Whether a query that has just closed goes on as a query here.
    fn query_continues(&self, index: usize) -> bool {
        const WORDS: &[&str] = &[
            "UNION",
            "EXCEPT",
            "MINUS",
            "INTERSECT",
            "ORDER",
            "SORT",
            "CLUSTER",
            "DISTRIBUTE",
            "LIMIT",
            "OFFSET",
            "WINDOW",
        ];
        let token = self.token(index);
        match token.kind {
            Kind::Symbol(")") | Kind::End => true,
            Kind::Word => WORDS.iter().any(|word| self.spelling(token).eq_ignore_ascii_case(word)),
            _ => false,
        }
    }
}
