//! Rows as responses: the schema once, batches of a good size, at least one, then metrics.

use std::sync::Arc;

use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use sparrow_session::Rows;
use sparrow_spark_connect::encode::{self, BATCH_BYTES_TARGET, EdgeSchema};
use sparrow_spark_error::{Result, SparkError, internal, limit_exceeded};
use sparrow_spark_types::StructType;
use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

use super::{Execution, chunks, observed};

/// The most rows of a message, when a session sets it; 0 or less is no limit. Spark's default is no gain here: bytes decide.
const ROWS_KEY: &str = "spark.sql.execution.arrow.maxRecordsPerBatch";

impl Execution {
    /// Runs a query and sends its rows.
    pub(super) async fn answer_relation(&self, relation: proto::Relation) -> Result<()> {
        let relation = self.decoder.relation(&relation)?;
        let rows = self.reporting(None, self.session.query(self.operation.id(), relation)).await?;
        self.send_rows(rows).await
    }

    /// Sends rows as they come.
    pub(super) async fn send_rows(&self, rows: Rows) -> Result<()> {
        let span = info_span!("execution", rows = Empty, bytes = Empty);
        self.send_all(rows).instrument(span).await
    }

    async fn send_all(&self, rows: Rows) -> Result<()> {
        let Rows { schema, mut stream, progress, observed } = rows;
        let progress = progress.as_deref();
        let message = proto::ExecutePlanResponse { schema: Some(encode::schema(&schema)), ..Default::default() };
        self.send_response(message).await;
        let mut out = Outgoing::new(self.edge(&schema), self.rows_max());
        let limits = self.result_limits();
        while let Some(batch) = self.reporting(progress, stream.next()).await {
            if let Some(ready) = out.add(batch.map_err(SparkError::from)?)? {
                self.send_batch(&mut out, ready, &limits).await?;
            }
        }
        if let Some(rest) = out.rest()? {
            self.send_batch(&mut out, rest, &limits).await?;
        }
        Span::current().record("rows", out.sent).record("bytes", out.sent_bytes);
        self.send_metrics(progress).await;
        self.send_observed(&observed).await
    }

    /// What the session and its tenant allow a result.
    pub(super) fn result_limits(&self) -> Vec<ResultLimit> {
        let session = self.session.conf().result_bytes_max();
        let session =
            session.map(|bytes| ResultLimit { bytes: bytes as u64, conf: "spark.driver.maxResultSize".to_owned() });
        let tenant = self.session.terms().result_bytes_max;
        let tenant = tenant.map(|bytes| ResultLimit { bytes, conf: self.session.tenant_setting("result_bytes_max") });
        session.into_iter().chain(tenant).collect()
    }

    pub(super) fn edge(&self, schema: &StructType) -> EdgeSchema {
        let zone = self.session.conf().get_option("spark.sql.session.timeZone");
        EdgeSchema::new(schema, zone.as_deref().unwrap_or("UTC"))
    }

    fn rows_max(&self) -> usize {
        let chosen = self.session.conf().chosen(ROWS_KEY).and_then(|rows| rows.parse().ok());
        chosen.filter(|rows| *rows > 0).unwrap_or(usize::MAX)
    }

    async fn send_batch(&self, out: &mut Outgoing, batch: RecordBatch, limits: &[ResultLimit]) -> Result<()> {
        for piece in encode::split(batch, BATCH_BYTES_TARGET, out.rows_max) {
            let rows = piece.num_rows() as i64;
            let data = encode::ipc_stream(&piece)?;
            out.sent_bytes += data.len();
            self.measures.sent(self.session.principal(), piece.num_rows(), data.len());
            check_result(out.sent_bytes, limits)?;
            for batch in chunks::arrow_batches(self.chunking, data, rows, out.sent) {
                self.send(ResponseType::ArrowBatch(batch)).await;
            }
            out.sent += rows;
        }
        Ok(())
    }

    async fn send_observed(&self, observed: &[sparrow_session::Observed]) -> Result<()> {
        if observed.is_empty() {
            return Ok(());
        }
        let observed_metrics = observed.iter().map(observed::message).collect::<Result<_>>()?;
        self.send_response(proto::ExecutePlanResponse { observed_metrics, ..Default::default() }).await;
        Ok(())
    }
}

/// Small batches are put together: every message costs the client more than its rows do.
struct Outgoing {
    edge: EdgeSchema,
    rows_max: usize,
    waiting: Vec<RecordBatch>,
    waiting_bytes: usize,
    waiting_rows: usize,
    sent: i64,
    sent_bytes: usize,
    sent_any: bool,
}

/// The most bytes a result may have, and the setting that says so.
pub(super) struct ResultLimit {
    bytes: u64,
    conf: String,
}

