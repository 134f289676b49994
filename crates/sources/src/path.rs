//! Paths as Spark takes them: plain, `file:` and other URIs, globs; and the files below them. None is looked at that a gate does
//! not allow.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::datasource::listing::ListingTableUrl;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_tenancy::Access;

use crate::condition::{failed_read, failed_store};
use crate::gate::{Gate, GatedStore};
use crate::glob::{self, Glob};
use crate::write::commit;

/// A place in a store that a gate has let pass. The store's own path is kept as it is: neither escaped nor unescaped.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    /// `file://` or `s3a://bucket`
    pub store: String,
    /// Path in the store; may hold glob characters before expansion.
    pub path: Path,
    gate: Gate,
    access: Access,
}

impl Location {
    /// Reads a path as Hadoop does: nothing is percent-decoded. A path that may not be touched is refused by its name alone.
    pub fn parse(gate: &Gate, text: &str, access: Access) -> Result<Self> {
        let location = Self::read(gate, text, access);
        if gate.is_open() {
            return location;
        }
        // Whatever cannot be read as a path is nothing that is allowed.
        location.ok().filter(|location| location.is_allowed(text)).ok_or_else(|| gate.refusal(text))
    }

    /// A place in a store, given by its parts.
    pub fn at(gate: &Gate, store: &str, path: Path, access: Access) -> Self {
        Self { store: store.to_owned(), path, gate: gate.clone(), access }
    }

    fn read(gate: &Gate, text: &str, access: Access) -> Result<Self> {
        let (store, path) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => match rest.strip_prefix("//") {
                Some(rest) => {
                    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                    (format!("{scheme}://{authority}"), path.to_owned())
                }
                None => (format!("{scheme}://"), rest.to_owned()),
            },
            _ if text.starts_with('/') => ("file://".to_owned(), text.to_owned()),
            _ => ("file://".to_owned(), below_working_directory(text)?),
        };
        // The file system has one name here: under others nobody would know it for what it is.
        if store != "file://" && store.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")) {
            return Err(failed_read(text, "files of this machine are named /path, file:/path or file:///path"));
        }
        let path = Path::parse(normalized(&path)).map_err(|error| failed_read(text, error))?;
        Ok(Self::at(gate, &store, path, access))
    }

    /// Whether the gate lets all pass that the path may stand for. Escaped dots are no way up, but nobody means them well.
    fn is_allowed(&self, text: &str) -> bool {
        let escaped = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        let is_odd = text.contains('\0') || self.path.as_ref().split('/').any(escaped);
        let patterns = match self.access {
            Access::Read => glob::choices(self.path.as_ref()),
            Access::Write => Ok(vec![self.path.to_string()]),
        };
        let place = |pattern: &String| {
            let pattern = normalized(pattern);
            let plain = if self.access == Access::Read { glob::plain_part(&pattern) } else { pattern };
            format!("{}{plain}", self.prefix())
        };
        let is_open =
            |patterns: Vec<String>| patterns.iter().map(place).all(|place| self.gate.allows(&place, self.access));
        !is_odd && patterns.is_ok_and(is_open)
    }

    /// What the store's places begin with, as shown.
    fn prefix(&self) -> String {
        if self.is_local() { "file:/".to_owned() } else { format!("{}/", self.store) }
    }

    /// The store that holds it.
    pub fn open_store(&self, runtime: &RuntimeEnv) -> Result<Arc<dyn ObjectStore>> {
        let store = runtime.object_store(self.url()?).map_err(|error| failed_read(&self.display(), error))?;
        Ok(GatedStore::wrap(store, &self.store, &self.gate))
    }

    /// What lets it pass.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The store's URL, for scans.
    pub fn url(&self) -> Result<ObjectStoreUrl> {
        Ok(ListingTableUrl::parse(format!("{}/", self.store)).map_err(SparkError::from)?.object_store())
    }

    /// Whether the store is this machine's file system.
    pub fn is_local(&self) -> bool {
        self.store == "file://"
    }

    /// The path for the file system's own functions: without links where there is a gate. It is followed again each time.
    pub fn local_path(&self) -> Result<PathBuf> {
        let path = PathBuf::from(format!("/{}", self.path));
        self.gate.resolve(&path, self.access).ok_or_else(|| self.gate.refusal(&self.display()))
    }

    /// Like [`Location::local_path`], but a link at its end is the link and not what it leads to.
    pub fn local_entry(&self) -> Result<PathBuf> {
        let whole = PathBuf::from(format!("/{}", self.path));
        let real = self.local_path()?;
        let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else { return Ok(real) };
        // A place that is allowed itself may be in a folder that is not.
        Ok(self.gate.resolve(folder, self.access).map_or(real, |folder| folder.join(name)))
    }

    /// Whether something may be made beside it.
    pub fn allows_beside(&self) -> bool {
        let beside = self.local_path().ok().and_then(|path| path.parent().map(|folder| folder.join(BESIDE)));
        beside.is_some_and(|beside| self.gate.resolve(&beside, self.access).is_some())
    }

    /// The same place with another path. It is checked when it is touched.
    pub fn with_path(&self, path: Path) -> Self {
        Self { path, ..self.clone() }
    }

    /// As Hadoop prints it: `file:/tmp/a b`.
    pub fn display(&self) -> String {
        display_path(&self.store, &self.path)
    }
}

/// A path as Hadoop prints it: `file:/tmp/a b`, `s3a://bucket/key`.
pub fn display_path(store: &str, path: &Path) -> String {
    match store {
        "file://" => format!("file:/{path}"),
        store => format!("{store}/{path}"),
    }
}

