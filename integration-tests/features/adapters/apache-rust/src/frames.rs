//! Makes the client's frames of the trees of cases. Knows each source; refuses to know what operations and actions do.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

use arrow::array::{Array, Int64Array, StringArray};
use arrow::ipc::reader::StreamReader;
use serde_json::Value as Json;
use spark_connect::row::{Row, Value};
use spark_connect::{DataFrame, DataType, Expression};

use crate::columns::Columns;
use crate::failure::Failure;
use crate::sessions::Session;
use crate::{operations, text, values};

type Source = fn(&Session, &Json, &Json) -> Result<DataFrame, Failure>;

/// Each source: a function of the session, its parameters, and the step they stand in.
const SOURCES: &[(&str, Source)] = &[
    ("sql", |session, parameters, _| sql(session, parameters)),
    ("range", |session, parameters, _| range(session, parameters)),
    ("table", |session, name, _| Ok(session.spark.table(name.as_str().unwrap_or_default())?)),
    ("read", |session, parameters, _| read(session, parameters)),
    ("local", |session, parameters, _| local(session, parameters)),
    ("generated", generated),
    ("ref", |session, name, _| named(session, name.as_str().unwrap_or_default())),
];

/// The frame of a source and the operations after it.
pub(crate) fn build(session: &Session, tree: &Json) -> Result<DataFrame, Failure> {
    let Some((source, rest)) = tree.as_array().and_then(|steps| steps.split_first()) else {
        return Err(Failure::Client(format!("a frame is a list that begins with a source, received {tree}")));
    };
    let Some((key, make)) = SOURCES.iter().find(|(key, _)| source.get(key).is_some()) else {
        let known: Vec<_> = SOURCES.iter().map(|(key, _)| *key).collect();
        return Err(Failure::Client(format!("{source} is no source of a frame; there are {}", known.join(", "))));
    };
    rest.iter().try_fold(make(session, &source[key], source)?, |frame, step| operations::apply(session, &frame, step))
}

fn named(session: &Session, name: &str) -> Result<DataFrame, Failure> {
    session
        .frames
        .get(name)
        .cloned()
        .ok_or_else(|| Failure::Client(format!("no frame is named {name:?}; there are {:?}", session.frames.keys())))
}

fn sql(session: &Session, parameters: &Json) -> Result<DataFrame, Failure> {
    if let Some(query) = parameters.as_str() {
        return Ok(session.spark.sql(query)?);
    }
    let columns = Columns::default();
    let expression = |tree: &Json| Ok::<Expression, Failure>(columns.value(tree)?.expression().clone());
    let positional = parameters["pos"].as_array().into_iter().flatten().map(expression).collect::<Result<Vec<_>, _>>()?;
    let named = parameters["args"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, tree)| Ok((name.clone(), expression(tree)?)))
        .collect::<Result<HashMap<_, _>, Failure>>()?;
    Ok(session.spark.sql_with_args(text(parameters, "text")?, positional, named)?)
}

fn range(session: &Session, parameters: &Json) -> Result<DataFrame, Failure> {
    let end = parameters["end"].as_i64().ok_or_else(|| Failure::Client(format!("a range needs an end, received {parameters}")))?;
    let partitions = parameters["partitions"].as_i64().and_then(|count| i32::try_from(count).ok());
    let (start, step) = (parameters["start"].as_i64().unwrap_or(0), parameters["step"].as_i64().unwrap_or(1));
    Ok(session.spark.range_full(start, end, step, partitions)?)
}

fn read(session: &Session, parameters: &Json) -> Result<DataFrame, Failure> {
    let mut reader = session.spark.read().options(pairs(&parameters["options"]).into_iter().collect());
    if let Some(format) = parameters["format"].as_str() {
        reader = reader.format(format);
    }
    if let Some(schema) = parameters["schema"].as_str() {
        reader = reader.schema(schema.to_owned());
    }
    Ok(reader.load(parameters["path"].as_str()))
}

fn local(session: &Session, parameters: &Json) -> Result<DataFrame, Failure> {
    let schema = DataType::from_ddl(text(parameters, "schema")?)?;
    let DataType::Struct { fields } = &schema else {
        return Err(Failure::Client(format!("the schema is no struct: {parameters}")));
    };
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let mut rows = Vec::new();
    for row in parameters["rows"].as_array().into_iter().flatten() {
        match values::typed(row, &schema)? {
            Value::Struct(cells) => rows.push(Row::new(names.clone(), cells.into_iter().map(|(_, value)| value).collect())),
            other => return Err(Failure::Client(format!("a row is a list, received {other}"))),
        }
    }
    Ok(session.spark.create_dataframe(rows, schema)?)
}

/// The runner's rows from its file, which stands inside the parameters or beside them; the client takes rows, not Arrow.
fn generated(session: &Session, parameters: &Json, step: &Json) -> Result<DataFrame, Failure> {
    let path = parameters["arrow_file"].as_str().map_or_else(|| text(step, "arrow_file"), Ok)?;
    let wrong = |error: arrow::error::ArrowError| Failure::Client(format!("{path}: {error}"));
    let reader = StreamReader::try_new(BufReader::new(File::open(path)?), None).map_err(wrong)?;
    let names = vec!["id".to_owned(), "text".to_owned()];
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.map_err(wrong)?;
        let ids = batch.column(0).as_any().downcast_ref::<Int64Array>();
        let texts = batch.column(1).as_any().downcast_ref::<StringArray>();
        let (Some(ids), Some(texts)) = (ids, texts) else {
            return Err(Failure::Client(format!("{path} has no columns of int64 and utf8")));
        };
        for (id, text) in ids.iter().zip(texts.iter()) {
            let cells = vec![id.map_or(Value::Null, Value::Long), text.map_or(Value::Null, |text| Value::String(text.to_owned()))];
            rows.push(Row::new(names.clone(), cells));
        }
    }
    Ok(session.spark.create_dataframe(rows, DataType::from_ddl("id BIGINT, text STRING")?)?)
}

/// Pairs of texts; numbers and booleans as they are spelled.
pub(crate) fn pairs(object: &Json) -> Vec<(String, String)> {
    let spelled = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    object.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), spelled(value))).collect()
}

/// The texts of a list.
pub(crate) fn texts(list: &Json) -> Result<Vec<&str>, Failure> {
    let text = |item: &'_ Json| item.as_str().is_some();
    match list.as_array() {
        Some(items) if items.iter().all(text) => Ok(items.iter().filter_map(Json::as_str).collect()),
        None if list.is_null() => Ok(Vec::new()),
        _ => Err(Failure::Client(format!("a list of texts is needed, received {list}"))),
    }
}
