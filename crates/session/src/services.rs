//! What all sessions of a process share, handed in once at start.

use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;
use std::time::Duration;

use sparrow_engine::Engine;
use sparrow_runtime::Environment;
use sparrow_sources::GateRules;
use sparrow_sources::write::Registry;
use sparrow_tenancy::{Principal, Tenants};

use crate::admission::Admission;
use crate::artifacts;
use crate::conf::{self, Defaults};
use crate::operation;
use crate::workspace::{self, Shared};

/// The services.
pub struct Services {
    /// Runs plans.
    pub engine: Arc<dyn Engine>,
    /// Memory and disk for plans.
    pub environment: Environment,
    /// Where writes are noted while they are under way.
    pub writes: Registry,
    /// Where managed tables are stored.
    pub warehouse: PathBuf,
    /// Where sessions keep files while they live.
    pub temp: PathBuf,
    /// Files and folders of this process, which no tenant may touch, whatever its rules say.
    pub own_places: Vec<PathBuf>,
    /// Confs a session starts with.
    pub conf_defaults: Arc<Defaults>,
    /// How much sessions may hold.
    pub limits: Limits,
    /// What holds for each tenant.
    pub tenants: Tenants,
    /// Lets their operations run when it is their turn.
    pub admission: Arc<Admission>,
    /// The same for what looks at plans without being an operation: as many again, so that a client that reads rows of one may look
    /// at another meanwhile.
    pub analyses: Arc<Admission>,
    /// Tables, global views, and the readers of text and messages.
    pub shared: Shared,
}

impl Services {
    /// What the gate of a caller's queries is made of.
    pub(crate) fn gate_rules(&self, principal: &Principal) -> GateRules {
        GateRules {
            paths: self.tenants.terms(principal).paths.clone(),
            local_roots: self.tenants.local_roots().map(<[PathBuf]>::to_vec),
            warehouse: warehouse_of(&self.warehouse, &self.tenants, principal),
            // Tenants' own folders in the warehouse are open to them, and the warehouse to nobody.
            own_places: [slice::from_ref(&self.warehouse), &self.own_places].concat(),
        }
    }
}

/// The folder of a tenant's managed tables: the warehouse itself where tenants have no rules about paths, else a folder of its
/// own in it.
pub(crate) fn warehouse_of(warehouse: &Path, tenants: &Tenants, principal: &Principal) -> PathBuf {
    match tenants.terms(principal).paths {
        None => warehouse.to_owned(),
        Some(_) => warehouse.join(folder_of_tenant(principal.tenant())),
    }
}

/// A tenant's name as the name of a folder: another one for every tenant, and never hidden.
fn folder_of_tenant(tenant: &str) -> String {
    let mut folder = String::with_capacity(tenant.len());
    for (at, byte) in tenant.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => folder.push(byte as char),
            b'.' | b'_' if at > 0 => folder.push(byte as char),
            other => folder.push_str(&format!("%{other:02X}")),
        }
    }
    folder
}

/// How much sessions may hold, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sessions alive at once.
    pub sessions_count_max: usize,
    /// Closed sessions remembered.
    pub sessions_remembered_max: usize,
    /// Time without a request after which a session without running operations is closed.
    pub idle_duration_max: Duration,
    /// Errors of a session kept for their details.
    pub errors_count_max: usize,
    /// Of the confs of a session.
    pub conf: conf::Limits,
    /// Of the artifacts of a session.
    pub artifacts: artifacts::Limits,
    /// Of the views, checkpoints and kept DataFrames of a session.
    pub workspace: workspace::Limits,
    /// Of the operations of a session.
    pub operations: operation::Limits,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use sparrow_tenancy::{Principal, Tenants, Terms};

    use super::warehouse_of;

    #[test]
    fn tenants_with_rules_have_warehouses_of_their_own() {
        let terms = Terms { paths: Some(vec![]), ..Terms::default() };
        let tenants = Tenants::new(BTreeMap::from([("free".to_owned(), Terms::default())]), terms, None);
        for (tenant, expected) in [
            ("free", "/w"),
            ("acme", "/w/acme"),
            ("..", "/w/%2E."),
            (".sparrow", "/w/%2Esparrow"),
            ("a/../b", "/w/a%2F..%2Fb"),
            ("a%2Fb", "/w/a%252Fb"),
        ] {
            let principal = Principal::verified(tenant, "ann", vec![], vec![]);
            assert_eq!(warehouse_of(Path::new("/w"), &tenants, &principal), Path::new(expected), "{tenant}");
        }
    }
}
