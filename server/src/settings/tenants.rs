//! The sections `[tenant.NAME]`: what holds for each tenant.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use sparrow_tenancy::{DEFAULT_WEIGHT, PathRule, Tenants, Terms};
use toml::{Table, Value};

use super::{Problem, Storage};

const NAME_BYTES_MAX: usize = 64;
const TENANTS_COUNT_MAX: usize = 10_000;

/// What a section says, by the names of [`Terms`]; times are in seconds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    paths: Option<Vec<String>>,
    sessions_count_max: Option<usize>,
    running_count_max: Option<usize>,
    queued_count_max: Option<usize>,
    queue_seconds_max: Option<u64>,
    run_seconds_max: Option<u64>,
    result_bytes_max: Option<u64>,
    memory_bytes_max: Option<usize>,
    slots_count_max: Option<usize>,
    weight: Option<u32>,
}

/// A tenant's terms, as far as they do not depend on other settings.
pub(super) type TenantSection = Terms;

/// The sections by their names.
pub(super) fn read(sections: Table) -> Result<BTreeMap<String, TenantSection>, Problem> {
    if sections.len() > TENANTS_COUNT_MAX {
        return Err(Problem(format!("there are {} tenants: name at most {TENANTS_COUNT_MAX}", sections.len())));
    }
    sections.into_iter().map(|(name, value)| section(&name, value).map(|terms| (name, terms))).collect()
}

fn section(name: &str, value: Value) -> Result<TenantSection, Problem> {
    let problem = |what: String| Problem(format!("[tenant.{name}]: {what}"));
    if !is_name(name) {
        return Err(problem(format!(
            "a tenant's name has letters, digits, -, _ and ., begins with a letter or digit, and has at most {NAME_BYTES_MAX} bytes"
        )));
    }
    let keys: Keys = value.try_into().map_err(|e: toml::de::Error| {
        problem(format!("{}; docs/SETTINGS.md lists the keys of a tenant", e.message()))
    })?;
    let rules = |paths: Vec<String>| paths.iter().map(|path| PathRule::parse(path)).collect::<Result<Vec<_>, _>>();
    let weight = keys.weight.unwrap_or(DEFAULT_WEIGHT);
    if weight == 0 {
        return Err(problem("weight must be at least 1: a tenant with less would never run".to_owned()));
    }
    Ok(Terms {
        paths: keys.paths.map(rules).transpose().map_err(|e| problem(e.to_string()))?,
        sessions_count_max: keys.sessions_count_max,
        running_count_max: keys.running_count_max,
        queued_count_max: keys.queued_count_max,
        queue_duration_max: keys.queue_seconds_max.map(Duration::from_secs),
        run_duration_max: keys.run_seconds_max.map(Duration::from_secs),
        result_bytes_max: keys.result_bytes_max,
        memory_bytes_max: keys.memory_bytes_max,
        slots_count_max: keys.slots_count_max,
        weight,
    })
}

/// Names stand in paths, metrics and keys of settings.
fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.len() <= NAME_BYTES_MAX && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_plain)
}

/// The tenants. Where callers are authenticated, what no setting opens is closed.
pub(super) fn tenants(named: &BTreeMap<String, TenantSection>, storage: &Storage, authenticated: bool) -> Tenants {
    let closed = |terms: &Terms| match (&terms.paths, authenticated) {
        (None, true) => Terms { paths: Some(Vec::new()), ..terms.clone() },
        _ => terms.clone(),
    };
    let named = named.iter().map(|(name, terms)| (name.clone(), closed(terms))).collect();
    let local_roots = storage.local_roots.clone().or_else(|| authenticated.then(Vec::new));
    Tenants::new(named, closed(&Terms::default()), local_roots).with_egress_allow(storage.egress_allow.clone())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use sparrow_tenancy::Principal;

    use super::*;

    fn sections(text: &str) -> Result<BTreeMap<String, TenantSection>, Problem> {
        read(text.parse().unwrap())
    }

    fn terms(tenants: &Tenants, tenant: &str) -> Terms {
        (**tenants.terms(&Principal::verified(tenant, "ann", vec![], vec![]))).clone()
    }

    #[test]
    fn a_section_becomes_terms() {
        let named = sections(
            "[acme]\npaths = ['/srv/lake', 's3a://ref:ro']\nqueue_seconds_max = 5\nweight = 200\nrunning_count_max = 3\n[beta]",
        )
        .unwrap();
        let open = tenants(&named, &Storage::default(), false);
        let acme = terms(&open, "acme");
        assert_eq!((acme.weight, acme.running_count_max), (200, Some(3)));
        assert_eq!(acme.queue_duration_max, Some(Duration::from_secs(5)));
        assert_eq!(acme.paths.unwrap().len(), 2);
        assert_eq!((terms(&open, "beta"), open.local_roots()), (Terms::default(), None));
    }

    #[test]
    fn authentication_closes_what_nothing_opens() {
        let named = sections("[acme]\npaths = ['/srv/lake']\n[beta]").unwrap();
        let closed = tenants(&named, &Storage::default(), true);
        assert_eq!(terms(&closed, "acme").paths.unwrap().len(), 1);
        for tenant in ["beta", "stranger"] {
            assert_eq!(terms(&closed, tenant).paths, Some(Vec::new()), "{tenant}");
        }
        assert_eq!(closed.local_roots(), Some(&[][..]));
        let roots = Storage { local_roots: Some(vec![PathBuf::from("/srv/lake")]), ..Storage::default() };
        assert_eq!(tenants(&named, &roots, true).local_roots().unwrap().len(), 1);
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("['a b']", "[tenant.a b]: a tenant's name has"),
            ("['']", "a tenant's name has"),
            ("['../x']", "a tenant's name has"),
            ("[a]\nweigth = 1", "[tenant.a]: unknown field `weigth`"),
            ("[a]\nweight = 0", "weight must be at least 1"),
            ("[a]\nweight = -1", "[tenant.a]: "),
            ("[a]\npaths = ['/']", "names no place"),
            ("[a]\npaths = ['/srv/../etc']", "names no place"),
            ("a = 1", "[tenant.a]: "),
        ] {
            let problem = sections(text).unwrap_err().to_string();
            assert!(problem.contains(expected), "{text}: {problem}");
        }
    }
}
