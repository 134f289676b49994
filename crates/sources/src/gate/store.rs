//! A store behind a gate: whatever is read, listed or written through it is checked once more, links included.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::DateTime;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use sparrow_tenancy::Access;

use super::Gate;
use crate::path::display_path;

/// A store of which only what the gate allows is there.
#[derive(Clone, Debug)]
pub(crate) struct GatedStore {
    inner: Arc<dyn ObjectStore>,
    /// `file://` or `s3a://bucket`
    store: Arc<str>,
    gate: Gate,
}

impl GatedStore {
    /// The store as `gate` shows it: itself, where the gate is open.
    pub fn wrap(inner: Arc<dyn ObjectStore>, store: &str, gate: &Gate) -> Arc<dyn ObjectStore> {
        if gate.is_open() {
            return inner;
        }
        // Of a scan it comes as a URL, with a slash at its end.
        let store = if store == "file:///" { "file://" } else { store.strip_suffix('/').unwrap_or(store) };
        let store = if store == "file:/" { "file://" } else { store };
        Arc::new(Self { inner, store: store.into(), gate: gate.clone() })
    }

    fn is_local(&self) -> bool {
        &*self.store == "file://"
    }

    /// Where a path leads on this machine, `None` in other stores; an error if it may not be touched.
    fn check(&self, path: &Path, access: Access) -> Result<Option<PathBuf>> {
        if self.is_local() {
            let local = PathBuf::from(format!("/{path}"));
            return self.gate.resolve(&local, access).map(Some).ok_or_else(|| self.refusal(path));
        }
        let is_allowed = self.gate.allows(&display_path(&self.store, path), access);
        if is_allowed { Ok(None) } else { Err(self.refusal(path)) }
    }

    fn refusal(&self, path: &Path) -> object_store::Error {
        let place = display_path(&self.store, path);
        let source = Box::new(self.gate.refusal(&place));
        object_store::Error::PermissionDenied { path: place, source }
    }

    /// Whether what was opened is what the path, checked again, leads to: nobody has put a link in between.
    fn check_opened(&self, path: &Path, file: &File) -> Result<()> {
        let Some(real) = self.check(path, Access::Read)? else { return Ok(()) };
        let same = match (std::fs::symlink_metadata(real), file.metadata()) {
            (Ok(found), Ok(opened)) => identity(&found) == identity(&opened),
            _ => false,
        };
        if same { Ok(()) } else { Err(self.refusal(path)) }
    }

    /// Every link below a folder, refused if it leads out, whether to something or to nothing.
    async fn check_links(&self, prefix: &Path) -> Result<()> {
        let (this, prefix) = (self.clone(), prefix.clone());
        blocking(move || this.walk(&prefix)).await
    }

    fn walk(&self, prefix: &Path) -> Result<()> {
        let Some(root) = self.check(prefix, Access::Read)? else { return Ok(()) };
        let (mut waiting, mut seen) = (vec![root], HashSet::new());
        while let Some(folder) = waiting.pop() {
            // What cannot be read is for the listing itself to say.
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            if !seen.insert(folder) {
                continue;
            }
            for entry in entries.flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                    Ok(kind) if kind.is_symlink() => match self.gate.resolve(&entry.path(), Access::Read) {
                        Some(real) if real.is_dir() => waiting.push(real),
                        Some(_) => {}
                        None => return Err(self.refusal(&path_of(&entry.path()).unwrap_or_else(|| prefix.clone()))),
                    },
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The links right in a folder that lead out.
    fn links_out(&self, folder: &Path) -> Result<Vec<Path>> {
        let Some(real) = self.check(folder, Access::Read)? else { return Ok(Vec::new()) };
        let Ok(entries) = std::fs::read_dir(real) else { return Ok(Vec::new()) };
        let leads_out = |entry: std::fs::DirEntry| {
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let name = entry.file_name().into_string().ok()?;
            let is_out = is_link && self.gate.resolve(&entry.path(), Access::Read).is_none();
            is_out.then(|| Path::parse(format!("{folder}/{name}")).ok()).flatten()
        };
        Ok(entries.flatten().filter_map(leads_out).collect())
    }
}

#[async_trait]
impl ObjectStore for GatedStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.check(location, Access::Write)?;
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.check(location, Access::Write)?;
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.check(location, Access::Read)?;
        let found = self.inner.get_opts(location, options).await?;
        if let GetResultPayload::File(file, _) = &found.payload {
            self.check_opened(location, file)?;
        }
        Ok(found)
    }

