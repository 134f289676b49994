//! The section `[storage]`: which folders of this machine and which hosts queries may reach.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::Problem;

/// Folders nobody may be let into: they hold the machine itself, its secrets, or its processes.
const FORBIDDEN: &[&str] = &["/etc", "/proc", "/sys", "/dev", "/root", "/boot", "/run", "/var/run"];

/// Folders whose whole content belongs to many; a folder of one's own below them is fine.
const TOO_WIDE: &[&str] = &["/", "/home", "/usr", "/var", "/bin", "/lib", "/sbin"];

/// What the section says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// Folders that queries may use; unset is none with authentication and all without.
    pub local_roots: Option<Vec<PathBuf>>,
    /// Hosts that may be reached although their addresses are private, each as `host` or `host:port`.
    #[serde(default)]
    pub egress_allow: Vec<String>,
}

/// The section out of its table.
pub(super) fn read(keys: Table) -> Result<Storage, Problem> {
    Value::Table(keys).try_into().map_err(|e: toml::de::Error| {
        Problem(format!("[storage]: {}; it has local_roots and egress_allow, both lists of texts", e.message()))
    })
}

impl Storage {
    /// Roots that would give away what is not data: nothing in or above the folders `own` of the server, nothing above those of
    /// `shared`, such as its user's home.
    pub(super) fn problems(&self, own: &[PathBuf], shared: &[PathBuf]) -> Vec<Problem> {
        let roots = self.local_roots.iter().flatten();
        let roots = roots.filter_map(|root| problem_of_root(root, own, shared).map(|why| root_problem(root, &why)));
        let hosts = self.egress_allow.iter().filter(|host| !is_host(host)).map(|host| host_problem(host));
        roots.chain(hosts).collect()
    }
}

fn root_problem(root: &Path, why: &str) -> Problem {
    let root = root.display();
    Problem(format!("storage.local_roots holds '{root}', {why}: name folders that hold only data, such as /srv/lake"))
}

fn host_problem(host: &str) -> Problem {
    Problem(format!(
        "storage.egress_allow holds '{host}': write a host, or a host and a port such as minio.internal:9000"
    ))
}

fn problem_of_root(root: &Path, own: &[PathBuf], shared: &[PathBuf]) -> Option<String> {
    if !root.is_absolute() {
        return Some("which is no absolute path".to_owned());
    }
    // A link may lead anywhere, and a folder that is not there yet can only be judged by its name.
    let resolved = std::fs::canonicalize(root).unwrap_or_else(|_| plain(root));
    let places = [plain(root), resolved];
    let is_or_holds = |place: &PathBuf, folder: &Path| folder.starts_with(place);
    for place in &places {
        if let Some(folder) =
            FORBIDDEN.iter().find(|folder| place.starts_with(folder) || is_or_holds(place, Path::new(folder)))
        {
            return Some(format!("through which {folder} would be read"));
        }
        if let Some(folder) = TOO_WIDE.iter().find(|folder| place == Path::new(folder)) {
            return Some(format!("which is all of {folder}"));
        }
        if let Some(folder) = own.iter().find(|folder| place.starts_with(folder) || is_or_holds(place, folder)) {
            return Some(format!("through which the server's own {} would be read", folder.display()));
        }
        if let Some(folder) = shared.iter().find(|folder| is_or_holds(place, folder)) {
            return Some(format!("through which all of {} would be read", folder.display()));
        }
    }
    None
}

/// The path without `.` and `..`, as if there were no links.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !host.is_empty() => (host, Some(port)),
        _ => (text, None),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
    !host.is_empty()
        && host.chars().all(is_name)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storage(roots: &[&str], hosts: &[&str]) -> Storage {
        let local_roots = Some(roots.iter().map(PathBuf::from).collect());
        Storage { local_roots, egress_allow: hosts.iter().map(|host| (*host).to_owned()).collect() }
    }

    #[test]
    fn roots_that_hold_more_than_data_are_refused() {
        let private = [PathBuf::from("/srv/warehouse/.sparrow")];
        for root in [
            "/",
            "/etc",
            "/etc/x",
            "/proc",
            "/proc/self",
            "/sys",
            "/dev",
            "/root",
            "/srv/../etc",
            "/home",
            "data",
            "/srv",
            "/srv/warehouse",
            "/srv/warehouse/.sparrow",
            "/srv/warehouse/.sparrow/writes",
            "/var/run",
        ] {
            assert_eq!(storage(&[root], &[]).problems(&private, &[]).len(), 1, "{root}");
        }
        assert!(storage(&["/srv/lake", "/data/acme", "/srv/warehouse2"], &[]).problems(&private, &[]).is_empty());
    }

    #[test]
    fn a_home_is_too_much_and_a_folder_in_it_is_not() {
        let shared = [PathBuf::from("/people/ann")];
        assert_eq!(storage(&["/people", "/people/ann"], &[]).problems(&[], &shared).len(), 2);
        assert!(storage(&["/people/ann/data"], &[]).problems(&[], &shared).is_empty());
    }

    #[test]
    fn a_link_to_such_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/etc", &link).unwrap();
        let problems = storage(&[&link.display().to_string()], &[]).problems(&[], &[]);
        assert!(problems[0].to_string().contains("/etc would be read"), "{problems:?}");
    }

    #[test]
    fn hosts_are_names_with_ports() {
        assert!(storage(&[], &["minio.internal:9000", "lake.example", "10.0.0.1:1"]).problems(&[], &[]).is_empty());
        for host in ["", "http://x", "x:0", "x:y", "a b", "user@x"] {
            assert_eq!(storage(&[], &[host]).problems(&[], &[]).len(), 1, "{host}");
        }
    }
}
