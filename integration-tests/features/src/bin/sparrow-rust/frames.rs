//! Makes frames of the trees of cases. It knows each source and operation, and refuses to know actions.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

use arrow::ipc::reader::StreamReader;
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value};
use sparrow_connect::{DataFrame, Error, Grouped, SampleOptions, Session, Sql, lit};

use crate::columns::{Columns, list, text, texts};
use crate::literals;
use crate::problem::{Outcome, Problem};

/// Makes frames in a session; `named` are those of `let`.
pub struct Frames<'a> {
    pub session: &'a Session,
    pub named: &'a HashMap<String, DataFrame>,
}

impl<'a> Frames<'a> {
    fn columns(&self) -> Columns<'a> {
        Columns::new(self.named)
    }

    /// The frame of a source and the operations after it.
    pub fn build(&'a self, tree: &'a Value) -> BoxFuture<'a, Outcome<DataFrame>> {
        async move {
            let (source, operations) =
                list(tree)?.split_first().ok_or_else(|| Problem::request("a frame has no source"))?;
            let mut frame = self.source(source).await?;
            for operation in operations {
                let (name, value) = only(operation)?;
                frame = self.operation(frame, name, value).await?;
            }
            Ok(frame)
        }
        .boxed()
    }

    async fn source(&'a self, tree: &'a Value) -> Outcome<DataFrame> {
        let (name, value) = only(tree)?;
        match name {
            "sql" => Ok(self.statement(value)?.await?),
            "range" => {
                let number = |key: &str, default: i64| value.get(key).and_then(Value::as_i64).unwrap_or(default);
                let partitions = value.get("partitions").and_then(Value::as_i64).map(small).transpose()?;
                Ok(self.session.range_by(number("start", 0), number("end", 0), number("step", 1), partitions))
            }
            "table" => Ok(self.session.table(text(value)?)),
            "read" => self.read(value),
            "local" | "generated" => self.upload(tree, value).await,
            "ref" => {
                let found = self.named.get(text(value)?).cloned();
                found.ok_or_else(|| Problem::request(format!("no frame was named {value} by `let`")))
            }
            _ => Err(Problem::request(format!("{name:?} is no source of a frame"))),
        }
    }

    fn statement(&self, value: &Value) -> Outcome<Sql> {
        if let Some(sql) = value.as_str() {
            return Ok(self.session.sql(sql));
        }
        let mut statement = self.session.sql(text(&value["text"])?);
        for (name, tree) in value["args"].as_object().into_iter().flatten() {
            statement = statement.bind(name, self.columns().argument(tree)?);
        }
        for tree in list(&value["pos"])? {
            statement = statement.arg(self.columns().argument(tree)?);
        }
        Ok(statement)
    }

    fn read(&self, value: &Value) -> Outcome<DataFrame> {
        let mut reader = self.session.read();
        if let Some(format) = value.get("format") {
            reader = reader.format(text(format)?);
        }
        if let Some(schema) = value.get("schema") {
            reader = reader.schema(text(schema)?);
        }
        for (key, option) in value["options"].as_object().into_iter().flatten() {
            reader = reader.option(key, spelled(option));
        }
        Ok(match value.get("path") {
            Some(Value::Array(_)) => reader.load_all(texts(&value["path"])?),
            Some(path) => reader.load(text(path)?),
            None => reader.load_all([]),
        })
    }

    /// The file of an upload stands inside the parameters or beside them.
    async fn upload(&self, tree: &Value, value: &Value) -> Outcome<DataFrame> {
        let path = text(value.get("arrow_file").unwrap_or(&tree["arrow_file"]))?;
        let unreadable = |error: String| Problem::request(format!("{path}: {error}"));
        let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let reader = StreamReader::try_new(BufReader::new(file), None);
        let reader = reader.map_err(|error| unreadable(error.to_string()))?;
        let schema = reader.schema();
        let mut wrong = None;
        let batches = reader.map_while(|batch| batch.map_err(|error| wrong = Some(error.to_string())).ok());
        let frame = self.session.create_dataframe_of(schema, batches).await?;
        wrong.map_or(Ok(frame), |error| Err(unreadable(error)))
    }

    async fn operation(&'a self, frame: DataFrame, name: &str, value: &'a Value) -> Outcome<DataFrame> {
        let columns = self.columns();
        Ok(match name {
            "select" => frame.select(columns.all(value)?),
            "select_expr" => frame.select_expr(texts(value)?),
            "filter" => match value.as_str() {
                Some(sql) => frame.filter(sql),
                None => frame.filter(columns.build(value)?),
            },
            "with_column" | "with_columns" => {
                let named = pairs(value)?.map(|(name, tree)| Ok((name.as_str(), columns.build(tree)?)));
                frame.with_columns(named.collect::<Outcome<Vec<_>>>()?)
            }
            "with_column_renamed" => match texts(value)?.as_slice() {
                [from, to] => frame.with_column_renamed(from, to),
                _ => return Err(Problem::request(format!("{value} are no two names"))),
            },
            "with_columns_renamed" => {
                let names = pairs(value)?.map(|(from, to)| Ok((from.as_str(), text(to)?)));
                frame.with_columns_renamed(names.collect::<Outcome<Vec<_>>>()?)
            }
            "drop" => match texts(value) {
                Ok(names) => frame.drop(names),
                Err(_) => frame.drop_columns(columns.all(value)?),
            },
            "agg" => frame.agg(columns.all(value)?),
            "group_by" | "rollup" | "cube" | "grouping_sets" | "pivot" => self.group(&frame, name, value)?,
            "sort" => frame.sort(columns.all(value)?),
            "sort_within_partitions" => frame.sort_within_partitions(columns.all(value)?),
            "cache" => frame.cache().await?,
            "persist" => frame.persist(text(value)?.parse()?).await?,
            "local_checkpoint" => frame.local_checkpoint().await?,
            "to" => frame.to(&self.session.parse_schema(text(value)?).await?),
            "observe" => frame.observe(text(&value["name"])?, columns.all(&value["metrics"])?),
            "join" | "cross_join" | "union" | "union_by_name" | "intersect" | "intersect_all" | "except_all"
            | "subtract" => self.combine(&frame, name, value).await?,
            "na_fill" | "na_drop" | "na_replace" => missing(&frame, name, value)?,
            "describe" | "summary" | "crosstab" | "freq_items" | "sample_by" => self.statistic(&frame, name, value)?,
            _ => self.rows(&frame, name, value)?,
        })
    }

    fn rows(&self, frame: &DataFrame, name: &str, value: &Value) -> Outcome<DataFrame> {
        let columns = self.columns();
        let by = || columns.all(&value["by"]);
        let partitions = || value.get("n").map(number).transpose();
        Ok(match name {
            "limit" => frame.limit(number(value)?),
            "offset" => frame.offset(number(value)?),
            "distinct" => frame.distinct(),
            "drop_duplicates" => frame.drop_duplicates(texts(value)?),
            "alias" => frame.alias(text(value)?),
            "to_df" => frame.to_df(texts(value)?),
            "coalesce" => frame.coalesce(number(value)?),
            "repartition" if value.get("by").is_none() => frame.repartition(number(&value["n"])?),
            "repartition" => frame.repartition_by(partitions()?, by()?),
            "repartition_by_range" => frame.repartition_by_range(partitions()?, by()?),
            "sample" => {
                let with_replacement = value.get("with_replacement").and_then(Value::as_bool).unwrap_or(false);
                let seed = value.get("seed").and_then(Value::as_i64);
                frame.sample(float(&value["fraction"])?, SampleOptions { with_replacement, seed })
            }
            "hint" => {
                let parameters = list(&value["parameters"])?.iter().map(|parameter| columns.argument(parameter));
                frame.hint(text(&value["name"])?, parameters.collect::<Outcome<Vec<_>>>()?)
            }
            "unpivot" => {
                let values = value.get("values").filter(|values| !values.is_null());
                let values = values.map(|values| columns.all(values)).transpose()?;
                frame.unpivot(columns.all(&value["ids"])?, values, text(&value["variable"])?, text(&value["value"])?)
            }
            "transpose" => frame.transpose(value.get("index").map(|index| columns.build(index)).transpose()?),
            _ => return Err(Problem::request(format!("{name:?} is no operation on a frame"))),
        })
    }

    fn group(&self, frame: &DataFrame, name: &str, value: &Value) -> Outcome<DataFrame> {
        let columns = self.columns();
        let by = columns.all(&value["by"])?;
        let grouped: Grouped = match name {
            "rollup" => frame.rollup(by),
            "cube" => frame.cube(by),
            "grouping_sets" => {
                let sets = list(&value["sets"])?.iter().map(|set| columns.all(set));
                frame.grouping_sets(sets.collect::<Outcome<Vec<_>>>()?, by)
            }
            "pivot" => {
                let values = list(&value["values"])?.iter().map(literals::plain).collect::<Outcome<Vec<_>>>()?;
                frame.group_by(by).pivot(columns.build(&value["column"])?, values)
            }
            _ => frame.group_by(by),
        };
        Ok(grouped.agg(columns.all(&value["agg"])?))
    }

    async fn combine(&'a self, frame: &DataFrame, name: &str, value: &'a Value) -> Outcome<DataFrame> {
        let other = match name {
            "join" => &value["right"],
            "union_by_name" => &value["other"],
            _ => value,
        };
        let other = self.build(other).await?;
        Ok(match name {
            "join" => {
                let how = value.get("how").map_or(Ok("inner"), text)?;
                match (value.get("using"), value.get("on")) {
                    (Some(names), _) => frame.join_using(&other, texts(names)?, how),
                    (None, Some(on)) => frame.join(&other, self.columns().build(on)?, how),
                    (None, None) => frame.join(&other, lit(true), how),
                }
            }
            "cross_join" => frame.cross_join(&other),
            "union" => frame.union(&other),
            "union_by_name" => {
                frame.union_by_name(&other, value.get("allow_missing").and_then(Value::as_bool).unwrap_or(false))
            }
            "intersect" => frame.intersect(&other),
            "intersect_all" => frame.intersect_all(&other),
            "except_all" => frame.except_all(&other),
            _ => frame.subtract(&other),
        })
    }

    fn statistic(&self, frame: &DataFrame, name: &str, value: &Value) -> Outcome<DataFrame> {
        Ok(match name {
            "describe" => frame.describe(texts(value)?),
            "summary" => frame.summary(texts(value)?),
            "crosstab" => match texts(value)?.as_slice() {
                [one, other] => frame.crosstab(one, other),
                _ => return Err(Problem::request(format!("{value} are no two names"))),
            },
            "freq_items" => frame.freq_items(texts(&value["columns"])?, value.get("support").and_then(Value::as_f64)),
            _ => {
                let fractions = list(&value["fractions"])?.iter();
                let fractions = fractions.map(|pair| Ok((literals::plain(&pair[0])?, float(&pair[1])?)));
                let seed = value.get("seed").and_then(Value::as_i64);
                let column = self.columns().build(&value["column"])?;
                frame.sample_by(column, fractions.collect::<Outcome<Vec<_>>>()?, seed)
            }
        })
    }
}

