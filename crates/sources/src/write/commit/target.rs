//! What a job writes: a name in a folder, whatever is there now.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::disk::Disk;
use super::folder::{Folder, Kind};
use super::lock::{self, Asked, Lock};
use super::names::Below;

/// How long a commit waits for others into the same folder.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(600);
const LOCK_POLL_INTERVAL: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(super) struct Target {
    pub parent: Folder,
    pub name: String,
}

impl Target {
    /// The target of a path, `None` where not even its parent is there. Links are followed, so that what they lead to is
    /// replaced, not they.
    pub fn find(path: &Path, disk: &Disk) -> io::Result<Option<Self>> {
        let Some(path) = canonical(path)? else { return Ok(None) };
        let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
            return Err(io::Error::new(ErrorKind::InvalidInput, format!("{} cannot be written", path.display())));
        };
        Ok(Some(Self { parent: Folder::open(parent, disk)?, name: name.to_owned() }))
    }

    pub fn path(&self) -> PathBuf {
        self.parent.path().join(&self.name)
    }

    /// What is there.
    pub fn kind(&self) -> io::Result<Option<Kind>> {
        self.parent.kind(&self.name)
    }

    /// The folder that is there, if it is one.
    pub fn folder(&self) -> io::Result<Option<Folder>> {
        self.parent.find(&Below::ours(self.name.clone()))
    }

    /// The folder that must be there.
    pub fn root(&self) -> io::Result<Folder> {
        self.parent.child(&self.name)
    }

    /// Waits until nobody else changes what is there: whoever commits or recovers holds this lock. It is that of the folder, and
    /// of the folder it is to be made in where there is none yet.
    pub fn lock(&self) -> io::Result<Option<Lock>> {
        let deadline = Instant::now() + LOCK_WAIT_MAX;
        loop {
            let found = self.folder()?;
            let locked = found.as_ref().unwrap_or(&self.parent);
            match lock::ask(locked.file())? {
                // Else another folder has taken its place while we waited.
                Asked::Mine(lock) if self.is_still(found.as_ref())? => return Ok(Some(lock)),
                Asked::Mine(_) => {}
                Asked::Unknown => return Ok(None),
                Asked::Taken if Instant::now() > deadline => {
                    let problem = format!("{} is being changed by another write", self.path().display());
                    return Err(io::Error::new(ErrorKind::TimedOut, problem));
                }
                Asked::Taken => std::thread::sleep(LOCK_POLL_INTERVAL),
            }
        }
    }

    fn is_still(&self, found: Option<&Folder>) -> io::Result<bool> {
        let now = self.folder()?.map(|folder| folder.identity()).transpose()?;
        Ok(now == found.map(Folder::identity).transpose()?)
    }
}

/// The path without links; of a path where nothing is, its parent's.
fn canonical(path: &Path) -> io::Result<Option<PathBuf>> {
    let missing = |error: &io::Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    match std::fs::canonicalize(path) {
        Ok(path) => return Ok(Some(path)),
        Err(error) if !missing(&error) => return Err(error),
        Err(_) => {}
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(None) };
    match std::fs::canonicalize(parent) {
        Ok(parent) => Ok(Some(parent.join(name))),
        Err(error) if missing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}
