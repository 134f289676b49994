//! Reports as they come from executors.

use ballista_core::serde::scheduler::TaskKey;
use sparrow_proto::sparrow::fleet as proto;
use tonic::Status;

use super::{Report, shape};

/// The report in a message.
pub(super) fn decoded(report: proto::Report) -> Result<Report, Status> {
    let proto::Report { sequence, free_slots, running, statuses, draining } = report;
    let statuses =
        statuses.into_iter().map(|bytes| shape::read(&shape::TASK_STATUS, bytes)).collect::<Result<_, _>>()?;
    let running = running.into_iter().map(key).collect();
    Ok(Report { sequence, free_slots, running, statuses, draining })
}

fn key(key: proto::TaskKey) -> TaskKey {
    TaskKey { job_id: key.job_id.into(), stage_id: key.stage_id as usize, task_id: key.task_id as usize }
}
