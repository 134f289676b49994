//! Ends what dead owners have begun, and sweeps what they have left.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::claim::{Claim, Found, Place, unless_used};
use super::disk::Disk;
use super::folder::{Folder, Kind};
use super::journal::Journal;
use super::names::{Below, JOURNAL, LOCK, TEMPORARY, beside, job_beside, job_inside};
use super::settle::Settling;
use super::target::Target;

/// How long a folder without a marker must have been left alone to be swept.
const LEFTOVER_AGE_MIN: Duration = Duration::from_secs(3600);

/// Which jobs to look after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those whose commit has begun: what readers need.
    Journals,
    /// Also those that have only left files: what writers and starts of a server do.
    All,
}

/// What came of a job that was looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// There was nothing left of it.
    Nothing,
    /// It was left alone: its owner lives, or it is too young to be swept.
    Left,
    /// It was done in part or in full, and counts now.
    Finished,
    /// It does not count, and nothing is left of it.
    TakenBack,
}

/// Recovers a target: afterwards none of its dead jobs is done in part. Waits for commits that are under way.
pub(crate) fn recover(path: &Path, which: Which, disk: &Disk) -> io::Result<()> {
    let Some(target) = Target::find(path, disk)? else { return Ok(()) };
    if jobs(&target, which)?.is_empty() {
        return Ok(());
    }
    let _lock = target.lock()?;
    recover_locked(&target, which, None)
}

/// The same for a target whose lock is held, by a job that is not dead if `owner` is given.
pub(super) fn recover_locked(target: &Target, which: Which, owner: Option<Uuid>) -> io::Result<()> {
    for (job, place) in jobs(target, which)? {
        if Some(job) != owner {
            recover_job(target, job, place, which)?;
        }
    }
    Ok(())
}

/// Recovers one job of a target whose lock is held.
pub(super) fn recover_job(target: &Target, job: Uuid, place: Place, which: Which) -> io::Result<Recovered> {
    match Claim::find(target, job, place)? {
        Found::Nothing => Ok(Recovered::Nothing),
        Found::Leftover(folder) if which == Which::All => sweep(target, job, place, &folder),
        Found::Alive | Found::Leftover(_) => Ok(Recovered::Left),
        Found::Dead(claim) => match Journal::read(&claim.folder, job)? {
            Some(mut journal) => {
                let settling = Settling { target, claim: &claim };
                let recovered = settling.recover(&mut journal)?;
                settling.close()?;
                claim.remove(target).map(|()| recovered)
            }
            None if which == Which::All => claim.remove(target).map(|()| Recovered::TakenBack),
            None => Ok(Recovered::Left),
        },
    }
}

/// The jobs that have a folder for this target, or may have.
fn jobs(target: &Target, which: Which) -> io::Result<Vec<(Uuid, Place)>> {
    let mut found = Vec::new();
    if let Some(root) = target.folder()?
        && let Some(temporary) = root.find(&Below::ours(TEMPORARY))?
    {
        for entry in temporary.entries()? {
            let Some(job) = entry.name.to_str().and_then(job_inside) else { continue };
            if which == Which::All || temporary.exists(&Below::ours(job.to_string()).join(JOURNAL))? {
                found.push((job, Place::Inside));
            }
        }
    }
    // What is beside a target does not show in it: a reader sees the old folder or the new one, whole.
    if which == Which::All {
        let names = target.parent.entries()?;
        let jobs = names.iter().filter_map(|entry| entry.name.to_str().and_then(job_beside));
        found.extend(jobs.map(|job| (job, Place::Beside)));
    }
    Ok(found)
}

/// Removes what was written into a job's folder after the job had ended: nothing but files that bear the job's id.
fn sweep(target: &Target, job: Uuid, place: Place, folder: &Folder) -> io::Result<Recovered> {
    let age = SystemTime::now().duration_since(folder.modified()?).unwrap_or_default();
    if age < LEFTOVER_AGE_MIN {
        return Ok(Recovered::Left);
    }
    sweep_below(folder, &job.to_string())?;
    let removed = match place {
        Place::Beside => target.parent.remove_folder(beside(job)),
        Place::Inside => target.root()?.folder(&Below::ours(TEMPORARY))?.remove_folder(job.to_string()),
    };
    unless_used(removed).map(|()| Recovered::TakenBack)
}

fn sweep_below(folder: &Folder, job: &str) -> io::Result<()> {
    for entry in folder.entries()? {
        match entry.kind {
            Kind::Folder => {
                sweep_below(&folder.child(&entry.name)?, job)?;
                unless_used(folder.remove_folder(&entry.name))?;
            }
            Kind::Other if entry.name == LOCK || entry.name.to_string_lossy().contains(job) => {
                folder.remove_file(&entry.name)?;
            }
            Kind::Other => {}
        }
    }
    Ok(())
}

/// Recovers what a read of `path` would see in part: targets above it and itself. Those below show in the listing.
pub(crate) fn before_read(path: &Path) -> io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for target in path.ancestors() {
        match std::fs::symlink_metadata(target.join(TEMPORARY)) {
            Ok(found) if found.is_dir() => recover(target, Which::Journals, &Disk::default())?,
            _ => {}
        }
    }
    Ok(())
}

/// The target a journal in a listing belongs to.
pub(crate) fn target_of_journal(path: &str) -> Option<&str> {
    let mut segments = path.rsplitn(4, '/');
    let (journal, job, temporary) = (segments.next()?, segments.next()?, segments.next()?);
    let is_journal = journal == JOURNAL && temporary == TEMPORARY && job_inside(job).is_some();
    segments.next().filter(|_| is_journal)
}
