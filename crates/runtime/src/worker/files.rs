//! The folder of a worker: shuffle files by job and stage, made by Ballista's writers; here they are removed.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use ballista_core::serde::scheduler::TaskKey;
use sparrow_spark_error::{Result, SparkError, internal};

use crate::exchange::check_job_id;

/// A stopping task has as long as this to stop adding files to a folder that is being removed.
const BETWEEN_REMOVALS: Duration = Duration::from_millis(50);
const REMOVALS_MAX: usize = 40;
/// Begins the name of the folder a worker spills to.
const SPILL_PREFIX: &str = "spill-";

/// Where a worker's files are.
#[derive(Clone, Debug)]
pub(super) struct Files {
    work_dir: PathBuf,
    scratch: PathBuf,
    spill_folder: PathBuf,
}

impl Files {
    /// Makes the folders. What an earlier process of this id spilled goes.
    pub(super) fn new(work_dir: &Path, scratch: &Path, executor_id: &str) -> Result<Self> {
        check_job_id(executor_id).map_err(|_| internal("the id of an executor does not name a folder"))?;
        let spill_folder = scratch.join(format!("{SPILL_PREFIX}{executor_id}"));
        if_there(fs::remove_dir_all(&spill_folder)).map_err(failed)?;
        for folder in [work_dir, &spill_folder] {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        Ok(Self { work_dir: work_dir.to_owned(), scratch: scratch.to_owned(), spill_folder })
    }

    pub(super) fn spill_folder(&self) -> &Path {
        &self.spill_folder
    }

    /// The folder of a job, if its id names one.
    pub(super) fn job(&self, job_id: &str) -> Result<PathBuf> {
        check_job_id(job_id)?;
        let folder = self.work_dir.join(job_id);
        match [&self.scratch, &self.spill_folder].contains(&&folder) {
            true => Err(internal("the id of a job names the folder of spills")),
            false => Ok(folder),
        }
    }

    /// Removes what stages of a job wrote; with no stages, all of the job.
    pub(super) fn remove(&self, job_id: &str, stages: &[u32]) -> Result<()> {
        let job = self.job(job_id)?;
        if stages.is_empty() {
            return remove_all(&job).map_err(failed);
        }
        for stage in stages {
            remove_all(&job.join(stage.to_string())).map_err(failed)?;
        }
        // Goes with its last stage.
        let _ = fs::remove_dir(job);
        Ok(())
    }

    /// Removes what a task that failed wrote: its numbers never come again, so nobody would ever read it.
    pub(super) fn discard(&self, key: &TaskKey, output: Output, partitions: &[u32]) {
        let Ok(job) = self.job(key.job_id.as_str()) else { return };
        let stage = job.join(key.stage_id.to_string());
        match output {
            Output::Sorted => drop(fs::remove_dir_all(stage.join(key.task_id.to_string()))),
            Output::Plain => {
                for partition in partitions.iter().map(|p| stage.join(p.to_string())) {
                    let _ = fs::remove_file(partition.join(format!("data-{}.arrow", key.task_id)));
                    let _ = fs::remove_dir(partition);
                }
            }
        }
        // Go when nothing else is in them.
        let _ = fs::remove_dir(stage);
        let _ = fs::remove_dir(job);
    }

    /// Removes the folders of jobs not in `running`, and of spills of other workers, that last changed before `before`.
    /// Returns how many went.
    pub(super) fn sweep(&self, before: SystemTime, running: &HashSet<String>) -> Result<usize> {
        let is_job = |entry: &DirEntry| {
            let name = entry.file_name();
            let job = name.to_str().filter(|name| self.job(name).is_ok());
            job.is_some_and(|job| !running.contains(job))
        };
        let is_spill = |entry: &DirEntry| {
            let is_named_so = entry.file_name().to_str().is_some_and(|name| name.starts_with(SPILL_PREFIX));
            is_named_so && entry.path() != self.spill_folder
        };
        let jobs = sweep_folder(&self.work_dir, before, is_job).map_err(failed)?;
        Ok(jobs + sweep_folder(&self.scratch, before, is_spill).map_err(failed)?)
    }
}

/// How a stage's output lies on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// A file per partition.
    Plain,
    /// A file per task with an index of partitions.
    Sorted,
}

