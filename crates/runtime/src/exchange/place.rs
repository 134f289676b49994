//! Where a task runs: what a stage input must know to tell its own process's files from those of others.

use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::serde::scheduler::PartitionLocation;
use sparrow_spark_error::{Result, internal};
use sparrow_tenancy::Pass;

use super::Clients;

/// Longest job id there is.
const JOB_ID_BYTES_MAX: usize = 128;

/// The worker a task runs in.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) executor_id: String,
    pub(super) work_dir: String,
    pub(super) clients: Arc<Clients>,
    /// Opens the files of the task's job at other workers.
    pub(super) pass: Option<Pass>,
}

impl Place {
    /// Whether this worker itself wrote the block. That a file of its name exists says nothing: every worker of a host has a
    /// folder of its own, and files of earlier attempts lie around.
    pub(super) fn wrote(&self, location: &PartitionLocation) -> bool {
        location.executor_meta.id == self.executor_id
    }

    /// The block's file, where this worker wrote it.
    pub(super) fn path(&self, location: &PartitionLocation) -> datafusion::common::Result<PathBuf> {
        check_job_id(location.partition_id.job_id.as_str())?;
        location.path(&self.work_dir)
    }
}

/// Refuses ids of jobs that name anything but one folder. Ids come from our server; the check is for the day they do not.
pub fn check_job_id(id: &str) -> Result<()> {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !id.is_empty() && id.len() <= JOB_ID_BYTES_MAX && !id.starts_with('.') && id.chars().all(is_fine) {
        true => Ok(()),
        false => Err(internal("the id of a job does not name a folder")),
    }
}
