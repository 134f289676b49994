//! The form of a piece of a case, as data, and the check of a piece against its form; does not know which forms there are.
use serde_json::Value;

use super::{expression, frame, step};
use crate::problem::{Problem, Result};

/// What may stand in a place of a case.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Any,
    Text,
    Integer,
    Number,
    Boolean,
    /// Exactly `true`, for what is asked for by its name alone.
    True,
    /// `{}`, for what has no parameters.
    Empty,
    /// A text, number, boolean or null.
    Scalar,
    Expression,
    Frame,
    Action,
    /// A number, or `unbounded`.
    Bound,
    List(&'static Shape),
    /// A list with a place for each of these.
    Tuple(&'static [Shape]),
    /// A list that begins with these, and goes on with the last shape.
    Opening(&'static [Shape], &'static Shape),
    /// Any keys, all values alike.
    Map(&'static Shape),
    /// A map of exactly one key.
    Pair(&'static Shape),
    Object(&'static [Key]),
    /// An object that has exactly one of its keys.
    One(&'static [Key]),
    Either(&'static [Shape]),
}

/// A key of an object, its value, and whether it has to be there.
pub type Key = (&'static str, Shape, bool);

/// Holds `value` against `shape`; `at` says where in the case it stands.
pub fn check(shape: Shape, value: &Value, at: &str) -> Result<()> {
    match shape {
        Shape::Any => Ok(()),
        Shape::Text => hold(value.is_string(), value, at, "a text"),
        Shape::Integer => hold(value.is_i64() || value.is_u64(), value, at, "an integer"),
        Shape::Number => hold(value.is_number(), value, at, "a number"),
        Shape::Boolean => hold(value.is_boolean(), value, at, "true or false"),
        Shape::True => hold(value == &Value::Bool(true), value, at, "true"),
        Shape::Empty => hold(value.as_object().is_some_and(serde_json::Map::is_empty), value, at, "{}"),
        Shape::Scalar => hold(!value.is_array() && !value.is_object(), value, at, "a text, number, boolean or null"),
        Shape::Bound => hold(value.is_number() || value == "unbounded", value, at, "a number or unbounded"),
        Shape::Expression => expression::check(value, at),
        Shape::Frame => frame::check(value, at),
        Shape::Action => step::check_action(value, at),
        Shape::List(of) => {
            items(value, at)?.iter().enumerate().try_for_each(|(i, item)| check(*of, item, &format!("{at}[{i}]")))
        }
        Shape::Tuple(of) => tuple(of, value, at),
        Shape::Opening(first, rest) => opening(first, rest, value, at),
        Shape::Map(of) => map(value, at)?.iter().try_for_each(|(key, item)| check(*of, item, &format!("{at}.{key}"))),
        Shape::Pair(of) => {
            let (key, item) = only_key(value, at)?;
            check(*of, item, &format!("{at}.{key}"))
        }
        Shape::Object(keys) => object(keys, value, at),
        Shape::One(keys) => {
            only_key(value, at)?;
            let (key, item) = only_key(value, at)?;
            let found = keys.iter().find(|(name, ..)| name == key);
            let (_, shape, _) = found.ok_or_else(|| unknown(key, keys.iter().map(|(name, ..)| *name), at))?;
            check(*shape, item, &format!("{at}.{key}"))
        }
        Shape::Either(shapes) => either(shapes, value, at),
    }
}

/// The one key of a map that has no other, and its value.
pub fn only_key<'a>(value: &'a Value, at: &str) -> Result<(&'a String, &'a Value)> {
    let keys = map(value, at)?;
    match keys.iter().next() {
        Some(found) if keys.len() == 1 => Ok(found),
        _ => Err(Problem::new(format!("expected a map of one key, received {}", short(value))).at(at)),
    }
}

/// The error for a key that nobody knows, with those that are known.
pub fn unknown(key: &str, known: impl Iterator<Item = &'static str>, at: &str) -> Problem {
    let known: Vec<_> = known.collect();
    Problem::new(format!("there is no `{key}`; known are {}", known.join(", "))).at(at)
}

/// Checks the keys of an object; `keys` are all that may be there.
pub fn object(keys: &[Key], value: &Value, at: &str) -> Result<()> {
    let given = map(value, at)?;
    for (key, item) in given {
        let found = keys.iter().find(|(name, ..)| name == key);
        let (_, shape, _) = found.ok_or_else(|| unknown(key, keys.iter().map(|(name, ..)| *name), at))?;
        check(*shape, item, &format!("{at}.{key}"))?;
    }
    match keys.iter().find(|(name, _, needed)| *needed && !given.contains_key(*name)) {
        Some((name, ..)) => Err(Problem::new(format!("`{name}` is missing")).at(at)),
        None => Ok(()),
    }
}

/// A value as JSON, cut where it is long.
pub fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 200 { text } else { text.chars().take(200).chain("…".chars()).collect() }
}

fn hold(is_so: bool, value: &Value, at: &str, expected: &str) -> Result<()> {
    if is_so { Ok(()) } else { Err(Problem::new(format!("expected {expected}, received {}", short(value))).at(at)) }
}

fn items<'a>(value: &'a Value, at: &str) -> Result<&'a Vec<Value>> {
    value.as_array().ok_or_else(|| Problem::new(format!("expected a list, received {}", short(value))).at(at))
}

fn map<'a>(value: &'a Value, at: &str) -> Result<&'a serde_json::Map<String, Value>> {
    value.as_object().ok_or_else(|| Problem::new(format!("expected a map, received {}", short(value))).at(at))
}

fn tuple(of: &[Shape], value: &Value, at: &str) -> Result<()> {
    let given = items(value, at)?;
    hold(given.len() == of.len(), value, at, &format!("a list of {}", of.len()))?;
    given.iter().zip(of).enumerate().try_for_each(|(i, (item, shape))| check(*shape, item, &format!("{at}[{i}]")))
}

fn opening(first: &[Shape], rest: &Shape, value: &Value, at: &str) -> Result<()> {
    let given = items(value, at)?;
    hold(given.len() >= first.len(), value, at, &format!("a list of {} or more", first.len()))?;
    let shapes = first.iter().chain(std::iter::repeat(rest));
    given.iter().zip(shapes).enumerate().try_for_each(|(i, (item, shape))| check(*shape, item, &format!("{at}[{i}]")))
}

fn either(shapes: &[Shape], value: &Value, at: &str) -> Result<()> {
    let mut last = Ok(());
    for shape in shapes {
        last = check(*shape, value, at);
        if last.is_ok() {
            break;
        }
    }
    last
}
