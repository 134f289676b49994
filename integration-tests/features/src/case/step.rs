//! The steps of cases and the actions of frames: which there are and what stands in them; does not know how they are played.
use serde_json::Value;

use super::shape::{self, Key, Shape, only_key, short};
use crate::problem::{Problem, Result};

const TEXT: Shape = Shape::Text;
const TEXTS: Shape = Shape::List(&TEXT);
const FRAME: Shape = Shape::Frame;
const NEEDED: bool = true;
const OPTIONAL: bool = false;
const SESSION: Key = ("session", TEXT, OPTIONAL);
const HANDLE: Key = ("handle", TEXT, NEEDED);
const WRITING: [Key; 4] = [
    ("format", TEXT, OPTIONAL),
    ("mode", TEXT, OPTIONAL),
    ("options", Shape::Map(&Shape::Scalar), OPTIONAL),
    ("partition_by", TEXTS, OPTIONAL),
];

/// Every step, and its parameters.
const STEPS: &[(&str, &[Key])] = &[
    (
        "run",
        &[
            SESSION,
            ("frame", FRAME, NEEDED),
            ("action", Shape::Action, OPTIONAL),
            ("progress", Shape::True, OPTIONAL),
            ("timeout_ms", Shape::Integer, OPTIONAL),
        ],
    ),
    ("let", &[SESSION, ("name", TEXT, NEEDED), ("frame", FRAME, NEEDED)]),
    ("start", &[SESSION, HANDLE, ("frame", FRAME, NEEDED), ("action", Shape::Action, OPTIONAL)]),
    ("wait", &[SESSION, HANDLE]),
    ("cancel", &[SESSION, HANDLE]),
    ("interrupt", &[SESSION, ("all", Shape::True, OPTIONAL), ("tag", TEXT, OPTIONAL), ("handle", TEXT, OPTIONAL)]),
    (
        "tags",
        &[
            SESSION,
            ("add", TEXT, OPTIONAL),
            ("remove", TEXT, OPTIONAL),
            ("clear", Shape::True, OPTIONAL),
            ("get", Shape::True, OPTIONAL),
        ],
    ),
    (
        "config",
        &[
            SESSION,
            ("set", Shape::Map(&Shape::Scalar), OPTIONAL),
            ("get", TEXT, OPTIONAL),
            ("get_default", Shape::Tuple(&[TEXT, Shape::Scalar]), OPTIONAL),
            ("unset", TEXT, OPTIONAL),
            ("get_all", TEXT, OPTIONAL),
            ("is_modifiable", TEXT, OPTIONAL),
        ],
    ),
    (
        "connect",
        &[
            ("session", TEXT, NEEDED),
            ("same_as", TEXT, OPTIONAL),
            ("tenant", TEXT, OPTIONAL),
            ("url_suffix", TEXT, OPTIONAL),
            ("token", TEXT, OPTIONAL),
            ("use_ssl", Shape::Boolean, OPTIONAL),
        ],
    ),
    ("close", &[SESSION]),
    ("version", &[SESSION]),
    ("token", &[("rotate", Shape::True, NEEDED)]),
];

