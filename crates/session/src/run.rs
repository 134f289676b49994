//! Runs plans for a session: resolve names, analyze, hand to the engine.

use std::sync::Arc;

use datafusion::execution::SendableRecordBatchStream;
use sparrow_engine::Progress;
use sparrow_plan::{Command, ExplainMode, Relation};
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::{Field, StructType};

use crate::Session;

/// Rows on their way.
pub struct Rows {
    /// Their schema with Spark's names; columns of the batches match by position.
    pub schema: StructType,
    /// The rows.
    pub stream: SendableRecordBatchStream,
    /// How far the engine is; `None` for rows that were computed at once.
    pub progress: Option<Arc<Progress>>,
    /// What `observe` collects; filled when the stream has ended.
    pub observed: Vec<Observed>,
}

/// The metrics of one `observe`.
#[derive(Clone)]
pub struct Observed {
    /// The observation's name.
    pub name: String,
    /// The client's plan id of it.
    pub plan_id: Option<i64>,
    /// Names and types of the metrics.
    pub fields: Vec<Field>,
    /// One row with their values, once the stream has ended.
    pub values: Arc<std::sync::OnceLock<arrow::record_batch::RecordBatch>>,
}

/// What a command answers.
pub enum CommandOutcome {
    /// Nothing to say.
    Done,
    /// Rows (`SHOW TABLES`, `SET`, …), computed.
    Rows(Rows),
    /// A checkpoint was made under this id.
    Checkpoint(String),
    /// `clean_cache` was answered.
    MlCacheCleaned,
}

/// What is stored of a cached DataFrame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of Spark's StorageLevel")]
pub struct StorageLevel {
    pub use_disk: bool,
    pub use_memory: bool,
    pub use_off_heap: bool,
    pub deserialized: bool,
    pub replication: i32,
}

impl Session {
    /// Starts a query.
    pub async fn query(&self, operation_id: &str, relation: Relation) -> Result<Rows> {
        let _ = (operation_id, relation);
        Err(unsupported("query"))
    }

    /// Runs a command to its end.
    pub async fn command(&self, operation_id: &str, command: Command) -> Result<CommandOutcome> {
        let _ = (operation_id, command);
        Err(unsupported("command"))
    }

    /// The schema a query would have.
    pub async fn schema(&self, relation: Relation) -> Result<StructType> {
        let _ = relation;
        Err(unsupported("schema"))
    }

    /// The text of `EXPLAIN`.
    pub async fn explain(&self, relation: Relation, mode: ExplainMode) -> Result<String> {
        let _ = (relation, mode);
        Err(unsupported("explain"))
    }

    /// The files a query reads, as URIs.
    pub async fn input_files(&self, relation: Relation) -> Result<Vec<String>> {
        let _ = relation;
        Err(unsupported("input_files"))
    }

    /// Marks a query to be kept once computed.
    pub async fn persist(&self, relation: Relation, level: Option<StorageLevel>) -> Result<()> {
        let _ = (relation, level);
        Err(unsupported("persist"))
    }

    /// Lets go of a kept query.
    pub async fn unpersist(&self, relation: Relation, blocking: bool) -> Result<()> {
        let _ = (relation, blocking);
        Err(unsupported("unpersist"))
    }

    /// How a query is kept; the default level when it is not.
    pub async fn storage_level(&self, relation: Relation) -> Result<StorageLevel> {
        let _ = relation;
        Err(unsupported("storage level"))
    }

    /// Whether both queries surely give the same rows.
    pub async fn same_semantics(&self, left: Relation, right: Relation) -> Result<bool> {
        let _ = (left, right);
        Err(unsupported("sameSemantics"))
    }

    /// A hash that is equal for queries of the same semantics.
    pub async fn semantic_hash(&self, relation: Relation) -> Result<i32> {
        let _ = relation;
        Err(unsupported("semanticHash"))
    }
}
