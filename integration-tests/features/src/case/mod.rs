//! A case: its file, read and checked, its steps and what is expected of them; does not know how it is played.
mod expression;
pub mod frame;
mod shape;
pub mod step;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
pub use step::Step;

use self::shape::{Key, Shape, check};
use crate::problem::{At, Problem, Result};

/// Where a case may be played.
pub const SETTINGS: [&str; 5] = ["embedded", "fleet", "secured", "spark", "mock"];
/// The area whose cases say themselves what the mock server does.
pub const FAULTS: &str = "faults";
/// The folder beside the areas that has no cases.
const KNOWN_FAILING: &str = "known-failing";
/// The longest file of a case.
const CASE_BYTES_MAX: u64 = 1 << 20;

const TEXT: Shape = Shape::Text;
const CONTEXTS: Shape = Shape::List(&Shape::Object(&[
    ("fragment", TEXT, false),
    ("start", Shape::Integer, false),
    ("stop", Shape::Integer, false),
]));
const EXPECTATION: &[Key] = &[
    ("schema", Shape::List(&TEXT), false),
    ("rows", Shape::List(&Shape::List(&Shape::Any)), false),
    ("value", Shape::Any, false),
    ("progress", Shape::Boolean, false),
    (
        "error",
        Shape::Object(&[
            ("kind", TEXT, true),
            ("condition", TEXT, false),
            ("sqlstate", TEXT, false),
            ("parameters", Shape::Map(&Shape::Any), false),
            ("context", CONTEXTS, false),
        ]),
        false,
    ),
];
const CASE: &[Key] = &[
    ("about", TEXT, true),
    ("steps", Shape::List(&Shape::Any), true),
    ("ordered", Shape::Boolean, false),
    ("approx", Shape::Number, false),
    ("settings", Shape::List(&TEXT), false),
    ("mock", Shape::Map(&Shape::Any), false),
    ("observed", Shape::Map(&Shape::Any), false),
    ("expect", Shape::List(&Shape::Object(EXPECTATION)), false),
];

/// A case as its file says it.
#[derive(Debug, Clone)]
pub struct Case {
    /// `area/name`.
    pub name: String,
    pub file: PathBuf,
    pub steps: Vec<Step>,
    /// Whether the order of rows counts.
    pub ordered: bool,
    /// By which part of themselves doubles may differ.
    pub approx: f64,
    /// Where it is played.
    pub settings: Vec<&'static str>,
    /// What the mock server does, where the case says it.
    pub mock: Option<Value>,
    /// What the mock server has to have seen in the end, by name.
    pub observed: Map<String, Value>,
    /// What is expected of each step; nothing before it was recorded.
    pub expect: Option<Vec<Value>>,
}

