//! A codec for tests in one process: a leaf Ballista cannot encode stays where it is, and its number travels.

use std::sync::{Arc, Mutex};

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

const OURS: u8 = 0;
const BALLISTAS: u8 = 1;

/// Keeps the leaves of which `is_ours` is true; everything else is Ballista's to encode.
#[derive(Debug)]
pub(super) struct ByNumber {
    is_ours: fn(&dyn ExecutionPlan) -> bool,
    leaves: Mutex<Vec<Arc<dyn ExecutionPlan>>>,
    ballista: BallistaPhysicalExtensionCodec,
}

impl ByNumber {
    pub fn new(is_ours: fn(&dyn ExecutionPlan) -> bool) -> Self {
        Self { is_ours, leaves: Mutex::default(), ballista: BallistaPhysicalExtensionCodec::default() }
    }
}

impl PhysicalExtensionCodec for ByNumber {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match bytes {
            [OURS, number] => Ok(Arc::clone(&self.leaves.lock().unwrap()[usize::from(*number)])),
            [BALLISTAS, bytes @ ..] => self.ballista.try_decode(bytes, inputs, context, converter),
            _ => Err(internal_datafusion_err!("neither a leaf of the test nor a node of Ballista's")),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if !(self.is_ours)(node.as_ref()) {
            bytes.push(BALLISTAS);
            return self.ballista.try_encode(node, bytes, converter);
        }
        let mut leaves = self.leaves.lock().unwrap();
        bytes.extend([OURS, leaves.len() as u8]);
        leaves.push(node);
        Ok(())
    }
}
