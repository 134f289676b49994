//! Does what a journal says, or takes it back; all of it can be done again after an end anywhere.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, ErrorKind};

use super::claim::{Claim, unless_used};
use super::folder::{Folder, Kind};
use super::journal::{Journal, Step};
use super::names::{Below, DECIDED, JOURNAL, SUCCESS, TEMPORARY, beside};
use super::recover::Recovered;
use super::target::Target;

/// A job's folder and the target it changes, whose lock is held.
pub(super) struct Settling<'a> {
    pub target: &'a Target,
    pub claim: &'a Claim,
}

impl Settling<'_> {
    /// Writes the journal and does what it says. When a step fails, those before it are taken back.
    pub fn run(&self, journal: &mut Journal) -> io::Result<()> {
        self.claim.sync(self.target)?;
        journal.write(&self.claim.folder)?;
        match self.redo(journal) {
            Ok(()) => self.finish(journal),
            Err(error) => {
                self.take_back(journal)?;
                Err(error)
            }
        }
    }

    /// Goes on where a dead owner has stopped: forward if anybody can have seen a step, else back.
    pub fn recover(&self, journal: &mut Journal) -> io::Result<Recovered> {
        if self.claim.folder.kind(DECIDED)?.is_some() {
            return self.finish(journal).map(|()| Recovered::Finished);
        }
        let mut visible = false;
        for step in &journal.steps {
            visible |= self.is_done(step)?;
        }
        if visible && !journal.undo && self.redo(journal).is_ok() {
            return self.finish(journal).map(|()| Recovered::Finished);
        }
        self.take_back(journal).map(|()| Recovered::TakenBack)
    }

    /// Whether a commit that has failed has left nothing that can be seen.
    pub fn is_taken_back(&self) -> io::Result<bool> {
        if self.claim.folder.kind(DECIDED)?.is_some() {
            return Ok(false);
        }
        let Some(journal) = Journal::read(&self.claim.folder, self.claim.job)? else { return Ok(true) };
        for step in &journal.steps {
            if self.is_done(step)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Removes the journal. After this the job is no more than a folder to sweep. Should a loss of power bring it back, every step
    /// is done.
    pub fn close(&self) -> io::Result<()> {
        self.claim.folder.remove_file(JOURNAL)
    }

    /// Does the steps that are not done yet.
    fn redo(&self, journal: &Journal) -> io::Result<()> {
        for step in &journal.steps {
            match step {
                Step::Move { from, to } => self.do_move(from, to)?,
                Step::Swap { at, .. } if !self.is_done(step)? => self.swap(at)?,
                Step::Swap { .. } => {}
            }
        }
        let mut changed = BTreeSet::new();
        for step in &journal.steps {
            match step {
                Step::Move { to, .. } => changed.extend(to.split().map(|(folder, _)| folder)),
                Step::Swap { at, .. } => self.spot(at)?.0.sync()?,
            }
        }
        changed.iter().try_for_each(|folder| self.target.root()?.folder(folder)?.sync())
    }

    /// Takes back the steps that are done, the last first.
    fn take_back(&self, journal: &mut Journal) -> io::Result<()> {
        if !journal.undo {
            journal.undo = true;
            journal.write(&self.claim.folder)?;
        }
        for step in journal.steps.iter().rev() {
            match step {
                Step::Move { from, to } => self.undo_move(from, to)?,
                Step::Swap { at, .. } => self.undo_swap(at, self.is_done(step)?)?,
            }
        }
        Ok(())
    }

    fn is_done(&self, step: &Step) -> io::Result<bool> {
        let undone = match step {
            Step::Move { from, .. } => self.claim.folder.exists(from)?,
            // The new folder is known by a file; the old one, or nothing, is in its place once it has left.
            Step::Swap { at, .. } => self.claim.folder.exists(&Step::staged(at).join(&self.witness()))?,
        };
        Ok(!undone)
    }

    fn witness(&self) -> String {
        beside(self.claim.job)
    }

    /// The folder and the name of a place in the target.
    fn spot(&self, at: &Below) -> io::Result<(Folder, String)> {
        match at.split() {
            None => Ok((self.target.parent.again()?, self.target.name.clone())),
            Some((folder, name)) => Ok((self.target.root()?.folder(&folder)?, name.to_owned())),
        }
    }

    /// The folder and the name of something in the job's folder.
    fn staged(&self, at: &Below) -> io::Result<(Folder, String)> {
        let Some((folder, name)) = at.split() else { return Err(io::Error::from(ErrorKind::InvalidInput)) };
        Ok((self.claim.folder.folder(&folder)?, name.to_owned()))
    }

    /// Makes the folders a place is in.
    fn make_way(&self, at: &Below) -> io::Result<()> {
        match at.split() {
            Some((folder, _)) if !folder.is_here() => self.target.root()?.make(&folder).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn do_move(&self, from: &Below, to: &Below) -> io::Result<()> {
        if !self.claim.folder.exists(from)? {
            return match self.target.root()?.exists(to)? {
                true => Ok(()),
                false => Err(io::Error::new(ErrorKind::NotFound, format!("the write's file {to} is gone"))),
            };
        }
        self.make_way(to)?;
        let ((source, name), (folder, new)) = (self.staged(from)?, self.spot(to)?);
        source.place(name, &folder, new)
    }

    fn undo_move(&self, from: &Below, to: &Below) -> io::Result<()> {
        let Some(root) = self.target.folder()? else { return Ok(()) };
        if !self.claim.folder.exists(from)? && root.exists(to)? {
            let ((source, name), (folder, new)) = (self.staged(from)?, self.spot(to)?);
            folder.place(new, &source, name)?;
        }
        // Folders that were made for it.
        to.split().map_or(Ok(()), |(folder, _)| root.prune(&folder))
    }

    fn swap(&self, at: &Below) -> io::Result<()> {
        self.make_way(at)?;
        let ((source, name), (folder, place)) = (self.staged(&Step::staged(at))?, self.spot(at)?);
        match folder.kind(&place)? {
            Some(_) => source.exchange(name, &folder, place),
            None => source.place(name, &folder, place),
        }
    }

    fn undo_swap(&self, at: &Below, is_done: bool) -> io::Result<()> {
        if is_done {
            let ((source, name), (folder, place)) = (self.staged(&Step::staged(at))?, self.spot(at)?);
            match source.kind(&name)? {
                Some(_) => source.exchange(name, &folder, place)?,
                None => folder.place(place, &source, name)?,
            }
        }
        match at.split() {
            Some((folder, _)) => self.target.folder()?.map_or(Ok(()), |root| root.prune(&folder)),
            None => Ok(()),
        }
    }

    /// Removes what the write replaces. All steps are done and stay so.
    fn finish(&self, journal: &Journal) -> io::Result<()> {
        let is_swap = |step: &Step| matches!(step, Step::Swap { .. });
        if !journal.deletions.is_empty() || journal.steps.iter().any(is_swap) {
            self.claim.folder.touch(DECIDED)?;
        }
        for step in &journal.steps {
            if let Step::Swap { at, deletions } = step {
                self.clear_old(at, deletions)?;
            }
        }
        // Whoever has removed the target since then has ended the matter.
        let Some(root) = self.target.folder()? else { return Ok(()) };
        self.delete(&root, &journal.deletions)?;
        if journal.success {
            let folder = &self.claim.folder;
            folder.touch(SUCCESS)?;
            folder.rename(SUCCESS, &root, SUCCESS)?;
        }
        Ok(())
    }

    /// Removes the folder a new one has replaced.
    fn clear_old(&self, at: &Below, deletions: &[Below]) -> io::Result<()> {
        let (place, name) = self.spot(at)?;
        let Some(new) = place.find(&Below::ours(name))? else { return Ok(()) };
        let staged = Step::staged(at);
        match self.claim.folder.kind_at(&staged)? {
            Some(Kind::Folder) => {
                let old = self.claim.folder.folder(&staged)?;
                clear(&old, &new, &deletions.iter().map(Below::as_str).collect(), &Below::here())?;
            }
            // A file was replaced.
            Some(Kind::Other) => {
                let (source, name) = self.staged(&staged)?;
                source.remove_file(name)?;
            }
            None => {}
        }
        new.remove_file(self.witness())
    }

    fn delete(&self, root: &Folder, files: &[Below]) -> io::Result<()> {
        let mut folders = BTreeSet::new();
        for file in files {
            let Some((folder, name)) = file.split() else { continue };
            if let Some(folder) = root.find(&folder)? {
                folder.remove_file(name)?;
            }
            folders.insert(folder);
        }
        for folder in &folders {
            if let Some(folder) = root.find(folder)? {
                folder.sync()?;
            }
            root.prune(folder)?;
        }
        Ok(())
    }
}

/// Empties an old folder: the files named go, others move to the new one. They came after the write had looked what it replaces:
/// files that others have written meanwhile, and the folders of jobs that still write.
fn clear(old: &Folder, new: &Folder, deletions: &HashSet<&str>, at: &Below) -> io::Result<()> {
    for entry in old.entries()? {
        let path = entry.name.to_str().map(|name| at.join(name));
        let is_jobs = at.is_here() && entry.name == TEMPORARY;
        match (entry.kind, path) {
            (Kind::Folder, _) if is_jobs && new.kind(TEMPORARY)?.is_none() => {
                old.rename(TEMPORARY, new, TEMPORARY)?;
            }
            (Kind::Folder, Some(path)) => {
                clear(&old.child(&entry.name)?, new, deletions, &path)?;
                unless_used(old.remove_folder(&entry.name))?;
            }
            (_, Some(path)) if deletions.contains(path.as_str()) => old.remove_file(&entry.name)?,
            // Names that are no text are none of ours or Spark's.
            _ => {
                let folder = new.make(at)?;
                old.rename(&entry.name, &folder, &entry.name)?;
                folder.sync()?;
            }
        }
    }
    Ok(())
}
