//! Runs plans for a session: resolve names, analyze, hand to the engine.

use std::future::Future;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use arrow::record_batch::RecordBatch;
use datafusion::common::runtime::SpawnedTask;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::TryStreamExt;
use sparrow_analyzer::{Analyzed, Places, Snapshot};
use sparrow_catalog::DEFAULT_CATALOG;
use sparrow_engine::{Job, Placement, Progress};
use sparrow_functions::Context;
use sparrow_plan::{Command, ExplainMode, RelKind, Relation, StorageLevel};
use sparrow_runtime::{Conf, session_state};
use sparrow_spark_error::{Result, SparkError, internal};
use sparrow_spark_types::arrow::to_arrow_schema;
use sparrow_spark_types::{Field, StructType};

use crate::Session;
use crate::cache::semantic_fingerprint;
use crate::observed;
use crate::resolve::{Keep, Prepared, with_stack_for};

/// Where queries of the session run: `embedded`, `fleet`, or anything else for the server's choice.
const ENGINE: &str = "spark.sparrow.engine";
const SHUFFLE_PARTITIONS: &str = "spark.sql.shuffle.partitions";

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
    pub values: Arc<std::sync::OnceLock<RecordBatch>>,
}

/// What a command answers.
pub enum CommandOutcome {
    /// Nothing to say.
    Done,
    /// Rows (`SHOW TABLES`, `SET`, …), computed.
    Rows(Rows),
    /// A checkpoint was made under this id.
    Checkpoint(String),
    /// The resources of the driver were asked for: it has none.
    NoResources,
    /// `clean_cache` was answered.
    MlCacheCleaned,
}

impl Rows {
    /// Rows that are here already.
    pub(crate) fn of(schema: StructType, batches: Vec<RecordBatch>) -> Self {
        let arrow = Arc::new(to_arrow_schema(&schema));
        let batches = futures::stream::iter(batches.into_iter().map(Ok));
        Self {
            schema,
            stream: Box::pin(RecordBatchStreamAdapter::new(arrow, batches)),
            progress: None,
            observed: vec![],
        }
    }
}

/// Waits for all rows.
pub(crate) async fn collect(rows: Rows) -> Result<Vec<RecordBatch>> {
    rows.stream.try_collect().await.map_err(SparkError::from)
}

impl Session {
    /// Starts a query.
    pub async fn query(&self, operation_id: &str, relation: Relation) -> Result<Rows> {
        let relation = with_display_on_top(relation);
        match *relation.kind {
            RelKind::ShowString { input, rows, truncate, vertical } => {
                self.show_string(operation_id, input, rows, truncate, vertical).await
            }
            RelKind::HtmlString { input, rows, truncate } => {
                self.html_string(operation_id, input, rows, truncate).await
            }
            _ => {
                let prepared = self.prepare(relation, Keep::Fill).await?;
                let analyzed = self.analyze(prepared.relation, prepared.snapshot).await?;
                self.start(operation_id, analyzed).await
            }
        }
    }

    /// Runs a command to its end.
    pub async fn command(&self, operation_id: &str, command: Command) -> Result<CommandOutcome> {
        crate::command::run(self, operation_id, command).await
    }

    /// The schema a query would have.
    pub async fn schema(&self, relation: Relation) -> Result<StructType> {
        let text = |name: &str| StructType::new(vec![Field::new(name, sparrow_spark_types::DataType::String, false)]);
        let relation = with_display_on_top(relation);
        match &*relation.kind {
            RelKind::ShowString { .. } => return Ok(text("show_string")),
            RelKind::HtmlString { .. } => return Ok(text("html_string")),
            _ => {}
        }
        let prepared = self.prepare(relation, Keep::Ignore).await?;
        Ok(self.analyze(prepared.relation, prepared.snapshot).await?.schema)
    }

    /// The text of `EXPLAIN`.
    pub async fn explain(&self, relation: Relation, mode: ExplainMode) -> Result<String> {
        crate::show::explain(self, relation, mode).await
    }

