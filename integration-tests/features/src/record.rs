//! Records what real Spark answers into the files of the cases; what people wrote there stays byte for byte.
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::adapter::Adapter;
use crate::answer::Answer;
use crate::case::{self, Case};
use crate::compare::{Rule, difference};
use crate::play::{Play, Stage};
use crate::problem::{At, Problem, Result};
use crate::run::clear;
use crate::world::World;

/// The line from which on a file is the recorder's.
pub const MARK: &str = "# Recorded from Spark 4.2.1: `make record` writes what follows.";
/// The beginning of that line, by which it is found.
const MARK_START: &str = "# Recorded from Spark";
/// The client that asks.
pub const CLIENT: &str = "pyspark-4.2.1";
/// The setting in which it asks.
pub const SETTING: &str = "spark";
/// Recorded lines are broken beyond this width.
const LINE_CHARACTERS: usize = 140;
/// Unsupported or internal answers of the asking client are no answers of Spark.
const NO_ANSWERS: [&str; 1] = ["unsupported"];

/// Plays the cases against real Spark and writes their expectations. Cases that are not for Spark are left alone.
pub async fn record(world: &World, cases: &[Case]) -> Result<()> {
    let missing = |what: &str| Problem::new(format!("recording needs the {what} in the world"));
    let client = world.clients.get(CLIENT).ok_or_else(|| missing(&format!("client {CLIENT}")))?;
    let setting = world.settings.get(SETTING).ok_or_else(|| missing(&format!("setting {SETTING}")))?;
    let mut adapter = None;
    let (mut changed, mut same, mut failed) = (0, 0, 0);
    for case in cases.iter().filter(|case| case.is_for(SETTING)) {
        let mut running = match adapter.take() {
            Some(running) => running,
            None => Adapter::start(client, &world.own.join("record.log")).await?,
        };
        let stage = Stage {
            setting,
            server: setting.servers[0].clone(),
            folder: world.work.join("record").join(case.name.replace('/', "-")),
            own: world.own.join("record").join(case.name.replace('/', "-")),
            tokens: false,
        };
        let written = match answers(case, &stage, &mut running).await {
            Ok(answers) => write(case, answers),
            Err(problem) => Err(problem),
        };
        clear(&[&stage.folder, &stage.own]);
        match written {
            Ok(is_new) => {
                changed += usize::from(is_new);
                same += usize::from(!is_new);
                if is_new {
                    println!("recorded {}", case.name);
                }
                adapter = Some(running);
            }
            Err(problem) => {
                failed += 1;
                println!("NOT RECORDED {}\n  {problem}", case.name);
                running.kill().await;
            }
        }
    }
    if let Some(adapter) = adapter {
        adapter.end().await?;
    }
    println!("{changed} recorded, {same} as they were, {failed} not recorded");
    if failed == 0 { Ok(()) } else { Err(Problem::new(format!("{failed} cases were not recorded"))) }
}

async fn answers(case: &Case, stage: &Stage<'_>, adapter: &mut Adapter) -> Result<Vec<Answer>> {
    let mut play = Play::new(case, stage)?;
    let begun = play.begin(adapter).await?;
    if begun.told.get("error").is_some() {
        return Err(Problem::new(format!("connecting: {} {}", begun.told, begun.message.unwrap_or_default())));
    }
    let mut expect = Vec::new();
    for (i, step) in case.steps.iter().enumerate() {
        let at = format!("step {} {}", i + 1, step.name);
        let answer = play.play(adapter, step).await.at(&at)?;
        let kind = answer.told.pointer("/error/kind").and_then(Value::as_str);
        if kind.is_some_and(|kind| NO_ANSWERS.contains(&kind)) {
            return Err(Problem::new(format!("{CLIENT} cannot do this: {}", answer.message.unwrap_or_default())).at(at));
        }
        expect.push(answer);
    }
    match play.end(adapter).await? {
        Some(wrong) => Err(Problem::new(wrong)),
        None => Ok(expect),
    }
}

