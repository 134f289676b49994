//! Hive-style partition directories, `a=1/b=x`: their columns, the types of these and each file's values.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use datafusion::common::ScalarValue;
use object_store::ObjectMeta;
use object_store::path::Path;
use sparrow_spark_error::{Result, SparkError, to_sql_id, to_sql_type, to_sql_value};
use sparrow_spark_types::{DataType, Field, arrow, tightest_common_type};

use crate::condition;
use crate::discover::parent;
use crate::path::display_path;
use crate::value::zone::Zone;
use crate::value::{date, decimal, number, timestamp};

/// The directory name of a NULL.
pub(crate) const NULL_NAME: &str = "__HIVE_DEFAULT_PARTITION__";

/// What discovery needs to know beside the files.
pub(crate) struct PartitionFacts<'a> {
    /// For paths in errors.
    pub store: &'a str,
    /// `spark.sql.sources.partitionColumnTypeInference.enabled`
    pub infer_types: bool,
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
    /// `spark.sql.session.timeZone`
    pub time_zone: &'a str,
    /// The option `basePath`.
    pub base: Option<Path>,
    /// Columns the user gave types.
    pub user_fields: &'a [Field],
}

/// A file and the values of its partition columns.
#[derive(Clone, Debug)]
pub(crate) struct PartitionedFile {
    /// The file.
    pub meta: ObjectMeta,
    /// One value for each partition column.
    pub values: Vec<ScalarValue>,
}

/// Files with their partition columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartitionedFiles {
    /// The files.
    pub files: Vec<PartitionedFile>,
    /// The partition columns.
    pub columns: Vec<Field>,
}

impl PartitionedFiles {
    /// Files without partitions.
    pub fn flat(found: Vec<(Path, ObjectMeta)>) -> Self {
        let files = found.into_iter().map(|(_, meta)| PartitionedFile { meta, values: Vec::new() }).collect();
        Self { files, columns: Vec::new() }
    }
}

/// A directory with partition values: where they begin and what they are, unescaped.
#[derive(Clone)]
struct Directory {
    base: Path,
    names: Vec<String>,
    values: Vec<String>,
}

/// Sorts out partitions. Each file comes with the root it was found under.
pub(crate) fn discover(found: Vec<(Path, ObjectMeta)>, facts: &PartitionFacts) -> Result<PartitionedFiles> {
    let mut directories: BTreeMap<Path, Option<Directory>> = BTreeMap::new();
    for (root, file) in &found {
        let directory = parent(&file.location);
        if let Entry::Vacant(entry) = directories.entry(directory) {
            let base = facts.base.as_ref().unwrap_or(root);
            let parsed = parse_directory(entry.key(), base)?;
            entry.insert(parsed);
        }
    }
    let partitioned: Vec<(&Path, &Directory)> =
        directories.iter().filter_map(|(path, directory)| Some((path, directory.as_ref()?))).collect();
    let Some((_, first)) = partitioned.first() else {
        return Ok(PartitionedFiles::flat(
            found.into_iter().filter(|(root, file)| parent(&file.location) == *root).collect(),
        ));
    };
    check_consistent(&partitioned, facts)?;
    let columns = typed_columns(&first.names, &partitioned, facts)?;
    let zone = Zone::parse(facts.time_zone)?;
    let mut files = Vec::new();
    for (_, meta) in found {
        let Some(Some(directory)) = directories.get(&parent(&meta.location)) else { continue };
        let values = directory.values.iter().zip(&columns);
        let values = values.map(|(value, column)| typed_value(value, column, &zone)).collect::<Result<_>>()?;
        files.push(PartitionedFile { meta, values });
    }
    Ok(PartitionedFiles { files, columns })
}

/// Reads `name=value` segments from the directory upwards until its base, or a segment above them that has none.
fn parse_directory(directory: &Path, base: &Path) -> Result<Option<Directory>> {
    let mut pairs = Vec::new();
    let mut at = directory.clone();
    while at != *base && !at.is_root() {
        let segment = at.filename().unwrap_or_default().to_owned();
        match segment.split_once('=') {
            Some(("", _)) => return Err(column_spec(&condition::EMPTY_PARTITION_COLUMN_NAME, &segment)),
            Some((_, "")) => return Err(column_spec(&condition::EMPTY_PARTITION_COLUMN_VALUE, &segment)),
            Some((name, value)) => pairs.push((unescape(name), unescape(value))),
            None if !pairs.is_empty() => break,
            None => {}
        }
        at = parent(&at);
    }
    pairs.reverse();
    let (names, values): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    Ok((!names.is_empty()).then_some(Directory { base: at, names, values }))
}

fn column_spec(condition: &'static sparrow_spark_error::Condition, segment: &str) -> SparkError {
    SparkError::new(condition).with("columnSpec", segment)
}

