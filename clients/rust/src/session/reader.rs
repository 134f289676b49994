//! Reading files and other sources: format, schema, options, paths.

use std::collections::HashMap;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::read::{DataSource, NamedTable, ReadType};
use sparrow_proto::spark::connect::relation::RelType;

use super::Session;
use crate::frame::DataFrame;
use crate::types::Schema;

/// What is read; [`Reader::load`] and its like make the frame.
#[derive(Clone, Debug)]
#[must_use]
pub struct Reader {
    session: Session,
    format: Option<String>,
    schema: Option<String>,
    options: HashMap<String, String>,
}

impl Reader {
    pub(super) fn new(session: Session) -> Self {
        Self { session, format: None, schema: None, options: HashMap::new() }
    }

    /// The format, such as `parquet` or `csv`; the server's default without.
    pub fn format(mut self, format: &str) -> Self {
        self.format = Some(format.to_owned());
        self
    }

    /// The schema as DDL, such as `a INT, b STRING`; without one it is inferred.
    pub fn schema(mut self, ddl: &str) -> Self {
        self.schema = Some(ddl.to_owned());
        self
    }

    /// The schema.
    pub fn with_schema(mut self, schema: &Schema) -> Self {
        self.schema = Some(schema.to_json().to_string());
        self
    }

    /// An option of the format.
    pub fn option(mut self, key: &str, value: impl ToString) -> Self {
        self.options.insert(key.to_owned(), value.to_string());
        self
    }

    /// Several options of the format.
    pub fn options<'a>(self, options: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        options.into_iter().fold(self, |reader, (key, value)| reader.option(key, value))
    }

    /// What is at a path.
    pub fn load(self, path: &str) -> DataFrame {
        self.load_all([path])
    }

    /// What is at several paths, or, without paths, where the options say.
    pub fn load_all<'a>(self, paths: impl IntoIterator<Item = &'a str>) -> DataFrame {
        let source = DataSource {
            format: self.format,
            schema: self.schema,
            options: self.options,
            paths: paths.into_iter().map(str::to_owned).collect(),
            predicates: Vec::new(),
            source_name: None,
        };
        let read = proto::Read { read_type: Some(ReadType::DataSource(source)), is_streaming: false };
        DataFrame::source(self.session, RelType::Read(read))
    }

    /// Parquet files.
    pub fn parquet(self, path: &str) -> DataFrame {
        self.format("parquet").load(path)
    }

    /// CSV files.
    pub fn csv(self, path: &str) -> DataFrame {
        self.format("csv").load(path)
    }

    /// JSON files.
    pub fn json(self, path: &str) -> DataFrame {
        self.format("json").load(path)
    }

    /// Text files, a row for each line.
    pub fn text(self, path: &str) -> DataFrame {
        self.format("text").load(path)
    }

    /// A table, with the options.
    pub fn table(self, name: &str) -> DataFrame {
        let table = NamedTable { unparsed_identifier: name.to_owned(), options: self.options };
        let read = proto::Read { read_type: Some(ReadType::NamedTable(table)), is_streaming: false };
        DataFrame::source(self.session, RelType::Read(read))
    }
}
