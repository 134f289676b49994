//! What a function is, and the one list of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Sort;
use sparrow_spark_error::{Result, nearest};
use sparrow_spark_types::Field;

use crate::higher_order::LambdaArguments;
use crate::{Context, Typed, aggregate, generator, higher_order, scalar, window};

/// A Spark function.
#[derive(Debug)]
pub struct Function {
    /// Spark's name, lower case.
    pub name: &'static str,
    /// Other names it answers to.
    pub aliases: &'static [&'static str],
    /// What it makes of its arguments.
    pub builder: Builder,
}

/// The builder of a function, by what kind of function it is.
#[derive(Debug)]
pub enum Builder {
    /// One value from the values of one row. Gets the name it was called by (for `Typed::name`) and its arguments.
    Scalar(fn(&Context, &str, Vec<Typed>) -> Result<Typed>),
    /// One value from many rows; also usable over windows.
    Aggregate(fn(&Context, &str, AggregateCall) -> Result<Typed>),
    /// Only over windows. The `Expr::WindowFunction` it answers has an empty window; the analyzer fills it in.
    Window(fn(&Context, &str, WindowCall) -> Result<Typed>),
    /// One value from the values of one row, with lambdas among the arguments.
    HigherOrder(fn(&Context, &str, &dyn LambdaArguments) -> Result<Typed>),
    /// Many rows from the values of one.
    Generator(fn(&Context, &str, Vec<Typed>) -> Result<GeneratorCall>),
}

/// The arguments of an aggregate function.
#[derive(Debug)]
pub struct AggregateCall {
    /// Arguments; `count(*)` comes as `count(1)` named `1`.
    pub args: Vec<Typed>,
    /// `DISTINCT`
    pub distinct: bool,
    /// `FILTER (WHERE …)`
    pub filter: Option<Expr>,
    /// `WITHIN GROUP (ORDER BY …)`
    pub order_by: Vec<(Typed, Sort)>,
    /// `IGNORE NULLS`/`RESPECT NULLS` where written
    pub ignore_nulls: Option<bool>,
}

/// The arguments of a window function.
#[derive(Debug)]
pub struct WindowCall {
    /// Arguments.
    pub args: Vec<Typed>,
    /// `IGNORE NULLS`/`RESPECT NULLS` where written
    pub ignore_nulls: Option<bool>,
}

/// The rows a generator makes.
#[derive(Debug)]
pub struct GeneratorCall {
    /// An expression of type list or map: one output row for each element or entry.
    pub rows: Expr,
    /// How an element becomes columns.
    pub shape: GeneratorShape,
    /// Output columns, position first where there is one.
    pub columns: Vec<Field>,
    /// A leading `pos` column counts from 0.
    pub with_position: bool,
    /// One row of NULLs where there is no element.
    pub outer: bool,
    /// Spark's name of the call.
    pub name: String,
}

/// How an element of a generator becomes columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd)]
pub enum GeneratorShape {
    /// The element is the one column.
    Element,
    /// The element is a struct whose fields are the columns (`inline`; a map's entries too).
    Fields,
}

/// Every function, group by group.
pub fn all() -> impl Iterator<Item = &'static Function> {
    [scalar::groups(), higher_order::groups(), aggregate::groups(), window::groups(), generator::groups()]
        .into_iter()
        .flatten()
        .flat_map(|group| group.iter())
}

/// The function of this name; names compare without case.
pub fn find(name: &str) -> Option<&'static Function> {
    BY_NAME.get(name.to_lowercase().as_str()).copied()
}

/// The known names nearest to a misspelt one.
pub fn nearest_names(name: &str) -> Vec<String> {
    nearest(name, BY_NAME.keys().copied())
}

static BY_NAME: LazyLock<HashMap<&'static str, &'static Function>> =
    LazyLock::new(|| all().flat_map(|f| f.aliases.iter().chain([&f.name]).map(move |name| (*name, f))).collect());

/// Whether Spark 4.2.1 has a built-in function or operator of this name (its `SHOW SYSTEM FUNCTIONS`), ours or not.
pub fn is_spark_builtin(name: &str) -> bool {
    static NAMES: LazyLock<std::collections::HashSet<&str>> =
        LazyLock::new(|| include_str!("spark_builtins.txt").lines().collect());
    NAMES.contains(name.to_lowercase().as_str())
}
