//! `DESCRIBE QUERY`, and the rows all descriptions share.

use sparrow_plan::Relation;
use sparrow_spark_error::Result;
use sparrow_spark_types::StructType;

use super::{Run, answer};
use crate::CommandOutcome;

pub(super) async fn query(run: Run<'_>, query: Relation) -> Result<CommandOutcome> {
    let mut lines = Lines::default();
    lines.columns(&run.session.schema(query).await?);
    lines.rows()
}

/// Lines of a description.
#[derive(Default)]
pub(super) struct Lines(Vec<(String, String, Option<String>)>);

impl Lines {
    /// A line for each column.
    pub(super) fn columns(&mut self, schema: &StructType) {
        let line =
            |field: &sparrow_spark_types::Field| (field.name.clone(), field.data_type.simple_string(), field.comment());
        self.0.extend(schema.fields.iter().map(line));
    }

    /// A name and a value.
    pub(super) fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into(), Some(String::new())));
    }

    /// Three cells.
    pub(super) fn header(&mut self, name: &str, data_type: &str, comment: &str) {
        self.0.push((name.to_owned(), data_type.to_owned(), Some(comment.to_owned())));
    }

    /// The answer.
    pub(super) fn rows(self) -> Result<CommandOutcome> {
        answer::rows(vec![
            answer::text("col_name", self.0.iter().map(|line| line.0.clone())).commented("name of the column"),
            answer::text("data_type", self.0.iter().map(|line| line.1.clone())).commented("data type of the column"),
            answer::nullable_text("comment", self.0.iter().map(|line| line.2.clone()))
                .commented("comment of the column"),
        ])
    }
}
