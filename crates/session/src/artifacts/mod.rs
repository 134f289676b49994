//! What a client has uploaded to its session: kept as files of the session's own, bounded, gone with the session.

mod name;
mod upload;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use sparrow_spark_error::{Result, SparkError, condition, internal, limit_exceeded};
use tempfile::TempDir;

use name::Name;
pub use upload::{Chunk, Summary, Upload};

/// How much a session may upload.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of all artifacts together, those on their way included.
    pub artifacts_bytes_max: u64,
    /// Number of artifacts.
    pub artifacts_count_max: usize,
}

/// The artifacts of one session.
pub struct Artifacts {
    limits: Limits,
    /// Where the session's folder is made when the first artifact comes.
    parent: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    folder: Option<TempDir>,
    stored: HashMap<String, Stored>,
    /// Of what is stored and of what is on its way.
    bytes: u64,
}

struct Stored {
    path: PathBuf,
    sha256: String,
}

impl Artifacts {
    /// No artifacts yet; their folder will be made below `parent`.
    pub fn new(parent: &Path, limits: Limits) -> Self {
        Self { limits, parent: parent.to_owned(), state: Mutex::default() }
    }

    /// An upload of any number of artifacts.
    pub fn upload(self: &Arc<Self>) -> Upload {
        Upload::new(Arc::clone(self))
    }

    /// Whether `cache/<sha256>` is there. Like Spark, answers no for every other kind.
    pub fn is_cached(&self, name: &str) -> bool {
        name.starts_with("cache/") && self.state.lock().stored.contains_key(name)
    }

    /// The file of `cache/<sha256>`.
    pub fn cached(&self, sha256: &str) -> Result<PathBuf> {
        let name = format!("cache/{sha256}");
        let path = self.state.lock().stored.get(&name).map(|stored| stored.path.clone());
        path.ok_or_else(|| SparkError::new(&condition::CANNOT_FIND_CACHED_LOCAL_RELATION).with("hash", sha256))
    }

    /// The names of all artifacts, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.state.lock().stored.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// Bytes stored and on their way.
    pub fn bytes(&self) -> u64 {
        self.state.lock().bytes
    }

    /// How many are stored, and the bytes stored and on their way.
    pub fn usage(&self) -> (usize, u64) {
        let state = self.state.lock();
        (state.stored.len(), state.bytes)
    }

    /// Removes everything; uploads that are under way end with an error.
    pub fn clear(&self) {
        *self.state.lock() = State::default();
    }

    fn reserve(&self, bytes: u64) -> Result<()> {
        let mut state = self.state.lock();
        let Limits { artifacts_bytes_max, artifacts_count_max } = self.limits;
        let advice = "Close sessions that are not needed, or upload less.";
        if state.bytes.saturating_add(bytes) > artifacts_bytes_max {
            let what = "The size in bytes of this session's artifacts";
            return Err(limit_exceeded(what, artifacts_bytes_max, "sessions.artifacts_bytes_max", advice));
        }
        if state.stored.len() >= artifacts_count_max {
            let what = "The number of this session's artifacts";
            return Err(limit_exceeded(what, artifacts_count_max, "sessions.artifacts_count_max", advice));
        }
        state.bytes += bytes;
        Ok(())
    }

    fn give_back(&self, bytes: u64) {
        let mut state = self.state.lock();
        state.bytes = state.bytes.saturating_sub(bytes);
    }

    fn folder(&self) -> Result<PathBuf> {
        let mut state = self.state.lock();
        if let Some(folder) = &state.folder {
            return Ok(folder.path().to_owned());
        }
        std::fs::create_dir_all(&self.parent).map_err(storage)?;
        let folder = tempfile::Builder::new().prefix("artifacts-").tempdir_in(&self.parent).map_err(storage)?;
        let path = folder.path().to_owned();
        state.folder = Some(folder);
        Ok(path)
    }

    /// Takes a complete file under its name; true when it is new. The same content again is no error, other content is.
    fn store(&self, name: &Name, file: tempfile::NamedTempFile, sha256: String) -> Result<bool> {
        let path = self.folder()?.join(name.as_path());
        let mut state = self.state.lock();
        match state.stored.get(name.as_str()) {
            Some(stored) if stored.sha256 == sha256 => return Ok(false),
            Some(_) => return Err(already_exists(name)),
            None => {}
        }
        let parent = path.parent().expect("it has the folder as a parent");
        std::fs::create_dir_all(parent).map_err(|_| already_exists(name))?;
        file.persist_noclobber(&path).map_err(|_| already_exists(name))?;
        state.stored.insert(name.as_str().to_owned(), Stored { path, sha256 });
        Ok(true)
    }
}

fn already_exists(name: &Name) -> SparkError {
    SparkError::new(&condition::ARTIFACT_ALREADY_EXISTS).with("normalizedRemoteRelativePath", name.as_str())
}

fn storage(error: std::io::Error) -> SparkError {
    internal("the session's folder for artifacts cannot be written").caused_by(error)
}

#[cfg(test)]
mod tests;
