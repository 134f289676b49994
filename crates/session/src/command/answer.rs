//! The small tables commands answer with.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, ListBuilder, StringArray, StringBuilder};
use arrow::record_batch::RecordBatch;
use sparrow_spark_error::Result;
use sparrow_spark_types::arrow::{to_arrow_field, to_arrow_schema};
use sparrow_spark_types::{DataType, Field, StructType};

use crate::{CommandOutcome, Rows};

/// A column of an answer.
pub(crate) struct Column {
    field: Field,
    values: ArrayRef,
}

impl Column {
    /// The column with a comment in its metadata.
    pub(crate) fn commented(mut self, comment: &str) -> Self {
        self.field = self.field.with_comment(comment);
        self
    }
}

/// Text that is never NULL.
pub(crate) fn text<S: Into<String>>(name: &str, values: impl IntoIterator<Item = S>) -> Column {
    let values: StringArray = values.into_iter().map(|value| Some(value.into())).collect();
    Column { field: Field::new(name, DataType::String, false), values: Arc::new(values) }
}

/// Text that may be NULL.
pub(crate) fn nullable_text(name: &str, values: impl IntoIterator<Item = Option<String>>) -> Column {
    let values: StringArray = values.into_iter().collect();
    Column { field: Field::new(name, DataType::String, true), values: Arc::new(values) }
}

/// Truth values.
pub(crate) fn flags(name: &str, values: impl IntoIterator<Item = bool>) -> Column {
    let values: BooleanArray = values.into_iter().map(Some).collect();
    Column { field: Field::new(name, DataType::Boolean, false), values: Arc::new(values) }
}

/// Lists of text; a list may be NULL.
pub(crate) fn lists(name: &str, values: impl IntoIterator<Item = Option<Vec<String>>>) -> Column {
    let field = Field::new(name, DataType::array(DataType::String), true);
    let element = match to_arrow_field(&field).data_type() {
        arrow::datatypes::DataType::List(element) => Arc::clone(element),
        _ => Arc::new(arrow::datatypes::Field::new("element", arrow::datatypes::DataType::Utf8, true)),
    };
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(element);
    for list in values {
        let there = list.is_some();
        list.unwrap_or_default().into_iter().for_each(|value| builder.values().append_value(value));
        builder.append(there);
    }
    Column { field, values: Arc::new(builder.finish()) }
}

/// The columns as rows.
pub(crate) fn rows(columns: Vec<Column>) -> Result<CommandOutcome> {
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().map(|column| (column.field, column.values)).unzip();
    let schema = StructType::new(fields);
    let batch = RecordBatch::try_new(Arc::new(to_arrow_schema(&schema)), arrays)?;
    Ok(CommandOutcome::Rows(Rows::of(schema, vec![batch])))
}

/// One truth value under the name `value`.
pub(crate) fn flag(value: bool) -> Result<CommandOutcome> {
    rows(vec![flags("value", [value])])
}

/// Spark's answer of catalog operations that only do something: the column `value` without rows.
pub(crate) fn no_value() -> Result<CommandOutcome> {
    rows(vec![text("value", Vec::<String>::new())])
}
