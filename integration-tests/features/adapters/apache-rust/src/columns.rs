//! Makes the client's columns of the trees of cases. Knows each kind of column; refuses to know frames' operations.

use std::collections::HashMap;

use serde_json::Value as Json;
use spark_connect::expression::SortOrder;
use spark_connect::window::{FrameBound, WindowSpec};
use spark_connect::{col, column, functions, Column, Expression};

use crate::failure::Failure;
use crate::{functions as calls, literals, text};

/// How a tree with this key becomes a column.
type Kind = fn(&Columns<'_>, &Json) -> Result<Column, Failure>;

/// In this order: the first key that a tree has says what it is.
const KINDS: &[(&str, Kind)] = &[
    ("over", |columns, tree| columns.window(tree)),
    ("lit", |_, tree| match tree["type"].as_str() {
        Some(type_name) => literals::typed(&tree["lit"], type_name),
        None => literals::plain(&tree["lit"]),
    }),
    ("col", |_, tree| match tree.get("of") {
        None => Ok(named(text(tree, "col")?)),
        Some(_) => Err(Failure::Unsupported("this client has no columns of one frame: its DataFrame gives a name alone".to_owned())),
    }),
    ("var", |columns, tree| columns.variable(text(tree, "var")?)),
    ("expr", |_, tree| Ok(functions::expr(text(tree, "expr")?))),
    ("fn", calls::call),
    ("op", |columns, tree| columns.operator(tree)),
    ("is_null", |columns, tree| Ok(columns.build(&tree["is_null"])?.is_null())),
    ("is_not_null", |columns, tree| Ok(columns.build(&tree["is_not_null"])?.is_not_null())),
    ("in", |columns, tree| columns.among(&tree["in"])),
    ("between", |columns, tree| {
        let [column, low, high] = columns.three(&tree["between"])?;
        Ok(column.between(low, high))
    }),
    ("like", |columns, tree| Ok(columns.at(&tree["like"], 0)?.like(pattern(&tree["like"])?))),
    ("ilike", |columns, tree| Ok(columns.at(&tree["ilike"], 0)?.ilike(pattern(&tree["ilike"])?))),
    ("rlike", |columns, tree| Ok(columns.at(&tree["rlike"], 0)?.rlike(pattern(&tree["rlike"])?))),
    ("starts_with", |columns, tree| {
        Ok(columns.at(&tree["starts_with"], 0)?.startswith(columns.at(&tree["starts_with"], 1)?))
    }),
    ("ends_with", |columns, tree| Ok(columns.at(&tree["ends_with"], 0)?.endswith(columns.at(&tree["ends_with"], 1)?))),
    ("contains", |columns, tree| Ok(columns.at(&tree["contains"], 0)?.contains(columns.at(&tree["contains"], 1)?))),
    ("substr", |columns, tree| {
        let [column, start, length] = columns.three(&tree["substr"])?;
        Ok(column.substr(start, length))
    }),
    ("get_item", |columns, tree| Ok(columns.at(&tree["get_item"], 0)?.get_item(columns.value(&tree["get_item"][1])?))),
    ("get_field", |columns, tree| Ok(columns.at(&tree["get_field"], 0)?.get_field(string(&tree["get_field"][1])?))),
    ("with_field", |columns, tree| {
        let parts = &tree["with_field"];
        Ok(columns.at(parts, 0)?.with_field(string(&parts[1])?, columns.at(parts, 2)?))
    }),
    ("drop_fields", |columns, tree| {
        let names = rest(&tree["drop_fields"]).iter().map(string).collect::<Result<_, _>>()?;
        Ok(columns.at(&tree["drop_fields"], 0)?.drop_fields(names))
    }),
    ("cast", |columns, tree| Ok(columns.at(&tree["cast"], 0)?.cast_str(string(&tree["cast"][1])?))),
    ("try_cast", |columns, tree| Ok(columns.at(&tree["try_cast"], 0)?.try_cast_str(string(&tree["try_cast"][1])?))),
    ("alias", |columns, tree| match rest(&tree["alias"]) {
        [name] => Ok(columns.at(&tree["alias"], 0)?.alias(string(name)?)),
        _ => Err(Failure::Unsupported("this client's Column.alias takes one name".to_owned())),
    }),
    ("when", |columns, tree| columns.choice(tree)),
    ("asc", |columns, tree| Ok(columns.build(&tree["asc"])?.asc())),
    ("desc", |columns, tree| Ok(columns.build(&tree["desc"])?.desc())),
    ("asc_nulls_first", |columns, tree| Ok(columns.build(&tree["asc_nulls_first"])?.asc_nulls_first())),
    ("asc_nulls_last", |columns, tree| Ok(columns.build(&tree["asc_nulls_last"])?.asc_nulls_last())),
    ("desc_nulls_first", |columns, tree| Ok(columns.build(&tree["desc_nulls_first"])?.desc_nulls_first())),
    ("desc_nulls_last", |columns, tree| Ok(columns.build(&tree["desc_nulls_last"])?.desc_nulls_last())),
];

type Binary = fn(Column, Column) -> Column;

const BINARY: &[(&str, Binary)] = &[
    ("+", Column::add),
    ("-", Column::sub),
    ("*", Column::mul),
    ("/", Column::div),
    ("%", Column::modulo),
    ("==", Column::eq),
    ("!=", Column::ne),
    ("<", Column::lt),
    ("<=", Column::le),
    (">", Column::gt),
    (">=", Column::ge),
    ("and", Column::and),
    ("or", Column::or),
    ("<=>", Column::eq_null_safe),
    ("&", Column::bitwise_and),
    ("|", Column::bitwise_or),
    ("^", Column::bitwise_xor),
];

/// Makes columns, and knows the parameters of the lambdas around.
#[derive(Default)]
pub(crate) struct Columns<'a> {
    variables: HashMap<String, Column>,
    around: Option<&'a Columns<'a>>,
}

