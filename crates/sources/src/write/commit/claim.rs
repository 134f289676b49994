//! A job's own folder: where it is, whose it is, and whether its owner lives.

use std::io::{self, ErrorKind};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::folder::{Folder, is_not_empty};
use super::lock::{self, Asked, Lock};
use super::names::{Below, LOCK, MARKER, NEW, TEMPORARY, beside};
use super::target::Target;

const VERSION: u32 = 1;
const MARKER_BYTES_MAX: u64 = 64 * 1024;
/// How often a job's folder is tried to be made while others end.
const MAKE_TRIES: usize = 20;

/// Where a job's folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// `.sparrow-<job>` beside the target: of jobs whose target becomes a new folder.
    Beside,
    /// `_temporary/<job>` below the target: of jobs that change something in it.
    Inside,
}

/// A job's folder and the right to change it.
#[derive(Debug)]
pub(super) struct Claim {
    pub job: Uuid,
    pub place: Place,
    pub folder: Folder,
    _lock: Option<Lock>,
}

/// What a job's folder turns out to be.
#[derive(Debug)]
pub(super) enum Found {
    /// Not there, or not ours.
    Nothing,
    /// Its owner lives.
    Alive,
    /// A folder of our shape without a marker: its job has ended, and something was written after that.
    Leftover(Folder),
    /// Its owner is dead, and it is ours now.
    Dead(Claim),
}

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    sparrow: u32,
    job: Uuid,
    /// The target's name; its folder follows from where the marker is.
    target: String,
    process: u32,
    started_ms: u64,
}

impl Claim {
    /// Makes the folder of a new job.
    pub fn make(target: &Target, job: Uuid, place: Place) -> io::Result<Self> {
        let folder = make_folder(target, job, place)?;
        let lock = match lock::ask(&folder.touch(LOCK)?)? {
            Asked::Mine(lock) => Some(lock),
            Asked::Unknown => None,
            Asked::Taken => return Err(io::Error::new(ErrorKind::AlreadyExists, "two jobs have one id")),
        };
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let marker = Marker {
            sparrow: VERSION,
            job,
            target: target.name.clone(),
            process: std::process::id(),
            started_ms: u64::try_from(started).unwrap_or(u64::MAX),
        };
        folder.put_unsynced(MARKER, &serde_json::to_vec(&marker)?)?;
        Ok(Self { job, place, folder, _lock: lock })
    }

    /// Looks for the folder of a job, and takes it over if its owner is dead.
    pub fn find(target: &Target, job: Uuid, place: Place) -> io::Result<Found> {
        let Some(parent) = parent(target, place)? else { return Ok(Found::Nothing) };
        let Some(folder) = parent.find(&Below::ours(name(job, place)))? else { return Ok(Found::Nothing) };
        // Where everybody may make folders, as in /tmp, only our own may say what is done beside them.
        if place == Place::Beside && folder.owner()?.0 != rustix::process::geteuid().as_raw() {
            return Ok(Found::Nothing);
        }
        let Some(marker) = folder.read(MARKER, MARKER_BYTES_MAX)? else { return Ok(Found::Leftover(folder)) };
        let is_ours = serde_json::from_slice(&marker).is_ok_and(|marker: Marker| {
            marker.sparrow == VERSION && marker.job == job && (place == Place::Inside || marker.target == target.name)
        });
        if !is_ours {
            return Ok(Found::Nothing);
        }
        let file = match folder.open_file(LOCK)? {
            Some(file) => file,
            // Its owner is just removing it.
            None if folder.kind(MARKER)?.is_none() => return Ok(Found::Nothing),
            None => folder.touch(LOCK)?,
        };
        match lock::ask(&file)? {
            Asked::Mine(lock) if folder.kind(MARKER)?.is_some() => {
                Ok(Found::Dead(Self { job, place, folder, _lock: Some(lock) }))
            }
            // Its owner has ended it meanwhile.
            Asked::Mine(_) => Ok(Found::Nothing),
            // Without locks nobody can say whether the owner lives.
            Asked::Taken | Asked::Unknown => Ok(Found::Alive),
        }
    }

    /// Locks the new folder that is about to take the target's place.
    pub fn lock_new(&self) -> io::Result<Option<Lock>> {
        match lock::ask(self.folder.child(NEW)?.file())? {
            Asked::Mine(lock) => Ok(Some(lock)),
            Asked::Taken | Asked::Unknown => Ok(None),
        }
    }

    /// Makes sure that the folder and what says that it is ours outlive a loss of power. Its entries are synced with the journal.
    pub fn sync(&self, target: &Target) -> io::Result<()> {
        self.folder.sync_file(MARKER)?;
        if let Some(parent) = parent(target, self.place)? {
            parent.sync()?;
        }
        if self.place == Place::Inside { target.root()?.sync() } else { Ok(()) }
    }

    /// Removes the folder: what says that it is ours goes last, so that an interrupted removal is found and ended.
    pub fn remove(self, target: &Target) -> io::Result<()> {
        for entry in self.folder.entries()? {
            if entry.name != MARKER && entry.name != LOCK {
                self.folder.remove_all(&entry.name)?;
            }
        }
        self.folder.remove_file(MARKER)?;
        self.folder.remove_file(LOCK)?;
        let Some(parent) = parent(target, self.place)? else { return Ok(()) };
        unless_used(parent.remove_folder(name(self.job, self.place)))?;
        match target.folder()? {
            Some(root) if self.place == Place::Inside => unless_used(root.remove_folder(TEMPORARY)),
            _ => Ok(()),
        }
    }
}

fn make_folder(target: &Target, job: Uuid, place: Place) -> io::Result<Folder> {
    let make = || match place {
        Place::Beside => target.parent.make_child(name(job, place)),
        Place::Inside => target.root()?.make_child(TEMPORARY)?.make_child(name(job, place)),
    };
    // Whoever ends just now removes `_temporary` if it is empty.
    (1..MAKE_TRIES)
        .map(|_| make())
        .find(|made| !matches!(made, Err(e) if e.kind() == ErrorKind::NotFound))
        .unwrap_or_else(make)
}

/// The folder a job's folder is in.
fn parent(target: &Target, place: Place) -> io::Result<Option<Folder>> {
    match place {
        Place::Beside => target.parent.again().map(Some),
        Place::Inside => target.folder()?.map_or(Ok(None), |root| root.find(&Below::ours(TEMPORARY))),
    }
}

fn name(job: Uuid, place: Place) -> String {
    match place {
        Place::Beside => beside(job),
        Place::Inside => job.to_string(),
    }
}

/// A folder somebody else still uses stays.
pub(super) fn unless_used(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if is_not_empty(&error) => Ok(()),
        removed => removed,
    }
}
