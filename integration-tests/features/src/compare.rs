//! Holds an answer against what is expected, and tells the difference in a few lines; knows nothing of clients.
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::canonical::settle;

/// How many rows of a difference are shown, and how much of one value.
const ROWS_SHOWN: usize = 8;
const VALUE_CHARACTERS_SHOWN: usize = 600;

/// How exactly answers are held against expectations.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rule {
    /// Whether the order of rows counts.
    pub ordered: bool,
    /// By which part of themselves doubles may differ.
    pub approx: f64,
}

/// The difference between an expectation and an answer, or nothing. What an expectation does not say is not looked at, but for an
/// error that nobody expects.
pub fn difference(expected: &Value, received: &Answer, rule: Rule) -> Option<String> {
    let empty = Map::new();
    let wanted = expected.as_object().unwrap_or(&empty);
    let given = received.told.as_object().unwrap_or(&empty);
    if given.contains_key("error") != wanted.contains_key("error") {
        return Some(told(expected, &received.told, received.message.as_deref()));
    }
    for (key, value) in wanted {
        let found = match (key.as_str(), given.get(key)) {
            (_, None) => Some(told(&of(key, value), &received.told, received.message.as_deref())),
            ("rows", Some(rows)) => rows_difference(value, rows, received, rule),
            ("error", Some(error)) => error_difference(value, error, received.message.as_deref()),
            (_, Some(other)) if same(value, other, rule.approx) => None,
            (_, Some(other)) => Some(told(&of(key, value), &of(key, other), None)),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// What the mock server saw against what it should have seen.
pub fn observed_difference(expected: &Map<String, Value>, seen: &Value) -> Option<String> {
    let wrong = expected.iter().filter(|(name, wanted)| !is_within(wanted, &seen[name.as_str()]));
    let lines: Vec<_> = wrong
        .map(|(name, wanted)| {
            format!("  observed {name}: expected {wanted}, received {}", cut(&seen[name.as_str()].to_string()))
        })
        .collect();
    if lines.is_empty() { None } else { Some(lines.join("\n")) }
}

fn is_within(wanted: &Value, seen: &Value) -> bool {
    match (wanted, seen.as_f64()) {
        (Value::Object(limits), Some(seen)) => {
            let limit = |key: &str| limits.get(key).and_then(Value::as_f64);
            limit("min").is_none_or(|min| seen >= min) && limit("max").is_none_or(|max| seen <= max)
        }
        (Value::Number(_), Some(number)) => wanted.as_f64() == Some(number),
        (Value::Array(_), None) => wanted == seen,
        _ => false,
    }
}

fn rows_difference(expected: &Value, received: &Value, answer: &Answer, rule: Rule) -> Option<String> {
    let mut expected = expected.as_array().cloned().unwrap_or_default();
    let mut received = received.as_array().cloned().unwrap_or_default();
    settle(&mut expected, &answer.columns);
    if !rule.ordered {
        expected.sort_by_cached_key(Value::to_string);
        received.sort_by_cached_key(Value::to_string);
    }
    let is_same = |(left, right): (&Value, &Value)| same(left, right, rule.approx);
    if expected.len() == received.len() && expected.iter().zip(&received).all(is_same) {
        return None;
    }
    let (missing, odd) = if rule.ordered {
        differing(&expected, &received, rule)
    } else {
        unmatched(expected.clone(), received.clone(), rule)
    };
    if missing.is_empty() && odd.is_empty() {
        return None;
    }
    let heading = format!("  rows: {} expected, {} received", expected.len(), received.len());
    Some([heading, lines("expected", &missing), lines("received", &odd)].join("\n"))
}

/// The rows of both sides from the first place where they differ.
fn differing(expected: &[Value], received: &[Value], rule: Rule) -> (Vec<Value>, Vec<Value>) {
    let same_rows = expected.iter().zip(received).take_while(|(left, right)| same(left, right, rule.approx)).count();
    (expected[same_rows..].to_vec(), received[same_rows..].to_vec())
}

/// The rows that the other side does not have, each counted as often as it is there.
fn unmatched(expected: Vec<Value>, mut received: Vec<Value>, rule: Rule) -> (Vec<Value>, Vec<Value>) {
    let mut missing = Vec::new();
    for row in expected {
        match received.iter().position(|other| same(&row, other, rule.approx)) {
            Some(place) => _ = received.swap_remove(place),
            None => missing.push(row),
        }
    }
    (missing, received)
}

fn error_difference(expected: &Value, received: &Value, message: Option<&str>) -> Option<String> {
    let empty = Map::new();
    let wrong = |(key, value): &(&String, &Value)| received.get(key.as_str()) != Some(*value);
    let keys: BTreeSet<&String> =
        expected.as_object().unwrap_or(&empty).iter().filter(wrong).map(|(key, _)| key).collect();
    if keys.is_empty() {
        return None;
    }
    let part = |of: &Value| {
        Value::Object(keys.iter().filter_map(|key| Some(((*key).clone(), of.get(key.as_str())?.clone()))).collect())
    };
    Some(told(&of("error", &part(expected)), &of("error", &part(received)), message))
}

/// Whether two values are the same: integers to the last digit, doubles within the part that is allowed, zeros by their sign.
pub fn same(left: &Value, right: &Value, approx: f64) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) if !a.is_f64() && !b.is_f64() => a == b,
        (Value::Number(a), Value::Number(b)) => {
            let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) else { return false };
            let is_equal = a == b && (a != 0.0 || a.is_sign_negative() == b.is_sign_negative());
            is_equal || (approx > 0.0 && (a - b).abs() <= approx * a.abs().max(b.abs()))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, approx)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b, approx)))
        }
        _ => left == right,
    }
}

fn of(key: &str, value: &Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.clone())]))
}

fn told(expected: &Value, received: &Value, message: Option<&str>) -> String {
    let message = message.map(|message| format!("\n  message  {}", cut(message.trim_end()))).unwrap_or_default();
    format!("  expected {}\n  received {}{message}", shown(expected), shown(received))
}

fn shown(value: &Value) -> String {
    let is_nothing = value.as_object().is_some_and(Map::is_empty);
    if is_nothing { "nothing".to_owned() } else { cut(&value.to_string()) }
}

fn lines(heading: &str, rows: &[Value]) -> String {
    let mut lines: Vec<_> =
        rows.iter().take(ROWS_SHOWN).map(|row| format!("  {heading} {}", cut(&row.to_string()))).collect();
    if rows.len() > ROWS_SHOWN {
        lines.push(format!("  {heading} … and {} more", rows.len() - ROWS_SHOWN));
    }
    if rows.is_empty() {
        lines.push(format!("  {heading} no row"));
    }
    lines.join("\n")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARACTERS_SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
