//! Runs actions beside the adapter's own thread. Knows handles; refuses to know plans.

use std::collections::HashMap;
use std::thread::JoinHandle;

use serde_json::{json, Value as Json};

use crate::failure::Failure;

const HANDLES_MAX: usize = 64;

#[derive(Default)]
pub(crate) struct Background {
    running: HashMap<String, JoinHandle<Json>>,
}

impl Background {
    /// Starts `work`, which gives a whole answer.
    pub(crate) fn start(&mut self, handle: String, work: impl FnOnce() -> Json + Send + 'static) -> Result<Json, Failure> {
        if self.running.len() >= HANDLES_MAX {
            return Err(Failure::Client(format!("{HANDLES_MAX} actions run already: wait for one")));
        }
        self.running.insert(handle, std::thread::spawn(work));
        Ok(json!({}))
    }

    /// What the action gives, or what it ended with; the runner's own limit ends a wait that is too long.
    pub(crate) fn wait(&mut self, handle: &str) -> Result<Json, Failure> {
        let Some(thread) = self.running.remove(handle) else {
            return Err(Failure::Client(format!("nothing was started as {handle}; there are {:?}", self.running.keys())));
        };
        let mut answer = thread.join().map_err(|_| Failure::Client(format!("the thread of {handle} panicked")))?;
        match answer.get_mut("ok") {
            Some(ok) => Ok(ok.take()),
            None => Err(Failure::Answered(answer)),
        }
    }
}