fn check_consistent(partitioned: &[(&Path, &Directory)], facts: &PartitionFacts) -> Result<()> {
    let bases: BTreeSet<&Path> = partitioned.iter().map(|(_, directory)| &directory.base).collect();
    if bases.len() > 1 {
        let list: String = bases.iter().map(|base| format!("\n\t{}", display_path(facts.store, base))).collect();
        let error = SparkError::new(&condition::CONFLICTING_DIRECTORY_STRUCTURES);
        return Err(error.with("discoveredBasePaths", format!("{list}\n")));
    }
    let same = |names: &[String]| -> Vec<String> {
        names.iter().map(|name| if facts.case_sensitive { name.clone() } else { name.to_lowercase() }).collect()
    };
    let mut lists: Vec<Vec<String>> = Vec::new();
    for (_, directory) in partitioned {
        if !lists.iter().any(|list| same(list) == same(&directory.names)) {
            lists.push(directory.names.clone());
        }
    }
    if lists.len() < 2 {
        return Ok(());
    }
    lists.sort_by_key(|list| std::cmp::Reverse(list.len()));
    let numbered = lists.iter().enumerate();
    let lists: String =
        numbered.map(|(i, list)| format!("\n\tPartition column name list #{i}: {}", list.join(", "))).collect();
    let paths: String =
        partitioned.iter().map(|(path, _)| format!("\n\t{}", display_path(facts.store, path))).collect();
    Err(SparkError::new(&condition::CONFLICTING_PARTITION_COLUMN_NAMES)
        .with("distinctPartColLists", format!("{lists}\n"))
        .with("suspiciousPaths", paths))
}

fn typed_columns(names: &[String], partitioned: &[(&Path, &Directory)], facts: &PartitionFacts) -> Result<Vec<Field>> {
    let mut columns = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let same =
            |field: &&Field| field.name == *name || (!facts.case_sensitive && field.name.eq_ignore_ascii_case(name));
        if let Some(user) = facts.user_fields.iter().find(same) {
            columns.push(Field { nullable: true, ..user.clone() });
            continue;
        }
        let values = partitioned.iter().map(|(_, directory)| directory.values[index].as_str());
        let data_type = if facts.infer_types { inferred_type(values) } else { DataType::String };
        columns.push(Field::new(name, data_type, true));
    }
    Ok(columns)
}

/// The type all values of a column have.
fn inferred_type<'a>(values: impl Iterator<Item = &'a str>) -> DataType {
    let types: Vec<DataType> = values.map(value_type).collect();
    types.into_iter().fold(DataType::Null, wider)
}

fn wider(a: DataType, b: DataType) -> DataType {
    match (&a, &b) {
        (DataType::Null, _) => b,
        (_, DataType::Null) => a,
        (DataType::Double, DataType::Long | DataType::Decimal { .. }) => DataType::String,
        (DataType::Long | DataType::Decimal { .. }, DataType::Double) => DataType::String,
        (DataType::Decimal { precision: p, .. }, DataType::Decimal { precision: q, .. }) => {
            DataType::Decimal { precision: *p.max(q), scale: 0 }
        }
        _ => tightest_common_type(&a, &b).unwrap_or(DataType::String),
    }
}

fn value_type(text: &str) -> DataType {
    if text == NULL_NAME {
        DataType::Null
    } else if number::integer::<i32>(text).is_some() {
        DataType::Integer
    } else if number::integer::<i64>(text).is_some() {
        DataType::Long
    } else if let Some(precision) = decimal::whole_number_precision(text) {
        DataType::Decimal { precision, scale: 0 }
    } else if number::double(text).is_some() && !text.ends_with(['d', 'D', 'f', 'F']) {
        DataType::Double
    } else if date::parse_strict(text).is_some() {
        DataType::Date
    } else if timestamp::is_plain(text) {
        DataType::Timestamp
    } else {
        DataType::String
    }
}

fn typed_value(text: &str, column: &Field, zone: &Zone) -> Result<ScalarValue> {
    let arrow_type = arrow::to_arrow(&column.data_type);
    let null = || ScalarValue::try_from(&arrow_type).map_err(SparkError::from);
    if text == NULL_NAME {
        return null();
    }
    let parsed = match &column.data_type {
        DataType::Null => return null(),
        DataType::Byte => number::integer(text).map(|value| ScalarValue::Int8(Some(value))),
        DataType::Short => number::integer(text).map(|value| ScalarValue::Int16(Some(value))),
        DataType::Integer => number::integer(text).map(|value| ScalarValue::Int32(Some(value))),
        DataType::Long => number::integer(text).map(|value| ScalarValue::Int64(Some(value))),
        DataType::Float => number::double(text).map(|value| ScalarValue::Float32(Some(value as f32))),
        DataType::Double => number::double(text).map(|value| ScalarValue::Float64(Some(value))),
        DataType::Boolean => number::boolean(text).map(|value| ScalarValue::Boolean(Some(value))),
        DataType::Decimal { precision, scale } => decimal::parse(text, *precision, *scale)
            .map(|value| ScalarValue::Decimal128(Some(value), *precision, *scale as i8)),
        DataType::Date => date::parse(text).map(|value| ScalarValue::Date32(Some(value))),
        DataType::Timestamp => timestamp::parse(text, zone)
            .map(|value| ScalarValue::TimestampMicrosecond(Some(value), Some(arrow::INTERNAL_TIME_ZONE.into()))),
        DataType::TimestampNtz => {
            timestamp::parse_local(text).map(|value| ScalarValue::TimestampMicrosecond(Some(value), None))
        }
        _ => Some(ScalarValue::Utf8(Some(text.to_owned()))),
    };
    parsed.ok_or_else(|| {
        SparkError::new(&condition::INVALID_PARTITION_VALUE)
            .with("value", to_sql_value(text))
            .with("columnName", to_sql_id(&[&column.name]))
            .with("dataType", to_sql_type(&column.data_type.sql_name()))
    })
}

/// Undoes [`escape`].
pub(crate) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A name or value as a directory segment spells it: Hive's list of characters become `%XX`.
pub(crate) fn escape(text: &str) -> String {
    const SPECIAL: &str = "\"#%'*/:=?\\\u{7f}{[]^";
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_control() || SPECIAL.contains(c) {
            out.push_str(&format!("%{:02X}", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}
