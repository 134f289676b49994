//! What a worker is given to run tasks with, the same in the server and in every executor.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;

use crate::worker::WorkerServices;
use crate::{codec, envelope, task_config, task_context_registry};

/// Our codec, our functions, our errors and the configuration that tasks add theirs to.
pub fn worker_services() -> WorkerServices {
    WorkerServices {
        pack: envelope::pack,
        config: task_config(),
        ..WorkerServices::new(decode, Arc::new(task_context_registry()))
    }
}

fn decode(bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn ExecutionPlan>> {
    Ok(codec::decode_plan(bytes, context)?)
}
