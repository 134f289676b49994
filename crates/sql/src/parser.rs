//! The cursor over the tokens: looking, taking, origins, and the bound on nesting. Knows no grammar.

use std::collections::HashMap;
use std::sync::Arc;

use sparrow_plan::{ExprKind, Expression, Origin, RelKind, Relation, WindowSpec};
use sparrow_spark_error::{QueryContext, Result, SparkError, plan_too_deep};

use crate::token::{Kind, Token};

/// How deeply a statement may nest unless told otherwise: parentheses, subqueries, chains of operators, joins and set
/// operations. Whoever walks or drops a plan recurses as deeply, so this also bounds their stack.
pub const LEVELS_MAX: usize = 1000;
/// Statements above this size carry no origins: each would hold a copy of the text.
pub(crate) const ORIGIN_TEXT_BYTES_MAX: usize = 32 << 10;
/// All origins of one statement together hold at most this much text.
const ORIGIN_TOTAL_BYTES_MAX: usize = 32 << 20;

/// Stack kept free before a nested construct, and how much is added when there is less.
const STACK_RED_ZONE_BYTES: usize = 256 << 10;
const STACK_SEGMENT_BYTES: usize = 4 << 20;

/// A cursor over one statement's tokens.
pub(crate) struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    position: usize,
    origins: bool,
    levels_max: usize,
    nesting: usize,
    /// Upper bound of the depth of what was built in the construct being parsed.
    height: usize,
    /// For each `(`, where its `)` is.
    closing: HashMap<usize, usize>,
    /// Named windows of the enclosing SELECTs, innermost last.
    pub(crate) windows: Vec<HashMap<String, WindowSpec>>,
    /// `?` met so far.
    pub(crate) parameters: usize,
}

impl<'a> Parser<'a> {
    /// A parser at the first of `tokens`, which were read from `text`, for statements nested no deeper than `levels_max`.
    pub(crate) fn new(text: &'a str, tokens: &'a [Token], levels_max: usize) -> Self {
        let origins =
            text.len() <= ORIGIN_TEXT_BYTES_MAX && text.len().saturating_mul(tokens.len()) <= ORIGIN_TOTAL_BYTES_MAX;
        let (windows, closing) = (Vec::new(), closing_parentheses(tokens));
        Self { text, tokens, position: 0, origins, levels_max, nesting: 0, height: 0, closing, windows, parameters: 0 }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Goes back to a place seen before.
    pub(crate) fn rewind(&mut self, position: usize) {
        self.position = position;
    }

    /// The token at `index`; past the end it is the last one.
    pub(crate) fn token(&self, index: usize) -> &'a Token {
        &self.tokens[index.min(self.tokens.len() - 1)]
    }