fn sweep_folder(folder: &Path, before: SystemTime, is_ours: impl Fn(&DirEntry) -> bool) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && is_ours(&entry) && last_change(&entry.path())? < before {
            if_there(fs::remove_dir_all(entry.path()))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// When anything in the folder last changed. What vanishes meanwhile does not count.
fn last_change(folder: &Path) -> io::Result<SystemTime> {
    let mut last = fs::symlink_metadata(folder)?.modified()?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        last = last.max(metadata.modified()?);
        if metadata.is_dir() {
            last = last.max(last_change(&path).unwrap_or(last));
        }
    }
    Ok(last)
}

/// Removes a folder to which tasks that are being stopped may still be adding files.
fn remove_all(folder: &Path) -> io::Result<()> {
    for _ in 0..REMOVALS_MAX {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => thread::sleep(BETWEEN_REMOVALS),
            removed => return if_there(removed),
        }
    }
    if_there(fs::remove_dir_all(folder))
}

/// What is gone need not be removed.
fn if_there(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|e| if e.kind() == ErrorKind::NotFound { Ok(()) } else { Err(e) })
}

fn failed(error: io::Error) -> SparkError {
    internal("the folder of a worker cannot be kept").caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(&folder.path().join("work"), &folder.path().join("work/scratch"), "e-1").unwrap();
        (folder, files)
    }

    fn write(files: &Files, path: &str) {
        let path = files.work_dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    #[test]
    fn ids_that_name_more_than_a_folder_are_refused() {
        let (_folder, files) = files();
        write(&files, "../precious/file");
        let hostile = ["", ".", "..", "../precious", "a/b", "/etc", "a\\b", "a\0b", "scratch", &"x".repeat(129), "ä"];
        for id in hostile {
            assert!(files.job(id).is_err(), "{id:?}");
            assert!(files.remove(id, &[]).is_err(), "{id:?}");
            assert!(files.remove(id, &[1]).is_err(), "{id:?}");
        }
        assert!(files.work_dir.join("../precious/file").exists());
        assert!(files.spill_folder().exists());
        assert!(files.job("job-1_b.2").is_ok());
        assert!(Files::new(&files.work_dir, &files.scratch, "../e").is_err());
    }

    #[test]
    fn stages_go_and_then_the_job() {
        let (_folder, files) = files();
        for path in ["j/1/0/data-0.arrow", "j/2/0/data.arrow", "k/1/0/data.arrow"] {
            write(&files, path);
        }
        files.remove("j", &[1, 7]).unwrap();
        assert!(!files.work_dir.join("j/1").exists() && files.work_dir.join("j/2").exists());
        files.remove("j", &[2]).unwrap();
        assert!(!files.work_dir.join("j").exists() && files.work_dir.join("k").exists());
        files.remove("k", &[]).unwrap();
        files.remove("k", &[]).unwrap();
        assert!(!files.work_dir.join("k").exists());
    }

    #[test]
    fn a_failed_task_takes_only_its_own_files() {
        let (_folder, files) = files();
        for path in ["j/1/4/data-7.arrow", "j/1/4/data-8.arrow", "j/2/7/data.arrow", "j/2/7/spill-0/part-1.arrow"] {
            write(&files, path);
        }
        let key = |stage_id| TaskKey { job_id: "j".into(), stage_id, task_id: 7 };
        files.discard(&key(1), Output::Plain, &[4]);
        files.discard(&key(2), Output::Sorted, &[0, 1, 2]);
        assert!(!files.work_dir.join("j/1/4/data-7.arrow").exists());
        assert!(files.work_dir.join("j/1/4/data-8.arrow").exists());
        assert!(!files.work_dir.join("j/2").exists());
    }

    #[test]
    fn a_sweep_takes_what_is_old_and_nobodys() {
        let (_folder, files) = files();
        for path in ["old/1/0/data.arrow", "mine/1/0/data.arrow", "scratch/spill-dead/x", "scratch/other/x"] {
            write(&files, path);
        }
        let running = HashSet::from(["mine".to_owned()]);
        let (now, hour) = (SystemTime::now(), std::time::Duration::from_secs(3600));
        assert_eq!(files.sweep(now - hour, &running).unwrap(), 0);
        assert_eq!(files.sweep(now + hour, &running).unwrap(), 2);
        assert!(files.work_dir.join("mine").exists() && files.scratch.join("other").exists());
        assert!(files.spill_folder().exists());
    }

    #[test]
    fn a_new_process_drops_the_spills_of_the_old_one() {
        let (_folder, files) = files();
        fs::write(files.spill_folder().join("left"), "x").unwrap();
        let again = Files::new(&files.work_dir, &files.scratch, "e-1").unwrap();
        assert_eq!(fs::read_dir(again.spill_folder()).unwrap().count(), 0);
    }
}
