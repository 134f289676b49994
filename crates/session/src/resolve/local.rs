//! Rows that were uploaded to the session before the plan that uses them.

use std::path::PathBuf;
use std::sync::Arc;

use sparrow_plan::{LocalRelation, RelKind, Relation, visit_relations_mut};
use sparrow_spark_error::{Result, SparkError, condition, internal, invalid_plan};
use sparrow_spark_types::{DataType, StructType, ddl};

use crate::Session;
use crate::workspace::FrontEnds;

impl Session {
    /// Puts uploaded rows into the plan where it names them.
    pub(super) async fn read_uploads(&self, relation: &mut Relation) -> Result<()> {
        let mut wanted = Vec::new();
        each_upload(relation, &mut |kind| {
            wanted.push(self.upload(kind)?);
            Ok(())
        })?;
        if wanted.is_empty() {
            return Ok(());
        }
        let front_ends = self.services().shared.front_ends;
        let read = move || wanted.into_iter().map(|w| w.read(front_ends)).collect::<Result<Vec<_>>>();
        let mut rows = self.on_thread(read).await??.into_iter();
        each_upload(relation, &mut |kind| {
            if let Some(rows) = rows.next() {
                *kind = RelKind::LocalRelation(rows);
            }
            Ok(())
        })
    }

    fn upload(&self, kind: &RelKind) -> Result<Uploaded> {
        match kind {
            RelKind::CachedLocalRelation { hash } => Ok(Uploaded::Message(self.artifacts().cached(hash)?)),
            RelKind::ChunkedCachedLocalRelation { data_hashes, schema_hash } => {
                let data = data_hashes.iter().map(|hash| self.chunk(hash)).collect::<Result<_>>()?;
                let schema = schema_hash.as_deref().map(|hash| self.chunk(hash)).transpose()?;
                Ok(Uploaded::Chunks { data, schema })
            }
            _ => Err(internal("not an uploaded relation")),
        }
    }

    fn chunk(&self, hash: &str) -> Result<PathBuf> {
        self.artifacts().cached(hash).map_err(|_| {
            SparkError::new(&condition::NOT_FOUND_CHUNKED_CACHED_LOCAL_RELATION)
                .with("hash", hash)
                .with("sessionUUID", self.id())
        })
    }
}

fn each_upload(relation: &mut Relation, visit: &mut dyn FnMut(&mut RelKind) -> Result<()>) -> Result<()> {
    let levels = sparrow_plan::depth(relation);
    super::with_stack_for(levels, || {
        visit_relations_mut(relation, &mut |relation| match &*relation.kind {
            RelKind::CachedLocalRelation { .. } | RelKind::ChunkedCachedLocalRelation { .. } => {
                visit(&mut relation.kind)
            }
            _ => Ok(()),
        })
    })
}

/// Files that hold a local relation.
enum Uploaded {
    Message(PathBuf),
    Chunks { data: Vec<PathBuf>, schema: Option<PathBuf> },
}

impl Uploaded {
    fn read(self, front_ends: FrontEnds) -> Result<LocalRelation> {
        match self {
            Self::Message(path) => (front_ends.local_relation)(&bytes(&path)?),
            Self::Chunks { data, schema } => {
                let schema = schema.map(|path| schema_of(&path)).transpose()?;
                let batches = |path| (front_ends.batches)(&bytes(path)?);
                let batches = data.iter().map(batches).collect::<Result<Vec<_>>>()?.concat();
                Ok(LocalRelation { batches: Some(Arc::new(batches)), schema })
            }
        }
    }
}

fn bytes(path: &PathBuf) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(gone)
}

fn gone(error: std::io::Error) -> SparkError {
    SparkError::new(&condition::CANNOT_FIND_CACHED_LOCAL_RELATION).with("hash", "").caused_by(error)
}

fn schema_of(path: &PathBuf) -> Result<StructType> {
    let text =
        String::from_utf8(bytes(path)?).map_err(|e| invalid_plan("the uploaded schema is no text").caused_by(e))?;
    match ddl::parse_schema_text(&text)? {
        DataType::Struct(schema) => Ok(schema),
        other => Err(invalid_plan(format!("the uploaded schema is of the type {other}, not a struct"))),
    }
}
