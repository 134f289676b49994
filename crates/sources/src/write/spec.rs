//! What a task must know to write its part of a job: plain data that travels.

use serde::{Deserialize, Serialize};
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::{DataType, StructType, json};
use uuid::Uuid;

use super::WriteRequest;
use crate::Options;
use crate::format::Format;
use crate::gate::Gate;
use crate::path::Location;

/// What the tasks of a job share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteSpec {
    /// The job.
    pub job: Uuid,
    /// The store: `file://`, `s3a://bucket`.
    pub store: String,
    /// The job's folder in the store.
    pub folder: String,
    /// What its files must pass.
    pub gate: Gate,
    /// The format's short name.
    pub format: String,
    /// Names and values of the options.
    pub options: Vec<(String, String)>,
    /// Names and types of the columns, as Spark's JSON.
    pub schema: String,
    /// Columns that become directories.
    pub partition_by: Vec<String>,
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
    /// `spark.sql.session.timeZone`
    pub time_zone: String,
}

/// How rows become files, out of a spec.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub format: Format,
    pub options: Options,
    pub schema: StructType,
    pub partition_by: Vec<String>,
    pub case_sensitive: bool,
    pub time_zone: String,
}

impl WriteSpec {
    /// The spec of a request.
    pub(super) fn new(request: &WriteRequest, job: Uuid, target: &Location, folder: String) -> Self {
        Self {
            job,
            store: target.store.clone(),
            folder,
            gate: target.gate().clone(),
            format: request.format.short_name().to_owned(),
            options: request.options.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            schema: json::to_json(&DataType::Struct(request.schema.clone())),
            partition_by: request.partition_by.clone(),
            case_sensitive: request.case_sensitive,
            time_zone: request.time_zone.clone(),
        }
    }

    /// The spec as bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| internal("a write's spec cannot be encoded").caused_by(error))
    }

    /// The spec of these bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(|error| internal("no write's spec").caused_by(error))
    }

    pub(super) fn content(&self) -> Result<Content> {
        let DataType::Struct(schema) = json::from_json(&self.schema)? else {
            return Err(internal("the schema of a write is no struct"));
        };
        Ok(Content {
            format: Format::parse(&self.format)?,
            options: self.options.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            schema,
            partition_by: self.partition_by.clone(),
            case_sensitive: self.case_sensitive,
            time_zone: self.time_zone.clone(),
        })
    }
}

impl From<&WriteRequest> for Content {
    fn from(request: &WriteRequest) -> Self {
        Self {
            format: request.format,
            options: request.options.clone(),
            schema: request.schema.clone(),
            partition_by: request.partition_by.clone(),
            case_sensitive: request.case_sensitive,
            time_zone: request.time_zone.clone(),
        }
    }
}