    /// The files a query reads, as URIs.
    pub async fn input_files(&self, relation: Relation) -> Result<Vec<String>> {
        let Prepared { relation, snapshot, mut files, .. } = self.prepare(relation, Keep::Use).await?;
        self.analyze(relation, snapshot).await?;
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    /// Marks a query to be kept once computed.
    pub async fn persist(&self, relation: Relation, level: Option<StorageLevel>) -> Result<()> {
        self.mark_kept(relation, level.unwrap_or(crate::cache::DEFAULT_LEVEL)).await.map(|_| ())
    }

    /// Lets go of a kept query.
    pub async fn unpersist(&self, relation: Relation, blocking: bool) -> Result<()> {
        // Letting go takes no time, so that waiting for it and not waiting are the same.
        let _ = blocking;
        let fingerprint = self.fingerprint(&relation);
        self.workspace().cache().remove(fingerprint);
        Ok(())
    }

    /// How a query is kept; the default level when it is not.
    pub async fn storage_level(&self, relation: Relation) -> Result<StorageLevel> {
        let entry = self.workspace().cache().get(self.fingerprint(&relation));
        Ok(entry.map_or(StorageLevel { replication: 1, ..StorageLevel::default() }, |entry| entry.level))
    }

    /// Whether both queries surely give the same rows.
    pub async fn same_semantics(&self, left: Relation, right: Relation) -> Result<bool> {
        let meaning = |name: &[String]| self.meaning(name);
        Ok(semantic_fingerprint(&left, &meaning) == semantic_fingerprint(&right, &meaning))
    }

    /// A hash that is equal for queries of the same semantics.
    pub async fn semantic_hash(&self, relation: Relation) -> Result<i32> {
        Ok(semantic_fingerprint(&relation, &|name| self.meaning(name)).short())
    }

    /// What functions may know of this session now.
    pub(crate) fn context(&self) -> Context {
        let confs = self.conf().snapshot();
        let flag =
            |key: &str, default: bool| confs.get(key).map_or(default, |value| value.eq_ignore_ascii_case("true"));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        Context {
            ansi: flag("spark.sql.ansi.enabled", true),
            time_zone: confs.get("spark.sql.session.timeZone").map_or("UTC", String::as_str).into(),
            case_sensitive: flag("spark.sql.caseSensitive", false),
            decimal_precision_loss: flag("spark.sql.decimalOperations.allowPrecisionLoss", true),
            now_us: i64::try_from(now).unwrap_or(i64::MAX),
            user: self.principal().subject().into(),
            catalog: DEFAULT_CATALOG.into(),
            database: self.workspace().database().into(),
            confs,
        }
    }

    /// The confs that shape how plans run.
    pub(crate) fn runtime_conf(&self) -> Conf {
        let context = self.context();
        let broadcast = context.conf("spark.sql.autoBroadcastJoinThreshold").and_then(byte_count);
        let last_wins = context.conf("spark.sql.mapKeyDedupPolicy").is_some_and(|v| v.eq_ignore_ascii_case("LAST_WIN"));
        let conf = Conf { ansi: context.ansi, time_zone: context.time_zone.clone(), ..Conf::default() };
        let partitions = self.conf().partitions(conf.target_partitions);
        Conf {
            broadcast_bytes_max: broadcast.unwrap_or(conf.broadcast_bytes_max),
            last_map_key_wins: last_wins,
            target_partitions: partitions.shuffles,
            scan_partitions: partitions.scans,
            range_partitions: partitions.ranges,
            scan_bytes_max: partitions.scan_bytes_max,
            partitions_count_max: self.services().limits.conf.partitions_count_max,
            gate: self.gate(),
            ..conf
        }
    }

    /// A state to look at files with, outside of a query.
    pub(crate) fn state(&self) -> SessionState {
        session_state(&self.environment(), &self.runtime_conf())
    }

    /// Analyzes a query on a thread where it may take its time and its stack.
    pub(crate) async fn analyze(&self, relation: Relation, snapshot: Snapshot) -> Result<Analyzed> {
        self.analyze_as(relation, snapshot, sparrow_analyzer::analyze).await
    }

    pub(crate) async fn analyze_as(
        &self,
        relation: Relation,
        snapshot: Snapshot,
        analyze: fn(&Relation, &Snapshot, &Context) -> Result<Analyzed>,
    ) -> Result<Analyzed> {
        let context = self.context();
        let work = move || {
            with_stack_for(sparrow_plan::depth(&relation), move || {
                let analyzed = analyze(&relation, &snapshot, &context);
                drop(relation);
                analyzed
            })
        };
        self.on_thread(work).await?
    }

    /// Runs work that keeps a thread busy on one where it may. As much of a tenant's runs at once as it has threads for queries,
    /// and what nobody waits for any more counts until it ends: a client that gives up and asks anew gets no more of the machine.
    pub(crate) async fn on_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let room = Arc::clone(self.services().shared.workers.room(self.principal()));
        let permit = room.acquire_owned().await.map_err(|e| internal("there is no room for work").caused_by(e))?;
        let work = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|e| internal("work on a thread ended abnormally").caused_by(e))
    }

    /// A plan with the state it runs under.
    pub(crate) fn job(&self, operation_id: &str, plan: LogicalPlan) -> Job {
        let state = Arc::new(self.state());
        let placement = self.conf().get_option(ENGINE).and_then(|name| match name.to_lowercase().as_str() {
            "embedded" => Some(Placement::Embedded),
            "fleet" => Some(Placement::Fleet),
            _ => None,
        });
        let partitions = self.conf().chosen(SHUFFLE_PARTITIONS).and_then(|count| count.trim().parse().ok());
        Job { plan, state, operation_id: operation_id.to_owned(), placement, shuffle_partitions: partitions }
    }

    /// Starts an analyzed query.
    pub(crate) async fn start(&self, operation_id: &str, analyzed: Analyzed) -> Result<Rows> {
        let Analyzed { plan, schema, observed, places } = analyzed;
        let running = self.services().engine.run(self.principal(), self.job(operation_id, plan)).await?;
        let stream = placed(running.stream, places);
        let (stream, observed) = observed::watch(self, stream, observed);
        Ok(Rows { schema, stream, progress: Some(running.progress), observed })
    }

    /// Runs a query whose names are looked up already.
    pub(crate) async fn run_with(&self, relation: Relation, snapshot: Snapshot) -> Result<Rows> {
        let analyzed = self.analyze(relation, snapshot).await?;
        self.start("", analyzed).await
    }

    /// Runs work that is no query where queries run. Dropping the future stops it.
    pub(crate) async fn on_worker<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let task = {
            let _guard = self.services().shared.workers.of(self.principal()).enter();
            SpawnedTask::spawn(work)
        };
        task.await.map_err(|e| internal("a worker task ended abnormally").caused_by(e))?
    }
}

