//! Records of text one at a time, for the functions that read and write them: the same rules as for files, but what is malformed
//! becomes a row of its own. Knows arrays of text; refuses to know files.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray, StructArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::{DataType, Field, StructType, arrow as mapping};

use crate::csv::{self, CsvOptions};
use crate::json::{self, JsonOptions, Node, Value};
use crate::rows::ParseMode;
use crate::write::{CsvEncoding, JsonEncoding};
use crate::{Format, Options, ReadConf};

pub use crate::json::path::{JsonPath, json_keys, json_length, json_members};

/// The options of one call, and what it needs of the session.
#[derive(Clone, Debug)]
pub struct RecordOptions {
    /// The options of the call.
    pub options: Options,
    /// The facts of the session.
    pub conf: ReadConf,
}

impl RecordOptions {
    /// Refuses options Spark has and we do not honour.
    pub fn check(&self, format: Format) -> Result<()> {
        self.options.check(format).map(|_| ())
    }
}

/// Texts as values of `schema`: a struct, an array or a map. A text that is no such value is a struct of NULLs, or NULL.
pub fn read_json(texts: &StringArray, schema: &DataType, options: &RecordOptions) -> Result<ArrayRef> {
    let options = JsonOptions::new(&options.options, &options.conf)?;
    let parsed = |row: usize| match texts.is_valid(row).then(|| json::parse(texts.value(row), &options.syntax)) {
        None => Parsed::Nothing,
        Some(Ok(None)) => Parsed::Nothing,
        Some(Ok(Some(node))) => Parsed::Node(node),
        Some(Err(_)) => Parsed::Malformed,
    };
    let parsed: Vec<Parsed> = (0..texts.len()).map(parsed).collect();
    let (array, bad) = match schema {
        DataType::Struct(schema) => json_structs(texts, &parsed, schema, &options)?,
        other => json_values(&parsed, other, &options)?,
    };
    match bad.iter().position(|bad| *bad) {
        Some(row) if options.mode == ParseMode::FailFast => Err(malformed(texts.value(row))),
        _ => Ok(array),
    }
}

enum Parsed<'a> {
    /// NULL or blank.
    Nothing,
    Malformed,
    Node(Node<'a>),
}

fn malformed(record: &str) -> SparkError {
    SparkError::new(&condition::MALFORMED_RECORD_IN_PARSING).with("badRecord", record).with("failFastMode", "FAILFAST")
}

fn json_structs(
    texts: &StringArray,
    parsed: &[Parsed],
    schema: &StructType,
    options: &JsonOptions,
) -> Result<(ArrayRef, Vec<bool>)> {
    let object = |parsed: &Parsed| -> (bool, bool) {
        match parsed {
            Parsed::Nothing => (false, false),
            Parsed::Malformed => (true, true),
            Parsed::Node(node) => (true, object_of(node).is_none()),
        }
    };
    let (present, mut bad): (Vec<bool>, Vec<bool>) = parsed.iter().map(object).unzip();
    let objects: Vec<Option<&Node>> = parsed
        .iter()
        .map(|parsed| match parsed {
            Parsed::Node(node) => object_of(node),
            _ => None,
        })
        .collect();
    let rows: Vec<usize> = (0..parsed.len()).collect();
    let is_parsed = |field: &&Field| field.name != options.corrupt_column || !field.data_type.is_string();
    let wanted = StructType::new(schema.fields.iter().filter(is_parsed).cloned().collect());
    let mut columns = json::fields(&objects, &rows, &wanted, options, &mut bad)?.into_iter();
    let corrupt = |bad: &[bool]| -> ArrayRef {
        Arc::new((0..texts.len()).map(|row| bad[row].then(|| texts.value(row))).collect::<StringArray>())
    };
    let columns = schema.fields.iter().map(|field| {
        let parsed = if is_parsed(&field) { columns.next() } else { None };
        parsed.unwrap_or_else(|| corrupt(&bad))
    });
    let columns: Vec<ArrayRef> = columns.collect();
    Ok((struct_array(schema, columns, present)?, bad))
}

