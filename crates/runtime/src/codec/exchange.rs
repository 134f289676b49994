//! What joins the stages of a query: the input a stage reads, and the partition a task is about.

use std::sync::Arc;

use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use sparrow_operators::portable::{Parts, Portable};

use super::PlanCodec;
use crate::exchange::{PickPartitionExec, StageInputExec};

impl Portable for StageInputExec {
    const NAME: &'static str = "StageInput";

    fn encode(&self) -> Result<Parts> {
        Ok(Parts { state: self.encode(&PlanCodec::default())?, ..Parts::default() })
    }

    fn decode(
        parts: Parts,
        _inputs: Vec<Arc<dyn ExecutionPlan>>,
        context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(Self::decode(&parts.state, context, &PlanCodec::default())?))
    }
}

impl Portable for PickPartitionExec {
    const NAME: &'static str = "PickPartition";

    fn encode(&self) -> Result<Parts> {
        Ok(Parts { state: self.encode(), ..Parts::default() })
    }

    fn partition(&self) -> Option<usize> {
        Some(self.partition())
    }

    fn decode(
        parts: Parts,
        mut inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = inputs.pop().ok_or_else(|| internal_datafusion_err!("a picked partition misses its input"))?;
        Ok(Arc::new(Self::decode(&parts.state, input)?))
    }
}
