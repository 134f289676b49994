//! The names a write uses beside the data, all of which readers skip, and paths that cannot lead out of a folder.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Below a target: the folders of jobs that write into it. Spark's name for the same.
pub(crate) const TEMPORARY: &str = "_temporary";
/// Says that a target's data are complete.
pub(super) const SUCCESS: &str = "_SUCCESS";
/// In a job's folder: says what the folder is, and that it is ours.
pub(crate) const MARKER: &str = "job.json";
/// In a job's folder: locked as long as the job has an owner that lives.
pub(super) const LOCK: &str = "lock";
/// In a job's folder: what the commit changes.
pub(super) const JOURNAL: &str = "journal.json";
/// In a job's folder: says that every step is done and only cleaning is left.
pub(super) const DECIDED: &str = "decided";
/// In a job's folder: the files of its tasks' attempts.
pub(crate) const ATTEMPTS: &str = "attempts";
/// In a job's folder: folders that are about to take the place of others.
pub(super) const NEW: &str = "new";

const BESIDE: &str = ".sparrow-";

/// The folder of a job beside its target; also the name of the file that tells a new folder from the one it replaces.
pub(crate) fn beside(job: Uuid) -> String {
    format!("{BESIDE}{job}")
}

/// The job whose folder beside its target has this name.
pub(crate) fn job_beside(name: &str) -> Option<Uuid> {
    name.strip_prefix(BESIDE).and_then(job_inside)
}

/// The job whose folder below `_temporary` has this name.
pub(crate) fn job_inside(name: &str) -> Option<Uuid> {
    // `Uuid` also reads other spellings, which are not ours.
    Uuid::try_parse(name).ok().filter(|job| job.to_string() == name)
}

/// A path below some folder: no `..`, not absolute. Empty is the folder itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Below(String);

impl Below {
    /// The folder itself.
    pub fn here() -> Self {
        Self::default()
    }

    /// A name or path of ours.
    pub fn ours(path: impl Into<String>) -> Self {
        let path = path.into();
        debug_assert!(Self::try_from(path.clone()).is_ok(), "{path}");
        Self(path)
    }

    pub fn is_here(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }

    /// The path of `name` in it.
    pub fn join(&self, name: &str) -> Self {
        if self.is_here() { Self(name.to_owned()) } else { Self(format!("{}/{name}", self.0)) }
    }

    /// The path of `other` seen from here.
    pub fn then(&self, other: &Self) -> Self {
        if other.is_here() { self.clone() } else { self.join(&other.0) }
    }

    /// The folder and the name in it; `None` of the folder itself.
    pub fn split(&self) -> Option<(Self, &str)> {
        match self.0.rsplit_once('/') {
            Some((folder, name)) => Some((Self(folder.to_owned()), name)),
            None if self.is_here() => None,
            None => Some((Self::here(), &self.0)),
        }
    }

    /// Whether it is at or below `name`.
    pub fn is_in(&self, name: &str) -> bool {
        self.segments().next() == Some(name)
    }
}

impl TryFrom<String> for Below {
    type Error = String;

    fn try_from(path: String) -> Result<Self, String> {
        let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.contains('\0');
        if path.is_empty() || path.split('/').all(is_name) { Ok(Self(path)) } else { Err(format!("no path: {path:?}")) }
    }
}

impl From<Below> for String {
    fn from(path: Below) -> Self {
        path.0
    }
}

impl fmt::Display for Below {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
