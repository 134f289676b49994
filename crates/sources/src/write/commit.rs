//! The end of a job: its files move to their places, or vanish.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sparrow_spark_error::Result;
use uuid::Uuid;

use super::encode::write_failed;
use super::task::WrittenFile;
use crate::discover::parent;
use crate::location;
use crate::path::Location;

const TEMPORARY: &str = "_temporary";
const SUCCESS: &str = "_SUCCESS";

/// A job's claim on its directory. Dropped before it is published it takes back all it did.
pub(super) struct Commit {
    store: Arc<dyn ObjectStore>,
    target: Location,
    temporary: Path,
    existed: bool,
    /// Files already in their places.
    moved: Vec<Path>,
    /// From here on the new files stay, whatever happens.
    published: bool,
}

impl Commit {
    /// Begins a job.
    pub fn begin(store: Arc<dyn ObjectStore>, target: Location, job: Uuid, existed: bool) -> Self {
        let temporary = target.path.clone().join(TEMPORARY).join(job.to_string());
        Self { store, target, temporary, existed, moved: Vec::new(), published: false }
    }

    /// Where the job's files are until they are committed.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Moves the files to their places and removes those they replace.
    pub async fn publish(&mut self, files: Vec<WrittenFile>, overwrite: bool, dynamic: bool) -> Result<()> {
        let replaced = if overwrite { self.replaced(&files, dynamic).await? } else { Vec::new() };
        for file in &files {
            let to = self.place(file)?;
            self.moved.push(to.clone());
            self.store.rename(&file.temporary, &to).await.map_err(|error| self.failed(error))?;
        }
        self.published = true;
        for old in replaced {
            self.store.delete(&old).await.map_err(|error| self.failed(error))?;
        }
        let success = self.target.path.clone().join(SUCCESS);
        self.store.put(&success, Vec::new().into()).await.map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// The files an overwrite replaces: all, or with `dynamic` those in partitions that get new ones.
    async fn replaced(&self, files: &[WrittenFile], dynamic: bool) -> Result<Vec<Path>> {
        let all: Vec<_> =
            self.store.list(Some(&self.target.path)).try_collect().await.map_err(|error| self.failed(error))?;
        let temporary = self.target.path.clone().join(TEMPORARY);
        let directories = files.iter().map(|file| self.place(file).map(|place| parent(&place)));
        let directories: BTreeSet<Path> = directories.collect::<Result<_>>()?;
        let partitioned = files.iter().any(|file| !file.directory.is_empty());
        let is_replaced = |path: &Path| {
            !path.prefix_matches(&temporary) && (!(dynamic && partitioned) || directories.contains(&parent(path)))
        };
        let empty_and_dynamic = dynamic && files.is_empty();
        Ok(all.into_iter().map(|meta| meta.location).filter(|path| is_replaced(path) && !empty_and_dynamic).collect())
    }

    fn place(&self, file: &WrittenFile) -> Result<Path> {
        let below = if file.directory.is_empty() { String::new() } else { format!("{}/", file.directory) };
        let path = format!("{}/{below}{}", self.target.path, file.name);
        Path::parse(&path).map_err(|error| write_failed(&path, error))
    }

    fn failed(&self, error: object_store::Error) -> sparrow_spark_error::SparkError {
        write_failed(&self.target.display(), error)
    }
}

impl Drop for Commit {
    /// Cleaning up must not fail the job again, so its errors are let go: a sweep finds what is left below `_temporary`.
    fn drop(&mut self) {
        let taken_back = if self.published { Vec::new() } else { std::mem::take(&mut self.moved) };
        if self.target.is_local() {
            return self.clean_local(&taken_back);
        }
        let (store, temporary) = (self.store.clone(), self.target.with_path(self.temporary.clone()));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                for path in taken_back {
                    let _ = store.delete(&path).await;
                }
                let _ = location::delete_all(store.as_ref(), &temporary).await;
            });
        }
    }
}

impl Commit {
    fn clean_local(&self, taken_back: &[Path]) {
        for path in taken_back {
            let _ = std::fs::remove_file(self.target.with_path(path.clone()).local_path());
        }
        let _ = std::fs::remove_dir_all(self.target.with_path(self.temporary.clone()).local_path());
        let target = self.target.local_path();
        let _ = std::fs::remove_dir(target.join(TEMPORARY));
        remove_empty_directories(&target);
        if !self.published && !self.existed {
            let _ = std::fs::remove_dir(&target);
        }
    }
}

/// Removes partition directories without files; `remove_dir` refuses those that have any.
fn remove_empty_directories(directory: &std::path::Path) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let is_partition = entry.file_name().to_string_lossy().contains('=');
        if is_partition && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_directories(&entry.path());
            let _ = std::fs::remove_dir(entry.path());
        }
    }
}