    /// A token as it was written.
    pub(crate) fn spelling(&self, token: &Token) -> &'a str {
        &self.text[token.bytes.clone()]
    }

    /// The text from the token `start` to the last one taken.
    pub(crate) fn text_since(&self, start: usize) -> &'a str {
        let from = self.token(start).bytes.start;
        let to = self.token(self.position.saturating_sub(1)).bytes.end;
        self.text.get(from..to).unwrap_or_default()
    }

    /// The kind of the token `ahead` of here.
    pub(crate) fn kind(&self, ahead: usize) -> &'a Kind {
        &self.token(self.position + ahead).kind
    }

    pub(crate) fn advance(&mut self) {
        self.position = (self.position + 1).min(self.tokens.len() - 1);
    }

    /// Whether the token `ahead` is this keyword.
    pub(crate) fn word_at(&self, ahead: usize, keyword: &str) -> bool {
        let token = self.token(self.position + ahead);
        token.kind == Kind::Word && self.spelling(token).eq_ignore_ascii_case(keyword)
    }

    /// Whether the token `ahead` is one of these keywords.
    pub(crate) fn any_word_at(&self, ahead: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.word_at(ahead, keyword))
    }

    /// Whether the next tokens are these keywords.
    pub(crate) fn words(&self, keywords: &[&str]) -> bool {
        keywords.iter().enumerate().all(|(ahead, keyword)| self.word_at(ahead, keyword))
    }

    pub(crate) fn symbol_at(&self, ahead: usize, symbol: &str) -> bool {
        matches!(self.kind(ahead), Kind::Symbol(s) if *s == symbol)
    }

    pub(crate) fn at_symbol(&self, symbol: &str) -> bool {
        self.symbol_at(0, symbol)
    }

    pub(crate) fn at_end(&self) -> bool {
        *self.kind(0) == Kind::End
    }

    /// Takes the keywords if they all come next.
    pub(crate) fn take_words(&mut self, keywords: &[&str]) -> bool {
        let found = self.words(keywords);
        if found {
            self.position += keywords.len();
        }
        found
    }

    pub(crate) fn take_word(&mut self, keyword: &str) -> bool {
        self.take_words(&[keyword])
    }

    pub(crate) fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn expect_word(&mut self, keyword: &str) -> Result<()> {
        if self.take_word(keyword) {
            return Ok(());
        }
        Err(if self.word_at(1, keyword) { self.extra_input() } else { self.syntax_error() })
    }

    pub(crate) fn expect_words(&mut self, keywords: &[&str]) -> Result<()> {
        keywords.iter().try_for_each(|keyword| self.expect_word(keyword))
    }

    pub(crate) fn expect_symbol(&mut self, symbol: &str) -> Result<()> {
        if self.take_symbol(symbol) {
            return Ok(());
        }
        Err(self.syntax_error())
    }

    /// Where the `)` of the `(` at `index` is.
    pub(crate) fn closing(&self, index: usize) -> Option<usize> {
        self.closing.get(&index).copied()
    }

    /// `item` once or more, with commas between.
    pub(crate) fn comma_separated<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.take_symbol(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// `( item, … )`, one item at least.
    pub(crate) fn parenthesized<T>(&mut self, item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        self.expect_symbol("(")?;
        let items = self.comma_separated(item)?;
        self.expect_symbol(")")?;
        Ok(items)
    }

    /// The context of the text between two tokens, both included.
    pub(crate) fn context(&self, first: &Token, last: &Token) -> QueryContext {
        QueryContext::Sql {
            text: self.text.to_owned(),
            start: first.start,
            stop: last.end.saturating_sub(1).max(first.start),
            line: first.line,
            column: first.column,
            object_type: String::new(),
            object_name: String::new(),
        }
    }

    /// The origin of what was written from the token `start` up to here.
    pub(crate) fn origin(&self, start: usize) -> Option<Origin> {
        let last = self.position.saturating_sub(1).max(start);
        self.origin_between(start, last)
    }

    /// The origin of what was written from the token `first` to the token `last`.
    pub(crate) fn origin_between(&self, first: usize, last: usize) -> Option<Origin> {
        self.origins.then(|| Arc::new(self.context(self.token(first), self.token(last))))
    }

    /// An expression written from `start` up to here.
    pub(crate) fn make(&self, start: usize, kind: ExprKind) -> Expression {
        Expression { kind, origin: self.origin(start) }
    }

    /// A call of the function `name` written from `start` up to here.
    pub(crate) fn call(&self, start: usize, name: &str, args: Vec<Expression>) -> Expression {
        Expression::call(name, args).at(self.origin(start))
    }

    /// A relation written from `start` up to here.
    pub(crate) fn relation(&self, start: usize, kind: RelKind) -> Relation {
        Relation::new(kind).at(self.origin(start))
    }

    /// Parses something that may contain itself, on as much stack as it takes but no deeper than the limit.
    pub(crate) fn nested<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.nesting >= self.levels_max {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let outer = std::mem::take(&mut self.height);
        let result = stacker::maybe_grow(STACK_RED_ZONE_BYTES, STACK_SEGMENT_BYTES, || body(self));
        self.nesting -= 1;
        self.height = outer.max(self.height + 1);
        result
    }

    /// Parses one of several inputs of a node: their depths do not add up, the greatest counts.
    pub(crate) fn input<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let others = std::mem::take(&mut self.height);
        let result = body(self);
        self.height = others.max(self.height);
        result
    }

    /// Notes that what was built so far has become an input of a new node.
    pub(crate) fn deepen(&mut self) -> Result<()> {
        self.height += 1;
        if self.height > self.levels_max { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&self) -> SparkError {
        plan_too_deep(format!("more than {}", self.levels_max), self.levels_max, "plan.sql_levels_max")
            .at(self.context(self.token(self.position), self.token(self.position)))
    }
}

fn closing_parentheses(tokens: &[Token]) -> HashMap<usize, usize> {
    let (mut open, mut pairs) = (Vec::new(), HashMap::new());
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol("(") => open.push(index),
            Kind::Symbol(")") => pairs.extend(open.pop().map(|start| (start, index))),
            _ => {}
        }
    }
    pairs
}