/// Writes the expectations into the case's file, and says whether it changed.
fn write(case: &Case, answers: Vec<Answer>) -> Result<bool> {
    if case.expect.as_ref().is_some_and(|old| says_the_same(case, old, &answers)) {
        return Ok(false);
    }
    let old = case::text_of(&case.file)?;
    let expect: Vec<_> =
        answers.into_iter().map(|answer| if answer.told.is_null() { json!({}) } else { answer.told }).collect();
    let new = with_expectations(&case.name, &case.file, &old, &expect)?;
    if new == old {
        return Ok(false);
    }
    std::fs::write(&case.file, new).at(case.file.display())?;
    Ok(true)
}

/// Whether the answers are what the file says already: rows in another order that does not count are nothing new.
fn says_the_same(case: &Case, old: &[Value], answers: &[Answer]) -> bool {
    let rule = Rule { ordered: case.ordered, approx: case.approx };
    let parts = |value: &Value| value.as_object().map_or(0, Map::len);
    let is_same = |(old, new): (&Value, &Answer)| {
        let same_parts = parts(old) == parts(&new.told) && parts(&old["error"]) == parts(&new.told["error"]);
        same_parts && difference(old, new, rule).is_none()
    };
    old.len() == answers.len() && old.iter().zip(answers).all(is_same)
}

/// The text of a case's file with these expectations. What it says is read again, and has to be what was recorded.
fn with_expectations(name: &str, file: &Path, old: &str, expect: &[Value]) -> Result<String> {
    let mut new = hand_written(old);
    if !new.is_empty() && !new.ends_with('\n') {
        new.push('\n');
    }
    new.push_str(MARK);
    new.push_str("\nexpect:\n");
    for one in expect {
        new.push_str(&entry(one));
    }
    let read = Case::read(name, file, &new)?.expect;
    if read.as_deref() == Some(expect) {
        Ok(new)
    } else {
        Err(Problem::new("what was recorded reads otherwise from the file than it was answered").at(file.display()))
    }
}

/// What stands before the recorder's line: everything, where there is none.
fn hand_written(text: &str) -> String {
    text.split_inclusive('\n').take_while(|line| !line.starts_with(MARK_START)).collect()
}

/// An expectation as an entry of the list, in flow style but for its own keys and what is too long for a line.
fn entry(expected: &Value) -> String {
    let empty = Map::new();
    let keys = expected.as_object().unwrap_or(&empty);
    if keys.is_empty() {
        return "  - {}\n".to_owned();
    }
    let mut text = String::new();
    for (i, (key, value)) in keys.iter().enumerate() {
        text.push_str(if i == 0 { "  - " } else { "    " });
        text.push_str(&keyed(key, value, 4));
    }
    text
}

/// `key: value` in one line where it fits; else an item or a key a line below it, `indent` being where the key stands.
fn keyed(key: &str, value: &Value, indent: usize) -> String {
    let key = plain_key(key);
    let line = format!("{key}: {}\n", flow(value));
    if indent + line.chars().count() <= LINE_CHARACTERS {
        return line;
    }
    let inner = " ".repeat(indent + 2);
    match value {
        Value::Array(items) if !items.is_empty() => {
            format!("{key}:\n{}", items.iter().map(|item| format!("{inner}- {}\n", flow(item))).collect::<String>())
        }
        Value::Object(keys) if !keys.is_empty() => {
            let keys = sorted(keys).map(|(key, value)| format!("{inner}{}", keyed(key, value, indent + 2)));
            format!("{key}:\n{}", keys.collect::<String>())
        }
        _ => line,
    }
}

/// The keys of a map as they are recorded: an error's in their own order, others by their names, for Spark has no order of its own.
fn sorted(keys: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let mut keys: Vec<_> = keys.iter().collect();
    if !keys.iter().any(|(key, _)| *key == "kind") {
        keys.sort_by_key(|(key, _)| *key);
    }
    keys.into_iter()
}

