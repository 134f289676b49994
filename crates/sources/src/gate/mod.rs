//! Which places a query may touch. Knows no session: whoever plans a query hands its gate in with the session's configuration.
//!
//! # What is held, and where
//!
//! * [`Location::parse`](crate::path::Location::parse) is the one way to a location, and asks for a gate: the place a path names,
//!   normalised, must be at or below an allowed prefix, for a glob what stands before the glob, for each choice of its braces.
//!   This is done before anything is looked at, so that the answer is the same whether there is a file or not.
//! * Local paths are then followed link by link ([`resolve`]), and nothing outside the allowed folders is looked at on the way:
//!   a link that leads out is refused in the middle of a path, at its end, and where it leads to nothing.
//! * Listings are checked file by file and link by link ([`store`]), and so is every file when it is opened: what was opened
//!   must be what the checked path leads to, so that a link put in after the check opens nothing.
//! * The gate is part of each scan and each write, and travels with them to executors, which hold the same.
//!
//! What belongs to the server itself is closed whatever the rules say: a place of its own cannot be read, listed or written, and
//! nothing can be written at a folder that holds one, since a folder that is written may be another afterwards. A process that runs
//! tasks closes its own places besides those that a gate came with ([`OwnPlaces`]).
//!
//! A hard link cannot be told from the file it is another name of: whoever may make hard links in an allowed folder is trusted.
//! The folders above an allowed prefix are the operator's; links among them are followed.

mod own;
mod resolve;
mod store;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::catalog::Session;
use serde::{Deserialize, Serialize};
use sparrow_spark_error::{Result, SparkError, internal};
use sparrow_tenancy::{Access, PathRule};

use crate::condition;
pub use own::OwnPlaces;
pub(crate) use store::GatedStore;

/// Prefixes an error names.
const PREFIXES_NAMED_MAX: usize = 5;
/// Folders of the system that no rule opens.
const SYSTEM_FOLDERS: [&str; 3] = ["/proc", "/sys", "/dev"];

/// The places a query may touch. Cheap to clone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub struct Gate(Option<Arc<Rules>>);

/// What a gate is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateRules {
    /// The tenant's rules; `None` lets it touch any store, and local files below `local_roots`.
    pub paths: Option<Vec<PathRule>>,
    /// Local files are open below these folders only; `None` for no such bound.
    pub local_roots: Option<Vec<PathBuf>>,
    /// The folder of its managed tables, open to it whatever the rules say.
    pub warehouse: PathBuf,
    /// Files and folders of the server's own, closed whatever the rules say.
    pub own_places: Vec<PathBuf>,
}

#[derive(Debug)]
struct Rules {
    given: GateRules,
    /// All that is allowed, as places are shown.
    allowed: Vec<PathRule>,
    /// Those of them that are folders of this machine.
    roots: Vec<Root>,
    /// Without links.
    local_roots: Option<Vec<PathBuf>>,
    /// By their names and by what these lead to, each without links on the way.
    own_places: Vec<PathBuf>,
}

/// An allowed folder.
#[derive(Debug)]
struct Root {
    /// As the rule says.
    folder: PathBuf,
    /// Without links.
    real: PathBuf,
    read_only: bool,
    is_warehouse: bool,
}

/// A gate as it travels. What is without links is found out where it is used.
#[derive(Serialize, Deserialize)]
enum Written {
    Open,
    Rules {
        paths: Option<Vec<(String, bool)>>,
        local_roots: Option<Vec<PathBuf>>,
        warehouse: PathBuf,
        own_places: Vec<PathBuf>,
    },
}

impl Gate {
    /// Lets everything pass: there are no tenants.
    pub fn open() -> Self {
        Self(None)
    }

    /// The gate of these rules; open, if they say nothing.
    pub fn new(given: GateRules) -> Self {
        if given.paths.is_none() && given.local_roots.is_none() {
            return Self::open();
        }
        let local = |folders: &[PathBuf]| folders.iter().map(|folder| resolve::real(folder)).collect::<Vec<_>>();
        let own = PathRule::writable(shown(&given.warehouse));
        let of_tenant = match (&given.paths, &given.local_roots) {
            (Some(paths), _) => paths.clone(),
            (None, roots) => roots.iter().flatten().map(|root| PathRule::writable(shown(root))).collect(),
        };
        let root = |(rule, is_warehouse): (&PathRule, bool)| {
            let folder = PathBuf::from(rule.prefix().strip_prefix("file:")?);
            let real = resolve::real(&folder);
            Some(Root { folder, real, read_only: rule.is_read_only(), is_warehouse })
        };
        let own_rules = (!given.warehouse.as_os_str().is_empty()).then_some(own);
        let roots = of_tenant.iter().map(|rule| (rule, false)).chain(own_rules.iter().map(|rule| (rule, true)));
        let roots = roots.filter_map(root).collect();
        let local_roots = given.local_roots.as_deref().map(local);
        let own_places = given.own_places.iter().flat_map(|place| own::names(place)).collect();
        let allowed = of_tenant.into_iter().chain(own_rules).collect();
        Self(Some(Arc::new(Rules { given, allowed, roots, local_roots, own_places })))
    }

