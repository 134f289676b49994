//! The expressions of cases: which keys there are and what stands in them; does not know what they mean.
use serde_json::Value;

use super::shape::{self, Key, Shape, short};
use crate::problem::{Problem, Result};

const EXPRESSION: Shape = Shape::Expression;
const EXPRESSIONS: Shape = Shape::List(&EXPRESSION);
const TEXT: Shape = Shape::Text;

/// Every form of an expression: the key that says which it is, what stands there, and the keys beside it.
const FORMS: &[(&str, Shape, &[Key])] = &[
    ("lit", Shape::Any, &[("type", TEXT, false)]),
    ("col", TEXT, &[("of", TEXT, false)]),
    ("expr", TEXT, &[]),
    ("fn", TEXT, &[("args", EXPRESSIONS, false), ("distinct", Shape::Boolean, false)]),
    ("op", TEXT, &[("args", EXPRESSIONS, true)]),
    ("is_null", EXPRESSION, &[]),
    ("is_not_null", EXPRESSION, &[]),
    ("in", Shape::Opening(&[EXPRESSION], &Shape::Any), &[]),
    ("between", Shape::Tuple(&[EXPRESSION, Shape::Any, Shape::Any]), &[]),
    ("like", PAIR, &[]),
    ("ilike", PAIR, &[]),
    ("rlike", PAIR, &[]),
    ("starts_with", PAIR, &[]),
    ("ends_with", PAIR, &[]),
    ("contains", PAIR, &[]),
    ("substr", Shape::Tuple(&[EXPRESSION, EXPRESSION, EXPRESSION]), &[]),
    ("get_item", Shape::Tuple(&[EXPRESSION, Shape::Any]), &[]),
    ("get_field", Shape::Tuple(&[EXPRESSION, TEXT]), &[]),
    ("with_field", Shape::Tuple(&[EXPRESSION, TEXT, EXPRESSION]), &[]),
    ("drop_fields", Shape::Opening(&[EXPRESSION, TEXT], &TEXT), &[]),
    ("cast", Shape::Tuple(&[EXPRESSION, TEXT]), &[]),
    ("try_cast", Shape::Tuple(&[EXPRESSION, TEXT]), &[]),
    ("alias", Shape::Tuple(&[EXPRESSION, TEXT]), &[]),
    ("asc", EXPRESSION, &[]),
    ("desc", EXPRESSION, &[]),
    ("asc_nulls_first", EXPRESSION, &[]),
    ("asc_nulls_last", EXPRESSION, &[]),
    ("desc_nulls_first", EXPRESSION, &[]),
    ("desc_nulls_last", EXPRESSION, &[]),
    ("when", Shape::List(&Shape::Tuple(&[EXPRESSION, EXPRESSION])), &[("otherwise", EXPRESSION, false)]),
    (
        "over",
        EXPRESSION,
        &[
            ("partition_by", EXPRESSIONS, false),
            ("order_by", EXPRESSIONS, false),
            ("rows", BOUNDS, false),
            ("range", BOUNDS, false),
        ],
    ),
    ("lambda", Shape::List(&TEXT), &[("body", EXPRESSION, true)]),
    ("var", TEXT, &[]),
];

const PAIR: Shape = Shape::Tuple(&[EXPRESSION, EXPRESSION]);
const BOUNDS: Shape = Shape::Tuple(&[Shape::Bound, Shape::Bound]);

const OPERATORS: &[&str] =
    &["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "neg", "<=>", "&", "|", "^"];

/// Holds an expression against its form: a column's name, a literal, or a map with one known key and those beside it.
pub fn check(value: &Value, at: &str) -> Result<()> {
    let given = match value {
        Value::Object(given) => given,
        Value::Array(_) => return Err(Problem::new(format!("a list is no expression: {}", short(value))).at(at)),
        _ => return Ok(()),
    };
    let (name, main, beside) = FORMS.iter().find(|(name, ..)| given.contains_key(*name)).ok_or_else(|| {
        let key = given.keys().next().map_or("", String::as_str);
        shape::unknown(key, FORMS.iter().map(|(name, ..)| *name), at)
    })?;
    let keys: Vec<Key> = std::iter::once((*name, *main, true)).chain(beside.iter().copied()).collect();
    shape::object(&keys, value, at)?;
    match (*name, value["op"].as_str()) {
        ("op", Some(operator)) => check_operator(operator, &value["args"], at),
        _ if given.contains_key("rows") && given.contains_key("range") => {
            Err(Problem::new("a window has `rows` or `range`, not both").at(at))
        }
        _ => Ok(()),
    }
}

fn check_operator(operator: &str, arguments: &Value, at: &str) -> Result<()> {
    let known = OPERATORS.iter().find(|known| **known == operator);
    known.ok_or_else(|| shape::unknown(operator, OPERATORS.iter().copied(), at))?;
    let expected = if matches!(operator, "not" | "neg") { 1 } else { 2 };
    match arguments.as_array().map_or(0, Vec::len) {
        received if received == expected => Ok(()),
        received => Err(Problem::new(format!("`{operator}` takes {expected} args, received {received}")).at(at)),
    }
}
