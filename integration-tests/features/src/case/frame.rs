//! The frames of cases: sources and operations, what stands in them, and the frames inside; does not know what they mean.
use serde_json::Value;

use super::shape::{self, Key, Shape};
use crate::problem::{Problem, Result};

const EXPRESSION: Shape = Shape::Expression;
const EXPRESSIONS: Shape = Shape::List(&EXPRESSION);
const TEXT: Shape = Shape::Text;
const TEXTS: Shape = Shape::List(&TEXT);
const FRAME: Shape = Shape::Frame;
const SCALARS: Shape = Shape::Map(&Shape::Scalar);
const NEEDED: bool = true;
const OPTIONAL: bool = false;

/// What a frame begins with.
const SOURCES: &[Key] = &[
    (
        "sql",
        Shape::Either(&[
            TEXT,
            Shape::Object(&[
                ("text", TEXT, NEEDED),
                ("args", Shape::Map(&EXPRESSION), OPTIONAL),
                ("pos", EXPRESSIONS, OPTIONAL),
            ]),
        ]),
        OPTIONAL,
    ),
    (
        "range",
        Shape::Object(&[
            ("start", Shape::Integer, OPTIONAL),
            ("end", Shape::Integer, NEEDED),
            ("step", Shape::Integer, OPTIONAL),
            ("partitions", Shape::Integer, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    ("table", TEXT, OPTIONAL),
    (
        "read",
        Shape::Object(&[
            ("format", TEXT, OPTIONAL),
            ("path", Shape::Either(&[TEXTS, TEXT]), OPTIONAL),
            ("schema", TEXT, OPTIONAL),
            ("options", SCALARS, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    (
        "local",
        Shape::Object(&[("schema", TEXT, NEEDED), ("rows", Shape::List(&Shape::List(&Shape::Any)), NEEDED)]),
        OPTIONAL,
    ),
    ("generated", Shape::Object(&[("rows", Shape::Integer, NEEDED), ("bytes", Shape::Integer, NEEDED)]), OPTIONAL),
    ("ref", TEXT, OPTIONAL),
];

const GROUPS: Shape = Shape::Object(&[("by", EXPRESSIONS, NEEDED), ("agg", EXPRESSIONS, NEEDED)]);
const NUMBER_AND_COLUMNS: Shape = Shape::Object(&[("n", Shape::Integer, OPTIONAL), ("by", EXPRESSIONS, OPTIONAL)]);
const SUBSET: Key = ("subset", TEXTS, OPTIONAL);

/// What may be done with a frame.
pub const OPERATIONS: &[Key] = &[
    ("select", EXPRESSIONS, OPTIONAL),
    ("select_expr", TEXTS, OPTIONAL),
    ("filter", EXPRESSION, OPTIONAL),
    ("with_column", Shape::Pair(&EXPRESSION), OPTIONAL),
    ("with_columns", Shape::Map(&EXPRESSION), OPTIONAL),
    ("with_column_renamed", Shape::Tuple(&[TEXT, TEXT]), OPTIONAL),
    ("with_columns_renamed", Shape::Map(&TEXT), OPTIONAL),
    ("drop", EXPRESSIONS, OPTIONAL),
    (
        "join",
        Shape::Object(&[
            ("right", FRAME, NEEDED),
            ("on", EXPRESSION, OPTIONAL),
            ("using", TEXTS, OPTIONAL),
            ("how", TEXT, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    ("cross_join", FRAME, OPTIONAL),
    ("group_by", GROUPS, OPTIONAL),
    ("rollup", GROUPS, OPTIONAL),
    ("cube", GROUPS, OPTIONAL),
    (
        "grouping_sets",
        Shape::Object(&[
            ("sets", Shape::List(&EXPRESSIONS), NEEDED),
            ("by", EXPRESSIONS, NEEDED),
            ("agg", EXPRESSIONS, NEEDED),
        ]),
        OPTIONAL,
    ),
    (
        "pivot",
        Shape::Object(&[
            ("by", EXPRESSIONS, NEEDED),
            ("column", EXPRESSION, NEEDED),
            ("values", Shape::List(&Shape::Any), OPTIONAL),
            ("agg", EXPRESSIONS, NEEDED),
        ]),
        OPTIONAL,
    ),
    ("agg", EXPRESSIONS, OPTIONAL),
    ("sort", EXPRESSIONS, OPTIONAL),
    ("sort_within_partitions", EXPRESSIONS, OPTIONAL),
    ("limit", Shape::Integer, OPTIONAL),
    ("offset", Shape::Integer, OPTIONAL),
    ("distinct", Shape::Empty, OPTIONAL),
    ("drop_duplicates", TEXTS, OPTIONAL),
    ("union", FRAME, OPTIONAL),
    (
        "union_by_name",
        Shape::Object(&[("other", FRAME, NEEDED), ("allow_missing", Shape::Boolean, OPTIONAL)]),
        OPTIONAL,
    ),
    ("intersect", FRAME, OPTIONAL),
    ("intersect_all", FRAME, OPTIONAL),
    ("except_all", FRAME, OPTIONAL),
    ("subtract", FRAME, OPTIONAL),
    ("alias", TEXT, OPTIONAL),
    ("to_df", TEXTS, OPTIONAL),
    ("to", TEXT, OPTIONAL),
    (
        "sample",
        Shape::Object(&[
            ("fraction", Shape::Number, NEEDED),
            ("seed", Shape::Integer, OPTIONAL),
            ("with_replacement", Shape::Boolean, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    ("repartition", NUMBER_AND_COLUMNS, OPTIONAL),
    ("repartition_by_range", NUMBER_AND_COLUMNS, OPTIONAL),
    ("coalesce", Shape::Integer, OPTIONAL),
    ("hint", Shape::Object(&[("name", TEXT, NEEDED), ("parameters", Shape::List(&Shape::Any), OPTIONAL)]), OPTIONAL),
    (
        "na_fill",
        Shape::Either(&[
            Shape::Object(&[("values", SCALARS, NEEDED)]),
            Shape::Object(&[("value", Shape::Scalar, NEEDED), SUBSET]),
        ]),
        OPTIONAL,
    ),
    ("na_drop", Shape::Object(&[("how", TEXT, OPTIONAL), ("thresh", Shape::Integer, OPTIONAL), SUBSET]), OPTIONAL),
    (
        "na_replace",
        Shape::Object(&[("pairs", Shape::List(&Shape::Tuple(&[Shape::Scalar, Shape::Scalar])), NEEDED), SUBSET]),
        OPTIONAL,
    ),
    ("describe", TEXTS, OPTIONAL),
    ("summary", TEXTS, OPTIONAL),
    ("crosstab", Shape::Tuple(&[TEXT, TEXT]), OPTIONAL),
    ("freq_items", Shape::Object(&[("columns", TEXTS, NEEDED), ("support", Shape::Number, OPTIONAL)]), OPTIONAL),
    (
        "sample_by",
        Shape::Object(&[
            ("column", EXPRESSION, NEEDED),
            ("fractions", Shape::List(&Shape::Tuple(&[Shape::Scalar, Shape::Number])), NEEDED),
            ("seed", Shape::Integer, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    (
        "unpivot",
        Shape::Object(&[
            ("ids", EXPRESSIONS, NEEDED),
            ("values", EXPRESSIONS, OPTIONAL),
            ("variable", TEXT, NEEDED),
            ("value", TEXT, NEEDED),
        ]),
        OPTIONAL,
    ),
    ("transpose", Shape::Object(&[("index", EXPRESSION, OPTIONAL)]), OPTIONAL),
    ("observe", Shape::Object(&[("name", TEXT, NEEDED), ("metrics", EXPRESSIONS, NEEDED)]), OPTIONAL),
    ("cache", Shape::Empty, OPTIONAL),
    ("persist", TEXT, OPTIONAL),
    ("local_checkpoint", Shape::Empty, OPTIONAL),
];

/// Holds a frame against its form: a list that begins with a source and goes on with operations.
pub fn check(value: &Value, at: &str) -> Result<()> {
    let parts = value.as_array().filter(|parts| !parts.is_empty());
    let parts = parts.ok_or_else(|| Problem::new("a frame is a list that begins with a source").at(at))?;
    shape::check(Shape::One(SOURCES), &parts[0], &format!("{at}[0]"))?;
    for (i, operation) in parts.iter().enumerate().skip(1) {
        shape::check(Shape::One(OPERATIONS), operation, &format!("{at}[{i}]"))?;
        check_together(operation, &format!("{at}[{i}]"))?;
    }
    Ok(())
}

/// What the form alone does not say.
fn check_together(operation: &Value, at: &str) -> Result<()> {
    if operation.get("join").is_some_and(|join| join.get("on").is_some() && join.get("using").is_some()) {
        return Err(Problem::new("a join has `on` or `using`, not both").at(at));
    }
    match operation.get("repartition").or_else(|| operation.get("repartition_by_range")) {
        Some(how) if how.get("n").is_none() && how.get("by").is_none() => {
            Err(Problem::new("`n`, `by` or both are needed").at(at))
        }
        _ => Ok(()),
    }
}

/// Calls `visit` with each source and operation of a checked frame, also of the frames inside.
pub fn each_part<'a>(frame: &'a Value, visit: &mut impl FnMut(&'a str, &'a Value)) {
    for (key, value) in frame.as_array().into_iter().flatten().filter_map(Value::as_object).flatten() {
        visit(key, value);
        if let Some(inner) = inner_frame(key, value) {
            each_part(inner, visit);
        }
    }
}

/// Calls `change` with each source of a checked frame, also of the frames inside.
pub fn each_source_mut(frame: &mut Value, change: &mut impl FnMut(&str, &mut Value) -> Result<()>) -> Result<()> {
    let parts = frame.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
    for (key, value) in parts.flat_map(|part| part.iter_mut()) {
        if SOURCES.iter().any(|(name, ..)| name == key) {
            change(key, value)?;
        } else if let Some(name) = inner_key(key) {
            let inner = if name.is_empty() { value } else { &mut value[name] };
            each_source_mut(inner, change)?;
        }
    }
    Ok(())
}

fn inner_frame<'a>(key: &str, value: &'a Value) -> Option<&'a Value> {
    inner_key(key).map(|name| if name.is_empty() { value } else { &value[name] })
}

/// Where in an operation its other frame stands: under a key, or as the operation's value (an empty name).
fn inner_key(operation: &str) -> Option<&'static str> {
    match operation {
        "join" => Some("right"),
        "union_by_name" => Some("other"),
        "cross_join" | "union" | "intersect" | "intersect_all" | "except_all" | "subtract" => Some(""),
        _ => None,
    }
}
