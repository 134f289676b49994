//! Calls the client's functions by name. Knows which take lambdas; refuses to know what any computes.

use std::cell::RefCell;

use serde_json::Value as Json;
use spark_connect::expression::UnresolvedFunction;
use spark_connect::{functions, Column, Expression};

use crate::catalogue::{ANY, ONE, THREE, TWO, ZERO};
use crate::columns::Columns;
use crate::failure::Failure;
use crate::{literals, text};

/// The function of that name that takes as many columns; by name through `call_function` where the client has none.
pub(crate) fn call(columns: &Columns<'_>, tree: &Json) -> Result<Column, Failure> {
    let name = text(tree, "fn")?;
    let trees = tree["args"].as_array().map(Vec::as_slice).unwrap_or_default();
    if trees.iter().any(|argument| argument.get("lambda").is_some()) {
        return with_lambdas(columns, name, trees);
    }
    let arguments = columns.all(trees)?;
    if tree["distinct"] == Json::Bool(true) {
        let expressions = arguments.iter().map(|argument| argument.expression().clone()).collect();
        return Ok(Column::new(Expression::UnresolvedFunction(UnresolvedFunction::new_distinct(name, expressions))));
    }
    if let Some((_, function)) = ANY.iter().find(|(known, _)| *known == name) {
        return Ok(function(arguments));
    }
    match arguments.as_slice() {
        [] => found(ZERO, name).map(|function| function()),
        [one] => found(ONE, name).map(|function| function(one.clone())),
        [one, two] => found(TWO, name).map(|function| function(one.clone(), two.clone())),
        [one, two, three] => found(THREE, name).map(|function| function(one.clone(), two.clone(), three.clone())),
        _ => None,
    }
    .map_or_else(|| Ok(functions::call_function(name, arguments.clone())), Ok)
}

fn found<F: Copy>(table: &[(&str, F)], name: &str) -> Option<F> {
    table.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

/// The body of a lambda; what its making fails with is kept, as the client's closures give columns alone.
struct Body<'a> {
    columns: &'a Columns<'a>,
    tree: &'a Json,
    failed: &'a RefCell<Option<Failure>>,
}

impl Body<'_> {
    fn of(&self, variables: Vec<Column>) -> Column {
        let names: Vec<&str> = self.names();
        match self.columns.with(&names, variables).build(&self.tree["body"]) {
            Ok(column) => column,
            Err(failure) => {
                self.failed.replace(Some(failure));
                literals::null()
            }
        }
    }

    fn names(&self) -> Vec<&str> {
        self.tree["lambda"].as_array().into_iter().flatten().filter_map(Json::as_str).collect()
    }
}

fn with_lambdas(columns: &Columns<'_>, name: &str, trees: &[Json]) -> Result<Column, Failure> {
    let plain = columns.all(trees.iter().take_while(|tree| tree.get("lambda").is_none()))?;
    let failed = RefCell::new(None);
    let bodies: Vec<Body<'_>> =
        trees.iter().filter(|tree| tree.get("lambda").is_some()).map(|tree| Body { columns, tree, failed: &failed }).collect();
    let built = match (name, plain.as_slice(), bodies.as_slice()) {
        ("transform", [array], [f]) if f.names().len() == 2 => functions::transform_idx(array.clone(), |v| f.of(v)),
        ("transform", [array], [f]) => functions::transform(array.clone(), |v| f.of(v)),
        ("filter", [array], [f]) => functions::filter(array.clone(), |v| f.of(v)),
        ("exists", [array], [f]) => functions::exists(array.clone(), |v| f.of(v)),
        ("forall", [array], [f]) => functions::forall(array.clone(), |v| f.of(v)),
        ("aggregate", [array, start], [f]) => functions::aggregate(array.clone(), start.clone(), |v| f.of(v)),
        ("aggregate", [array, start], [f, g]) => {
            functions::aggregate_with_finish(array.clone(), start.clone(), |v| f.of(v), |v| g.of(v))
        }
        ("reduce", [array, start], [f]) => functions::reduce(array.clone(), start.clone(), |v| f.of(v)),
        ("zip_with", [left, right], [f]) => functions::zip_with(left.clone(), right.clone(), |v| f.of(v)),
        ("transform_keys", [map], [f]) => functions::transform_keys(map.clone(), |v| f.of(v)),
        ("transform_values", [map], [f]) => functions::transform_values(map.clone(), |v| f.of(v)),
        ("map_filter", [map], [f]) => functions::map_filter(map.clone(), |v| f.of(v)),
        ("map_zip_with", [left, right], [f]) => functions::map_zip_with(left.clone(), right.clone(), |v| f.of(v)),
        _ => return Err(Failure::Unsupported(format!("this client has no function {name} that takes these lambdas"))),
    };
    drop(bodies);
    failed.into_inner().map_or(Ok(built), Err)
}
