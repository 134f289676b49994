//! The commit of a job in a store that is no file system: files are copied to their places, and those they replace are deleted
//! after that. A crash in the middle leaves what was there and a part of the new files; there is no journal yet.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sparrow_spark_error::{Result, SparkError};
use uuid::Uuid;

use super::names::{Below, SUCCESS, TEMPORARY};
use super::stage::{Replace, Winner};
use crate::discover::parent;
use crate::location;
use crate::path::Location;
use crate::write::encode::write_failed;

/// A job's claim on its directory. Dropped before it is published it takes back all it did.
#[derive(Debug)]
pub(crate) struct StoreJob {
    store: Arc<dyn ObjectStore>,
    target: Location,
    folder: Path,
    replace: Replace,
    /// Files already in their places.
    moved: Vec<Path>,
    /// From here on the new files stay, whatever happens.
    published: bool,
}

impl StoreJob {
    /// Begins a job.
    pub fn begin(store: Arc<dyn ObjectStore>, target: Location, job: Uuid, replace: Replace) -> Self {
        let folder = target.path.clone().join(TEMPORARY).join(job.to_string());
        Self { store, target, folder, replace, moved: Vec::new(), published: false }
    }

    /// Where the job's files are until they are committed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Moves the files to their places and removes those they replace.
    pub async fn commit(mut self, files: &[Winner]) -> Result<()> {
        let replaced = self.replaced(files).await?;
        for file in files {
            let from = self.below(&self.folder, &file.file)?;
            let to = self.place(file)?;
            self.moved.push(to.clone());
            self.store.rename(&from, &to).await.map_err(|error| self.failed(error))?;
        }
        self.published = true;
        for old in replaced {
            self.store.delete(&old).await.map_err(|error| self.failed(error))?;
        }
        let success = self.target.path.clone().join(SUCCESS);
        self.store.put(&success, Vec::new().into()).await.map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// The files that are replaced.
    async fn replaced(&self, files: &[Winner]) -> Result<Vec<Path>> {
        if self.replace == Replace::Nothing {
            return Ok(Vec::new());
        }
        let all: Vec<_> =
            self.store.list(Some(&self.target.path)).try_collect().await.map_err(|error| self.failed(error))?;
        let temporary = self.target.path.clone().join(TEMPORARY);
        let directories = files.iter().map(|file| self.place(file).map(|place| parent(&place)));
        let directories: BTreeSet<Path> = directories.collect::<Result<_>>()?;
        let is_replaced = |path: &Path| {
            let is_hit = self.replace == Replace::Everything || directories.contains(&parent(path));
            is_hit && !path.prefix_matches(&temporary)
        };
        Ok(all.into_iter().map(|meta| meta.location).filter(is_replaced).collect())
    }

    fn place(&self, file: &Winner) -> Result<Path> {
        self.below(&self.target.path, &file.folder.join(&file.name))
    }

    fn below(&self, folder: &Path, at: &Below) -> Result<Path> {
        let path = format!("{folder}/{at}");
        Path::parse(&path).map_err(|error| write_failed(&path, error))
    }

    fn failed(&self, error: object_store::Error) -> SparkError {
        write_failed(&self.target.display(), error)
    }
}

impl Drop for StoreJob {
    /// Cleaning up must not fail the job again, so its errors are let go.
    fn drop(&mut self) {
        let taken_back = if self.published { Vec::new() } else { std::mem::take(&mut self.moved) };
        let (store, folder) = (self.store.clone(), self.target.with_path(self.folder.clone()));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                for path in taken_back {
                    let _ = store.delete(&path).await;
                }
                let _ = location::delete_all(store.as_ref(), &folder).await;
            });
        }
    }
}
