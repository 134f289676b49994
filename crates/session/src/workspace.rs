//! What a session's plans see: views, the current catalog and database, kept DataFrames.

/// A session's views, catalog and cache.
#[derive(Debug, Default)]
pub struct Workspace {}

impl Workspace {
    /// What a cloned session starts with.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self::default()
    }
}
