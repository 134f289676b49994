//! Writing a frame: to files and to tables. It knows modes, formats, options and partitions.

use std::collections::HashMap;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::command::CommandType;
use sparrow_proto::spark::connect::write_operation::{
    BucketBy, SaveMode, SaveTable, SaveType, save_table::TableSaveMethod,
};

use super::DataFrame;
use crate::error::{Error, Result};

/// How a frame is written; [`Writer::save`] and its like do it.
#[derive(Clone, Debug)]
#[must_use]
pub struct Writer {
    frame: DataFrame,
    format: Option<String>,
    mode: SaveMode,
    options: HashMap<String, String>,
    partitions: Vec<String>,
    sorted: Vec<String>,
    buckets: Option<BucketBy>,
    problem: Option<String>,
}

impl DataFrame {
    /// Begins to say how it is written.
    pub fn write(&self) -> Writer {
        Writer {
            frame: self.clone(),
            format: None,
            mode: SaveMode::Unspecified,
            options: HashMap::new(),
            partitions: Vec::new(),
            sorted: Vec::new(),
            buckets: None,
            problem: None,
        }
    }
}

impl Writer {
    /// The format, such as `parquet` or `csv`; the server's default without.
    pub fn format(mut self, format: &str) -> Self {
        self.format = Some(format.to_owned());
        self
    }

    /// What happens where something is there: `append`, `overwrite`, `ignore`, or `error`, which is the default.
    pub fn mode(mut self, mode: &str) -> Self {
        match mode.to_ascii_lowercase().as_str() {
            "append" => self.mode = SaveMode::Append,
            "overwrite" => self.mode = SaveMode::Overwrite,
            "ignore" => self.mode = SaveMode::Ignore,
            "error" | "errorifexists" | "default" => self.mode = SaveMode::ErrorIfExists,
            _ => {
                let known = "append, overwrite, ignore or error";
                self.problem = Some(format!("{mode:?} is no mode of writing: use {known}"));
            }
        }
        self
    }

    /// An option of the format.
    pub fn option(mut self, key: &str, value: impl ToString) -> Self {
        self.options.insert(key.to_owned(), value.to_string());
        self
    }

    /// Several options of the format.
    pub fn options<'a>(self, options: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        options.into_iter().fold(self, |writer, (key, value)| writer.option(key, value))
    }

    /// A folder for each value of these columns.
    pub fn partition_by<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.partitions = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// So many buckets by the hash of these columns, for tables.
    pub fn bucket_by<'a>(mut self, buckets: i32, names: impl IntoIterator<Item = &'a str>) -> Self {
        let bucket_column_names = names.into_iter().map(str::to_owned).collect();
        self.buckets = Some(BucketBy { bucket_column_names, num_buckets: buckets });
        self
    }

    /// The order of rows within each bucket.
    pub fn sort_by<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.sorted = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// Writes files to a folder.
    pub async fn save(self, path: &str) -> Result<()> {
        self.run(SaveType::Path(path.to_owned())).await
    }

    /// Writes Parquet files to a folder.
    pub async fn parquet(self, path: &str) -> Result<()> {
        self.format("parquet").save(path).await
    }

    /// Writes CSV files to a folder.
    pub async fn csv(self, path: &str) -> Result<()> {
        self.format("csv").save(path).await
    }

    /// Writes JSON files to a folder.
    pub async fn json(self, path: &str) -> Result<()> {
        self.format("json").save(path).await
    }

    /// Writes a table, columns by name.
    pub async fn save_as_table(self, name: &str) -> Result<()> {
        self.run(table(name, TableSaveMethod::SaveAsTable)).await
    }

    /// Adds the rows to a table, columns by position; with `overwrite`, in place of its rows.
    pub async fn insert_into(mut self, name: &str, overwrite: bool) -> Result<()> {
        self.mode = if overwrite { SaveMode::Overwrite } else { SaveMode::Append };
        self.run(table(name, TableSaveMethod::InsertInto)).await
    }

    async fn run(self, target: SaveType) -> Result<()> {
        if let Some(problem) = self.problem {
            return Err(Error::client(problem));
        }
        self.frame.check()?;
        let node = &self.frame.node;
        let make = || {
            CommandType::WriteOperation(proto::WriteOperation {
                input: Some(node.relation()),
                source: self.format,
                mode: self.mode.into(),
                sort_column_names: self.sorted,
                partitioning_columns: self.partitions,
                bucket_by: self.buckets,
                options: self.options,
                clustering_columns: Vec::new(),
                with_schema_evolution: false,
                save_type: Some(target),
            })
        };
        self.frame.session.command(node.depth, make).await.map(|_| ())
    }
}

fn table(name: &str, method: TableSaveMethod) -> SaveType {
    SaveType::Table(SaveTable { table_name: name.to_owned(), save_method: method.into() })
}
