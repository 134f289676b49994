//! Makes columns of the trees of cases. It knows each kind of column, and refuses to know frames' operations.

use std::collections::HashMap;

use serde_json::{Map, Value};
use sparrow_connect::{
    Argument, Bound, Column, DataFrame, Literal, Window, call, col, expr, lambda, lambda2, lambda3, lit, when,
};

use crate::generated::functions::by_name;
use crate::literals;
use crate::problem::{Outcome, Problem};

/// Makes columns; `frames` are those that `let` has named, `variables` those of the lambdas around.
pub struct Columns<'a> {
    pub frames: &'a HashMap<String, DataFrame>,
    pub variables: HashMap<String, Column>,
}

type Tree = Map<String, Value>;

impl<'a> Columns<'a> {
    pub fn new(frames: &'a HashMap<String, DataFrame>) -> Self {
        Self { frames, variables: HashMap::new() }
    }

    pub fn all(&self, trees: &Value) -> Outcome<Vec<Column>> {
        list(trees)?.iter().map(|tree| self.build(tree)).collect()
    }

    /// A text is a column's name, another value that is no tree a literal.
    pub fn build(&self, tree: &Value) -> Outcome<Column> {
        match tree {
            Value::String(name) => Ok(col(name)),
            Value::Object(tree) => self.tree(tree),
            other => literals::plain(other).map(lit),
        }
    }

    /// A plain value as it is, a column otherwise.
    pub fn argument(&self, tree: &Value) -> Outcome<Argument> {
        Ok(match tree {
            Value::Object(tree) => self.tree(tree)?.into(),
            other => literals::plain(other)?.into(),
        })
    }

    fn tree(&self, tree: &Tree) -> Outcome<Column> {
        const KINDS: [&str; 35] = [
            "over",
            "lit",
            "col",
            "var",
            "expr",
            "fn",
            "op",
            "lambda",
            "is_null",
            "is_not_null",
            "in",
            "between",
            "like",
            "ilike",
            "rlike",
            "starts_with",
            "ends_with",
            "contains",
            "substr",
            "get_item",
            "get_field",
            "with_field",
            "drop_fields",
            "cast",
            "try_cast",
            "alias",
            "asc",
            "desc",
            "asc_nulls_first",
            "asc_nulls_last",
            "desc_nulls_first",
            "desc_nulls_last",
            "when",
            "value",
            "name",
        ];
        let kind = KINDS.iter().find(|kind| tree.contains_key(**kind)).copied();
        let kind = kind.ok_or_else(|| Problem::request(format!("no kind of column has the keys of {tree:?}")))?;
        let value = &tree[kind];
        match kind {
            "over" => self.window(tree),
            "lit" => self.literal(value, tree.get("type")),
            "col" => self.named(value, tree.get("of")),
            "var" => self.variable(text(value)?),
            "expr" => Ok(expr(text(value)?)),
            "fn" => self.function(tree),
            "op" => self.operator(text(value)?, &self.all(&tree["args"])?),
            "lambda" => self.lambda(value, &tree["body"]),
            "is_null" => Ok(self.build(value)?.is_null()),
            "is_not_null" => Ok(self.build(value)?.is_not_null()),
            "when" => self.choice(tree),
            "asc" => Ok(self.build(value)?.asc()),
            "desc" => Ok(self.build(value)?.desc()),
            "asc_nulls_first" => Ok(self.build(value)?.asc_nulls_first()),
            "asc_nulls_last" => Ok(self.build(value)?.asc_nulls_last()),
            "desc_nulls_first" => Ok(self.build(value)?.desc_nulls_first()),
            "desc_nulls_last" => Ok(self.build(value)?.desc_nulls_last()),
            _ => self.method(kind, list(value)?),
        }
    }

    /// The kinds whose first part is a column and whose others are arguments.
    fn method(&self, kind: &str, parts: &[Value]) -> Outcome<Column> {
        let (column, rest) = parts.split_first().ok_or_else(|| Problem::request(format!("{kind} has no column")))?;
        let column = self.build(column)?;
        let part =
            |at: usize| rest.get(at).ok_or_else(|| Problem::request(format!("{kind} lacks its part {}", at + 1)));
        let texts = || rest.iter().map(text).collect::<Outcome<Vec<&str>>>();
        Ok(match kind {
            "in" => column.is_in(rest.iter().map(|value| self.argument(value)).collect::<Outcome<Vec<_>>>()?),
            "between" => column.between(self.build(part(0)?)?, self.build(part(1)?)?),
            "like" => column.like(self.build(part(0)?)?),
            "ilike" => column.ilike(self.build(part(0)?)?),
            "rlike" => column.rlike(self.build(part(0)?)?),
            "starts_with" => column.starts_with(self.build(part(0)?)?),
            "ends_with" => column.ends_with(self.build(part(0)?)?),
            "contains" => column.contains(self.build(part(0)?)?),
            "substr" => column.substr(self.build(part(0)?)?, self.build(part(1)?)?),
            "get_item" => column.get_item(self.argument(part(0)?)?),
            "get_field" => column.get_field(text(part(0)?)?),
            "with_field" => column.with_field(text(part(0)?)?, self.build(part(1)?)?),
            "drop_fields" => column.drop_fields(texts()?),
            "cast" => column.cast(text(part(0)?)?),
            "try_cast" => column.try_cast(text(part(0)?)?),
            "alias" => column.aliases(texts()?),
            _ => return Err(Problem::request(format!("{kind:?} is no kind of column"))),
        })
    }

    fn literal(&self, value: &Value, data_type: Option<&Value>) -> Outcome<Column> {
        match data_type {
            Some(name) => literals::typed(value, text(name)?),
            None => literals::plain(value).map(lit),
        }
    }

