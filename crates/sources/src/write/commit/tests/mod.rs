//! Commits that end at every step, and recoveries that do; journals that lie; jobs side by side.

mod crash;
mod hostile;
mod sequences;
mod side_by_side;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::names::{LOCK, SUCCESS, TEMPORARY};
use super::*;
use crate::path::is_hidden;

/// Files below a folder by path, with their text: of an old write, a new one, or what is seen.
type Files = BTreeMap<String, String>;

/// A place with a target `t` and a state folder beside it.
struct World {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        Self { _folder: folder, root }
    }

    /// A world whose target holds these files.
    fn with(files: &Files) -> Self {
        let world = Self::new();
        for (path, text) in files {
            put(&world.target().join(path), text);
        }
        world
    }

    /// The same files elsewhere: what a machine is left with when the process has ended.
    fn copy(&self) -> Self {
        let world = Self::new();
        copy(&self.root, &world.root);
        world
    }

    fn target(&self) -> PathBuf {
        self.root.join("t")
    }

    fn registry(&self) -> Registry {
        Registry::new(&self.root.join("state"))
    }

    /// What a reader sees that knows nothing of us: no name that begins with `_` or `.`.
    fn seen(&self) -> Files {
        let mut all = Files::new();
        collect(&self.target(), "", &mut all);
        all.retain(|path, _| !path.split('/').any(is_hidden));
        all
    }

    /// What is left of jobs: their folders, their notes.
    fn traces(&self) -> Vec<String> {
        let mut all = Files::new();
        collect(&self.root, "", &mut all);
        let mut traces: Vec<_> = all.into_keys().filter(|path| !path.ends_with(SUCCESS)).collect();
        traces.retain(|path| {
            !path.starts_with("t/") || path.split('/').any(|name| name == TEMPORARY || name.starts_with('.'))
        });
        let folders = [self.target().join(TEMPORARY)].into_iter().filter(|folder| folder.exists());
        traces.extend(folders.map(|folder| folder.display().to_string()));
        traces
    }

    /// A job with these files as those of its attempts, committed. `Err` when the disk has ended.
    fn write(&self, disk: &Disk, files: &Files, replace: Replace) -> io::Result<()> {
        let registry = self.registry().on(disk);
        recover(&self.target(), Which::All, disk)?;
        let job = LocalJob::begin(&registry, &self.target(), Uuid::new_v4(), replace)?;
        let winners = attempt(&job, 0, files);
        job.commit(&winners)
    }

    /// Recovers as a start of the server does.
    fn start(&self, disk: &Disk) -> io::Result<()> {
        let recoveries = self.registry().on(disk).recover()?;
        recoveries.into_iter().try_for_each(|recovery| recovery.outcome.map(|_| ()).map_err(io::Error::other))
    }
}

/// Writes files as an attempt of a job does, and names them as a manifest does.
fn attempt(job: &LocalJob, number: usize, files: &Files) -> Vec<Winner> {
    let winner = |(path, text): (&String, &String)| {
        let at = Below::try_from(path.clone()).unwrap();
        let (folder, name) = at.split().unwrap();
        let file = Below::ours(format!("{ATTEMPTS}/00000-{number}/{path}"));
        put(&job.folder().join(file.as_str()), text);
        Winner { file, folder, name: name.to_owned() }
    };
    files.iter().map(winner).collect()
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn collect(folder: &Path, at: &str, into: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = format!("{at}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), into);
        } else {
            into.insert(path, String::from_utf8_lossy(&fs::read(entry.path()).unwrap_or_default()).into_owned());
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn files(paths: &[&str]) -> Files {
    paths.iter().map(|path| ((*path).to_owned(), format!("text of {path}"))).collect()
}
