//! Frames of rows that are here: small ones go inside the plan, large ones ahead of it.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::relation::RelType;

use super::Session;
use crate::error::{Error, Result};
use crate::frame::DataFrame;
use crate::transport::upload::{self, INLINE_BYTES_MAX, Pieces, Upload};
use crate::types::Schema;

impl Session {
    /// A frame of these batches, all of one schema. From 1 MiB on they are uploaded now, one after the other; what the
    /// server has already is not sent again.
    pub async fn create_dataframe(&self, batches: impl IntoIterator<Item = RecordBatch>) -> Result<DataFrame> {
        let mut batches = batches.into_iter().peekable();
        let schema = batches.peek().map(RecordBatch::schema);
        let schema = schema.ok_or_else(|| {
            Error::client("there is no batch, so there is no schema: use create_dataframe_of with a schema")
        })?;
        self.create_dataframe_of(schema, batches).await
    }

    /// The same with the schema, which also makes a frame without rows.
    pub async fn create_dataframe_of(
        &self,
        schema: SchemaRef,
        batches: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<DataFrame> {
        let spark_schema = Schema::from_arrow(&schema)?;
        let wire = upload::wire_schema(&spark_schema);
        let json = spark_schema.to_json().to_string();
        let mut batches = batches.into_iter();
        let mut small = Vec::new();
        let mut bytes = 0;
        for batch in batches.by_ref() {
            let batch = upload::conform(&batch, &wire)?;
            bytes += upload::size(&batch);
            small.push(batch);
            if bytes >= INLINE_BYTES_MAX {
                break;
            }
        }
        let data = upload::encode(&wire, &small)?;
        if bytes < INLINE_BYTES_MAX && data.len() < INLINE_BYTES_MAX {
            let local = proto::LocalRelation { data: Some(data), schema: Some(json) };
            return Ok(DataFrame::source(self.clone(), RelType::LocalRelation(local)));
        }
        drop(data);
        self.upload(&wire, small, batches, json).await
    }

    async fn upload(
        &self,
        wire: &SchemaRef,
        first: Vec<RecordBatch>,
        rest: impl Iterator<Item = RecordBatch>,
        json: String,
    ) -> Result<DataFrame> {
        let transport = Arc::clone(self.transport());
        let mut upload = Upload::new(&transport, self.deadline());
        upload.add(Bytes::from(json)).await?;
        let rest = rest.map(|batch| upload::conform(&batch, wire));
        let mut pieces = Pieces::new(wire);
        for batch in first.into_iter().map(Ok).chain(rest) {
            for piece in pieces.add(&batch?)? {
                upload.add(piece).await?;
            }
        }
        for piece in pieces.finish()? {
            upload.add(piece).await?;
        }
        let mut hashes = upload.finish().await?;
        let schema_hash = Some(hashes.remove(0));
        let relation = proto::ChunkedCachedLocalRelation { data_hashes: hashes, schema_hash };
        Ok(DataFrame::source(self.clone(), RelType::ChunkedCachedLocalRelation(relation)))
    }
}
