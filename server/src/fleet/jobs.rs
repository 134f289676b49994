//! What the fleet is doing, over HTTP: `GET /fleet/jobs` for operators and for the chaos suite, which chooses its moments by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sparrow_engine::fleet::{Fleet, StageCounts};
use tokio::net::TcpListener;

/// A running job.
#[derive(Serialize)]
struct Job {
    /// The operation it belongs to.
    job: String,
    stages: Vec<Stage>,
    /// Tasks that ran again because what an earlier attempt did was lost.
    tasks_rerun: usize,
}

/// A stage of a job.
#[derive(Serialize)]
struct Stage {
    id: usize,
    partitions: usize,
    done: usize,
    running: usize,
    consumers: Vec<usize>,
    by_executor: BTreeMap<String, Share>,
}

/// What of a stage an executor has done and is doing.
#[derive(Serialize)]
struct Share {
    done: usize,
    running: usize,
}

/// Answers for ever.
pub async fn serve_jobs(listener: TcpListener, fleet: Arc<Fleet>) -> std::io::Result<()> {
    axum::serve(listener, Router::new().route("/fleet/jobs", get(jobs)).with_state(fleet)).await
}

async fn jobs(State(fleet): State<Arc<Fleet>>) -> Json<Vec<Job>> {
    let of = |(job, stages, tasks_rerun): (String, Vec<StageCounts>, usize)| Job {
        job,
        stages: stages.into_iter().map(stage).collect(),
        tasks_rerun,
    };
    Json(fleet.jobs().into_iter().map(of).collect())
}

fn stage(counts: StageCounts) -> Stage {
    let share = |(executor, (done, running)): (String, (usize, usize))| (executor, Share { done, running });
    Stage {
        id: counts.stage,
        partitions: counts.partitions,
        done: counts.done,
        running: counts.running,
        consumers: counts.consumers,
        by_executor: counts.by_executor.into_iter().map(share).collect(),
    }
}
