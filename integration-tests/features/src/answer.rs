//! An adapter's answer, brought into the canonical form that expectations have; does not know what is expected.
use serde_json::{Map, Value, json};

use crate::canonical::{rows_of_arrow, settle};
use crate::problem::{Problem, Result};
use crate::spark_type::{self, Column};

/// The parts of an error that are held against expectations. A message is for people, and is not one of them.
const ERROR_PARTS: [&str; 4] = ["kind", "condition", "sqlstate", "parameters"];
/// The parts of the context of an SQL text.
const CONTEXT_PARTS: [&str; 3] = ["fragment", "start", "stop"];

/// What a client answered to one step.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// `schema`, `rows`, `value`, `progress` or `error`, as they stand in expectations.
    pub told: Value,
    /// The columns of its rows.
    pub columns: Vec<Column>,
    /// What an error says to people.
    pub message: Option<String>,
}

impl Answer {
    /// Reads an adapter's answer: an object with `ok`, `error` or `unsupported`. The folder of the case stands as `${tmp}`.
    pub fn read(answer: &Value, folder: &str) -> Result<Self> {
        if let Some(reason) = answer.get("unsupported") {
            let told = json!({"error": {"kind": "unsupported"}});
            return Ok(Self { told, columns: Vec::new(), message: Some(plain(reason)) });
        }
        if let Some(error) = answer.get("error") {
            let mut error = error.clone();
            stand_in(&mut error, folder);
            let message = error.get("message").map(plain);
            return Ok(Self { told: json!({ "error": error_parts(&error)? }), columns: Vec::new(), message });
        }
        let ok = answer.get("ok").and_then(Value::as_object);
        let ok = ok.ok_or_else(|| Problem::new("an answer has `ok`, `error` or `unsupported`"))?;
        Self::of_result(ok, folder)
    }

    fn of_result(ok: &Map<String, Value>, folder: &str) -> Result<Self> {
        let mut told = Map::new();
        let columns = ok.get("schema").map(spark_type::columns).transpose()?;
        if let Some(columns) = &columns {
            told.insert("schema".to_owned(), columns.iter().map(Column::line).collect());
        }
        let columns = columns.unwrap_or_default();
        if let Some(mut rows) = rows(ok, &columns)? {
            settle(&mut rows, &columns);
            told.insert("rows".to_owned(), Value::Array(rows));
        }
        if let Some(value) = ok.get("value") {
            told.insert("value".to_owned(), value.clone());
        }
        if let Some(calls) = ok.get("progress") {
            told.insert("progress".to_owned(), json!(calls.as_u64().is_some_and(|calls| calls > 0)));
        }
        let mut told = Value::Object(told);
        stand_in(&mut told, folder);
        Ok(Self { told, columns, message: None })
    }
}

fn rows(ok: &Map<String, Value>, columns: &[Column]) -> Result<Option<Vec<Value>>> {
    match (ok.get("arrow"), ok.get("rows")) {
        (Some(Value::String(arrow)), None) if ok.contains_key("schema") => rows_of_arrow(arrow, columns).map(Some),
        (None, Some(Value::Array(rows))) if ok.contains_key("schema") => {
            match rows.iter().find(|row| row.as_array().map(Vec::len) != Some(columns.len())) {
                Some(odd) => Err(Problem::new(format!("{} columns, but the row {odd}", columns.len()))),
                None => Ok(Some(rows.clone())),
            }
        }
        (None, None) => Ok(None),
        _ => Err(Problem::new("a result is `schema` with `arrow`, a text, or with `rows`, a list")),
    }
}

fn error_parts(error: &Value) -> Result<Value> {
    if !error["kind"].is_string() {
        return Err(Problem::new(format!("an error has a `kind`, received {error}")));
    }
    let is_there = |value: &&Value| !value.is_null() && **value != json!("") && **value != json!({});
    let part = |name: &&str| Some(((*name).to_owned(), error.get(*name).filter(is_there)?.clone()));
    let mut parts: Map<String, Value> = ERROR_PARTS.iter().filter_map(part).collect();
    let contexts = error["context"].as_array().map(Vec::as_slice).unwrap_or_default();
    let contexts: Vec<Value> = contexts.iter().filter(|context| is_of_sql(context)).map(context_parts).collect();
    if !contexts.is_empty() {
        parts.insert("context".to_owned(), Value::Array(contexts));
    }
    Ok(Value::Object(parts))
}

/// A context that came from an SQL text has a place in it; one of a DataFrame has a place in the user's program.
fn is_of_sql(context: &Value) -> bool {
    context["start"].is_number() && context["call_site"].as_str().is_none_or(str::is_empty)
}

fn context_parts(context: &Value) -> Value {
    Value::Object(CONTEXT_PARTS.iter().map(|part| ((*part).to_owned(), context[*part].clone())).collect())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Puts `${tmp}` for the folder of the case and `#N` for the ids of expressions, in every text.
pub fn stand_in(value: &mut Value, folder: &str) {
    match value {
        Value::String(text) => *text = without_ids(&text.replace(folder, "${tmp}")),
        Value::Array(items) => items.iter_mut().for_each(|item| stand_in(item, folder)),
        Value::Object(keys) => keys.values_mut().for_each(|item| stand_in(item, folder)),
        _ => {}
    }
}

/// `a#12L` becomes `a#NL`.
fn without_ids(text: &str) -> String {
    let mut parts = text.split('#');
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|character: char| character.is_ascii_digit());
        told.push('#');
        if rest.len() < part.len() {
            told.push('N');
        }
        told.push_str(rest);
    }
    told
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Answer;

    #[test]
    fn ids_and_folders_stand_for_themselves() {
        let answer =
            Answer::read(&json!({"ok": {"value": ["a#12L b#x", "file:/tmp/c/1.csv"]}}), "/tmp/c").expect("an answer");
        assert_eq!(answer.told, json!({"value": ["a#NL b#x", "file:${tmp}/1.csv"]}));
    }

    #[test]
    fn an_error_keeps_the_parts_that_count() {
        let contexts = json!([{"fragment": "x", "start": 7, "stop": 7, "object_type": ""}, {"fragment": "col", "call_site": "a.py:3"}]);
        let mut error = json!({"kind": "spark", "condition": "C", "sqlstate": null, "parameters": {}, "message": "m"});
        error["context"] = contexts;
        let error = json!({ "error": error });
        let answer = Answer::read(&error, "/tmp/c").expect("an answer");
        assert_eq!(
            answer.told,
            json!({"error": {"kind": "spark", "condition": "C", "context": [{"fragment": "x", "start": 7, "stop": 7}]}})
        );
        assert_eq!(answer.message.as_deref(), Some("m"));
    }

    #[test]
    fn what_is_no_answer_is_said() {
        for odd in [
            json!({}),
            json!({"ok": {"rows": []}}),
            json!({"ok": {"arrow": "!", "schema": {"type": "struct", "fields": []}}}),
            json!({"error": {}}),
        ] {
            assert!(Answer::read(&odd, "/tmp/c").is_err(), "{odd}");
        }
    }
}
