//! What any process needs to run plans: the function registry, the memory pool and spill, the session state of one query.

mod environment;
mod state;

pub use environment::{Environment, Limits};
pub use state::{Conf, session_state};
