//! What a commit changes, written down before the first change that can be seen.

use std::io::{self, ErrorKind};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::folder::Folder;
use super::names::{ATTEMPTS, Below, JOURNAL, NEW, TEMPORARY};

/// Bytes a journal may have: some millions of files.
const JOURNAL_BYTES_MAX: u64 = 512 << 20;

/// What a commit changes. All its steps are done, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    version: u32,
    pub job: Uuid,
    /// The steps are to be taken back: one could not be done.
    pub undo: bool,
    pub steps: Vec<Step>,
    /// Files below the target that go once the steps are done.
    pub deletions: Vec<Below>,
    /// Whether `_SUCCESS` is put when the steps are done; a new folder brings its own.
    pub success: bool,
}

/// One change that readers see, done at once by the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    /// A file gets its place.
    Move {
        /// Below the job's folder.
        from: Below,
        /// Below the target.
        to: Below,
    },
    /// A new folder takes the place of what is there.
    Swap {
        /// Below the target, or the target itself. The new folder is at the same path below `new` in the job's folder.
        at: Below,
        /// The files that go with the old folder, seen from it. Others that turn up in it move to the new one.
        deletions: Vec<Below>,
    },
}

impl Step {
    /// Where a swap's new folder is, and the old one afterwards.
    pub fn staged(at: &Below) -> Below {
        Below::ours(NEW).then(at)
    }
}

impl Journal {
    /// The journal of a job.
    pub fn new(job: Uuid, steps: Vec<Step>, deletions: Vec<Below>, success: bool) -> Self {
        Self { version: 1, job, undo: false, steps, deletions, success }
    }

    /// Whether the whole target becomes new, in one step.
    pub fn replaces_target(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Swap { at, .. } if at.is_here()))
    }

    /// Writes it into the job's folder, in place of an earlier one.
    pub fn write(&self, folder: &Folder) -> io::Result<()> {
        let body = serde_json::to_string(self)?;
        let text = format!("{:08x}\n{body}", crc32fast::hash(body.as_bytes()));
        if text.len() as u64 > JOURNAL_BYTES_MAX {
            let problem = format!("the write changes too many files: its journal would have {} bytes", text.len());
            return Err(io::Error::new(ErrorKind::FileTooLarge, problem));
        }
        folder.put(JOURNAL, text.as_bytes())
    }

    /// Reads the journal in a job's folder. One that is damaged, or would lead out of the target, is an error.
    pub fn read(folder: &Folder, job: Uuid) -> io::Result<Option<Self>> {
        let Some(bytes) = folder.read(JOURNAL, JOURNAL_BYTES_MAX)? else { return Ok(None) };
        let refused = |why: &str| {
            let path = folder.path().join(JOURNAL);
            io::Error::new(ErrorKind::InvalidData, format!("the journal {} is {why}", path.display()))
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| refused("damaged"))?;
        let (sum, body) = text.split_once('\n').ok_or_else(|| refused("damaged"))?;
        if sum != format!("{:08x}", crc32fast::hash(body.as_bytes())) {
            return Err(refused("damaged"));
        }
        let journal: Self = serde_json::from_str(body).map_err(|error| refused(&format!("refused: {error}")))?;
        if journal.version != 1 || journal.job != job || !journal.stays_within() {
            return Err(refused("refused: it is not of this write"));
        }
        Ok(Some(journal))
    }

    /// Whether it only names what a journal of ours can name.
    fn stays_within(&self) -> bool {
        let in_target = |at: &Below| !at.is_here() && !at.is_in(TEMPORARY);
        let is_staged = |at: &Below| at.is_in(ATTEMPTS) || at.is_in(NEW);
        self.deletions.iter().all(in_target)
            && self.steps.iter().all(|step| match step {
                Step::Move { from, to } => is_staged(from) && in_target(to),
                Step::Swap { at, .. } => !at.is_in(TEMPORARY),
            })
    }
}