    /// The gate a session's configuration has. A session without one may touch nothing.
    pub fn of(session: &dyn Session) -> Result<Self> {
        let gate = session.config().get_extension::<Self>();
        gate.map(|gate| gate.as_ref().clone())
            .ok_or_else(|| internal("a session that reads or writes files has no gate"))
    }

    /// Whether it lets everything pass.
    pub fn is_open(&self) -> bool {
        self.0.is_none()
    }

    /// Whether what is at `place`, normalised and as shown, may be touched as far as its name says.
    pub(crate) fn allows(&self, place: &str, access: Access) -> bool {
        let Some(rules) = &self.0 else { return true };
        let any_store = rules.given.paths.is_none() && !is_local(place);
        any_store || (!is_of_system(place) && rules.allowed.iter().any(|rule| rule.allows(place, access)))
    }

    /// The path without links, if it and all on the way to it may be touched. What is not there is followed by its name.
    pub(crate) fn resolve(&self, path: &Path, access: Access) -> Option<PathBuf> {
        match &self.0 {
            None => Some(path.to_owned()),
            Some(rules) => rules.resolve(path, access),
        }
    }

    /// The refusal of a path as the user gave it. It says nothing of what is there.
    pub(crate) fn refusal(&self, path: &str) -> SparkError {
        let named = |rule: &PathRule| {
            let only = if rule.is_read_only() { " (reading only)" } else { "" };
            format!("{}{only}", rule.prefix())
        };
        let paths = self.0.iter().flat_map(|rules| rules.given.paths.iter().flatten());
        let prefixes: Vec<String> = paths.take(PREFIXES_NAMED_MAX).map(named).collect();
        let advice = match prefixes.as_slice() {
            [] => "Use tables of the warehouse, or ask the operator for a path".to_owned(),
            some => format!("Open are tables of the warehouse and what lies below {}", some.join(", ")),
        };
        SparkError::new(&condition::PATH_NOT_ALLOWED).with("path", path).with("advice", advice)
    }
}

impl Rules {
    /// Whether a path without links may be touched.
    fn permits(&self, real: &Path, access: Access) -> bool {
        if SYSTEM_FOLDERS.iter().any(|folder| real.starts_with(folder)) {
            return false;
        }
        let in_roots = self.local_roots.as_ref().is_none_or(|roots| roots.iter().any(|root| real.starts_with(root)));
        self.roots.iter().any(|root| {
            let fits = real.starts_with(&root.real) && !(root.read_only && access == Access::Write);
            // It is the server that says where the warehouse is: below no root, or in a folder of its own.
            let holds_warehouse = |place: &PathBuf| root.is_warehouse && root.real.starts_with(place);
            let is_own = |place: &PathBuf| real.starts_with(place) && !holds_warehouse(place);
            let would_write =
                |place: &PathBuf| access == Access::Write && !root.is_warehouse && place.starts_with(real);
            fits && (root.is_warehouse || in_roots)
                && !self.own_places.iter().any(|own| is_own(own) || would_write(own))
        })
    }

    /// Whether a path without links is in an allowed folder at all.
    fn is_within(&self, real: &Path) -> bool {
        self.roots.iter().any(|root| real.starts_with(&root.real))
    }
}

/// A folder as places are shown.
fn shown(folder: &Path) -> String {
    format!("file:{}", folder.display().to_string().trim_end_matches('/'))
}

fn is_local(place: &str) -> bool {
    place.starts_with("file:/") && !place.starts_with("file://")
}

fn is_of_system(place: &str) -> bool {
    place
        .strip_prefix("file:")
        .is_some_and(|path| SYSTEM_FOLDERS.iter().any(|folder| Path::new(path).starts_with(folder)))
}

impl From<Gate> for Written {
    fn from(gate: Gate) -> Self {
        let Some(rules) = gate.0 else { return Self::Open };
        let GateRules { paths, local_roots, warehouse, own_places } = rules.given.clone();
        let rule = |rule: PathRule| (rule.prefix().to_owned(), rule.is_read_only());
        let paths = paths.map(|paths| paths.into_iter().map(rule).collect());
        Self::Rules { paths, local_roots, warehouse, own_places }
    }
}

impl From<Written> for Gate {
    fn from(written: Written) -> Self {
        let Written::Rules { paths, local_roots, warehouse, own_places } = written else { return Self::open() };
        // A rule that cannot be read again opens nothing.
        let rule = |(prefix, read_only)| match read_only {
            true => PathRule::parse(&format!("{prefix}:ro")).ok(),
            false => Some(PathRule::writable(prefix)),
        };
        let paths = paths.map(|paths: Vec<(String, bool)>| paths.into_iter().filter_map(rule).collect());
        let given = GateRules { paths, local_roots, warehouse, own_places };
        // A gate that was written with rules has them still.
        Self::new(given)
    }
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(|rules| &rules.given) == other.0.as_ref().map(|rules| &rules.given)
    }
}

impl Eq for Gate {}
