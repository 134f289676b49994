//! Runs the actions of cases. It knows each action and its answer, and refuses to know how frames are made.

use futures::StreamExt;
use serde_json::{Map, Value, json};
use sparrow_connect::{DataFrame, ExplainMode, Writer};

use crate::answers::{literal, number, rows, value};
use crate::columns::{text, texts};
use crate::frames;
use crate::problem::{Outcome, Problem};

/// Runs one action of a frame; `other` is the frame of `same_semantics`.
pub async fn run(frame: DataFrame, name: String, parameters: Value, other: Option<DataFrame>) -> Outcome<Value> {
    let (frame, parameters) = (&frame, &parameters);
    Ok(match name.as_str() {
        "collect" => {
            let mut stream = frame.stream().await?;
            let batches = stream.collect_batches().await?;
            rows(stream.schema(), &batches)?
        }
        "count" => value(frame.count().await?),
        "schema" => json!({"schema": frame.schema().await?.to_json()}),
        "columns" => value(frame.columns().await?),
        "explain" => explain(frame, parameters).await?,
        "show" => show(frame, parameters).await?,
        "take" => rows(&frame.schema().await?, &frame.take(frames::number(parameters)?).await?)?,
        "first" => {
            let first: Vec<_> = frame.first().await?.into_iter().collect();
            rows(&frame.schema().await?, &first)?
        }
        "tail" => rows(&frame.schema().await?, &frame.tail(frames::number(parameters)?).await?)?,
        "is_empty" => value(frame.is_empty().await?),
        "tree_string" => value(frame.tree_string(None).await?),
        "is_local" => value(frame.is_local().await?),
        "is_streaming" => value(frame.is_streaming().await?),
        "input_files" => value(frame.input_files().await?.len()),
        "storage_level" => storage_level(frame).await?,
        "same_semantics" => {
            let other = other.ok_or_else(|| Problem::request("same_semantics has no other frame"))?;
            value(frame.same_semantics(&other).await?)
        }
        "unpersist" => {
            frame.unpersist(false).await?;
            json!({})
        }
        "create_view" => create_view(frame, parameters).await?,
        "write" => {
            writer(frame, parameters)?.save(text(&parameters["path"])?).await?;
            json!({})
        }
        "save_as_table" => {
            writer(frame, parameters)?.save_as_table(text(&parameters["name"])?).await?;
            json!({})
        }
        "insert_into" => {
            let overwrite = parameters.get("overwrite").and_then(Value::as_bool).unwrap_or(false);
            frame.write().insert_into(text(&parameters["name"])?, overwrite).await?;
            json!({})
        }
        "observed" => observed(frame).await?,
        "stream" => stream(frame, parameters).await?,
        _ => statistic(frame, &name, parameters).await?,
    })
}

async fn statistic(frame: &DataFrame, name: &str, parameters: &Value) -> Outcome<Value> {
    if name == "approx_quantile" {
        let probabilities = parameters["probabilities"].as_array().into_iter().flatten().filter_map(Value::as_f64);
        let probabilities: Vec<f64> = probabilities.collect();
        let error = parameters["error"].as_f64().unwrap_or(0.0);
        let columns = texts(&parameters["columns"])?;
        let quantiles = frame.approx_quantile(columns, &probabilities, error).await?;
        let quantiles = quantiles.into_iter().map(|column| column.into_iter().map(number).collect::<Value>());
        return Ok(value(quantiles.collect::<Value>()));
    }
    match (name, texts(parameters)?.as_slice()) {
        ("cov", [one, other]) => Ok(value(number(frame.cov(one, other).await?))),
        ("corr", [one, other]) => Ok(value(number(frame.corr(one, other).await?))),
        _ => Err(Problem::request(format!("{name:?} is no action"))),
    }
}

async fn explain(frame: &DataFrame, parameters: &Value) -> Outcome<Value> {
    let mode: ExplainMode = parameters.as_str().unwrap_or("simple").parse()?;
    let headings: &[&str] = match mode {
        ExplainMode::Simple | ExplainMode::Formatted => &["== Physical Plan =="],
        ExplainMode::Extended => &[
            "== Parsed Logical Plan ==",
            "== Analyzed Logical Plan ==",
            "== Optimized Logical Plan ==",
            "== Physical Plan ==",
        ],
        ExplainMode::Codegen => &["WholeStageCodegen"],
        ExplainMode::Cost => &["== Optimized Logical Plan ==", "== Physical Plan =="],
    };
    let shown = frame.explain(mode).await?;
    Ok(value(headings.iter().all(|heading| shown.contains(heading))))
}

async fn show(frame: &DataFrame, parameters: &Value) -> Outcome<Value> {
    let truncate = match parameters.get("truncate") {
        None | Some(Value::Bool(true)) => 20,
        Some(Value::Bool(false)) => 0,
        Some(letters) => frames::number(letters)?,
    };
    let count = parameters.get("n").map_or(Ok(20), frames::number)?;
    let vertical = parameters.get("vertical").and_then(Value::as_bool).unwrap_or(false);
    Ok(value(frame.show_string(count, truncate, vertical).await?))
}

async fn storage_level(frame: &DataFrame) -> Outcome<Value> {
    let level = frame.storage_level().await?;
    Ok(value(json!({
        "use_disk": level.use_disk, "use_memory": level.use_memory, "use_off_heap": level.use_off_heap,
        "deserialized": level.deserialized, "replication": level.replication,
    })))
}

async fn create_view(frame: &DataFrame, parameters: &Value) -> Outcome<Value> {
    let is = |key: &str| parameters.get(key).and_then(Value::as_bool).unwrap_or(false);
    let name = text(&parameters["name"])?;
    match (is("global"), is("replace")) {
        (false, false) => frame.create_temp_view(name).await?,
        (false, true) => frame.create_or_replace_temp_view(name).await?,
        (true, false) => frame.create_global_temp_view(name).await?,
        (true, true) => frame.create_or_replace_global_temp_view(name).await?,
    }
    Ok(json!({}))
}

fn writer(frame: &DataFrame, parameters: &Value) -> Outcome<Writer> {
    let mut writer = frame.write();
    if let Some(format) = parameters.get("format") {
        writer = writer.format(text(format)?);
    }
    if let Some(mode) = parameters.get("mode") {
        writer = writer.mode(text(mode)?);
    }
    for (key, option) in parameters["options"].as_object().into_iter().flatten() {
        writer = writer.option(key, frames::spelled(option));
    }
    Ok(writer.partition_by(texts(&parameters["partition_by"])?))
}

/// The metrics of the frame's observations, by the metrics' names.
async fn observed(frame: &DataFrame) -> Outcome<Value> {
    let mut stream = frame.stream().await?;
    stream.collect_batches().await?;
    let metrics = stream.observed().into_values().flatten();
    Ok(value(metrics.map(|(name, metric)| (name, literal(&metric))).collect::<Map<_, _>>()))
}

/// Reads batch by batch: how many rows there were, or true where the stream was closed before its end.
async fn stream(frame: &DataFrame, parameters: &Value) -> Outcome<Value> {
    let wanted = parameters.get("batches").and_then(Value::as_u64);
    let (mut batches, mut count) = (0, 0);
    let mut stream = frame.stream().await?;
    while let Some(batch) = stream.next().await {
        count += batch?.num_rows();
        batches += 1;
        if wanted.is_some_and(|wanted| batches >= wanted) {
            return Ok(value(true));
        }
    }
    Ok(value(json!({"rows": count})))
}
