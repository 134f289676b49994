//! Where a path leads, found out without looking at anything outside the allowed folders.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use sparrow_tenancy::Access;

use super::Rules;

/// Links followed on the way to one file, as the system does.
const LINKS_COUNT_MAX: usize = 40;

/// The folder without links; of what is not there, its name below what is.
pub(super) fn real(folder: &Path) -> PathBuf {
    for ancestor in folder.ancestors() {
        if let (Ok(found), Ok(rest)) = (std::fs::canonicalize(ancestor), folder.strip_prefix(ancestor)) {
            return found.components().chain(rest.components()).collect();
        }
    }
    folder.to_owned()
}

impl Rules {
    /// See [`Gate::resolve`](super::Gate::resolve).
    pub(super) fn resolve(&self, path: &Path, access: Access) -> Option<PathBuf> {
        let (mut at, mut waiting) = self.enter(path)?;
        let mut links = 0;
        while let Some(name) = waiting.pop() {
            if name == ".." {
                at.pop();
            } else {
                at.push(&name);
                match std::fs::symlink_metadata(&at) {
                    Ok(found) if found.is_symlink() => {
                        links += 1;
                        let target = std::fs::read_link(&at).ok().filter(|_| links <= LINKS_COUNT_MAX)?;
                        at.pop();
                        let rest = if target.is_absolute() {
                            let (root, rest) = self.enter(&target)?;
                            at = root;
                            rest
                        } else {
                            names(&target)
                        };
                        waiting.extend(rest);
                    }
                    Ok(_) => {}
                    Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                    Err(_) => return None,
                }
            }
            if !self.is_within(&at) {
                return None;
            }
        }
        self.permits(&at, access).then_some(at)
    }

    /// The allowed folder a path begins with, without links, and the names that follow, the last one first.
    fn enter(&self, path: &Path) -> Option<(PathBuf, Vec<OsString>)> {
        let named = self.roots.iter().map(|root| (&root.folder, &root.real));
        let all = named.chain(self.roots.iter().map(|root| (&root.real, &root.real)));
        let fitting = all.filter_map(|(prefix, real)| Some((prefix, real, path.strip_prefix(prefix).ok()?)));
        let (_, real, rest) = fitting.max_by_key(|(prefix, ..)| prefix.components().count())?;
        Some((real.clone(), names(rest)))
    }
}

/// The names of a path, the last one first.
fn names(path: &Path) -> Vec<OsString> {
    let name = |component: Component<'_>| match component {
        Component::Normal(_) | Component::ParentDir => Some(component.as_os_str().to_owned()),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    };
    path.components().rev().filter_map(name).collect()
}
