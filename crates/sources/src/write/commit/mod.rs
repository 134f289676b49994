//! The commit of a job on a file system: a reader that comes after a crash and its recovery finds the old data or the new.
//!
//! # Where things are
//!
//! A job has a folder of its own. It is `.sparrow-<job>` beside the target if the whole target becomes new (an overwrite, or
//! nothing was there), else `_temporary/<job>` below it (an append, an overwrite of partitions; also an overwrite where nothing
//! can be made beside the target, or the target is another device or another user's). Spark, pyarrow and we skip both names.
//! Executors must see that folder: they share the file system, the target's parent included. In it are
//!
//! * `job.json`, which says that the folder is ours, and `lock`, held by the server as long as the job lives,
//! * `attempts/<attempt>/…`, a folder for each attempt of a task, files synced when they are complete,
//! * `new/…`, folders about to take the place of others, `journal.json` and `decided`.
//!
//! # Steps, and what a reader that lists the target sees
//!
//! Whoever commits or recovers holds the lock of the target folder (`flock`), so that there is one at a time.
//!
//! 1. Dead jobs of the target are recovered. *Seen: old.*
//! 2. New folders are filled by renaming the files of the attempts that count. *Seen: old.*
//! 3. The journal is written: synced, renamed into place, its folder and the folders above synced. It names every step and every
//!    file that will be deleted. *Seen: old.*
//! 4. The steps.
//!    * Whole target: **one** step. The system exchanges the new folder and the old one, or gives the new one its name if nothing
//!      is there. *Seen: old, then new with `_SUCCESS`; nothing between, crash or not.*
//!    * Partitions (dynamic overwrite): a step for each partition folder that gets rows. *Seen: each partition old or new; when
//!      there are several, some old and some new for the time of these calls, or until recovery.*
//!    * Append, and an overwrite without an exchange of folders: a rename for each file. *Seen: old, and more and more of the
//!      new files for the time of these calls, or until recovery.*
//!
//!    A step that fails (a full disk, a folder that may not be written) has those before it taken back, and the write fails.
//!    Where the system cannot exchange the whole folder (NFS, an overlay, a mount), its files are renamed one by one instead.
//! 5. `decided` is made if anything is to be deleted. From here on the write counts, whatever happens.
//! 6. Replaced files are deleted. A file that came into an old folder after step 2 has looked is not replaced: it moves to the
//!    new folder, and so do folders of jobs that still write. *Seen: new; in the overwrite of files one by one, less and less old.*
//! 7. `_SUCCESS` is put; of a whole target it was in the new folder. *Seen: new.*
//! 8. The journal goes, then the job's folder, then `_temporary` if it is empty. Attempts that lost go with it.
//!
//! # Recovery
//!
//! A job is dead when its lock is free: the system frees it with the process. Then
//!
//! * without a journal (a crash before 3 was done) its folder is removed: **old**;
//! * with a journal and no step done, likewise: nobody has seen anything, and nothing that others have done since is undone:
//!   **old**;
//! * with a step done, the other steps are done and 5 to 8 follow: **new**; should one fail, all are taken back: **old**;
//! * with `decided`, 6 to 8 follow: **new**.
//!
//! Each step tells by itself whether it is done (a file is gone from the attempts; the new folder, known by a file
//! `.sparrow-<job>` in it, has left), so that an end in the middle of recovery leaves what the next recovery goes on with.
//!
//! Recovery runs when a server starts, for the writes its [`Registry`] has noted; when a path is read, for targets at, above and
//! below it that have journals; and when it is written, at the begin and under the lock of the commit. So our own readers never
//! see a part of a dead job. Other readers can, between a crash and its recovery, in the two places said above.
//!
//! A journal is data of others: it has a checksum, may name only paths below the target and the job's folder, and the folders on
//! the way are opened one by one without following links. One that is damaged or names anything else is refused with an error,
//! also to readers, until somebody has looked at it and removed the job's folder.
//!
//! What is not promised: a file system without `flock` has no recovery (nobody can say which owners live). A new target folder
//! has the permissions of the old one, but not its access lists; whoever has the old one open, mounted or watched keeps that.

mod claim;
mod disk;
mod folder;
mod journal;
mod lock;
mod names;
mod recover;
mod registry;
mod settle;
mod stage;
pub(super) mod store;
mod target;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use sparrow_spark_error::{Result, internal};
use uuid::Uuid;

pub(crate) use names::{ATTEMPTS, Below, MARKER, job_beside};
pub use recover::Recovered;
pub(crate) use recover::{Which, target_of_journal};
pub use registry::{Recovery, Registry};
pub(crate) use stage::{Replace, Winner};

#[cfg(test)]
pub(crate) use disk::Disk;

use super::encode::write_failed;
use crate::condition::failed_read;
use crate::path::Location;
use claim::{Claim, Place};
use recover::{before_read, recover, recover_locked};
use settle::Settling;
use stage::{can_be_replaced, instead, stage};
use target::Target;

/// A job on a file system that has a folder and is not committed. Dropping it removes what it has written.
#[derive(Debug)]
pub(crate) struct LocalJob {
    path: PathBuf,
    replace: Replace,
    claim: Option<Claim>,
    registry: Registry,
}

