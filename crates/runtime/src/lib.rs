//! What any process needs to run plans: the function registry, the memory pool and spill, the session state of one query.

mod abandoned;
mod environment;
mod long_plans;
mod state;

pub use abandoned::stopping_when;
pub use environment::{Environment, Limits};
pub use state::{Conf, session_state};
