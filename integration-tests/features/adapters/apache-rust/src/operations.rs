//! The operations on frames, each a function of its parameters. Knows the client's DataFrame; refuses to know sources and actions.

use serde_json::Value as Json;
use spark_connect::group::GroupedData;
use spark_connect::plan::JoinType;
use spark_connect::row::Value;
use spark_connect::{Column, DataFrame, DataType, Expression, StorageLevel, StorageLevelExt};

use crate::columns::Columns;
use crate::failure::Failure;
use crate::frames::{self, pairs, texts};
use crate::sessions::Session;
use crate::{text, values};

/// One operation on a frame; its parameters stand below the operation's key.
struct On<'a> {
    session: &'a Session,
    frame: &'a DataFrame,
    parameters: &'a Json,
}

type Operation = fn(&On<'_>) -> Result<DataFrame, Failure>;

const OPERATIONS: &[(&str, Operation)] = &[
    ("select", |on| Ok(on.frame.select(on.columns()?))),
    ("select_expr", |on| Ok(on.frame.select_expr(texts(on.parameters)?))),
    ("filter", |on| match on.parameters.as_str() {
        Some(_) => Err(Failure::Unsupported("this client's filter takes a column, not SQL as text".to_owned())),
        None => Ok(on.frame.filter(Columns::default().build(on.parameters)?)),
    }),
    ("with_column", |on| Ok(on.frame.with_columns(on.named_columns()?))),
    ("with_columns", |on| Ok(on.frame.with_columns(on.named_columns()?))),
    ("with_column_renamed", |on| Ok(on.frame.with_column_renamed(on.name(0)?, on.name(1)?))),
    ("with_columns_renamed", |on| Ok(on.frame.with_columns_renamed(pairs(on.parameters)))),
    ("drop", |on| Ok(on.frame.drop(texts(on.parameters)?))),
    ("join", join),
    ("cross_join", |on| Ok(on.frame.cross_join(&on.other()?))),
    ("group_by", |on| on.aggregated(on.frame.group_by(on.below("by")?))),
    ("rollup", |on| on.aggregated(on.frame.rollup(on.below("by")?))),
    ("cube", |on| on.aggregated(on.frame.cube(on.below("by")?))),
    ("grouping_sets", |on| {
        let sets = on.parameters["sets"].as_array().into_iter().flatten();
        let sets = sets.map(|set| Columns::default().all(set.as_array().into_iter().flatten())).collect::<Result<_, _>>()?;
        on.aggregated(on.frame.grouping_sets(sets))
    }),
    ("pivot", pivot),
    ("agg", |on| Ok(on.frame.agg(expressions(on.columns()?)))),
    ("sort", |on| Ok(on.frame.sort(expressions(on.columns()?)))),
    ("sort_within_partitions", |on| Ok(on.frame.sort_within_partitions(expressions(on.columns()?)))),
    ("limit", |on| Ok(on.frame.limit(number(on.parameters)?))),
    ("offset", |on| Ok(on.frame.offset(number(on.parameters)?))),
    ("distinct", |on| Ok(on.frame.distinct())),
    ("drop_duplicates", |on| Ok(on.frame.drop_duplicates(Some(texts(on.parameters)?).filter(|names| !names.is_empty())))),
    ("union", |on| Ok(on.frame.union(&on.other()?))),
    ("union_by_name", |on| {
        let other = frames::build(on.session, &on.parameters["other"])?;
        Ok(on.frame.union_by_name_opt(&other, on.parameters["allow_missing"] == Json::Bool(true)))
    }),
    ("intersect", |on| Ok(on.frame.intersect(&on.other()?))),
    ("intersect_all", |on| Ok(on.frame.intersect_all(&on.other()?))),
    ("except_all", |on| Ok(on.frame.except_all(&on.other()?))),
    ("subtract", |on| Ok(on.frame.subtract(&on.other()?))),
    ("alias", |on| Ok(on.frame.alias(on.own_text()?))),
    ("to_df", |on| Ok(on.frame.to_df(texts(on.parameters)?))),
    ("to", |on| Ok(on.frame.to(DataType::from_ddl(on.own_text()?)?))),
    ("sample", |on| {
        let fraction = values::float(&on.parameters["fraction"])?;
        let replacing = on.parameters["with_replacement"] == Json::Bool(true);
        Ok(on.frame.sample_opt(fraction, replacing, on.parameters["seed"].as_i64()))
    }),
    ("repartition", repartition),
    ("repartition_by_range", |on| match on.parameters.get("n") {
        Some(count) => Ok(on.frame.repartition_by_range(number(count)?, expressions(on.below("by")?))),
        None => Err(Failure::Unsupported("this client's repartition_by_range needs a number of partitions".to_owned())),
    }),
    ("coalesce", |on| Ok(on.frame.coalesce(number(on.parameters)?))),
    ("hint", |on| match texts(&on.parameters["parameters"]) {
        Ok(parameters) => Ok(on.frame.hint(text(on.parameters, "name")?, parameters)),
        Err(_) => Err(Failure::Unsupported("this client's hints have texts as parameters".to_owned())),
    }),
    ("na_fill", fill),
    ("na_drop", |on| {
        let threshold = on.parameters.get("thresh").filter(|count| !count.is_null()).map(number).transpose()?;
        Ok(on.frame.dropna(on.parameters["how"].as_str(), threshold, on.subset()?))
    }),
    ("na_replace", replace),
    ("describe", |on| Ok(on.frame.describe(texts(on.parameters)?))),
    ("summary", |on| Ok(on.frame.summary(texts(on.parameters)?))),
    ("crosstab", |on| Ok(on.frame.stat().crosstab(on.name(0)?, on.name(1)?))),
    ("freq_items", |on| {
        let support = on.parameters["support"].as_f64().unwrap_or(SUPPORT);
        Ok(on.frame.stat().freq_items(texts(&on.parameters["columns"])?, support))
    }),
    ("sample_by", sample_by),
    ("unpivot", |on| {
        let values = on.parameters.get("values").filter(|list| !list.is_null()).map(|_| on.below("values")).transpose()?;
        let (variable, value) = (text(on.parameters, "variable")?, text(on.parameters, "value")?);
        Ok(on.frame.unpivot(on.below("ids")?, values, variable, value))
    }),
    ("transpose", |on| match on.parameters.get("index") {
        Some(index) => Ok(on.frame.transpose_with_index(Columns::default().build(index)?)?),
        None => Ok(on.frame.transpose()?),
    }),
    ("observe", |on| Ok(on.frame.observe(text(on.parameters, "name")?, expressions(on.below("metrics")?)))),
    ("cache", |on| Ok(on.frame.cache()?)),
    ("persist", |on| Ok(on.frame.persist(level(on.own_text()?)?)?)),
    ("local_checkpoint", |on| Ok(on.frame.local_checkpoint()?)),
];

/// What Spark itself takes for `freqItems` without a support; this client wants one.
const SUPPORT: f64 = 0.01;

pub(crate) fn apply(session: &Session, frame: &DataFrame, step: &Json) -> Result<DataFrame, Failure> {
    let only = step.as_object().filter(|keys| keys.len() == 1).and_then(|keys| keys.iter().next());
    let found = only.and_then(|(key, parameters)| Some((OPERATIONS.iter().find(|(name, _)| name == key)?.1, parameters)));
    let Some((operation, parameters)) = found else {
        let known: Vec<_> = OPERATIONS.iter().map(|(name, _)| *name).collect();
        return Err(Failure::Client(format!("{step} is no operation on a frame; there are {}", known.join(", "))));
    };
    operation(&On { session, frame, parameters })
}

fn join(on: &On<'_>) -> Result<DataFrame, Failure> {
    let right = frames::build(on.session, &on.parameters["right"])?;
    let how = on.parameters["how"].as_str().unwrap_or("inner");
    let kind = match how.to_lowercase().replace('_', "").as_str() {
        "inner" => JoinType::Inner,
        "left" | "leftouter" => JoinType::LeftOuter,
        "right" | "rightouter" => JoinType::RightOuter,
        "full" | "outer" | "fullouter" => JoinType::FullOuter,
        "semi" | "leftsemi" => JoinType::LeftSemi,
        "anti" | "leftanti" => JoinType::LeftAnti,
        "cross" => JoinType::Cross,
        _ => return Err(Failure::Unsupported(format!("this client has no join of the kind {how:?}"))),
    };
    if on.parameters.get("using").is_some() {
        return Ok(on.frame.join_using(&right, texts(&on.parameters["using"])?, kind));
    }
    let condition = on.parameters.get("on").map(|tree| Columns::default().build(tree)).transpose()?;
    Ok(on.frame.join(&right, condition, kind))
}

fn pivot(on: &On<'_>) -> Result<DataFrame, Failure> {
    let values = on.parameters["values"].as_array().map(|list| list.iter().map(values::plain).collect::<Result<Vec<_>, _>>());
    let column = spark_connect::col(text(on.parameters, "column")?);
    on.aggregated(on.frame.group_by(on.below("by")?).pivot(column, values.transpose()?))
}

fn repartition(on: &On<'_>) -> Result<DataFrame, Failure> {
    let by = on.below("by")?;
    match on.parameters.get("n") {
        Some(count) if by.is_empty() => Ok(on.frame.repartition(number(count)?)),
        Some(count) => Ok(on.frame.repartition_by_expressions(number(count)?, expressions(by))),
        None => Err(Failure::Unsupported("this client's repartition needs a number of partitions".to_owned())),
    }
}

fn fill(on: &On<'_>) -> Result<DataFrame, Failure> {
    if let Some(named) = on.parameters["values"].as_object() {
        let pairs = named.iter().map(|(name, value)| Ok((name.clone(), wide(values::plain(value)?))));
        return Ok(on.frame.fillna_map(pairs.collect::<Result<_, Failure>>()?));
    }
    Ok(on.frame.fillna_value(wide(values::plain(&on.parameters["value"])?), on.subset()?))
}

/// Whole numbers as the client's own `fillna` has them.
fn wide(value: Value) -> Value {
    match value {
        Value::Integer(number) => Value::Long(i64::from(number)),
        other => other,
    }
}

fn replace(on: &On<'_>) -> Result<DataFrame, Failure> {
    let mut texts = Vec::new();
    for pair in on.parameters["pairs"].as_array().into_iter().flatten() {
        match (pair[0].as_str(), pair[1].as_str()) {
            (Some(old), Some(new)) => texts.push((old.to_owned(), new.to_owned())),
            _ => return Err(Failure::Unsupported("this client replaces texts by texts alone".to_owned())),
        }
    }
    Ok(on.frame.replace(texts, on.subset()?))
}

fn sample_by(on: &On<'_>) -> Result<DataFrame, Failure> {
    let Some(column) = on.parameters["column"].as_str() else {
        return Err(Failure::Unsupported("this client's sample_by takes a column's name".to_owned()));
    };
    let fractions = on.parameters["fractions"].as_array().into_iter().flatten();
    let fraction = |pair: &Json| Ok((crate::literals::plain(&pair[0])?.expression().clone(), values::float(&pair[1])?));
    let fractions = fractions.map(fraction).collect::<Result<_, Failure>>()?;
    Ok(on.frame.stat().sample_by(column, fractions, on.parameters["seed"].as_i64()))
}

fn level(name: &str) -> Result<StorageLevel, Failure> {
    Ok(match name {
        "DISK_ONLY" => StorageLevel::disk_only(),
        "DISK_ONLY_2" => StorageLevel::disk_only_2(),
        "DISK_ONLY_3" => StorageLevel::disk_only_3(),
        "MEMORY_ONLY" => StorageLevel::memory_only(),
        "MEMORY_ONLY_2" => StorageLevel::memory_only_2(),
        "MEMORY_AND_DISK" => StorageLevel::memory_and_disk(),
        "MEMORY_AND_DISK_2" => StorageLevel::memory_and_disk_2(),
        "MEMORY_AND_DISK_DESER" => StorageLevel::memory_and_disk_deser(),
        "OFF_HEAP" => StorageLevel::off_heap(),
        "NONE" => StorageLevel::none(),
        _ => return Err(Failure::Unsupported(format!("this client has no storage level {name}"))),
    })
}

impl On<'_> {
    fn other(&self) -> Result<DataFrame, Failure> {
        frames::build(self.session, self.parameters)
    }

    fn columns(&self) -> Result<Vec<Column>, Failure> {
        Columns::default().all(self.parameters.as_array().into_iter().flatten())
    }

    fn below(&self, key: &str) -> Result<Vec<Column>, Failure> {
        Columns::default().all(self.parameters[key].as_array().into_iter().flatten())
    }

    fn named_columns(&self) -> Result<Vec<(String, Column)>, Failure> {
        let named = self.parameters.as_object().into_iter().flatten();
        named.map(|(name, tree)| Ok((name.clone(), Columns::default().build(tree)?))).collect()
    }

    fn aggregated(&self, grouped: GroupedData) -> Result<DataFrame, Failure> {
        Ok(grouped.agg(expressions(self.below("agg")?)))
    }

    fn subset(&self) -> Result<Option<Vec<&str>>, Failure> {
        self.parameters.get("subset").filter(|names| !names.is_null()).map(texts).transpose()
    }

    fn name(&self, index: usize) -> Result<&str, Failure> {
        self.parameters[index].as_str().ok_or_else(|| Failure::Client(format!("names are needed, received {}", self.parameters)))
    }

    fn own_text(&self) -> Result<&str, Failure> {
        self.parameters.as_str().ok_or_else(|| Failure::Client(format!("a text is needed, received {}", self.parameters)))
    }
}

fn expressions(columns: Vec<Column>) -> Vec<Expression> {
    columns.into_iter().map(|column| column.expression().clone()).collect()
}

fn number(value: &Json) -> Result<i32, Failure> {
    let found = value.as_i64().and_then(|number| i32::try_from(number).ok());
    found.ok_or_else(|| Failure::Client(format!("a whole number of 32 bits is needed, received {value}")))
}
