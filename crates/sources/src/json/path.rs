//! What is read out of JSON text without a schema: paths, keys, lengths, members. The rules are those of Spark's `get_json_object`,
//! which are Hive's.

use super::options::Syntax;
use super::parse::{Node, Value, parse};
use crate::write::quote;

/// What Spark's functions of JSON text allow beyond the standard.
const SYNTAX: Syntax = Syntax {
    comments: false,
    unquoted_names: false,
    single_quotes: true,
    leading_zeros: false,
    non_numeric_numbers: false,
    backslash_any: false,
    control_characters: true,
};

/// A path such as `$.store.book[*].title`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPath(Vec<Step>);

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    AnyKey,
    Index(usize),
    AnyIndex,
}

/// How matches are written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// A string without its quotes.
    Raw,
    /// As JSON.
    Quoted,
    /// Arrays without their brackets.
    Flat,
}

impl JsonPath {
    /// The path a text spells; nothing when it is no path.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest)?;
            steps.push(step);
            rest = after;
        }
        Some(Self(steps))
    }

    /// What the path finds in a text.
    pub fn find(&self, text: &str) -> Option<String> {
        let node = parse(text, &SYNTAX).ok()??;
        let mut out = Out::default();
        evaluate(&node, &self.0, Style::Raw, &mut out).then_some(out.text)
    }
}

fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        if let Some(after) = rest.strip_prefix('*') {
            return Some((Step::AnyKey, after));
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        return (end > 0).then(|| (Step::Key(rest[..end].to_owned()), &rest[end..]));
    }
    let rest = text.strip_prefix('[')?;
    if let Some(rest) = rest.strip_prefix('\'') {
        let end = rest.find('\'')?;
        let (name, after) = (&rest[..end], rest[end + 1..].strip_prefix(']')?);
        let step = match name {
            "" => return None,
            "*" => Step::AnyKey,
            name => Step::Key(name.to_owned()),
        };
        return (!name.contains('?')).then_some((step, after));
    }
    let end = rest.find(']')?;
    let step = match &rest[..end] {
        "*" => Step::AnyIndex,
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => Step::Index(digits.parse().ok()?),
        _ => return None,
    };
    Some((step, &rest[end + 1..]))
}

/// Written matches; those in an array are set apart by commas.
#[derive(Default)]
struct Out {
    text: String,
    in_array: bool,
    matches: usize,
}

impl Out {
    fn put(&mut self, text: &str) {
        if self.in_array && self.matches > 0 {
            self.text.push(',');
        }
        self.matches += 1;
        self.text.push_str(text);
    }

    fn inner() -> Self {
        Self { in_array: true, ..Self::default() }
    }
}

fn evaluate(node: &Node, path: &[Step], style: Style, out: &mut Out) -> bool {
    match (&node.value, path) {
        (Value::Text(text), []) if style == Style::Raw => {
            out.put(text);
            true
        }
        (Value::Array(elements), []) if style == Style::Flat => {
            elements.iter().map(|element| evaluate(element, &[], style, out)).filter(|found| *found).count() > 0
        }
        (_, []) => {
            out.put(&compact(node));
            true
        }
        (Value::Object(fields), [Step::Key(name), rest @ ..]) => fields
            .iter()
            .filter(|(key, value)| key == name && value.value != Value::Null)
            .any(|(_, value)| evaluate(value, rest, style, out)),
        (Value::Array(elements), [Step::AnyIndex, Step::AnyIndex, rest @ ..]) => {
            all_in_brackets(elements, rest, Style::Flat, out)
        }
        (Value::Array(elements), [Step::AnyIndex, rest @ ..]) if style == Style::Quoted => {
            all_in_brackets(elements, rest, Style::Quoted, out)
        }
        (Value::Array(elements), [Step::AnyIndex, rest @ ..]) => {
            let style = if style == Style::Raw { Style::Quoted } else { Style::Flat };
            let mut inner = Out::inner();
            let found = elements.iter().filter(|element| evaluate(element, rest, style, &mut inner)).count();
            match found {
                0 => {}
                1 => out.put(&inner.text),
                _ => out.put(&format!("[{}]", inner.text)),
            }
            found > 0
        }
        (Value::Array(elements), [Step::Index(index), rest @ ..]) => {
            let style = if rest.first() == Some(&Step::AnyIndex) { Style::Quoted } else { style };
            elements.get(*index).is_some_and(|element| evaluate(element, rest, style, out))
        }
        _ => false,
    }
}

fn all_in_brackets(elements: &[Node], path: &[Step], style: Style, out: &mut Out) -> bool {
    let mut inner = Out::inner();
    // Every element writes what it has; none is passed over because another one had something.
    let found = elements.iter().filter(|element| evaluate(element, path, style, &mut inner)).count() > 0;
    out.put(&format!("[{}]", inner.text));
    found
}

/// A value's JSON without blanks, strings in double quotes.
fn compact(node: &Node) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: &Node, out: &mut String) {
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
    };
    match &node.value {
        Value::Text(text) => quote(text, out),
        Value::Array(elements) => {
            out.push('[');
            for element in elements {
                comma(out);
                write(element, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (name, value) in fields {
                comma(out);
                quote(name, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Number => out.push_str(&number(node.raw)),
        Value::Null | Value::Boolean(_) | Value::NotANumber(_) => out.push_str(node.raw),
    }
}

/// A number with a point or an exponent goes through a double, as Jackson copies it.
pub(super) fn number(raw: &str) -> String {
    if raw.contains(['.', 'e', 'E']) {
        return raw.parse().map_or_else(|_| raw.to_owned(), crate::value::number::double_to_text);
    }
    raw.parse::<i64>().map_or_else(|_| raw.to_owned(), |value| value.to_string())
}

/// The keys of an object; nothing where the text is none.
pub fn json_keys(text: &str) -> Option<Vec<String>> {
    match parse(text, &SYNTAX).ok()??.value {
        Value::Object(fields) => Some(fields.into_iter().map(|(name, _)| name.into_owned()).collect()),
        _ => None,
    }
}

/// The number of elements of an array; nothing where the text is none.
pub fn json_length(text: &str) -> Option<usize> {
    match parse(text, &SYNTAX).ok()??.value {
        Value::Array(elements) => Some(elements.len()),
        _ => None,
    }
}

/// The members of an object of these names: strings as they are, anything else as JSON. `null` and what is missing are nothing.
pub fn json_members(text: &str, names: &[Option<&str>]) -> Vec<Option<String>> {
    let mut found = vec![None; names.len()];
    let Ok(Some(Node { value: Value::Object(fields), .. })) = parse(text, &SYNTAX) else { return found };
    for (name, node) in &fields {
        for (place, wanted) in names.iter().enumerate() {
            if *wanted == Some(name.as_ref()) {
                found[place] = match &node.value {
                    Value::Null => None,
                    Value::Text(text) => Some(text.to_string()),
                    _ => Some(compact(node)),
                };
            }
        }
    }
    found
}