    fn named(&self, name: &Value, of: Option<&Value>) -> Outcome<Column> {
        let name = text(name)?;
        let Some(of) = of else { return Ok(col(name)) };
        let frame = self.frames.get(text(of)?);
        Ok(frame.ok_or_else(|| Problem::request(format!("no frame was named {of} by `let`")))?.col(name))
    }

    fn variable(&self, name: &str) -> Outcome<Column> {
        let found = self.variables.get(name).cloned();
        found.ok_or_else(|| Problem::request(format!("no lambda around has the parameter {name:?}")))
    }

    fn function(&self, tree: &Tree) -> Outcome<Column> {
        let name = text(&tree["fn"])?;
        let arguments = tree.get("args").map_or(Ok(Vec::new()), |trees| self.all(trees))?;
        let column = by_name(name, arguments.clone()).unwrap_or_else(|| call(name, arguments));
        let is_distinct = tree.get("distinct").and_then(Value::as_bool).unwrap_or(false);
        Ok(if is_distinct { column.distinct() } else { column })
    }

    fn lambda(&self, names: &Value, body: &Value) -> Outcome<Column> {
        let names = list(names)?.iter().map(text).collect::<Outcome<Vec<&str>>>()?;
        let mut wrong = None;
        let mut make = |columns: Vec<Column>| {
            let mut variables = self.variables.clone();
            variables.extend(names.iter().map(|name| (*name).to_owned()).zip(columns));
            Self { frames: self.frames, variables }.build(body).unwrap_or_else(|problem| {
                wrong = Some(problem);
                lit(Literal::null())
            })
        };
        let column = match names.len() {
            1 => lambda(|x| make(vec![x])),
            2 => lambda2(|x, y| make(vec![x, y])),
            3 => lambda3(|x, y, z| make(vec![x, y, z])),
            other => return Err(Problem::Unsupported(format!("this client has no lambda of {other} parameters"))),
        };
        wrong.map_or(Ok(column), Err)
    }

    fn operator(&self, name: &str, arguments: &[Column]) -> Outcome<Column> {
        match (name, arguments) {
            ("not", [one]) => Ok(!one.clone()),
            ("neg", [one]) => Ok(-one.clone()),
            (_, [first, rest @ ..]) if !rest.is_empty() => {
                rest.iter().try_fold(first.clone(), |left, right| binary(name, left, right.clone()))
            }
            _ => Err(Problem::request(format!("the operator {name:?} with {} arguments", arguments.len()))),
        }
    }

    fn choice(&self, tree: &Tree) -> Outcome<Column> {
        let branches = list(&tree["when"])?.iter().map(|branch| match list(branch)? {
            [condition, value] => Ok((self.build(condition)?, self.build(value)?)),
            _ => Err(Problem::request("a branch of when is a pair")),
        });
        let mut branches = branches.collect::<Outcome<Vec<_>>>()?.into_iter();
        let (condition, value) = branches.next().ok_or_else(|| Problem::request("when has no branch"))?;
        let case = branches.fold(when(condition, value), |case, (condition, value)| case.when(condition, value));
        match tree.get("otherwise") {
            Some(value) => Ok(case.otherwise(self.build(value)?)),
            None => Ok(case.into()),
        }
    }

    fn window(&self, tree: &Tree) -> Outcome<Column> {
        let columns = |key: &str| tree.get(key).map_or(Ok(Vec::new()), |trees| self.all(trees));
        let mut window = Window::partition_by(columns("partition_by")?).order_by(columns("order_by")?);
        if let Some(bounds) = tree.get("rows") {
            let (low, high) = bounds_of(bounds)?;
            window = window.rows_between(low, high);
        }
        if let Some(bounds) = tree.get("range") {
            let (low, high) = bounds_of(bounds)?;
            window = window.range_between(low, high);
        }
        Ok(self.build(&tree["over"])?.over(window))
    }
}

fn binary(name: &str, left: Column, right: Column) -> Outcome<Column> {
    Ok(match name {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "%" => left % right,
        "==" => left.eq(right),
        "!=" => left.ne(right),
        "<" => left.lt(right),
        "<=" => left.le(right),
        ">" => left.gt(right),
        ">=" => left.ge(right),
        "and" => left & right,
        "or" => left | right,
        "<=>" => left.eq_null_safe(right),
        "&" => left.bitwise_and(right),
        "|" => left.bitwise_or(right),
        "^" => left.bitwise_xor(right),
        _ => return Err(Problem::request(format!("the operator {name:?} is not known"))),
    })
}

fn bounds_of(bounds: &Value) -> Outcome<(Bound, Bound)> {
    let bound = |value: &Value| match value.as_i64() {
        Some(offset) => Ok(Bound::from(offset)),
        None if value == "unbounded" => Ok(Bound::Unbounded),
        None => Err(Problem::request(format!("{value} is no bound of a window"))),
    };
    match list(bounds)? {
        [low, high] => Ok((bound(low)?, bound(high)?)),
        _ => Err(Problem::request(format!("{bounds} are no bounds of a window"))),
    }
}

/// A text of a request.
pub fn text(value: &Value) -> Outcome<&str> {
    value.as_str().ok_or_else(|| Problem::request(format!("{value} is no text")))
}

/// A list of a request; nothing is an empty one.
pub fn list(value: &Value) -> Outcome<&[Value]> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(values) => Ok(values),
        other => Err(Problem::request(format!("{other} is no list"))),
    }
}

/// The texts of a list.
pub fn texts(value: &Value) -> Outcome<Vec<&str>> {
    list(value)?.iter().map(text).collect()
}