/// Spark ends a result that has become larger than its conf allows, and so do we with one that is too large for its tenant.
pub(super) fn check_result(bytes: usize, limits: &[ResultLimit]) -> Result<()> {
    match limits.iter().find(|limit| bytes as u64 > limit.bytes) {
        Some(limit) => {
            let advice = "Select fewer rows or columns, or write the result.";
            Err(limit_exceeded("The size in bytes of a result", limit.bytes, &limit.conf, advice))
        }
        None => Ok(()),
    }
}

impl Outgoing {
    fn new(edge: EdgeSchema, rows_max: usize) -> Self {
        let (waiting, sent_any) = (Vec::new(), false);
        Self { edge, rows_max, waiting, waiting_bytes: 0, waiting_rows: 0, sent: 0, sent_bytes: 0, sent_any }
    }

    /// Takes a batch; the answer is one to send now, if enough has come together.
    fn add(&mut self, batch: RecordBatch) -> Result<Option<RecordBatch>> {
        if batch.num_rows() == 0 {
            return Ok(None);
        }
        let batch = self.edge.coerce(batch)?;
        self.waiting_bytes += batch.get_array_memory_size();
        self.waiting_rows += batch.num_rows();
        self.waiting.push(batch);
        let is_enough = self.waiting_bytes >= BATCH_BYTES_TARGET || self.waiting_rows >= self.rows_max;
        if is_enough { self.take() } else { Ok(None) }
    }

    /// What is left at the end; an empty batch when nothing was sent at all.
    fn rest(&mut self) -> Result<Option<RecordBatch>> {
        if self.waiting.is_empty() && !self.sent_any {
            return Ok(Some(self.edge.empty()));
        }
        self.take()
    }

    fn take(&mut self) -> Result<Option<RecordBatch>> {
        let mut waiting = std::mem::take(&mut self.waiting);
        (self.waiting_bytes, self.waiting_rows) = (0, 0);
        self.sent_any |= !waiting.is_empty();
        if waiting.len() <= 1 {
            return Ok(waiting.pop());
        }
        let schema = Arc::clone(self.edge.arrow());
        let joined = concat_batches(&schema, &waiting);
        joined.map(Some).map_err(|error| internal("batches of one result do not fit together").caused_by(error))
    }
}

/// All rows at once, as one batch.
pub(super) async fn collect(edge: &EdgeSchema, rows: Rows) -> Result<RecordBatch> {
    let mut stream = rows.stream;
    let mut batches = Vec::new();
    while let Some(batch) = stream.next().await {
        batches.push(edge.coerce(batch.map_err(SparkError::from)?)?);
    }
    concat_batches(edge.arrow(), &batches)
        .map_err(|error| internal("batches of one result do not fit together").caused_by(error))
}

#[cfg(test)]
mod tests {
    use arrow::array::Int64Array;
    use sparrow_spark_types::{DataType, Field};

    use super::*;

    fn outgoing() -> Outgoing {
        let schema = StructType::new(vec![Field::new("id", DataType::Long, true)]);
        Outgoing::new(EdgeSchema::new(&schema, "UTC"), usize::MAX)
    }

    fn batch(out: &Outgoing, rows: i64) -> RecordBatch {
        let ids = Int64Array::from_iter_values(0..rows);
        RecordBatch::try_new(Arc::clone(out.edge.arrow()), vec![Arc::new(ids)]).unwrap()
    }

    #[test]
    fn the_limit_that_is_reached_is_named() {
        let limit = |bytes, conf: &str| ResultLimit { bytes, conf: conf.to_owned() };
        let limits = [limit(100, "spark.driver.maxResultSize"), limit(50, "tenant.acme.result_bytes_max")];
        assert!(check_result(50, &limits).is_ok());
        let error = check_result(51, &limits).unwrap_err();
        assert!(error.message().contains("limit of 50 (tenant.acme.result_bytes_max)"), "{error}");
        assert!(check_result(usize::MAX, &[]).is_ok());
    }

    #[test]
    fn an_empty_result_is_one_empty_batch() {
        let mut out = outgoing();
        let empty = batch(&out, 0);
        assert!(out.add(empty).unwrap().is_none());
        assert_eq!(out.rest().unwrap().unwrap().num_rows(), 0);
    }

    #[test]
    fn small_batches_come_together_and_nothing_follows_the_last() {
        let mut out = outgoing();
        for _ in 0..3 {
            let small = batch(&out, 10);
            assert!(out.add(small).unwrap().is_none());
        }
        assert_eq!(out.rest().unwrap().unwrap().num_rows(), 30);
        assert!(out.rest().unwrap().is_none());
        let large = batch(&out, 1 << 20);
        assert_eq!(out.add(large).unwrap().unwrap().num_rows(), 1 << 20);
        assert!(out.rest().unwrap().is_none());
    }
}
