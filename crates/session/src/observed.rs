//! Fills in what `observe` collected when the rows it watched have all passed.

use std::sync::{Arc, OnceLock};

use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, TryStreamExt};
use sparrow_analyzer::Observation;
use sparrow_engine::{Engine, Job, Placement};
use sparrow_spark_error::{Result, SparkError};
use sparrow_tenancy::Principal;

use crate::{Observed, Session};

/// The same rows; their end fills the metrics.
pub(crate) fn watch(
    session: &Session,
    stream: SendableRecordBatchStream,
    observations: Vec<Observation>,
) -> (SendableRecordBatchStream, Vec<Observed>) {
    if observations.is_empty() {
        return (stream, vec![]);
    }
    let pairs: Vec<_> = observations.into_iter().map(unfilled).collect();
    let observed = pairs.iter().map(|(_, observed)| observed.clone()).collect();
    let (engine, principal) = (Arc::clone(&session.services().engine), session.principal().clone());
    let template = session.job("", datafusion::logical_expr::LogicalPlan::default());
    let schema = stream.schema();
    let fill = async move {
        for (observation, observed) in &pairs {
            fill(engine.as_ref(), &principal, &template, observation, observed).await.map_err(DataFusionError::from)?;
        }
        Ok::<_, DataFusionError>(futures::stream::empty())
    };
    let stream = stream.chain(futures::stream::once(fill).try_flatten());
    (Box::pin(RecordBatchStreamAdapter::new(schema, stream)), observed)
}

/// The metrics of a plan that has run to its end.
pub(crate) async fn of_finished(session: &Session, observations: Vec<Observation>) -> Result<Vec<Observed>> {
    let template = session.job("", datafusion::logical_expr::LogicalPlan::default());
    let mut all = Vec::with_capacity(observations.len());
    for (observation, observed) in observations.into_iter().map(unfilled) {
        fill(session.services().engine.as_ref(), session.principal(), &template, &observation, &observed).await?;
        all.push(observed);
    }
    Ok(all)
}

fn unfilled(observation: Observation) -> (Observation, Observed) {
    let (name, plan_id, fields) = (observation.name.clone(), observation.plan_id, observation.fields.clone());
    let observed = Observed { name, plan_id, fields, values: Arc::new(OnceLock::new()) };
    (observation, observed)
}

/// Computes one row of metrics.
async fn fill(
    engine: &dyn Engine,
    principal: &Principal,
    template: &Job,
    observation: &Observation,
    observed: &Observed,
) -> Result<()> {
    let Some(plan) = observation.result()? else { return Ok(()) };
    let running = engine.run(principal, Job { plan, placement: Some(Placement::Embedded), ..template.clone() }).await?;
    let batches: Vec<_> = running.stream.try_collect().await.map_err(SparkError::from)?;
    if let Some(row) = batches.into_iter().find(|batch| batch.num_rows() > 0) {
        // Only this stream fills it, and only once.
        let _ = observed.values.set(row);
    }
    Ok(())
}