/// A file's URI as `inputFiles` and `input_file_name` give it: `file:///tmp/a%20b`.
pub(crate) fn file_uri(store: &str, path: &Path) -> String {
    let mut uri = format!("{store}/");
    for byte in path.as_ref().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => uri.push(byte as char),
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => {
                uri.push(byte as char)
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// A name that stands for any other.
const BESIDE: &str = "x";

/// Whether a text can be what stands before `://`.
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn below_working_directory(text: &str) -> Result<String> {
    let directory = std::env::current_dir().map_err(|error| failed_read(text, error))?;
    Ok(format!("{}/{text}", directory.to_string_lossy()))
}

/// Without empty and `.` segments; `..` takes its parent away.
fn normalized(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    segments.join("/")
}

/// Whether a path segment hides what is below it, as Spark's file index decides.
pub(crate) fn is_hidden(segment: &str) -> bool {
    (segment.starts_with('_') && !segment.contains('=')) || segment.starts_with('.') || segment.ends_with("._COPYING_")
}

/// The places a path with or without globs stands for. Nothing there is `PATH_NOT_FOUND`.
pub(crate) async fn expand(store: &dyn ObjectStore, location: &Location) -> Result<Vec<Location>> {
    let not_found = || SparkError::new(&condition::PATH_NOT_FOUND).with("path", location.display());
    let text = location.path.to_string();
    let failed = |error: object_store::Error| failed_store(&location.display(), &error);
    if !text.contains(['*', '?', '[', '{']) {
        let found = exists(store, location).await?;
        return if found { Ok(vec![location.clone()]) } else { Err(not_found()) };
    }
    let mut found = BTreeSet::new();
    for pattern in glob::choices(&text).map_err(|error| failed_read(&location.display(), error))? {
        found.extend(expand_pattern(store, &normalized(&pattern)).await.map_err(failed)?);
    }
    let found: Vec<_> = found.into_iter().map(|path| location.with_path(path)).collect();
    if found.is_empty() { Err(not_found()) } else { Ok(found) }
}

/// Whether there is a file or a directory.
pub(crate) async fn exists(store: &dyn ObjectStore, location: &Location) -> Result<bool> {
    if location.is_local() {
        return Ok(tokio::fs::try_exists(location.local_path()?).await.unwrap_or(false));
    }
    if store.head(&location.path).await.is_ok() {
        return Ok(true);
    }
    let listed = store.list_with_delimiter(Some(&location.path)).await;
    let listed = listed.map_err(|error| failed_store(&location.display(), &error))?;
    Ok(!listed.objects.is_empty() || !listed.common_prefixes.is_empty())
}

/// Walks down the segments of a pattern without braces.
async fn expand_pattern(store: &dyn ObjectStore, pattern: &str) -> object_store::Result<Vec<Path>> {
    let mut found = vec![Path::default()];
    let segments: Vec<&str> = pattern.split('/').filter(|segment| !segment.is_empty()).collect();
    let first_glob = segments.iter().position(|segment| segment.contains(['*', '?', '['])).unwrap_or(segments.len());
    found[0] = Path::parse(segments[..first_glob].join("/"))?;
    for (index, segment) in segments.iter().enumerate().skip(first_glob) {
        let glob = Glob::new(segment);
        let mut next = Vec::new();
        for parent in &found {
            let listed = store.list_with_delimiter(Some(parent)).await?;
            let files = listed.objects.into_iter().map(|meta| meta.location).filter(|_| index + 1 == segments.len());
            let children = listed.common_prefixes.into_iter().chain(files);
            // The folder of a write beside its target is for no pattern.
            let is_meant = |name: &str| glob.matches(name) && commit::job_beside(name).is_none();
            next.extend(children.filter(|child| child.filename().is_some_and(is_meant)));
        }
        found = next;
    }
    Ok(found)
}

/// The files at or below `root` that are not hidden, in the order of their paths. Writes of dead servers are recovered before, so
/// that none is seen in part.
pub(crate) async fn files_below(store: &dyn ObjectStore, root: &Location) -> Result<Vec<ObjectMeta>> {
    let failed = |error: object_store::Error| failed_store(&root.display(), &error);
    if root.is_local() {
        root.local_path()?;
    }
    commit::recover_for_read(vec![root.clone()]).await?;
    if let Ok(file) = store.head(&root.path).await {
        let hidden = file.location.filename().is_some_and(is_hidden);
        return Ok(if hidden { Vec::new() } else { vec![file] });
    }
    let mut files: Vec<ObjectMeta> = store.list(Some(&root.path)).try_collect().await.map_err(failed)?;
    let journals = files.iter().filter_map(|file| commit::target_of_journal(file.location.as_ref()));
    let open: BTreeSet<&str> = journals.filter(|_| root.is_local()).collect();
    if !open.is_empty() {
        let targets = open.into_iter().map(|target| Ok(root.with_path(Path::parse(target)?)));
        let targets = targets.collect::<object_store::Result<_>>().map_err(failed)?;
        commit::recover_for_read(targets).await?;
        files = store.list(Some(&root.path)).try_collect().await.map_err(failed)?;
    }
    let visible = |file: &ObjectMeta| match file.location.prefix_match(&root.path) {
        Some(mut below) => !below.any(|part| is_hidden(part.as_ref())),
        None => false,
    };
    files.retain(visible);
    files.sort_by(|a, b| a.location.cmp(&b.location));
    Ok(files)
}
