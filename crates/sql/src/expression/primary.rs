//! Primaries: constants, names, parentheses, lambdas; and what may follow one: fields, elements, `::`.

use sparrow_plan::{CastMode, ExprKind, Expression, Lambda, Literal, SubqueryKind};
use sparrow_spark_error::{Result, unsupported};

use crate::parser::Parser;
use crate::token::Kind;

/// The function a row value `(a, b)` is a call of.
pub(super) const ROW: &str = "struct";

/// Names that call a function without parentheses. `user` is no member: it is a common column name, so it stays an
/// attribute, which the analyzer reads as the function when there is no such column, as Spark does.
const BARE_FUNCTIONS: &[&str] = &[
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "CURRENT_TIME",
    "CURRENT_USER",
    "SESSION_USER",
    "LOCALTIMESTAMP",
    "CURRENT_CATALOG",
    "CURRENT_DATABASE",
    "CURRENT_SCHEMA",
];

impl Parser<'_> {
    /// A primary with its fields, elements and casts.
    pub(crate) fn postfix(&mut self) -> Result<Expression> {
        let start = self.position();
        let mut base = self.primary()?;
        loop {
            base = match self.kind(0) {
                Kind::Symbol("[") => self.element(start, base)?,
                Kind::Symbol("::") => self.colon_cast(start, base)?,
                Kind::Symbol(".") if self.identifier_at(1) => self.field(start, base)?,
                Kind::Symbol(":") if self.identifier_at(1) => {
                    return Err(unsupported("extraction from VARIANT with ':'"));
                }
                Kind::Word if self.word_at(0, "COLLATE") && self.identifier_at(1) => self.collate(start, base)?,
                _ => return Ok(base),
            };
            self.deepen()?;
        }
    }

    fn element(&mut self, start: usize, child: Expression) -> Result<Expression> {
        self.expect_symbol("[")?;
        let extraction = Box::new(self.expression()?);
        self.expect_symbol("]")?;
        Ok(self.make(start, ExprKind::ExtractValue { child: Box::new(child), extraction }))
    }

    fn field(&mut self, start: usize, child: Expression) -> Result<Expression> {
        self.advance();
        let name = self.identifier()?;
        let extraction = Box::new(Expression::literal(Literal::string(name)));
        Ok(self.make(start, ExprKind::ExtractValue { child: Box::new(child), extraction }))
    }

    fn colon_cast(&mut self, start: usize, child: Expression) -> Result<Expression> {
        self.advance();
        let to = self.data_type()?;
        Ok(self.make(start, ExprKind::Cast { child: Box::new(child), to, mode: CastMode::Session }))
    }

    fn collate(&mut self, start: usize, child: Expression) -> Result<Expression> {
        self.advance();
        let name_at = self.position();
        let name = self.multipart_name()?.join(".");
        let name = self.make(name_at, ExprKind::Literal(Literal::string(name)));
        Ok(self.call(start, "collate", vec![child, name]))
    }

    fn primary(&mut self) -> Result<Expression> {
        match self.kind(0) {
            Kind::Number | Kind::Text(_) => self.constant(),
            Kind::Symbol("-") => self.constant(),
            Kind::Symbol("(") => self.parentheses(),
            Kind::Symbol("*") => self.star(),
            Kind::Symbol("?") => self.positional_parameter(),
            Kind::Symbol(":") if self.identifier_at(1) => self.named_parameter(),
            Kind::Quoted(_) => self.name_or_call(),
            Kind::Word => self.word(),
            _ => Err(self.syntax_error()),
        }
    }

    /// What begins with a word: keywords that are expressions first, then names.
    fn word(&mut self) -> Result<Expression> {
        if let Some(special) = self.special_call()? {
            return Ok(special);
        }
        if self.word_at(0, "CASE") && !self.symbol_at(1, "(") || self.word_at(0, "CASE") && self.case_ahead() {
            return self.case();
        }
        if self.word_at(0, "INTERVAL") && self.interval_ahead() {
            return self.interval();
        }
        if matches!(self.kind(1), Kind::Text(_)) {
            return self.typed_constant();
        }
        if self.any_word_at(0, &["NULL", "TRUE", "FALSE"]) && !self.symbol_at(1, "(") && !self.symbol_at(1, ".") {
            return self.constant();
        }
        self.name_or_call()
    }

    fn star(&mut self) -> Result<Expression> {
        let start = self.position();
        self.advance();
        self.star_of(start, vec![])
    }

    /// `target.*`, its star already read, with `EXCEPT (columns)`.
    fn star_of(&mut self, start: usize, target: Vec<String>) -> Result<Expression> {
        let mut except = vec![];
        if self.word_at(0, "EXCEPT") && self.symbol_at(1, "(") && !self.query_in_parentheses(self.position() + 1) {
            self.advance();
            except = self.parenthesized(Self::multipart_name)?;
        }
        Ok(self.make(start, ExprKind::Star { target, plan_id: None, except }))
    }

    fn positional_parameter(&mut self) -> Result<Expression> {
        let start = self.position();
        self.advance();
        let name = self.parameters.to_string();
        self.parameters += 1;
        Ok(self.make(start, ExprKind::Parameter { name, positional: true }))
    }

    fn named_parameter(&mut self) -> Result<Expression> {
        let start = self.position();
        self.advance();
        let name = self.identifier()?;
        Ok(self.make(start, ExprKind::Parameter { name, positional: false }))
    }

    /// A subquery, a lambda's parameters, a row value or a parenthesized expression.
    fn parentheses(&mut self) -> Result<Expression> {
        let start = self.position();
        if self.query_in_parentheses(start) {
            let plan = Some(Box::new(self.subquery()?));
            return Ok(self.make(start, ExprKind::Subquery { plan, plan_id: None, kind: SubqueryKind::Scalar }));
        }
        if let Some(close) = self.closing(start)
            && self.symbol_at(close + 1 - start, "->")
        {
            return self.lambda();
        }
        self.expect_symbol("(")?;
        let first = self.named_expression()?;
        if self.at_symbol(")") && !matches!(first.kind, ExprKind::Alias { .. }) {
            self.advance();
            return Ok(first);
        }
        let mut members = vec![first];
        while self.take_symbol(",") {
            members.push(self.named_expression()?);
        }
        self.expect_symbol(")")?;
        Ok(self.call(start, ROW, members))
    }

    fn lambda(&mut self) -> Result<Expression> {
        let start = self.position();
        let arguments = if self.at_symbol("(") { self.identifier_list()? } else { vec![self.identifier()?] };
        self.expect_symbol("->")?;
        let body = Box::new(self.expression()?);
        Ok(self.make(start, ExprKind::Lambda(Lambda { arguments, body })))
    }

    /// A column, a star, a lambda or a call.
    fn name_or_call(&mut self) -> Result<Expression> {
        let start = self.position();
        if self.symbol_at(1, "->") {
            return self.lambda();
        }
        let name = self.multipart_name()?;
        if self.at_symbol("(") {
            return self.function(start, name);
        }
        if self.at_symbol(".") && self.symbol_at(1, "*") {
            self.advance();
            self.advance();
            return self.star_of(start, name);
        }
        let plain = *self.kind_of(start) == Kind::Word && name.len() == 1;
        if plain && BARE_FUNCTIONS.iter().any(|f| f.eq_ignore_ascii_case(&name[0])) {
            return Ok(self.call(start, &name[0].to_ascii_lowercase(), vec![]));
        }
        Ok(self.make(start, ExprKind::Attribute { name, plan_id: None, is_metadata: false }))
    }

    fn kind_of(&self, index: usize) -> &Kind {
        &self.token(index).kind
    }
}
