//! What any process needs to run plans: the function registry, the memory pool and spill, the session state of one query.

mod abandoned;
pub mod codec;
pub mod envelope;
mod environment;
pub mod exchange;
mod fingerprint;
mod functions;
mod long_plans;
mod machine;
pub mod priority;
mod services;
mod state;
mod tenant_pool;
pub mod wire;
pub mod worker;

pub use abandoned::stopping_when;
pub use codec::{PlanCodec, decode_plan, encode_plan};
pub use environment::{Environment, Limits};
pub use fingerprint::registry_fingerprint;
pub use functions::{TaskFunctions, task_context_registry, task_functions};
pub use machine::memory_bytes_default;
pub use services::worker_services;
pub use state::{Conf, session_state, task_config};