fn missing(frame: &DataFrame, name: &str, value: &Value) -> Outcome<DataFrame> {
    let subset = match &value["subset"] {
        Value::String(name) => vec![name.as_str()],
        names => texts(names)?,
    };
    Ok(match name {
        "na_fill" if value.get("values").is_some() => {
            let values = pairs(&value["values"])?.map(|(name, value)| Ok((name.as_str(), literals::plain(value)?)));
            frame.fill_na_each(values.collect::<Outcome<Vec<_>>>()?)
        }
        "na_fill" => frame.fill_na(literals::plain(&value["value"])?, subset),
        "na_drop" => {
            let how = value.get("how").map_or(Ok("any"), text)?;
            let non_nulls_min = match (value.get("thresh"), how) {
                (Some(thresh), _) => Some(number(thresh)?),
                (None, "all") => Some(1),
                (None, "any") => None,
                (None, other) => return Err(Error::Client(format!("{other:?} is neither \"any\" nor \"all\"")).into()),
            };
            frame.drop_na(non_nulls_min, subset)
        }
        _ => {
            let pairs = list(&value["pairs"])?.iter();
            let pairs = pairs.map(|pair| Ok((literals::plain(&pair[0])?, literals::plain(&pair[1])?)));
            frame.replace_na(pairs.collect::<Outcome<Vec<_>>>()?, subset)
        }
    })
}

