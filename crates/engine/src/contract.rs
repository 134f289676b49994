//! What every engine does alike: a suite that each implementation passes (invariant I10).

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use datafusion::datasource::provider_as_source;
use datafusion::execution::context::SessionState;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Extension, JoinType, LogicalPlan, LogicalPlanBuilder, col, lit};
use futures::TryStreamExt;
use sparrow_operators::at_most_one_row::AtMostOneRowNode;
use sparrow_operators::range::RangeTable;
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_tenancy::Principal;

use crate::{Engine, Job, Running};

/// How long one query of the contract may take.
const DURATION_MAX: Duration = Duration::from_secs(60);

/// Runs the contract against `engine`, with queries planned under `state`.
///
/// # Errors
///
/// The first rule that does not hold, by what was expected and what came.
pub async fn check(engine: &dyn Engine, principal: &Principal, state: Arc<SessionState>) -> Result<()> {
    let contract = Contract { engine, principal, state };
    contract.rows_come_in_order().await?;
    contract.aggregates_are_whole().await?;
    contract.joins_are_whole().await?;
    contract.sorts_are_global().await?;
    contract.a_result_without_rows_has_a_schema().await?;
    contract.errors_keep_their_condition().await?;
    contract.many_run_side_by_side().await?;
    contract.dropping_a_stream_ends_the_query().await?;
    contract.dropping_a_join_that_finds_nothing_ends_it().await?;
    contract.progress_reaches_its_end().await
}

struct Contract<'a> {
    engine: &'a dyn Engine,
    principal: &'a Principal,
    state: Arc<SessionState>,
}

fn expected(what: &str, wanted: impl std::fmt::Debug, found: impl std::fmt::Debug) -> SparkError {
    internal(format!("{what}: expected {wanted:?}, found {found:?}"))
}

/// The numbers below `end` in four partitions.
fn range(end: i64, name: &str) -> Result<LogicalPlanBuilder> {
    let source = provider_as_source(Arc::new(RangeTable::new(0, end, 1, Some(4), name)));
    Ok(LogicalPlanBuilder::scan(name, source, None)?)
}

fn numbers(batches: &[RecordBatch], column: usize) -> Vec<i64> {
    batches.iter().flat_map(|batch| batch.column(column).as_primitive::<Int64Type>().values().to_vec()).collect()
}

