//! Columns: expressions over the columns of a frame, as the user writes them. It knows how they are put together, and
//! refuses to know whether they resolve.

mod literal;
mod methods;
mod operators;
mod window;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::expression::{self, ExprType};

pub use literal::{Argument, Literal};
pub use methods::TypeName;
pub use window::{Bound, Window, WindowSpec};

/// How deep an expression may nest before it is refused.
const EXPRESSION_DEPTH_MAX: u32 = 1_000;

/// An expression over the columns of a frame.
///
/// A text becomes the column of that name wherever a column is expected, other values become literals, and
/// [`lit`]`("text")` is a literal text. What is wrong with a column is told by the action that uses it.
#[derive(Clone, Debug)]
#[must_use]
pub struct Column {
    pub(crate) expression: proto::Expression,
    pub(crate) problem: Option<String>,
    pub(crate) depth: u32,
}

/// The column of this name. `a.b` is a field or a qualified column, back-ticks quote, `*` and `t.*` are all columns.
pub fn col(name: &str) -> Column {
    named(name, None)
}

/// The column that a text of SQL describes.
pub fn expr(sql: &str) -> Column {
    Column::of(ExprType::ExpressionString(expression::ExpressionString { expression: sql.to_owned() }))
}

/// A literal value.
pub fn lit(value: impl Into<Literal>) -> Column {
    let literal = value.into();
    Column { problem: literal.problem, ..Column::of(ExprType::Literal(literal.value)) }
}

/// A call of a function of the server by its name.
pub fn call(name: &str, arguments: impl IntoIterator<Item = Column>) -> Column {
    function(name, arguments, false)
}

/// A function of one variable, for functions that take one, as `transform`.
pub fn lambda(body: impl FnOnce(Column) -> Column) -> Column {
    let x = variable("x");
    let body = body(lambda_variable(&x));
    lambda_function(body, vec![x])
}

/// A function of two variables.
pub fn lambda2(body: impl FnOnce(Column, Column) -> Column) -> Column {
    let (x, y) = (variable("x"), variable("y"));
    let body = body(lambda_variable(&x), lambda_variable(&y));
    lambda_function(body, vec![x, y])
}

/// A function of three variables.
pub fn lambda3(body: impl FnOnce(Column, Column, Column) -> Column) -> Column {
    let (x, y, z) = (variable("x"), variable("y"), variable("z"));
    let body = body(lambda_variable(&x), lambda_variable(&y), lambda_variable(&z));
    lambda_function(body, vec![x, y, z])
}

/// The first branch of a choice: `value` where `condition` holds. Without [`Case::otherwise`] the rest is NULL.
pub fn when(condition: impl Into<Column>, value: impl Into<Column>) -> Case {
    Case { branches: Vec::new() }.when(condition, value)
}

/// A choice between values that is being written; it is a column itself.
#[derive(Clone, Debug)]
#[must_use]
pub struct Case {
    branches: Vec<Column>,
}

impl Case {
    /// One more branch, looked at where no earlier one held.
    pub fn when(mut self, condition: impl Into<Column>, value: impl Into<Column>) -> Self {
        self.branches.extend([condition.into(), value.into()]);
        self
    }

    /// The value where no branch holds.
    pub fn otherwise(mut self, value: impl Into<Column>) -> Column {
        self.branches.push(value.into());
        self.into()
    }
}

impl From<Case> for Column {
    fn from(case: Case) -> Self {
        call("when", case.branches)
    }
}

impl Column {
    pub(crate) fn of(expression: ExprType) -> Self {
        let expression = proto::Expression { expr_type: Some(expression), common: None };
        Self { expression, problem: None, depth: 1 }
    }

    /// A column that cannot be; the action that uses it says why.
    pub(crate) fn refused(problem: String) -> Self {
        Self { problem: Some(problem), ..lit(Literal::null()) }
    }

    /// Puts a column together from others, with what is wrong with the first of them, and one level deeper.
    pub(crate) fn combine(
        parts: impl IntoIterator<Item = Column>,
        make: impl FnOnce(Vec<proto::Expression>) -> ExprType,
    ) -> Self {
        let (mut expressions, mut problem, mut depth) = (Vec::new(), None, 0);
        for part in parts {
            depth = depth.max(part.depth);
            problem = problem.or(part.problem);
            expressions.push(part.expression);
        }
        if depth >= EXPRESSION_DEPTH_MAX {
            let deep =
                format!("a column nests more than {EXPRESSION_DEPTH_MAX} levels deep; add it to a frame in steps");
            return Self::refused(problem.unwrap_or(deep));
        }
        Self { problem, depth: depth + 1, ..Self::of(make(expressions)) }
    }

    /// The same, for one part.
    pub(crate) fn wrap(self, make: impl FnOnce(Box<proto::Expression>) -> ExprType) -> Self {
        Self::combine([self], |mut parts| make(Box::new(parts.remove(0))))
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        col(name)
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        col(&name)
    }
}

impl From<&String> for Column {
    fn from(name: &String) -> Self {
        col(name)
    }
}

impl From<&Column> for Column {
    fn from(column: &Column) -> Self {
        column.clone()
    }
}

impl From<Literal> for Column {
    fn from(value: Literal) -> Self {
        lit(value)
    }
}

/// The column of this name, of the frame with this plan id where one is given.
pub(crate) fn named(name: &str, plan_id: Option<i64>) -> Column {
    let star = name.strip_suffix('*').filter(|target| target.is_empty() || target.ends_with('.'));
    Column::of(match star {
        Some(target) => ExprType::UnresolvedStar(expression::UnresolvedStar {
            unparsed_target: (!target.is_empty()).then(|| name.to_owned()),
            plan_id,
        }),
        None => ExprType::UnresolvedAttribute(expression::UnresolvedAttribute {
            unparsed_identifier: name.to_owned(),
            plan_id,
            is_metadata_column: None,
        }),
    })
}

/// A call that looks at distinct arguments only.
pub(crate) fn distinct_call(name: &str, arguments: impl IntoIterator<Item = Column>) -> Column {
    function(name, arguments, true)
}

fn function(name: &str, arguments: impl IntoIterator<Item = Column>, is_distinct: bool) -> Column {
    Column::combine(arguments, |arguments| {
        ExprType::UnresolvedFunction(expression::UnresolvedFunction {
            function_name: name.to_owned(),
            arguments,
            is_distinct,
            is_user_defined_function: false,
            is_internal: None,
        })
    })
}

/// A name no other variable of this process has, so that nested functions do not hide each other's.
fn variable(letter: &str) -> expression::UnresolvedNamedLambdaVariable {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    expression::UnresolvedNamedLambdaVariable { name_parts: vec![format!("{letter}_{number}")] }
}

fn lambda_variable(variable: &expression::UnresolvedNamedLambdaVariable) -> Column {
    Column::of(ExprType::UnresolvedNamedLambdaVariable(variable.clone()))
}

fn lambda_function(body: Column, arguments: Vec<expression::UnresolvedNamedLambdaVariable>) -> Column {
    body.wrap(|function| {
        ExprType::LambdaFunction(Box::new(expression::LambdaFunction { function: Some(function), arguments }))
    })
}
