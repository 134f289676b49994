//! The way to a journal: what a commit has to change, and the new folders it has ready for it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};

use super::claim::{Claim, Place};
use super::folder::{Folder, Kind};
use super::journal::{Journal, Step};
use super::names::{Below, NEW, SUCCESS, TEMPORARY, beside};
use super::target::Target;

/// A file of an attempt that counts.
#[derive(Clone, Debug)]
pub(crate) struct Winner {
    /// Below the job's folder.
    pub file: Below,
    /// The partition folder it belongs in.
    pub folder: Below,
    /// Its name there.
    pub name: String,
}

impl Winner {
    fn place(&self) -> Below {
        self.folder.join(&self.name)
    }
}

/// What becomes of the files that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replace {
    /// They stay.
    Nothing,
    /// They go.
    Everything,
    /// Those go that are in partition folders with new files.
    Partitions,
}

/// Gets ready what a job of these files has to change.
pub(super) fn stage(target: &Target, claim: &Claim, files: &[Winner], replace: Replace) -> io::Result<Journal> {
    for file in files {
        if claim.folder.kind_at(&file.file)? != Some(Kind::Other) {
            let problem = format!("{} is not in {}", file.file, claim.folder.path().display());
            return Err(io::Error::new(ErrorKind::NotFound, problem));
        }
    }
    let is_new = target.kind()?.is_none();
    match replace {
        Replace::Everything if can_be_replaced(target, claim)? => whole(target, claim, files),
        Replace::Everything => moves(target, claim, files.iter().map(|f| (f.file.clone(), f.place())), true),
        _ if is_new && claim.place == Place::Beside => whole(target, claim, files),
        Replace::Partitions => partitions(target, claim, files),
        Replace::Nothing => moves(target, claim, files.iter().map(|f| (f.file.clone(), f.place())), false),
    }
}

/// What to change instead where the system cannot exchange the whole folder: its files, one by one.
pub(super) fn instead(target: &Target, claim: &Claim, files: &[Winner]) -> io::Result<Journal> {
    moves(target, claim, files.iter().map(|file| (Step::staged(&file.place()), file.place())), true)
}

/// A folder can only be exchanged for one on the same device; and one that is another user's keeps its owner.
pub(super) fn can_be_replaced(target: &Target, claim: &Claim) -> io::Result<bool> {
    if claim.place == Place::Inside {
        return Ok(false);
    }
    target.folder()?.map_or(Ok(true), |root| Ok(root.owner()? == claim.folder.owner()?))
}

/// A new folder for the whole target.
fn whole(target: &Target, claim: &Claim, files: &[Winner]) -> io::Result<Journal> {
    let new = claim.folder.make_child(NEW)?;
    let old = target.folder()?;
    gather(claim, files, &old, &Below::here())?;
    new.touch(SUCCESS)?;
    new.sync()?;
    let deletions = old.map_or(Ok(Vec::new()), |old| files_in(&old))?;
    Ok(Journal::new(claim.job, vec![Step::Swap { at: Below::here(), deletions }], Vec::new(), false))
}

/// A new folder for each partition that gets files.
fn partitions(target: &Target, claim: &Claim, files: &[Winner]) -> io::Result<Journal> {
    let mut by_folder: BTreeMap<Below, Vec<Winner>> = BTreeMap::new();
    for file in files {
        by_folder.entry(file.folder.clone()).or_default().push(file.clone());
    }
    let root = target.root()?;
    let mut steps = Vec::with_capacity(by_folder.len());
    for (at, files) in by_folder {
        let old = root.find(&at)?;
        gather(claim, &files, &old, &at)?;
        let entries = old.map_or(Ok(Vec::new()), |old| old.entries())?;
        let names = entries.iter().filter(|entry| entry.kind == Kind::Other).filter_map(|entry| entry.name.to_str());
        let deletions = names.map(Below::ours).collect();
        steps.push(Step::Swap { at, deletions });
    }
    Ok(Journal::new(claim.job, steps, Vec::new(), true))
}

/// Files that get their places one by one, and with `replace` all those that are there go.
fn moves(
    target: &Target,
    claim: &Claim,
    files: impl Iterator<Item = (Below, Below)>,
    replace: bool,
) -> io::Result<Journal> {
    let deletions = if replace { files_in(&target.root()?)? } else { Vec::new() };
    let steps = files.map(|(from, to)| Step::Move { from, to }).collect();
    Ok(Journal::new(claim.job, steps, deletions, true))
}

/// Moves files to their places in the new folder for `at`, which gets the mark of the job and what `old` has of permissions.
fn gather(claim: &Claim, files: &[Winner], old: &Option<Folder>, at: &Below) -> io::Result<()> {
    let new = Below::ours(NEW);
    let mut folders = BTreeSet::new();
    for file in files {
        let Some((from, name)) = file.file.split() else { continue };
        let folder = new.then(&file.folder);
        claim.folder.folder(&from)?.place(name, &claim.folder.make(&folder)?, &file.name)?;
        folders.insert(folder);
    }
    let staged = claim.folder.make(&Step::staged(at))?;
    if let Some(old) = old {
        staged.copy_permissions(old)?;
    }
    staged.touch(&beside(claim.job))?;
    // Every folder on the way holds the name of the next.
    let ways: Vec<Below> = folders.iter().flat_map(ancestors).collect();
    folders.extend(ways);
    folders.insert(Step::staged(at));
    folders.iter().try_for_each(|folder| claim.folder.folder(folder)?.sync())
}

fn ancestors(at: &Below) -> Vec<Below> {
    let mut found = Vec::new();
    let mut at = at.clone();
    while let Some((parent, _)) = at.split() {
        found.push(parent.clone());
        at = parent;
    }
    found
}

/// All files below a target but those of jobs; links are named, not followed.
fn files_in(root: &Folder) -> io::Result<Vec<Below>> {
    let mut found = Vec::new();
    let mut todo = vec![Below::here()];
    while let Some(at) = todo.pop() {
        for entry in root.folder(&at)?.entries()? {
            // A name that is no text is none of ours or Spark's, and stays.
            let Some(name) = entry.name.to_str() else { continue };
            let path = at.join(name);
            match entry.kind {
                Kind::Folder if at.is_here() && name == TEMPORARY => {}
                Kind::Folder => todo.push(path),
                Kind::Other => found.push(path),
            }
        }
    }
    Ok(found)
}
