//! Where in the query an error of the running plan may have come from: kernels know values, not positions.

use std::cell::RefCell;

use sparrow_plan::Origin;
use sparrow_spark_error::{Kind, SparkError};

/// How many places are remembered; a query with more has no use for them.
const PLACES_COUNT_MAX: usize = 1_000;

/// The calls of a query that can fail while it runs, with their places.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<(String, Origin)>);

impl Places {
    /// Remembers a call.
    pub(crate) fn add(places: &RefCell<Self>, function: &str, origin: Option<&Origin>) {
        let Some(origin) = origin else { return };
        let mut places = places.borrow_mut();
        if places.0.len() < PLACES_COUNT_MAX && RAISERS.iter().any(|(_, by)| by.contains(&function)) {
            places.0.push((function.to_owned(), origin.clone()));
        }
    }

    /// The error with its place, when only one call of the query can have raised it.
    pub fn place(&self, error: SparkError) -> SparkError {
        if !error.contexts().is_empty() || matches!(error.condition().kind, Kind::Parse | Kind::Analysis) {
            return error;
        }
        let name = error.condition().name;
        let raised_by = RAISERS.iter().filter(|(condition, _)| *condition == name).flat_map(|(_, by)| by.iter());
        let raised_by: Vec<&str> = raised_by.copied().collect();
        let mut found = self.0.iter().filter(|(function, _)| raised_by.contains(&function.as_str())).map(|(_, at)| at);
        match found.next() {
            Some(place) if found.all(|other| other == place) => error.at(place.as_ref().clone()),
            _ => error,
        }
    }
}

/// Which calls raise which condition; `cast` and `[]` stand for the constructs of these names.
const RAISERS: &[(&str, &[&str])] = &[
    ("ARITHMETIC_OVERFLOW", &["+", "-", "*", "/", "div", "abs", "negative", "positive", "sum"]),
    ("BINARY_ARITHMETIC_OVERFLOW", &["+", "-", "*"]),
    ("CAST_INVALID_INPUT", &["cast"]),
    ("DIVIDE_BY_ZERO", &["/", "div"]),
    ("INVALID_ARRAY_INDEX", &["[]", "elt"]),
    ("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", &["element_at"]),
    ("INVALID_INDEX_OF_ZERO", &["element_at"]),
    ("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", &["cast", "+", "-", "*", "/", "sum"]),
    ("REMAINDER_BY_ZERO", &["%", "mod", "pmod"]),
    ("SCALAR_SUBQUERY_TOO_MANY_ROWS", &["subquery"]),
];
