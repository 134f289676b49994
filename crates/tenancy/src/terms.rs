//! What holds for a tenant: which paths, how much, with which weight.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::{PathRule, Principal};

/// What holds for a tenant. A limit that is `None` is only that of the whole server.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Where it may read and write; `None` is anywhere, as on a loopback listener without authentication.
    pub paths: Option<Vec<PathRule>>,
    /// Sessions alive at once.
    pub sessions_count_max: Option<usize>,
    /// Operations that run at once; more wait.
    pub running_count_max: Option<usize>,
    /// Operations that wait; more are told to come again.
    pub queued_count_max: Option<usize>,
    /// Time an operation waits before it fails.
    pub queue_duration_max: Option<Duration>,
    /// Time an operation runs before it fails.
    pub run_duration_max: Option<Duration>,
    /// Bytes of rows an operation may send.
    pub result_bytes_max: Option<u64>,
    /// Memory of its queries together, in this process.
    pub memory_bytes_max: Option<usize>,
    /// Tasks it may have running on the fleet at once.
    pub slots_count_max: Option<usize>,
    /// Its share of processors and slots, against the weights of the others.
    pub weight: u32,
}

/// The weight of a tenant for which none is set.
pub const DEFAULT_WEIGHT: u32 = 100;

/// Stands for all tenants that the settings do not name.
pub const OTHERS: &str = "others";

impl Default for Terms {
    fn default() -> Self {
        Self {
            paths: None,
            sessions_count_max: None,
            running_count_max: None,
            queued_count_max: None,
            queue_duration_max: None,
            run_duration_max: None,
            result_bytes_max: None,
            memory_bytes_max: None,
            slots_count_max: None,
            weight: DEFAULT_WEIGHT,
        }
    }
}

impl Terms {
    /// The limits that are set, by their keys in the settings; times are in seconds.
    pub fn limits(&self) -> Vec<(&'static str, u64)> {
        let count = |limit: Option<usize>| limit.map(|limit| limit as u64);
        let seconds = |limit: Option<Duration>| limit.map(|limit| limit.as_secs());
        let all = [
            ("sessions_count_max", count(self.sessions_count_max)),
            ("running_count_max", count(self.running_count_max)),
            ("queued_count_max", count(self.queued_count_max)),
            ("queue_seconds_max", seconds(self.queue_duration_max)),
            ("run_seconds_max", seconds(self.run_duration_max)),
            ("result_bytes_max", self.result_bytes_max),
            ("memory_bytes_max", count(self.memory_bytes_max)),
            ("slots_count_max", count(self.slots_count_max)),
        ];
        all.into_iter().filter_map(|(key, limit)| Some((key, limit?))).collect()
    }
}

/// The tenants a server knows.
#[derive(Clone, Debug, Default)]
pub struct Tenants {
    named: BTreeMap<String, Arc<Terms>>,
    others: Arc<Terms>,
    local_roots: Option<Vec<PathBuf>>,
    egress_allow: Arc<[String]>,
}

impl Tenants {
    /// These tenants; `others` holds for those that are not named. Local files are open to tenants below `local_roots` only,
    /// anywhere when it is `None`.
    pub fn new(named: BTreeMap<String, Terms>, others: Terms, local_roots: Option<Vec<PathBuf>>) -> Self {
        let named = named.into_iter().map(|(name, terms)| (name, Arc::new(terms))).collect();
        Self { named, others: Arc::new(others), local_roots, egress_allow: Arc::default() }
    }

    /// The same tenants, who may name these hosts (each for all its ports, or with one) though they are not public.
    #[must_use]
    pub fn with_egress_allow(self, hosts: Vec<String>) -> Self {
        Self { egress_allow: hosts.into(), ..self }
    }

    /// Hosts that tenants may name though they are not public.
    pub fn egress_allow(&self) -> &Arc<[String]> {
        &self.egress_allow
    }

    /// What holds for a caller's tenant.
    pub fn terms(&self, principal: &Principal) -> &Arc<Terms> {
        self.named.get(principal.tenant()).unwrap_or(&self.others)
    }

    /// The tenants that the settings name, with what holds for each.
    pub fn named(&self) -> impl Iterator<Item = (&str, &Terms)> {
        self.named.iter().map(|(name, terms)| (name.as_str(), terms.as_ref()))
    }

    /// What holds for tenants that the settings do not name.
    pub fn others(&self) -> &Terms {
        &self.others
    }

    /// The name of a tenant where few names are wanted: its own if the settings name it, else one for all others.
    pub fn label<'a>(&self, tenant: &'a str) -> &'a str {
        if self.named.contains_key(tenant) { tenant } else { OTHERS }
    }

    /// The setting `key` of a tenant as errors and metrics name it.
    pub fn setting(&self, tenant: &str, key: &str) -> String {
        format!("tenant.{}.{key}", self.label(tenant))
    }

    /// The tenants that the settings name, for metrics with few series.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// The folders of this machine that tenants may use at all; `None` for all.
    pub fn local_roots(&self) -> Option<&[PathBuf]> {
        self.local_roots.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_its_own_terms_and_strangers_those_of_others() {
        let named = BTreeMap::from([("acme".to_owned(), Terms { weight: 400, ..Terms::default() })]);
        let tenants = Tenants::new(named, Terms::default(), None);
        let weight = |tenant: &str| tenants.terms(&Principal::verified(tenant, "ann", vec![], vec![])).weight;
        assert_eq!((weight("acme"), weight("beta")), (400, DEFAULT_WEIGHT));
        assert_eq!(tenants.names().collect::<Vec<_>>(), ["acme"]);
        assert_eq!(tenants.setting("acme", "weight"), "tenant.acme.weight");
        assert_eq!(tenants.setting("beta", "weight"), "tenant.others.weight");
    }
}
