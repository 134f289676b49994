//! How near sessions are to their limits, for whoever watches the process.

use crate::{Session, Sessions};

/// What is held now. Where a limit is for each session or operation, it is the most that any of them holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Sessions alive.
    pub sessions: usize,
    /// Closed sessions remembered.
    pub sessions_remembered: usize,
    /// Operations of a session.
    pub operations: usize,
    /// Operations a session remembers.
    pub operations_remembered: usize,
    /// Bytes sent and not released of an operation.
    pub sent_bytes: usize,
    /// Bytes not yet sent of an operation.
    pub unsent_bytes: usize,
    /// Confs a session has set.
    pub conf_keys: usize,
    /// Bytes of a session's confs.
    pub conf_bytes: usize,
    /// Bytes of a session's artifacts.
    pub artifacts_bytes: u64,
    /// Artifacts of a session.
    pub artifacts: usize,
    /// Temporary views of a session.
    pub views: usize,
    /// Checkpoints of a session.
    pub checkpoints: usize,
    /// DataFrames a session keeps.
    pub kept: usize,
    /// Errors a session keeps for their details.
    pub errors: usize,
}

impl Sessions {
    /// What sessions hold now.
    pub fn usage(&self) -> Usage {
        let (all, sessions_remembered) = self.all();
        let start = Usage { sessions: all.len(), sessions_remembered, ..Usage::default() };
        all.iter().fold(start, |usage, session| usage.with(session))
    }
}

impl Usage {
    fn with(self, session: &Session) -> Self {
        let operations = session.operations().usage();
        let (conf_keys, conf_bytes) = session.conf().usage();
        let (artifacts, artifacts_bytes) = session.artifacts().usage();
        let (views, checkpoints, kept) = session.workspace().counts();
        Self {
            operations: self.operations.max(operations.live),
            operations_remembered: self.operations_remembered.max(operations.remembered),
            sent_bytes: self.sent_bytes.max(operations.sent_bytes),
            unsent_bytes: self.unsent_bytes.max(operations.unsent_bytes),
            conf_keys: self.conf_keys.max(conf_keys),
            conf_bytes: self.conf_bytes.max(conf_bytes),
            artifacts_bytes: self.artifacts_bytes.max(artifacts_bytes),
            artifacts: self.artifacts.max(artifacts),
            views: self.views.max(views),
            checkpoints: self.checkpoints.max(checkpoints),
            kept: self.kept.max(kept),
            errors: self.errors.max(session.errors().count()),
            ..self
        }
    }
}