impl Columns<'_> {
    /// The same with a lambda's parameters named.
    pub(crate) fn with(&self, names: &[&str], values: Vec<Column>) -> Columns<'_> {
        Columns { variables: names.iter().map(|name| (*name).to_owned()).zip(values).collect(), around: Some(self) }
    }

    /// A text is a column's name; another value that is no tree is a literal.
    pub(crate) fn build(&self, tree: &Json) -> Result<Column, Failure> {
        if let Some(name) = tree.as_str() {
            return Ok(named(name));
        }
        if !tree.is_object() {
            return literals::plain(tree);
        }
        match KINDS.iter().find(|(key, _)| tree.get(key).is_some()) {
            Some((_, kind)) => kind(self, tree),
            None => Err(Failure::Client(format!("no kind of column has these keys: {tree}"))),
        }
    }

    pub(crate) fn all<'t>(&self, trees: impl IntoIterator<Item = &'t Json>) -> Result<Vec<Column>, Failure> {
        trees.into_iter().map(|tree| self.build(tree)).collect()
    }

    /// A literal of a plain value; a column otherwise.
    pub(crate) fn value(&self, tree: &Json) -> Result<Column, Failure> {
        if tree.is_object() {
            self.build(tree)
        } else {
            literals::plain(tree)
        }
    }

    fn at(&self, parts: &Json, index: usize) -> Result<Column, Failure> {
        self.build(parts.get(index).ok_or_else(|| Failure::Client(format!("{parts} has no part {index}")))?)
    }

    fn three(&self, parts: &Json) -> Result<[Column; 3], Failure> {
        Ok([self.at(parts, 0)?, self.at(parts, 1)?, self.at(parts, 2)?])
    }

    fn variable(&self, name: &str) -> Result<Column, Failure> {
        match (self.variables.get(name), self.around) {
            (Some(column), _) => Ok(column.clone()),
            (None, Some(around)) => around.variable(name),
            (None, None) => Err(Failure::Client(format!("no lambda around names {name}"))),
        }
    }

    fn operator(&self, tree: &Json) -> Result<Column, Failure> {
        let operator = text(tree, "op")?;
        let mut arguments = self.all(tree["args"].as_array().into_iter().flatten())?.into_iter();
        let first = arguments.next().ok_or_else(|| Failure::Client(format!("an operator without arguments: {tree}")))?;
        match (operator, arguments.len()) {
            ("not", 0) => return Ok(first.not()),
            ("neg", 0) => return Ok(first.neg()),
            (_, 0) => return Err(Failure::Client(format!("no operator {operator} has one argument"))),
            _ => {}
        }
        let (_, apply) = BINARY
            .iter()
            .find(|(name, _)| *name == operator)
            .ok_or_else(|| Failure::Client(format!("{operator} is no operator")))?;
        Ok(arguments.fold(first, apply))
    }

    fn among(&self, parts: &Json) -> Result<Column, Failure> {
        let values: Vec<Column> = rest(parts).iter().map(|value| self.value(value)).collect::<Result<_, _>>()?;
        Ok(self.at(parts, 0)?.isin(values))
    }

    fn choice(&self, tree: &Json) -> Result<Column, Failure> {
        let mut result: Option<Column> = None;
        for branch in tree["when"].as_array().into_iter().flatten() {
            let (condition, value) = (self.at(branch, 0)?, self.at(branch, 1)?);
            result = Some(match result {
                Some(before) => before.when(condition, value),
                None => column::when(condition, value),
            });
        }
        let result = result.ok_or_else(|| Failure::Client(format!("no branches: {tree}")))?;
        match tree.get("otherwise") {
            Some(otherwise) => Ok(result.otherwise(self.build(otherwise)?)),
            None => Ok(result),
        }
    }

    fn window(&self, tree: &Json) -> Result<Column, Failure> {
        let by = self.all(tree["partition_by"].as_array().into_iter().flatten())?;
        let order = self.all(tree["order_by"].as_array().into_iter().flatten())?;
        let mut spec = WindowSpec::new()
            .partition_by(by.iter().map(|column| column.expression().clone()).collect())
            .order_by(order.into_iter().map(sort_order).collect());
        if let Some(bounds) = tree.get("rows") {
            spec = spec.rows_between(bound(bounds, 0)?, bound(bounds, 1)?);
        }
        if let Some(bounds) = tree.get("range") {
            spec = spec.range_between(bound(bounds, 0)?, bound(bounds, 1)?);
        }
        Ok(self.build(&tree["over"])?.over(spec))
    }
}

