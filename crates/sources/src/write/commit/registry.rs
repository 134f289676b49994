//! The writes under way, in the server's own state folder: what its next start looks after.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::claim::Place;
use super::disk::Disk;
use super::folder::Folder;
use super::names::job_inside;
use super::recover::{Recovered, Which, recover_job};
use super::target::Target;

const WRITES: &str = "writes";
const SUFFIX: &str = ".json";
const ENTRY_BYTES_MAX: u64 = 64 * 1024;

/// Where a server notes its writes while they are under way: a file each. A write that is not noted is recovered all the same
/// when its path is next read or written.
#[derive(Clone, Debug)]
pub struct Registry {
    folder: PathBuf,
    disk: Disk,
}

/// What came of a write whose owner is dead.
#[derive(Debug)]
pub struct Recovery {
    /// What it wrote.
    pub path: PathBuf,
    /// Whether it counts, or why that could not be settled.
    pub outcome: Result<Recovered, String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    place: Place,
}

impl Registry {
    /// The registry in a server's state folder, which is made when the first write is noted.
    pub fn new(state_folder: &Path) -> Self {
        Self { folder: state_folder.join(WRITES), disk: Disk::default() }
    }

    #[cfg(test)]
    pub(crate) fn on(self, disk: &Disk) -> Self {
        Self { disk: disk.clone(), ..self }
    }

    pub(crate) fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Notes a write.
    pub(super) fn add(&self, job: Uuid, path: &Path, place: Place) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let entry = serde_json::to_vec(&Entry { path: path.to_owned(), place })?;
        Folder::open(&self.folder, &self.disk)?.put_unsynced(&format!("{job}{SUFFIX}"), &entry)
    }

    /// Forgets a write of which nothing is left.
    pub(super) fn remove(&self, job: Uuid) -> io::Result<()> {
        Folder::open(&self.folder, &self.disk)?.remove_file(format!("{job}{SUFFIX}"))
    }

    /// Recovers every write that is noted and whose owner is dead.
    pub fn recover(&self) -> io::Result<Vec<Recovery>> {
        let folder = match Folder::open(&self.folder, &self.disk) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            folder => folder?,
        };
        let mut recoveries = Vec::new();
        for entry in folder.entries()? {
            let Some(name) = entry.name.to_str() else { continue };
            let Some(job) = name.strip_suffix(SUFFIX).and_then(job_inside) else { continue };
            let bytes = folder.read(name, ENTRY_BYTES_MAX)?.unwrap_or_default();
            let Ok(Entry { path, place }) = serde_json::from_slice(&bytes) else {
                folder.remove_file(name)?;
                continue;
            };
            let outcome = recover_noted(&path, job, place, &self.disk).map_err(|error| error.to_string());
            if outcome.as_ref().is_ok_and(|outcome| *outcome != Recovered::Left) {
                folder.remove_file(name)?;
            }
            if !matches!(outcome, Ok(Recovered::Left | Recovered::Nothing)) {
                recoveries.push(Recovery { path, outcome });
            }
        }
        Ok(recoveries)
    }
}

fn recover_noted(path: &Path, job: Uuid, place: Place, disk: &Disk) -> io::Result<Recovered> {
    let Some(target) = Target::find(path, disk)? else { return Ok(Recovered::Nothing) };
    let _lock = target.lock()?;
    recover_job(&target, job, place, Which::All)
}