/// The stream whose errors point at the place in the query that raised them, where that is sure.
fn placed(stream: SendableRecordBatchStream, places: Places) -> SendableRecordBatchStream {
    let schema = stream.schema();
    let stream = stream.map_err(move |error| places.place(SparkError::from(error)).into());
    Box::pin(RecordBatchStreamAdapter::new(schema, stream))
}

/// `show()` of a query that comes with the relations it refers to: those go below it.
fn with_display_on_top(relation: Relation) -> Relation {
    let RelKind::WithRelations { root, .. } = &*relation.kind else { return relation };
    if !matches!(&*root.kind, RelKind::ShowString { .. } | RelKind::HtmlString { .. }) {
        return relation;
    }
    let (plan_id, origin) = (relation.plan_id, relation.origin.clone());
    let RelKind::WithRelations { mut root, references } = *relation.kind else { return Relation::new(RelKind::OneRow) };
    if let RelKind::ShowString { input, .. } | RelKind::HtmlString { input, .. } = &mut *root.kind {
        let inner = std::mem::replace(input, Relation::new(RelKind::OneRow));
        *input = Relation::new(RelKind::WithRelations { root: inner, references }).with_plan_id(plan_id).at(origin);
    }
    root
}

/// A number of bytes as Spark's confs spell it (`10485760`, `10MB`, `10m`); nothing negative.
fn byte_count(text: &str) -> Option<usize> {
    let text = text.trim().to_lowercase();
    if text.starts_with('-') {
        return Some(0);
    }
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[digits.len()..].trim_end_matches('b') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return None,
    };
    digits.parse::<usize>().ok()?.checked_shl(shift)
}
