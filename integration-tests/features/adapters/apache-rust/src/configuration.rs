//! The step `config`. Knows the client's runtime configuration; refuses to know which keys there are.

use std::collections::BTreeMap;

use serde_json::{json, Value as Json};
use spark_connect::conf::RuntimeConf;

use crate::failure::Failure;

/// What the one operation of the request gives.
pub(crate) fn answer(conf: &RuntimeConf, request: &Json) -> Result<Json, Failure> {
    if let Some(pairs) = request["set"].as_object() {
        for (key, value) in pairs {
            conf.set(key, value.as_str().unwrap_or(&value.to_string()))?;
        }
        return Ok(json!({}));
    }
    if let Some(key) = request["get"].as_str() {
        return Ok(json!({"value": conf.get(key)?}));
    }
    if let Some(key) = request["get_default"][0].as_str() {
        return Ok(json!({"value": conf.get_with_default(key, request["get_default"][1].as_str())?}));
    }
    if let Some(key) = request["unset"].as_str() {
        conf.unset(key)?;
        return Ok(json!({}));
    }
    if let Some(prefix) = request["get_all"].as_str() {
        let below: BTreeMap<String, String> = conf
            .get_all()?
            .into_iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value)))
            .collect();
        return Ok(json!({"value": below}));
    }
    if let Some(key) = request["is_modifiable"].as_str() {
        return Ok(json!({"value": conf.is_modifiable(key)?}));
    }
    Err(Failure::Client(format!("config has none of set, get, get_default, unset, get_all and is_modifiable: {request}")))
}
