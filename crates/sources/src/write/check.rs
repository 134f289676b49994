//! What must hold before a write begins, and how its rows are laid out.

use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use sparrow_spark_error::{Result, SparkError, condition, internal, to_sql_id, unsupported};
use sparrow_spark_types::{DataType, Field, StructType, arrow as mapping};

use super::encode::Encoding;
use super::spec::Content;
use crate::condition as own;
use crate::format::Format;
use crate::read::{check_flat, unsupported_type};
use crate::value::zone::Zone;

/// How a plan's columns become files.
#[derive(Debug)]
pub(super) struct Layout {
    /// All columns, with the types they are written in.
    pub schema: SchemaRef,
    /// Positions of the columns in the files.
    pub data: Vec<usize>,
    /// Positions of the columns that become directories.
    pub partitions: Vec<usize>,
    /// Rows after which a file ends.
    pub records_max: Option<u64>,
    /// How rows become bytes.
    pub encoding: Encoding,
    /// Zone of timestamps in directory names.
    pub zone: Zone,
}

/// Checks a request and lays it out.
pub(super) fn layout(request: &Content, plan: &Schema) -> Result<Layout> {
    let schema = &request.schema;
    if plan.fields().len() != schema.fields.len() {
        return Err(internal("a write's schema and its plan differ in width"));
    }
    // CSV has no names but those of its header, which may repeat.
    if request.format != Format::Csv {
        check_names(schema, request.case_sensitive)?;
    }
    let partitions = partition_positions(request)?;
    let data: Vec<usize> = (0..schema.fields.len()).filter(|column| !partitions.contains(column)).collect();
    if data.is_empty() {
        let error = if partitions.is_empty() {
            SparkError::new(&own::EMPTY_SCHEMA).with("format", request.format.label())
        } else {
            SparkError::new(&condition::ALL_PARTITION_COLUMNS_NOT_ALLOWED)
        };
        return Err(error);
    }
    for column in &data {
        check_type(&schema.fields[*column], request.format)?;
    }
    if request.format == Format::Text && data.len() != 1 {
        let message = format!("Text data source supports only a single column, and you have {} columns.", data.len());
        return Err(own::invalid_option("format", message));
    }
    let data_schema = StructType::new(data.iter().map(|column| schema.fields[*column].clone()).collect());
    let encoding = Encoding::new(request, data_schema)?;
    let records_max = request.options.number("maxRecordsPerFile")?.filter(|rows| *rows > 0);
    let zone = Zone::parse(&request.time_zone)?;
    Ok(Layout { schema: Arc::new(mapping::to_arrow_schema(schema)), data, partitions, records_max, encoding, zone })
}

fn check_names(schema: &StructType, case_sensitive: bool) -> Result<()> {
    for field in &schema.fields {
        if schema.positions(&field.name, case_sensitive).len() > 1 {
            let name = if case_sensitive { field.name.clone() } else { field.name.to_lowercase() };
            return Err(SparkError::new(&condition::COLUMN_ALREADY_EXISTS).with("columnName", to_sql_id(&[name])));
        }
    }
    Ok(())
}

fn partition_positions(request: &Content) -> Result<Vec<usize>> {
    let mut positions = Vec::with_capacity(request.partition_by.len());
    for name in &request.partition_by {
        let found = request.schema.positions(name, request.case_sensitive);
        let Some(position) = found.first() else {
            return Err(SparkError::new(&own::PARTITION_COLUMN_NOT_FOUND)
                .with("column", to_sql_id(&[name]))
                .with("schema", DataType::Struct(request.schema.clone()).catalog_string()));
        };
        if positions.contains(position) {
            return Err(SparkError::new(&condition::COLUMN_ALREADY_EXISTS).with("columnName", to_sql_id(&[name])));
        }
        let field = &request.schema.fields[*position];
        if matches!(
            field.data_type,
            DataType::Array { .. } | DataType::Map { .. } | DataType::Struct(_) | DataType::Variant
        ) {
            return Err(unsupported(format!("partitioning by {}", field.data_type.sql_name())));
        }
        positions.push(*position);
    }
    Ok(positions)
}

fn check_type(field: &Field, format: Format) -> Result<()> {
    if holds(&field.data_type, &|t| matches!(t, DataType::Variant | DataType::Time(_))) {
        return Err(unsupported(format!("writing {} as {}", field.data_type.sql_name(), format.label())));
    }
    match format {
        Format::Csv => check_flat(field, format),
        Format::Text if !field.data_type.is_string() => Err(unsupported_type(field, format)),
        Format::Parquet | Format::Json if holds(&field.data_type, &|t| *t == DataType::CalendarInterval) => {
            Err(unsupported_type(field, format))
        }
        _ => Ok(()),
    }
}

/// Whether a type or one inside it passes a test.
fn holds(data_type: &DataType, test: &dyn Fn(&DataType) -> bool) -> bool {
    test(data_type)
        || match data_type {
            DataType::Array { element, .. } => holds(element, test),
            DataType::Map { key, value, .. } => holds(key, test) || holds(value, test),
            DataType::Struct(schema) => schema.fields.iter().any(|field| holds(&field.data_type, test)),
            _ => false,
        }
}
