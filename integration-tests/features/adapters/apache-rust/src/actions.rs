//! Runs the actions of cases. Knows each action and its answer; refuses to know how frames are made.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use serde_json::{json, Value as Json};
use spark_connect::row::Row;
use spark_connect::{DataFrame, DataFrameWriter};
use spark_connect_proto::expression::literal::LiteralType;
use spark_connect_proto::expression::Literal;

use crate::failure::Failure;
use crate::frames::{self, pairs, texts};
use crate::printed::Printed;
use crate::sessions::Session;
use crate::{text, values};

/// One frame, and what is asked of it; `printed` is there where printing can be kept apart from other actions.
struct Action<'a> {
    session: &'a Session,
    frame: DataFrame,
    parameters: &'a Json,
    printed: Option<&'a mut Printed>,
}

type Answer = fn(&mut Action<'_>) -> Result<Json, Failure>;

const ACTIONS: &[(&str, Answer)] = &[
    ("collect", |of| of.rows(&of.frame.collect()?)),
    ("count", |of| Ok(json!({"value": of.frame.count()?}))),
    ("schema", |of| Ok(json!({"schema": of.frame.schema()?.json_value()}))),
    ("columns", |of| Ok(json!({"value": of.frame.columns()?}))),
    ("explain", explain),
    ("show", show),
    ("take", |of| of.rows(&of.frame.take(of.count()?)?)),
    ("first", |of| of.rows(of.frame.first()?.as_slice())),
    ("tail", |of| of.rows(&of.frame.tail(i32::try_from(of.count()?).unwrap_or(i32::MAX)).collect()?)),
    ("is_empty", |of| Ok(json!({"value": of.frame.is_empty()?}))),
    ("tree_string", |of| Ok(json!({"value": of.frame.schema()?.tree_string()?}))),
    ("is_local", |of| Ok(json!({"value": of.frame.is_local()}))),
    ("is_streaming", |of| Ok(json!({"value": of.frame.is_streaming()}))),
    ("input_files", |of| Ok(json!({"value": of.frame.input_files()?.len()}))),
    ("storage_level", |of| {
        let level = of.frame.storage_level()?;
        Ok(json!({"value": {"use_disk": level.use_disk, "use_memory": level.use_memory, "use_off_heap": level.use_off_heap,
                            "deserialized": level.deserialized, "replication": level.replication}}))
    }),
    ("same_semantics", |of| {
        let other = frames::build(of.session, of.parameters)?;
        Ok(json!({"value": of.frame.same_semantics(&other)?}))
    }),
    ("unpersist", |of| done(of.frame.unpersist(false).map(drop))),
    ("create_view", create_view),
    ("write", |of| done(of.writer()?.save(of.parameters["path"].as_str()))),
    ("save_as_table", |of| done(of.writer()?.save_as_table(text(of.parameters, "name")?))),
    ("insert_into", |of| {
        let writer = if of.parameters["overwrite"] == json!(true) { of.frame.write().mode("overwrite") } else { of.frame.write() };
        done(writer.insert_into(text(of.parameters, "name")?))
    }),
    ("observed", observed),
    ("cov", |of| Ok(json!({"value": values::of_float(of.frame.stat().cov(of.name(0)?, of.name(1)?)?)}))),
    ("corr", |of| Ok(json!({"value": values::of_float(of.frame.stat().corr(of.name(0)?, of.name(1)?)?)}))),
    ("approx_quantile", approx_quantile),
    ("stream", stream),
];

/// Builds the frame of a step and runs its action, `collect` where none is named.
pub(crate) fn run(session: &Session, request: &Json, printed: Option<&mut Printed>) -> Result<Json, Failure> {
    if !request["timeout_ms"].is_null() {
        return Err(Failure::Unsupported("this client has no deadline for a call".to_owned()));
    }
    let collect = json!({"collect": {}});
    let action = if request["action"].is_null() { &collect } else { &request["action"] };
    let kind = action.as_str().or_else(|| Some(action.as_object().filter(|keys| keys.len() == 1)?.keys().next()?.as_str()));
    let Some((name, answer)) = ACTIONS.iter().find(|(name, _)| Some(*name) == kind) else {
        let known: Vec<_> = ACTIONS.iter().map(|(name, _)| *name).collect();
        return Err(Failure::Client(format!("{action} is no action; there are {}", known.join(", "))));
    };
    let calls = Arc::new(AtomicU64::new(0));
    let wanted = request["progress"] == json!(true);
    let handler = wanted.then(|| {
        let calls = Arc::clone(&calls);
        session.spark.register_progress_handler(move |_| {
            calls.fetch_add(1, Ordering::Relaxed);
        })
    });
    let frame = frames::build(session, &request["frame"]);
    let parameters = action.get(name).unwrap_or(&Json::Null);
    let answered = frame.and_then(|frame| answer(&mut Action { session, frame, parameters, printed }));
    if let Some(handler) = handler {
        session.spark.remove_progress_handler(handler);
    }
    let mut answered = answered?;
    if wanted {
        answered["progress"] = json!(calls.load(Ordering::Relaxed));
    }
    Ok(answered)
}

fn explain(of: &mut Action<'_>) -> Result<Json, Failure> {
    let mode = of.parameters.as_str().unwrap_or("simple").to_owned();
    let headings: &[&str] = match mode.as_str() {
        "extended" => {
            &["== Parsed Logical Plan ==", "== Analyzed Logical Plan ==", "== Optimized Logical Plan ==", "== Physical Plan =="]
        }
        "codegen" => &["WholeStageCodegen"],
        "cost" => &["== Optimized Logical Plan ==", "== Physical Plan =="],
        _ => &["== Physical Plan =="],
    };
    let frame = of.frame.clone();
    let shown = of.printed(|| Ok(frame.explain_mode(&mode)?))?;
    Ok(json!({"value": headings.iter().all(|heading| shown.contains(heading))}))
}

/// What the client prints, which is a line for each row and no table.
fn show(of: &mut Action<'_>) -> Result<Json, Failure> {
    if ["truncate", "vertical"].iter().any(|key| of.parameters.get(key).is_some()) {
        return Err(Failure::Unsupported("this client's show takes a number of rows alone".to_owned()));
    }
    let rows = usize::try_from(of.parameters["n"].as_u64().unwrap_or(20)).unwrap_or(usize::MAX);
    let frame = of.frame.clone();
    Ok(json!({"value": of.printed(|| Ok(frame.show(rows)?))?}))
}

fn create_view(of: &mut Action<'_>) -> Result<Json, Failure> {
    let name = text(of.parameters, "name")?;
    let replace = of.parameters["replace"] == json!(true);
    done(match (of.parameters["global"] == json!(true), replace) {
        (true, true) => of.frame.create_or_replace_global_temp_view(name),
        (true, false) => of.frame.create_global_temp_view(name),
        (false, true) => of.frame.create_or_replace_temp_view(name),
        (false, false) => of.frame.create_temp_view(name),
    })
}

/// The metrics of the last execution, by their names: the client keeps them as the server sent them.
fn observed(of: &mut Action<'_>) -> Result<Json, Failure> {
    of.frame.collect()?;
    let info = of.session.spark.last_execution_info().unwrap_or_default();
    let mut metrics = BTreeMap::new();
    for observed in &info.observed_metrics {
        for (name, value) in observed.keys.iter().zip(&observed.values) {
            metrics.insert(name.clone(), of_literal(value)?);
        }
    }
    Ok(json!({"value": metrics}))
}

fn of_literal(literal: &Literal) -> Result<Json, Failure> {
    Ok(match &literal.literal_type {
        None | Some(LiteralType::Null(_)) => Json::Null,
        Some(LiteralType::Boolean(truth)) => json!(truth),
        Some(LiteralType::Byte(number) | LiteralType::Short(number) | LiteralType::Integer(number)) => json!(number),
        Some(LiteralType::Long(number)) => json!(number),
        Some(LiteralType::Float(number)) => values::of_float(f64::from(*number)),
        Some(LiteralType::Double(number)) => values::of_float(*number),
        Some(LiteralType::Decimal(decimal)) => json!(decimal.value),
        Some(LiteralType::String(text)) => json!(text),
        Some(other) => return Err(Failure::Unsupported(format!("the adapter spells no metric like {other:?}"))),
    })
}

/// The client gives the quantiles as a frame of one row and one column.
fn approx_quantile(of: &mut Action<'_>) -> Result<Json, Failure> {
    let probabilities = of.parameters["probabilities"].as_array().into_iter().flatten().map(values::float);
    let probabilities = probabilities.collect::<Result<Vec<_>, _>>()?;
    let error = of.parameters["error"].as_f64().unwrap_or_default();
    let quantiles = of.frame.stat().approx_quantile(texts(&of.parameters["columns"])?, probabilities, error);
    let value = quantiles.scalar()?.map_or(Json::Null, |value| values::of(&value, None));
    Ok(json!({"value": value}))
}

/// Reads row by row, as the client's iterator hides its batches: `batches: n` stops at the n-th row.
fn stream(of: &mut Action<'_>) -> Result<Json, Failure> {
    let wanted = of.parameters["batches"].as_u64();
    let mut rows = 0_u64;
    for row in of.frame.to_local_iterator(false)? {
        row?;
        rows += 1;
        if wanted.is_some_and(|wanted| rows >= wanted) {
            return Ok(json!({"value": true}));
        }
    }
    Ok(json!({"value": {"rows": rows}}))
}

impl Action<'_> {
    fn rows(&self, rows: &[Row]) -> Result<Json, Failure> {
        values::of_rows(&self.frame, rows)
    }

    fn printed(&mut self, work: impl FnOnce() -> Result<(), Failure>) -> Result<String, Failure> {
        match &mut self.printed {
            Some(printed) => printed.of(work),
            None => Err(Failure::Unsupported("this client prints, and what is printed in the background is nobody's".to_owned())),
        }
    }

    fn writer(&self) -> Result<DataFrameWriter, Failure> {
        let mut writer = self.frame.write().options(pairs(&self.parameters["options"]).into_iter().collect());
        if let Some(format) = self.parameters["format"].as_str() {
            writer = writer.format(format);
        }
        if let Some(mode) = self.parameters["mode"].as_str() {
            writer = writer.mode(mode);
        }
        Ok(writer.partition_by(texts(&self.parameters["partition_by"])?))
    }

    fn count(&self) -> Result<usize, Failure> {
        let count = self.parameters.as_u64().and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| Failure::Client(format!("a number of rows is needed, received {}", self.parameters)))
    }

    fn name(&self, index: usize) -> Result<&str, Failure> {
        self.parameters[index].as_str().ok_or_else(|| Failure::Client(format!("names are needed, received {}", self.parameters)))
    }
}

fn done(result: spark_connect::Result<()>) -> Result<Json, Failure> {
    result?;
    Ok(json!({}))
}