    /// Opens a local file once, like the store itself.
    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.check(location, Access::Read)?;
        if !self.is_local() {
            return self.inner.get_ranges(location, ranges).await;
        }
        let found = self.inner.get_opts(location, GetOptions::default()).await?;
        let (size, ranges) = (found.meta.size, ranges.to_vec());
        let GetResultPayload::File(file, path) = found.payload else {
            return Err(generic("a local file was not opened"));
        };
        self.check_opened(location, &file)?;
        blocking(move || ranges.iter().map(|range| read(&file, &path, size, range)).collect()).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let this = self.clone();
        let checked = locations.map(move |path| {
            let path = path?;
            this.check(&path, Access::Write)?;
            Ok(path)
        });
        self.inner.delete_stream(checked.boxed())
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let (this, prefix) = (self.clone(), prefix.cloned().unwrap_or_default());
        let listed = async move {
            this.check(&prefix, Access::Read)?;
            if this.is_local() {
                this.check_links(&prefix).await?;
            }
            let checked = this.clone();
            Ok::<_, object_store::Error>(this.inner.list(Some(&prefix)).and_then(move |meta| {
                let passed = checked.check(&meta.location, Access::Read).map(|_| meta);
                std::future::ready(passed)
            }))
        };
        futures::stream::once(listed).try_flatten().boxed()
    }

    /// Links that lead out are listed as what they might be, file and folder, so that whoever means them is refused, whatever is
    /// at their end.
    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let folder = prefix.cloned().unwrap_or_default();
        self.check(&folder, Access::Read)?;
        if !self.is_local() {
            return self.inner.list_with_delimiter(prefix).await;
        }
        let this = self.clone();
        let above = folder.clone();
        let out: BTreeSet<Path> = blocking(move || this.links_out(&above)).await?.into_iter().collect();
        let mut listed = self.inner.list_with_delimiter(Some(&folder)).await?;
        listed.objects.retain(|meta| !out.contains(&meta.location));
        listed.common_prefixes.retain(|prefix| !out.contains(prefix));
        let nothing = |location: &Path| ObjectMeta {
            location: location.clone(),
            last_modified: DateTime::UNIX_EPOCH,
            size: 0,
            e_tag: None,
            version: None,
        };
        listed.objects.extend(out.iter().map(nothing));
        listed.common_prefixes.extend(out);
        Ok(listed)
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.check(from, Access::Read)?;
        self.check(to, Access::Write)?;
        self.inner.copy_opts(from, to, options).await
    }
}

impl fmt::Display for GatedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gated({})", self.inner)
    }
}

/// The bytes of a range, as far as the file goes.
fn read(file: &File, path: &FilePath, size: u64, range: &Range<u64>) -> Result<Bytes> {
    use std::os::unix::fs::FileExt;
    let failed = |error: std::io::Error| generic(format!("{}: {error}", path.display()));
    let length = range.end.min(size).saturating_sub(range.start);
    let length = usize::try_from(length).map_err(|_| generic("a range is too long"))?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, range.start).map_err(failed)?;
    Ok(bytes.into())
}

/// What tells a file from every other one.
fn identity(found: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino())
}

fn path_of(path: &FilePath) -> Option<Path> {
    Path::parse(path.to_str()?.trim_start_matches('/')).ok()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(generic)?
}

fn generic(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> object_store::Error {
    object_store::Error::Generic { store: "gate", source: error.into() }
}
