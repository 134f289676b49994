//! The functions that take lambdas. A lambda's body is an expression over variables the function gives a type; it may use columns of the
//! row around it, which it captures.

mod aggregate;
mod array_sort;
mod call;
mod elements;
mod filter;
mod map;
mod map_zip_with;
mod test;
mod transform;
mod zip_with;

pub use call::{Body, HigherOrderParts};

use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::DataType;

use crate::function::Builder::HigherOrder;
use crate::{Context, Function, Typed, cast};

/// The groups of higher-order functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![FUNCTIONS]
}

const FUNCTIONS: &[Function] = &[
    Function { name: "transform", aliases: &[], builder: HigherOrder(transform::transform) },
    Function { name: "filter", aliases: &[], builder: HigherOrder(filter::filter) },
    Function { name: "exists", aliases: &[], builder: HigherOrder(test::exists) },
    Function { name: "forall", aliases: &[], builder: HigherOrder(test::forall) },
    Function { name: "aggregate", aliases: &["reduce"], builder: HigherOrder(aggregate::aggregate) },
    Function { name: "zip_with", aliases: &[], builder: HigherOrder(zip_with::zip_with) },
    Function { name: "map_filter", aliases: &[], builder: HigherOrder(map::map_filter) },
    Function { name: "transform_keys", aliases: &[], builder: HigherOrder(map::transform_keys) },
    Function { name: "transform_values", aliases: &[], builder: HigherOrder(map::transform_values) },
    Function { name: "map_zip_with", aliases: &[], builder: HigherOrder(map_zip_with::map_zip_with) },
    Function { name: "array_sort", aliases: &[], builder: HigherOrder(array_sort::array_sort) },
];

/// Every kernel of this module.
fn kernels() -> impl Iterator<Item = &'static call::Kernel> {
    let kernels: [&call::Kernel; 13] = [
        &aggregate::AGGREGATE,
        &array_sort::SORT,
        &array_sort::SORT_NULL_AS_EQUAL,
        &filter::FILTER,
        &map::MAP_FILTER,
        &map::TRANSFORM_KEYS,
        &map::TRANSFORM_VALUES,
        &map_zip_with::MAP_ZIP_WITH,
        &test::EXISTS,
        &test::EXISTS_TWO_VALUED,
        &test::FORALL,
        &transform::TRANSFORM,
        &zip_with::ZIP_WITH,
    ];
    kernels.into_iter()
}

/// The names of all kernels of calls with lambdas.
pub fn kernel_names() -> impl Iterator<Item = &'static str> {
    kernels().map(|kernel| kernel.name)
}

/// The arguments of a higher-order function: values, and lambdas that wait for the types of their variables.
pub trait LambdaArguments {
    /// How many arguments there are.
    fn count(&self) -> usize;

    /// An argument as a value.
    fn value(&self, index: usize) -> Result<Typed>;

    /// How many variables the lambda at this place names; 0 where a plain expression stands.
    fn variables(&self, index: usize) -> usize;

    /// The lambda at this place with variables of these types. A plain expression is a lambda that uses none of them.
    fn lambda(&self, index: usize, variables: &[Variable]) -> Result<Lambda>;
}

/// What a lambda's variable holds.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its type.
    pub data_type: DataType,
    /// Whether it may be NULL.
    pub nullable: bool,
}

impl Variable {
    fn new(data_type: DataType, nullable: bool) -> Self {
        Self { data_type, nullable }
    }
}

/// A lambda whose variables have types.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// The columns its variables are in the body, with their types.
    pub variables: Vec<(String, DataType)>,
    /// What it computes.
    pub body: Typed,
}

impl Lambda {
    /// Spark's name of it.
    pub fn name(&self) -> String {
        let variables = std::iter::repeat_n(VARIABLE_NAME, self.variables.len());
        let parts: Vec<&str> = std::iter::once(self.body.name.as_str()).chain(variables).collect();
        format!("lambdafunction({})", parts.join(", "))
    }
}

/// Spark's name of every lambda variable.
pub const VARIABLE_NAME: &str = "namedlambdavariable()";

/// Argument `index` as an array, with the type of its elements and whether one may be NULL.
fn array_argument(arguments: &dyn LambdaArguments, name: &str, index: usize) -> Result<(Typed, DataType, bool)> {
    let value = arguments.value(index)?;
    match &value.data_type {
        DataType::Array { element, contains_null } => {
            let (element, contains_null) = (element.as_ref().clone(), *contains_null);
            Ok((value, element, contains_null))
        }
        other => Err(unexpected_input_type(name, index, "\"ARRAY\"", &value.name, &other.sql_name())),
    }
}

/// Argument `index` as a map, with the types of keys and values and whether a value may be NULL.
fn map_argument(
    arguments: &dyn LambdaArguments,
    name: &str,
    index: usize,
) -> Result<(Typed, DataType, DataType, bool)> {
    let value = arguments.value(index)?;
    match &value.data_type {
        DataType::Map { key, value: of, value_contains_null } => {
            let (key, of, contains_null) = (key.as_ref().clone(), of.as_ref().clone(), *value_contains_null);
            Ok((value, key, of, contains_null))
        }
        other => Err(unexpected_input_type(name, index, "\"MAP\"", &value.name, &other.sql_name())),
    }
}

/// The lambda as one that answers a boolean; `index` is its place in the call.
fn boolean(context: &Context, call: &str, index: usize, lambda: Lambda) -> Result<Lambda> {
    match &lambda.body.data_type {
        DataType::Boolean => Ok(lambda),
        DataType::Null => Ok(Lambda { body: cast::coerce(context, lambda.body, &DataType::Boolean)?, ..lambda }),
        other => Err(unexpected_input_type(call, index, "\"BOOLEAN\"", &lambda.name(), &other.sql_name())),
    }
}

/// `name(argument, lambda)` as Spark shows it.
fn call_of(name: &str, values: &[&Typed], lambdas: &[&Lambda]) -> String {
    let parts: Vec<String> = values.iter().map(|v| v.name.clone()).chain(lambdas.iter().map(|l| l.name())).collect();
    format!("{}({})", name.to_lowercase(), parts.join(", "))
}
