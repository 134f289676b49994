//! The world a run takes place in, written by the Python side: servers, tenants, the commands of adapters; no cases.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::problem::{At, Problem, Result};

/// Where everything is. It names files with secrets, and holds none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The folder of the cases.
    pub cases: PathBuf,
    /// A folder for the cases' own folders, which servers and clients may read and write.
    pub work: PathBuf,
    /// A folder for what only the runner and the adapters read: tokens, logs.
    pub own: PathBuf,
    /// By their names, in the order of the matrix.
    pub clients: BTreeMap<String, Client>,
    pub settings: BTreeMap<String, Setting>,
}

/// How a client's adapter is started.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    pub command: Vec<String>,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// The servers of a setting, all alike, and who may come in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// As many clients have their turn at the same time as there are servers.
    pub servers: Vec<Server>,
    /// The CA of the servers' certificates, where there is TLS.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The tenants `a` and `b`.
    pub tenants: BTreeMap<String, Tenant>,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub host: String,
    pub port: u16,
}

/// Who a tenant's caller is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    pub user_id: String,
    /// Files with a token each: the first, and those it is rotated to.
    #[serde(default)]
    pub tokens: Vec<PathBuf>,
}

impl World {
    /// Reads the file.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).at(file.display())?;
        let world: Self = serde_json::from_str(&text).at(file.display())?;
        for (name, setting) in &world.settings {
            if setting.servers.is_empty() || !["a", "b"].iter().all(|tenant| setting.tenants.contains_key(*tenant)) {
                return Err(Problem::new(format!("the setting {name} needs a server, and the tenants a and b"))
                    .at(file.display()));
            }
        }
        match world.clients.iter().find(|(_, client)| client.command.is_empty()) {
            Some((name, _)) => Err(Problem::new(format!("the client {name} has no command")).at(file.display())),
            None => Ok(world),
        }
    }

    /// The names of a comma-separated list, or all; a name that nobody knows is an error.
    pub fn chosen<'a, T>(
        known: &'a BTreeMap<String, T>,
        named: Option<&str>,
        what: &str,
    ) -> Result<Vec<(&'a String, &'a T)>> {
        let Some(named) = named else { return Ok(known.iter().collect()) };
        let find = |name: &str| {
            let all = known.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            known
                .get_key_value(name)
                .ok_or_else(|| Problem::new(format!("there is no {what} `{name}` in this world, only {all}")))
        };
        named.split(',').map(str::trim).map(find).collect()
    }
}