/// The column of a name. The client's `col` takes a star for a name, so that is made as its own functions make it.
fn named(name: &str) -> Column {
    match name.strip_suffix('*') {
        Some("") => Column::new(Expression::UnresolvedStar(None)),
        Some(before) if before.ends_with('.') => Column::new(Expression::UnresolvedStar(Some(name.to_owned()))),
        _ => col(name),
    }
}

/// The order of a column, ascending where the column says none.
fn sort_order(column: Column) -> SortOrder {
    match column.expression() {
        Expression::SortOrder(order) => order.as_ref().clone(),
        other => SortOrder::asc_nulls_first(other.clone()),
    }
}

fn bound(bounds: &Json, index: usize) -> Result<FrameBound, Failure> {
    match bounds[index].as_i64() {
        Some(0) => Ok(FrameBound::CurrentRow),
        Some(rows) if rows < 0 => Ok(FrameBound::Preceding(-rows)),
        Some(rows) => Ok(FrameBound::Following(rows)),
        None if bounds[index] == "unbounded" && index == 0 => Ok(FrameBound::UnboundedPreceding),
        None if bounds[index] == "unbounded" => Ok(FrameBound::UnboundedFollowing),
        None => Err(Failure::Unsupported(format!("this client's bounds of a window are whole numbers, not {}", bounds[index]))),
    }
}

/// The client's patterns are texts.
fn pattern(parts: &Json) -> Result<&str, Failure> {
    let pattern = &parts[1];
    pattern["lit"].as_str().ok_or_else(|| Failure::Unsupported("this client's patterns are texts, not columns".to_owned()))
}

fn string(value: &Json) -> Result<&str, Failure> {
    value.as_str().ok_or_else(|| Failure::Client(format!("a text is needed, received {value}")))
}

/// All but the first part.
fn rest(parts: &Json) -> &[Json] {
    parts.as_array().and_then(|all| all.get(1..)).unwrap_or_default()
}