/// Every action, and what stands in it.
const ACTIONS: &[Key] = &[
    ("collect", Shape::Empty, OPTIONAL),
    ("count", Shape::Empty, OPTIONAL),
    ("schema", Shape::Empty, OPTIONAL),
    ("columns", Shape::Empty, OPTIONAL),
    ("explain", TEXT, OPTIONAL),
    (
        "show",
        Shape::Object(&[
            ("n", Shape::Integer, OPTIONAL),
            ("truncate", Shape::Either(&[Shape::Integer, Shape::Boolean]), OPTIONAL),
            ("vertical", Shape::Boolean, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    ("take", Shape::Integer, OPTIONAL),
    ("first", Shape::Empty, OPTIONAL),
    ("tail", Shape::Integer, OPTIONAL),
    ("is_empty", Shape::Empty, OPTIONAL),
    ("tree_string", Shape::Either(&[Shape::Empty, Shape::Object(&[("level", Shape::Integer, OPTIONAL)])]), OPTIONAL),
    ("is_local", Shape::Empty, OPTIONAL),
    ("is_streaming", Shape::Empty, OPTIONAL),
    ("input_files", Shape::Empty, OPTIONAL),
    ("storage_level", Shape::Empty, OPTIONAL),
    ("same_semantics", FRAME, OPTIONAL),
    ("unpersist", Shape::Empty, OPTIONAL),
    (
        "create_view",
        Shape::Object(&[
            ("name", TEXT, NEEDED),
            ("replace", Shape::Boolean, OPTIONAL),
            ("global", Shape::Boolean, OPTIONAL),
        ]),
        OPTIONAL,
    ),
    ("write", Shape::Object(&[("path", TEXT, OPTIONAL), WRITING[0], WRITING[1], WRITING[2], WRITING[3]]), OPTIONAL),
    (
        "save_as_table",
        Shape::Object(&[("name", TEXT, NEEDED), WRITING[0], WRITING[1], WRITING[2], WRITING[3]]),
        OPTIONAL,
    ),
    ("insert_into", Shape::Object(&[("name", TEXT, NEEDED), ("overwrite", Shape::Boolean, OPTIONAL)]), OPTIONAL),
    ("observed", Shape::Empty, OPTIONAL),
    ("cov", Shape::Tuple(&[TEXT, TEXT]), OPTIONAL),
    ("corr", Shape::Tuple(&[TEXT, TEXT]), OPTIONAL),
    (
        "approx_quantile",
        Shape::Object(&[
            ("columns", TEXTS, NEEDED),
            ("probabilities", Shape::List(&Shape::Number), NEEDED),
            ("error", Shape::Number, NEEDED),
        ]),
        OPTIONAL,
    ),
    ("stream", Shape::Object(&[("batches", Shape::Integer, OPTIONAL)]), OPTIONAL),
];

/// The steps whose parameters are a choice: exactly one of them, beside the session.
const CHOICES: &[&str] = &["interrupt", "tags", "config"];

/// One step of a case, checked, its action an object with one key.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `run`, `config`, …
    pub name: String,
    /// Its parameters.
    pub parameters: serde_json::Map<String, Value>,
}

impl Step {
    /// Reads and checks a step of a case file.
    pub fn read(value: &Value, at: &str) -> Result<Self> {
        let (name, given) = only_key(value, at)?;
        let at = format!("{at}.{name}");
        let found = STEPS.iter().find(|(known, _)| known == name);
        let (_, keys) = found.ok_or_else(|| shape::unknown(name, STEPS.iter().map(|(known, _)| *known), &at))?;
        let empty = Value::Object(serde_json::Map::new());
        let given = if given.is_null() { &empty } else { given };
        let mut parameters = given
            .as_object()
            .cloned()
            .ok_or_else(|| Problem::new(format!("expected a map, received {}", short(given))).at(&at))?;
        if let Some(action) = parameters.get_mut("action") {
            *action = whole_action(action.take());
        }
        shape::object(keys, &Value::Object(parameters.clone()), &at)?;
        let chosen = parameters.keys().filter(|key| *key != "session").count();
        if CHOICES.contains(&name.as_str()) && chosen != 1 {
            return Err(Problem::new(format!("exactly one parameter is needed, received {chosen}")).at(&at));
        }
        if matches!(name.as_str(), "run" | "start") {
            parameters.entry("action").or_insert_with(|| whole_action(Value::from("collect")));
        }
        Ok(Self { name: name.clone(), parameters })
    }

    /// The session it is played in.
    pub fn session(&self) -> &str {
        self.parameters.get("session").and_then(Value::as_str).unwrap_or("main")
    }

    /// The name of its action, if it has one.
    pub fn action(&self) -> Option<&str> {
        self.parameters
            .get("action")
            .and_then(Value::as_object)
            .and_then(|action| action.keys().next())
            .map(String::as_str)
    }

    /// Its frames: its own, and the one its action compares with.
    pub fn frames(&self) -> impl Iterator<Item = &Value> {
        let other = self.parameters.get("action").and_then(|action| action.get("same_semantics"));
        self.parameters.get("frame").into_iter().chain(other)
    }
}

/// Holds an action against its form.
pub fn check_action(value: &Value, at: &str) -> Result<()> {
    shape::check(Shape::One(ACTIONS), value, at)
}

/// An action as an object with one key: `count` is `{count: {}}`, and so is `{count: null}`.
fn whole_action(action: Value) -> Value {
    match action {
        Value::String(name) => serde_json::json!({ name: {} }),
        Value::Object(mut keys) => {
            for value in keys.values_mut().filter(|value| value.is_null()) {
                *value = serde_json::json!({});
            }
            Value::Object(keys)
        }
        other => other,
    }
}
