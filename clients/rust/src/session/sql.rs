//! SQL statements with their parameters.

use std::collections::HashMap;
use std::future::IntoFuture;

use futures::future::BoxFuture;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::command::CommandType;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use sparrow_proto::spark::connect::relation::RelType;

use super::Session;
use crate::column::Argument;
use crate::error::{Error, Result};
use crate::frame::DataFrame;

/// A statement with its parameters. Awaited, it gives a frame: a command has run by then, a query runs with an action.
#[derive(Clone, Debug)]
#[must_use = "a statement does nothing before it is awaited"]
pub struct Sql {
    session: Session,
    text: String,
    named: HashMap<String, proto::Expression>,
    positional: Vec<proto::Expression>,
    problem: Option<String>,
    depth: usize,
}

impl Sql {
    pub(super) fn new(session: Session, text: &str) -> Self {
        let (named, positional) = (HashMap::new(), Vec::new());
        Self { session, text: text.to_owned(), named, positional, problem: None, depth: 2 }
    }

    /// The parameter `:name`: a value, or a column.
    pub fn bind(mut self, name: &str, value: impl Into<Argument>) -> Self {
        let expression = self.expression(value.into());
        if self.named.insert(name.to_owned(), expression).is_some() {
            self.problem.get_or_insert_with(|| format!("the parameter {name:?} is bound twice"));
        }
        self
    }

    /// The next parameter `?`: a value, or a column.
    pub fn arg(mut self, value: impl Into<Argument>) -> Self {
        let expression = self.expression(value.into());
        self.positional.push(expression);
        self
    }

    fn expression(&mut self, argument: Argument) -> proto::Expression {
        self.depth = self.depth.max(argument.0.depth as usize + 2);
        self.problem = self.problem.take().or(argument.0.problem);
        argument.0.expression
    }

    async fn run(self) -> Result<DataFrame> {
        if let Some(problem) = self.problem {
            return Err(Error::client(problem));
        }
        if !self.named.is_empty() && !self.positional.is_empty() {
            return Err(Error::client("a statement has named and positional parameters: bind all one way"));
        }
        let Self { session, text, named, positional, depth, .. } = self;
        let make = || {
            let relation = RelType::Sql(proto::Sql {
                query: text,
                args: HashMap::new(),
                pos_args: Vec::new(),
                named_arguments: named,
                pos_arguments: positional,
            });
            let input = proto::Relation { common: None, rel_type: Some(relation) };
            CommandType::SqlCommand(proto::SqlCommand { input: Some(input), ..Default::default() })
        };
        for answer in session.command(depth, make).await? {
            if let ResponseType::SqlCommandResult(result) = answer {
                let relation = result.relation.and_then(|relation| relation.rel_type);
                let relation = relation.ok_or_else(|| Error::answer("the server gave no result of a statement"))?;
                return Ok(DataFrame::source(session, relation));
            }
        }
        Err(Error::answer("the server completed a statement without its result"))
    }
}

impl IntoFuture for Sql {
    type Output = Result<DataFrame>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