impl Contract<'_> {
    async fn start(&self, plan: LogicalPlan) -> Result<Running> {
        let (state, operation_id) = (Arc::clone(&self.state), "contract".to_owned());
        let job = Job { plan, state, operation_id, placement: None, shuffle_partitions: Some(3) };
        self.engine.run(self.principal, job).await
    }

    async fn rows(&self, plan: LogicalPlan) -> Result<Vec<RecordBatch>> {
        let work = async { self.start(plan).await?.stream.try_collect().await.map_err(SparkError::from) };
        let timed = tokio::time::timeout(DURATION_MAX, work).await;
        timed.unwrap_or_else(|_| Err(internal(format!("a query of the contract did not end in {DURATION_MAX:?}"))))
    }

    async fn rows_come_in_order(&self) -> Result<()> {
        let found = numbers(&self.rows(range(10_000, "n")?.build()?).await?, 0);
        let wanted: Vec<i64> = (0..10_000).collect();
        if found == wanted { Ok(()) } else { Err(expected("rows in order", wanted.len(), found.len())) }
    }

    async fn aggregates_are_whole(&self) -> Result<()> {
        let plan = range(10_000, "n")?
            .project([(col("n") % lit(7_i64)).alias("k"), col("n")])?
            .aggregate([col("k")], [sum(col("n")), count(lit(1_i64))])?
            .sort([col("k").sort(true, false)])?
            .build()?;
        let found = self.rows(plan).await?;
        let of = |key: i64| (0..10_000).filter(move |n| n % 7 == key);
        let wanted: Vec<i64> = (0..7).map(|key| of(key).sum()).collect();
        let counts: Vec<i64> = (0..7).map(|key| of(key).count() as i64).collect();
        match (numbers(&found, 1), numbers(&found, 2)) {
            found if found == (wanted.clone(), counts.clone()) => Ok(()),
            found => Err(expected("sums and counts", (wanted, counts), found)),
        }
    }

    async fn joins_are_whole(&self) -> Result<()> {
        for kind in [JoinType::Inner, JoinType::Left, JoinType::Full, JoinType::LeftAnti, JoinType::RightSemi] {
            let even = range(6000, "b")?.filter((col("b") % lit(2_i64)).eq(lit(0_i64)))?.build()?;
            let plan = range(3000, "a")?
                .join(even, kind, (vec!["a"], vec!["b"]), None)?
                .aggregate(Vec::<datafusion::logical_expr::Expr>::new(), [count(lit(1_i64))])?
                .build()?;
            let wanted = match kind {
                JoinType::Inner | JoinType::LeftAnti | JoinType::RightSemi => 1500,
                JoinType::Left => 3000,
                _ => 4500,
            };
            let found = numbers(&self.rows(plan).await?, 0);
            if found != [wanted] {
                return Err(expected(&format!("rows of a {kind} join"), [wanted], found));
            }
        }
        Ok(())
    }

    async fn sorts_are_global(&self) -> Result<()> {
        let plan = range(5000, "n")?.sort([col("n").sort(false, false)])?.limit(10, Some(100))?.build()?;
        let found = numbers(&self.rows(plan).await?, 0);
        let wanted: Vec<i64> = (4890..4990).rev().collect();
        if found == wanted { Ok(()) } else { Err(expected("a sorted page", wanted, found)) }
    }

    async fn a_result_without_rows_has_a_schema(&self) -> Result<()> {
        let plan = range(100, "n")?.filter(col("n").lt(lit(0_i64)))?.build()?;
        let running = self.start(plan).await?;
        let names: Vec<_> = running.stream.schema().fields().iter().map(|field| field.name().clone()).collect();
        let rows: Vec<RecordBatch> = running.stream.try_collect().await.map_err(SparkError::from)?;
        let count: usize = rows.iter().map(RecordBatch::num_rows).sum();
        if names == ["n"] && count == 0 { Ok(()) } else { Err(expected("an empty result", ["n"], (names, count))) }
    }

    async fn errors_keep_their_condition(&self) -> Result<()> {
        let node = Arc::new(AtMostOneRowNode::new(range(100, "n")?.build()?));
        let outcome = self.rows(LogicalPlan::Extension(Extension { node })).await;
        match outcome {
            Err(error) if error.is(&condition::SCALAR_SUBQUERY_TOO_MANY_ROWS) => Ok(()),
            other => Err(expected("an error", "SCALAR_SUBQUERY_TOO_MANY_ROWS", other.map(|rows| rows.len()))),
        }
    }

    async fn many_run_side_by_side(&self) -> Result<()> {
        let one = |n: i64| async move {
            let plan = range(1000 * n, "n")?;
            let plan = plan.aggregate(Vec::<datafusion::logical_expr::Expr>::new(), [count(lit(1_i64))])?.build()?;
            Ok::<_, SparkError>((n, numbers(&self.rows(plan).await?, 0)))
        };
        for (n, found) in futures::future::try_join_all((1..=8).map(one)).await? {
            if found != [1000 * n] {
                return Err(expected("a count beside others", [1000 * n], found));
            }
        }
        Ok(())
    }

    async fn dropping_a_stream_ends_the_query(&self) -> Result<()> {
        let endless = range(i64::MAX, "n")?.filter((col("n") % lit(1_000_000_007_i64)).eq(lit(1_000_000_006_i64)))?;
        drop(self.start(endless.build()?).await?);
        self.rows_come_in_order().await
    }

    /// A condition on pairs that is never true: hours of work, and not one batch in between.
    async fn dropping_a_join_that_finds_nothing_ends_it(&self) -> Result<()> {
        let never = ((col("a") * col("b")) % lit(7_i64)).eq(lit(8_i64));
        let endless = range(100_000, "a")?.join_on(range(10_000_000, "b")?.build()?, JoinType::Inner, [never])?;
        let mut running = self.start(endless.build()?).await?;
        // Long enough for its tasks to be in the middle of the join.
        let first = tokio::time::timeout(Duration::from_millis(500), running.stream.try_next()).await;
        if let Ok(found) = first {
            return Err(expected("a join that goes on", "nothing yet", found.map(|batch| batch.is_some())));
        }
        drop(running);
        self.rows_come_in_order().await
    }

    async fn progress_reaches_its_end(&self) -> Result<()> {
        let Running { stream, progress } = self.start(range(1000, "n")?.build()?).await?;
        let _rows: Vec<RecordBatch> = stream.try_collect().await.map_err(SparkError::from)?;
        let snapshot = progress.snapshot();
        let all = snapshot.stages.iter().all(|stage| stage.tasks == stage.tasks_finished && stage.tasks > 0);
        if all && !snapshot.stages.is_empty() { Ok(()) } else { Err(expected("all tasks finished", true, snapshot)) }
    }
}