impl Case {
    /// The folder it is in.
    pub fn area(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// Whether it is played in this setting.
    pub fn is_for(&self, setting: &str) -> bool {
        self.settings.contains(&setting)
    }

    /// The operations of its frames, and its actions.
    pub fn operations(&self) -> (BTreeSet<&str>, BTreeSet<&str>) {
        let mut operations = BTreeSet::new();
        for frame in self.steps.iter().flat_map(Step::frames) {
            frame::each_part(frame, &mut |name, _| {
                if frame::OPERATIONS.iter().any(|(known, ..)| *known == name) {
                    operations.insert(name);
                }
            });
        }
        (operations, self.steps.iter().filter_map(Step::action).collect())
    }

    /// Reads a case from the text of its file.
    pub fn read(name: &str, file: &Path, text: &str) -> Result<Self> {
        Self::read_unplaced(name, file, text).at(file.display())
    }

    fn read_unplaced(name: &str, file: &Path, text: &str) -> Result<Self> {
        // By way of YAML's own value, which refuses a key that is there twice.
        let whole: serde_norway::Value = serde_norway::from_str(text).at("not YAML")?;
        let whole = serde_json::to_value(whole).at("keys must be texts")?;
        shape::object(CASE, &whole, "case")?;
        let items = whole["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
        if items.is_empty() {
            return Err(Problem::new("a case has at least one step"));
        }
        let steps = items
            .iter()
            .enumerate()
            .map(|(i, step)| Step::read(step, &format!("steps[{i}]")))
            .collect::<Result<Vec<_>>>()?;
        check_references(&steps)?;
        let expect = whole.get("expect").and_then(Value::as_array).cloned();
        if let Some(expect) = expect.as_ref().filter(|expect| expect.len() != steps.len()) {
            return Err(Problem::new(format!(
                "{} steps, but {} expectations: there is one for each",
                steps.len(),
                expect.len()
            )));
        }
        let case = Self {
            name: name.to_owned(),
            file: file.to_owned(),
            ordered: whole["ordered"] == true,
            approx: whole["approx"].as_f64().unwrap_or(0.0),
            settings: settings(name, whole.get("settings"))?,
            mock: whole.get("mock").cloned(),
            observed: whole.get("observed").and_then(Value::as_object).cloned().unwrap_or_default(),
            steps,
            expect,
        };
        case.check_mock()?;
        Ok(case)
    }

    fn check_mock(&self) -> Result<()> {
        let is_fault = self.area() == FAULTS;
        if is_fault != self.mock.is_some() {
            return Err(Problem::new(format!("`mock` belongs to the cases of {FAULTS}/, and to each of them")));
        }
        if !is_fault && !self.observed.is_empty() {
            return Err(Problem::new(format!("`observed` belongs to the cases of {FAULTS}/")));
        }
        let number_or_limits = Shape::Either(&[
            Shape::Number,
            Shape::List(&Shape::Any),
            Shape::Object(&[("min", Shape::Number, false), ("max", Shape::Number, false)]),
        ]);
        self.observed.iter().try_for_each(|(key, value)| check(number_or_limits, value, &format!("observed.{key}")))
    }
}

/// The settings of a case: those it names, or all; faults are played against the mock alone.
fn settings(name: &str, given: Option<&Value>) -> Result<Vec<&'static str>> {
    if name.starts_with("faults/") {
        return Ok(vec!["mock"]);
    }
    let Some(given) = given.and_then(Value::as_array) else {
        return Ok(SETTINGS.to_vec());
    };
    let known = |value: &Value| SETTINGS.into_iter().find(|known| value == known);
    let found: Option<Vec<_>> = given.iter().map(known).collect();
    let found = found.ok_or_else(|| {
        Problem::new(format!("settings are of {}, received {}", SETTINGS.join(", "), Value::from(given.clone())))
    })?;
    if found.is_empty() { Err(Problem::new("a case without settings is never played")) } else { Ok(found) }
}

/// Sessions, handles and frames are named before they are used.
fn check_references(steps: &[Step]) -> Result<()> {
    let (mut sessions, mut handles, mut frames) = (BTreeSet::from(["main"]), BTreeSet::new(), BTreeSet::new());
    for (i, step) in steps.iter().enumerate() {
        let at = format!("steps[{i}].{}", step.name);
        let text = |key: &str| step.parameters.get(key).and_then(Value::as_str);
        let missing =
            |what: &str, name: &str| Problem::new(format!("no step before names the {what} `{name}`")).at(&at);
        if step.name == "connect" {
            sessions.insert(step.session());
        }
        for name in std::iter::once(step.session()).chain(text("same_as")) {
            sessions.get(name).ok_or_else(|| missing("session", name))?;
        }
        if !matches!(text("tenant"), None | Some("a" | "b")) {
            return Err(Problem::new("tenants are `a` and `b`").at(&at));
        }
        let mut unknown = None;
        for frame in step.frames() {
            frame::each_part(frame, &mut |key, value| {
                unknown =
                    unknown.take().or_else(|| value.as_str().filter(|name| key == "ref" && !frames.contains(*name)));
            });
        }
        if let Some(name) = unknown {
            return Err(missing("frame", name));
        }
        match (step.name.as_str(), text("handle")) {
            ("start", Some(handle)) => _ = handles.insert(handle),
            (_, Some(handle)) => _ = handles.get(handle).ok_or_else(|| missing("handle", handle))?,
            _ => {}
        }
        if step.name == "let" {
            frames.extend(text("name"));
        }
    }
    Ok(())
}

/// Reads the cases below `folder` whose names fit, in the order of their names; `pattern` is `area/name`, with `*` and `?`. All
/// that are wrong are told at once.
pub fn read_all(folder: &Path, pattern: &str) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut wrong = Vec::new();
    for area in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
        let area_name = file_name(&area);
        if area_name == KNOWN_FAILING {
            continue;
        }
        for file in sorted(&area)? {
            let Some(stem) = file_name(&file).strip_suffix(".yaml").map(str::to_owned) else {
                return Err(
                    Problem::new("cases are .yaml files, one below the folder of their area").at(file.display())
                );
            };
            let name = format!("{area_name}/{stem}");
            if matches(pattern, &name) {
                match text_of(&file).and_then(|text| Case::read(&name, &file, &text)) {
                    Ok(case) => cases.push(case),
                    Err(problem) => wrong.push(problem.to_string()),
                }
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Problem::new(wrong.join("\n")));
    }
    if cases.is_empty() {
        Err(Problem::new(format!("no case below {} is called {pattern}", folder.display())))
    } else {
        Ok(cases)
    }
}

/// The text of a case's file, which has a limit.
pub fn text_of(file: &Path) -> Result<String> {
    let bytes = std::fs::metadata(file).at(file.display())?.len();
    if bytes > CASE_BYTES_MAX {
        return Err(Problem::new(format!("{bytes} bytes; a case has at most {CASE_BYTES_MAX}")).at(file.display()));
    }
    std::fs::read_to_string(file).at(file.display())
}

/// Whether `name` fits a pattern with `*` (any text) and `?` (one character).
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('*') => {
            name.char_indices().map(|(i, _)| i).chain([name.len()]).any(|i| matches(rest.as_str(), &name[i..]))
        }
        Some(wanted) => {
            let mut given = name.chars();
            given.next().is_some_and(|found| wanted == '?' || wanted == found) && matches(rest.as_str(), given.as_str())
        }
    }
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).at(folder.display())?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .at(folder.display())?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