impl LocalJob {
    /// Makes the folder of a job that writes `path`.
    pub fn begin(registry: &Registry, path: &Path, job: Uuid, replace: Replace) -> io::Result<Self> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        Self::begin_in(registry, path, job, replace, true)
    }

    /// The same where nothing may be made beside the folder `path`.
    pub fn begin_inside(registry: &Registry, path: &Path, job: Uuid, replace: Replace) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        Self::begin_in(registry, path, job, replace, false)
    }

    fn begin_in(registry: &Registry, path: &Path, job: Uuid, replace: Replace, beside: bool) -> io::Result<Self> {
        let Some(target) = Target::find(path, registry.disk())? else { return Err(io::ErrorKind::NotFound.into()) };
        // While another write replaces the target, nothing can be made in it.
        let _lock = target.lock()?;
        let path = target.path();
        let place = if beside && (replace == Replace::Everything || target.kind()?.is_none()) {
            Place::Beside
        } else {
            Place::Inside
        };
        note(registry, job, &path, place);
        let mut claim = Claim::make(&target, job, place);
        if place == Place::Beside
            && target.folder()?.is_some()
            && !claim.as_ref().is_ok_and(|claim| can_be_replaced(&target, claim).unwrap_or(false))
        {
            if let Ok(claim) = claim {
                claim.remove(&target)?;
            }
            note(registry, job, &path, Place::Inside);
            claim = Claim::make(&target, job, Place::Inside);
        }
        Ok(Self { path, replace, claim: Some(claim?), registry: registry.clone() })
    }

    /// The job's folder.
    pub fn folder(&self) -> PathBuf {
        self.claim.as_ref().map(|claim| claim.folder.path().to_owned()).unwrap_or_default()
    }

    /// Gives the files their places. On an error the target is as it was, or a later recovery makes it so, unless the error says
    /// that replaced files could not be removed.
    pub fn commit(mut self, files: &[Winner]) -> io::Result<()> {
        let Some(claim) = self.claim.take() else { return Ok(()) };
        let Some(target) = Target::find(&self.path, self.registry.disk())? else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let _lock = target.lock()?;
        let committed = commit_locked(&target, &claim, files, self.replace);
        let settling = Settling { target: &target, claim: &claim };
        if committed.is_ok() || settling.is_taken_back()? {
            settling.close()?;
            self.end(claim, &target);
        }
        committed
    }

    /// Removes the job's folder. What this leaves is swept later, and must not make the write fail.
    fn end(&self, claim: Claim, target: &Target) {
        let job = claim.job;
        let removed = claim.remove(target).and_then(|()| self.registry.remove(job));
        if let Err(error) = removed {
            tracing::debug!(path = %self.path.display(), %error, "a write has left files to be swept");
        }
    }
}

impl Drop for LocalJob {
    fn drop(&mut self) {
        if let Some(claim) = self.claim.take()
            && let Ok(Some(target)) = Target::find(&self.path, self.registry.disk())
        {
            self.end(claim, &target);
        }
    }
}

/// Recovers a target that is about to be written. Stores that are no file systems have nothing to recover.
pub(crate) async fn recover_for_write(registry: &Registry, target: &Location) -> Result<()> {
    if !target.is_local() {
        return Ok(());
    }
    let (path, disk) = (target.local_path()?, registry.disk().clone());
    let recovered = tokio::task::spawn_blocking(move || recover(&path, Which::All, &disk)).await;
    let recovered = recovered.map_err(|error| internal("a recovery died").caused_by(error))?;
    recovered.map_err(|error| write_failed(&target.display(), error))
}

/// Recovers what a read of these paths would see in part.
pub(crate) async fn recover_for_read(paths: Vec<Location>) -> Result<()> {
    let work = move || {
        for path in paths.iter().filter(|path| path.is_local()) {
            before_read(&path.local_path()?).map_err(|error| failed_read(&path.display(), error))?;
        }
        Ok(())
    };
    let recovered = tokio::task::spawn_blocking(work).await;
    recovered.map_err(|error| internal("a recovery died").caused_by(error))?
}

fn commit_locked(target: &Target, claim: &Claim, files: &[Winner], replace: Replace) -> io::Result<()> {
    recover_locked(target, Which::All, Some(claim.job))?;
    let settling = Settling { target, claim };
    let mut journal = stage(target, claim, files, replace)?;
    // Whoever waits for the old folder's lock then waits for the new one's.
    let _new_lock = if journal.replaces_target() { claim.lock_new()? } else { None };
    let done = settling.run(&mut journal);
    if done.is_err() && replace == Replace::Everything && journal.replaces_target() && target.folder()?.is_some() {
        return settling.run(&mut instead(target, claim, files)?);
    }
    done
}

/// Notes a write for the next start of the server. Without the note it is recovered all the same, when its path is next used.
fn note(registry: &Registry, job: Uuid, path: &Path, place: Place) {
    if let Err(error) = registry.add(job, path, place) {
        tracing::warn!(path = %path.display(), %error, "a write cannot be noted in the state folder");
    }
}