/// A value in YAML's flow style: JSON, with spaces behind commas and colons.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(keys) => {
            let keys: Vec<_> =
                sorted(keys).map(|(key, value)| format!("{}: {}", plain_key(key), flow(value))).collect();
            format!("{{{}}}", keys.join(", "))
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// A text in double quotes; what YAML does not print stands as an escape.
fn quoted(text: &str) -> String {
    let mut told = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => told.push_str("\\\""),
            '\\' => told.push_str("\\\\"),
            '\n' => told.push_str("\\n"),
            '\t' => told.push_str("\\t"),
            '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}' => _ = write!(told, "\\u{:04x}", u32::from(character)),
            _ if character.is_control() => _ = write!(told, "\\u{:04x}", u32::from(character)),
            _ if u32::from(character) > 0xffff => _ = write!(told, "\\U{:08x}", u32::from(character)),
            _ => told.push(character),
        }
    }
    told.push('"');
    told
}

/// A key without quotes where it is a plain word.
fn plain_key(key: &str) -> String {
    let is_word = key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_word
        && !matches!(key.to_lowercase().as_str(), "null" | "true" | "false" | "y" | "n" | "yes" | "no" | "on" | "off")
    {
        key.to_owned()
    } else {
        quoted(key)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::{MARK, with_expectations};

    const HAND: &str =
        "# why\nabout:   x   # said so\nsteps:\n  - version: {}\n  - run: {frame: [{range: {end: 3}}]}\n";

    fn written(old: &str, expect: &[Value]) -> String {
        with_expectations("sql/x", Path::new("x.yaml"), old, expect).expect("it reads back")
    }

    #[test]
    fn the_hand_written_part_stays() {
        let expect = [json!({"value": true}), json!({"schema": ["id bigint not null"], "rows": [[0], [1], [2]]})];
        let text = written(HAND, &expect);
        let tail = format!(
            "{MARK}\nexpect:\n  - value: true\n  - schema: [\"id bigint not null\"]\n    rows: [[0], [1], [2]]\n"
        );
        assert_eq!(text, format!("{HAND}{tail}"));
        assert_eq!(written(&text, &expect), text, "a second recording changes nothing");
        assert!(written(&text, &[json!({}), json!({})]).ends_with("expect:\n  - {}\n  - {}\n"));
        assert_eq!(written(HAND.trim_end(), &expect), text);
    }

    #[test]
    fn every_text_and_number_reads_back() {
        let odd = [
            "",
            " a ",
            "null",
            "1",
            "a: b # c",
            "\u{0}\u{7f}\u{85}\u{feff}\u{2028}",
            "é😀",
            "\"\\\n\t\r'",
            "- x",
            "${tmp}",
        ];
        let rows: Vec<Value> =
            odd.iter().map(|text| json!([text, 1e300, -0.0, 0.1, i64::MIN, null, true, [[]]])).collect();
        let text = written(HAND, &[json!({"value": {"a b": 1, "null": "x", "yes": 1.5}}), json!({"rows": rows})]);
        assert!(text.contains("  - rows:\n      - [\"\", "), "{text}");
    }

    #[test]
    fn maps_are_recorded_in_one_order_and_long_ones_a_key_a_line() {
        let parameters = json!({"b": "x".repeat(80), "a": "y".repeat(80)});
        let text = written(
            HAND,
            &[
                json!({"value": {"b": 1, "a": 2}}),
                json!({"error": {"kind": "spark", "condition": "C", "parameters": parameters}}),
            ],
        );
        let tail = text.split("expect:\n").nth(1).expect("it is there");
        let lines: Vec<_> = tail.lines().map(|line| line.split(" \"").next().unwrap_or_default()).collect();
        let expected = [
            "  - value: {a: 2, b: 1}",
            "  - error:",
            "      kind:",
            "      condition:",
            "      parameters:",
            "        a:",
            "        b:",
        ];
        assert_eq!(lines, expected, "{text}");
    }
}