/// The one key of an object, besides the file of an upload.
pub fn only(tree: &Value) -> Outcome<(&str, &Value)> {
    let object = tree.as_object().ok_or_else(|| Problem::request(format!("{tree} is no object")))?;
    let mut keys = object.iter().filter(|(key, _)| *key != "arrow_file");
    match (keys.next(), keys.next()) {
        (Some((key, value)), None) => Ok((key, value)),
        _ => Err(Problem::request(format!("{tree} has not one key"))),
    }
}

fn pairs(value: &Value) -> Outcome<serde_json::map::Iter<'_>> {
    let object: Option<&Map<String, Value>> = value.as_object();
    object.map(Map::iter).ok_or_else(|| Problem::request(format!("{value} is no object")))
}

/// How an option's value is written.
pub fn spelled(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number of 32 bits.
pub fn number(value: &Value) -> Outcome<i32> {
    value.as_i64().ok_or_else(|| Problem::request(format!("{value} is no whole number"))).and_then(small)
}

fn small(value: i64) -> Outcome<i32> {
    i32::try_from(value).map_err(|_| Problem::request(format!("{value} does not fit 32 bits")))
}

fn float(value: &Value) -> Outcome<f64> {
    value.as_f64().ok_or_else(|| Problem::request(format!("{value} is no number")))
}