fn struct_array(schema: &StructType, columns: Vec<ArrayRef>, present: Vec<bool>) -> Result<ArrayRef> {
    let rows = present.len();
    let nulls = Some(NullBuffer::from(present));
    let ArrowType::Struct(fields) = mapping::to_arrow(&DataType::Struct(schema.clone())) else {
        return Err(internal("structs are structs"));
    };
    Ok(Arc::new(StructArray::try_new_with_length(fields, columns, nulls, rows)?))
}

fn object_of<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
    matches!(node.value, Value::Object(_)).then_some(node)
}

fn json_values(parsed: &[Parsed], schema: &DataType, options: &JsonOptions) -> Result<(ArrayRef, Vec<bool>)> {
    let takes_objects =
        matches!(schema, DataType::Array { element, .. } if matches!(element.as_ref(), DataType::Struct(_)));
    // One object stands for an array of it.
    let wrapped: Vec<Option<Node>> = parsed
        .iter()
        .map(|parsed| match parsed {
            Parsed::Node(node) if takes_objects && matches!(node.value, Value::Object(_)) => {
                Some(Node { value: Value::Array(vec![node.clone()]), raw: node.raw })
            }
            Parsed::Node(node) => Some(node.clone()),
            _ => None,
        })
        .collect();
    let nodes: Vec<Option<&Node>> = wrapped.iter().map(Option::as_ref).collect();
    let rows: Vec<usize> = (0..parsed.len()).collect();
    let mut bad: Vec<bool> = parsed.iter().map(|parsed| matches!(parsed, Parsed::Malformed)).collect();
    let array = json::value(&nodes, &rows, schema, options, &mut bad)?;
    Ok((array, bad))
}

/// The type of one JSON text, as `schema_of_json` finds it.
pub fn json_type(text: &str, options: &RecordOptions) -> Result<DataType> {
    let options = JsonOptions::new(&options.options, &options.conf)?;
    match json::parse(text, &options.syntax) {
        Ok(Some(node)) => Ok(json::type_of(&node, &options)),
        Ok(None) => Ok(DataType::String),
        Err(_) => Err(malformed(text)),
    }
}

/// Values as JSON text, NULL as NULL.
pub fn write_json(values: &dyn Array, options: &Options, time_zone: &str) -> Result<StringArray> {
    let encoding = JsonEncoding::new(options, time_zone)?;
    let mut out = Vec::with_capacity(values.len());
    for row in 0..values.len() {
        if values.is_null(row) {
            out.push(None);
            continue;
        }
        let mut text = String::new();
        encoding.value(values, row, &mut text)?;
        out.push(Some(text));
    }
    Ok(StringArray::from(out))
}

/// Texts as structs: each is one record of CSV. NULL is NULL; a cell that does not fit is NULL.
pub fn read_csv(texts: &StringArray, schema: &StructType, options: &RecordOptions) -> Result<ArrayRef> {
    let options = CsvOptions::new(&options.options, &options.conf)?;
    let (columns, bad) = csv::parse_records(texts, schema, &options)?;
    if let Some(row) = bad.iter().position(|bad| *bad)
        && options.mode == ParseMode::FailFast
    {
        return Err(malformed(texts.value(row)));
    }
    let present = (0..texts.len()).map(|row| texts.is_valid(row)).collect();
    struct_array(schema, columns, present)
}

/// The type of one record of CSV, as `schema_of_csv` finds it.
pub fn csv_type(text: &str, options: &RecordOptions) -> Result<DataType> {
    let options = CsvOptions::new(&options.options, &options.conf)?;
    Ok(DataType::Struct(csv::type_of(text, &options)))
}

/// Structs as records of CSV without a line break.
pub fn write_csv(values: &dyn Array, options: &Options, time_zone: &str) -> Result<StringArray> {
    let encoding = CsvEncoding::new(options, time_zone, &StructType::default())?;
    let rows = values.as_struct_opt().ok_or_else(|| internal("only structs become CSV"))?;
    let mut out = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let mut text = String::new();
        if rows.is_valid(row) {
            encoding.record(rows.columns(), row, &mut text)?;
        }
        out.push(rows.is_valid(row).then_some(text));
    }
    Ok(StringArray::from(out))
}
