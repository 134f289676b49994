//! Metrics of limits: for each how much is allowed, how much of it is used where that can be seen, and how often it refused
//! something; and of what queries and the fleet take. Instruments read what is there; nobody counts twice.

pub mod tenants;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use opentelemetry::KeyValue;
use opentelemetry::metrics::{AsyncInstrument, Meter};
use sparrow_engine::fleet::Fleet;
use sparrow_runtime::Environment;
use sparrow_session::{Sessions, Usage};
use sparrow_spark_error::limit_refusals;
use sparrow_tenancy::Tenants;

use crate::settings::{self, Settings};

/// Spark's confs that limit something.
const CONFS: &[&str] = &["spark.driver.maxResultSize", "spark.sql.view.maxNestedViewDepth"];

/// How much of a limit is used; for limits of sessions and operations, the most that any of them uses.
type Used = fn(&Usage) -> u64;

const USED: &[(&str, Used)] = &[
    ("sessions.sessions_count_max", |usage| usage.sessions as u64),
    ("sessions.closed_count_max", |usage| usage.sessions_remembered as u64),
    ("sessions.operations_count_max", |usage| usage.operations as u64),
    ("sessions.ended_count_max", |usage| usage.operations_remembered as u64),
    ("sessions.sent_bytes_max", |usage| usage.sent_bytes as u64),
    ("sessions.unsent_bytes_max", |usage| usage.unsent_bytes as u64),
    ("sessions.conf_keys_count_max", |usage| usage.conf_keys as u64),
    ("sessions.conf_bytes_max", |usage| usage.conf_bytes as u64),
    ("sessions.artifacts_bytes_max", |usage| usage.artifacts_bytes),
    ("sessions.artifacts_count_max", |usage| usage.artifacts as u64),
    ("sessions.views_count_max", |usage| usage.views as u64),
    ("sessions.checkpoints_count_max", |usage| usage.checkpoints as u64),
    ("sessions.kept_count_max", |usage| usage.kept as u64),
    ("sessions.errors_count_max", |usage| usage.errors as u64),
];

/// Makes the instruments.
pub fn register(meter: &Meter, settings: &Settings, sessions: &Arc<Sessions>) {
    let values = values(settings);
    // A series must be there before it grows, so that also limits that have refused nothing yet are known.
    let known: Vec<String> = values.keys().cloned().chain(CONFS.iter().map(|key| (*key).to_owned())).collect();
    meter
        .u64_observable_gauge("sparrow.limit.value")
        .with_description("What a limit is set to; 0 lets the machine decide.")
        .with_callback(move |observer| observe(observer, &values))
        .build();
    let sessions = Arc::clone(sessions);
    meter
        .u64_observable_gauge("sparrow.limit.used")
        .with_description("How much of a limit is used; of a session's limit, the most that any session uses.")
        .with_callback(move |observer| observe(observer, &used(&sessions.usage())))
        .build();
    meter
        .u64_observable_counter("sparrow.limit.refusals")
        .with_description("How often a limit refused something.")
        .with_callback(move |observer| observe(observer, &refusals(&known)))
        .build();
}

/// Makes the instruments of what queries take, and of the fleet where there is one.
pub fn register_engine(meter: &Meter, environment: &Environment, fleet: Option<&Arc<Fleet>>) {
    let queries = environment.clone();
    meter
        .u64_observable_gauge("sparrow.query.memory")
        .with_unit("By")
        .with_description("Memory that queries of this process have reserved.")
        .with_callback(move |observer| observer.observe(queries.memory_bytes_used() as u64, &[]))
        .build();
    let queries = environment.clone();
    meter
        .u64_observable_gauge("sparrow.query.spill")
        .with_unit("By")
        .with_description("Disk that spills of this process's queries take.")
        .with_callback(move |observer| observer.observe(queries.spill_bytes_used(), &[]))
        .build();
    let Some(fleet) = fleet else { return };
    let (executors, slots) = (Arc::downgrade(fleet), Arc::downgrade(fleet));
    let size = |fleet: &Weak<Fleet>| fleet.upgrade().map_or((0, 0), |fleet| fleet.size());
    meter
        .u64_observable_gauge("sparrow.fleet.executors")
        .with_description("Executors in the fleet.")
        .with_callback(move |observer| observer.observe(size(&executors).0 as u64, &[]))
        .build();
    meter
        .u64_observable_gauge("sparrow.fleet.slots")
        .with_description("Tasks the executors may run at once.")
        .with_callback(move |observer| observer.observe(size(&slots).1 as u64, &[]))
        .build();
}

/// Numbers by limit.
type Series = BTreeMap<String, u64>;

fn observe(observer: &dyn AsyncInstrument<u64>, series: &Series) {
    for (key, value) in series {
        observer.observe(*value, &[KeyValue::new("limit", key.clone())]);
    }
}

fn values(settings: &Settings) -> Series {
    let own = settings::limits().map(|key| (key.to_owned(), settings.number(key)));
    own.chain(values_of_tenants(&settings.tenants())).collect()
}

/// The limits of tenants, by the names that errors call them.
fn values_of_tenants(tenants: &Tenants) -> Series {
    let mut values = Series::new();
    for (tenant, terms) in tenants.named() {
        values.extend(terms.limits().into_iter().map(|(key, limit)| (tenants.setting(tenant, key), limit)));
    }
    values
}

fn used(usage: &Usage) -> Series {
    USED.iter().map(|(key, used)| ((*key).to_owned(), used(usage))).collect()
}

/// Of every known limit, and of what has refused something.
fn refusals(known: &[String]) -> Series {
    let none = known.iter().map(|key| (key.clone(), 0));
    none.chain(limit_refusals()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sparrow_tenancy::Terms;

    use super::*;
    use crate::settings::Sources;

    #[test]
    fn every_limit_has_its_metrics() {
        let settings = Sources::default().finish().unwrap();
        let _ = sparrow_spark_error::limit_exceeded("x", 1, "catalog.tables_count_max", "");
        let values = values(&settings);
        let known: Vec<String> = values.keys().cloned().collect();
        let refusals = refusals(&known);
        for key in settings::limits() {
            assert_eq!(values.get(key), Some(&settings.number(key)), "{key}");
            assert!(refusals.contains_key(key), "{key}");
        }
        assert!(refusals["catalog.tables_count_max"] >= 1);
        let acme =
            Terms { run_duration_max: Some(Duration::from_secs(5)), result_bytes_max: Some(7), ..Terms::default() };
        let tenants = Tenants::new(BTreeMap::from([("acme".to_owned(), acme)]), Terms::default(), None);
        let expected = [("result_bytes_max", 7), ("run_seconds_max", 5)];
        let expected = expected.map(|(key, limit)| (format!("tenant.acme.{key}"), limit));
        assert_eq!(values_of_tenants(&tenants), Series::from(expected));
        let used = used(&Usage { sessions: 3, ..Usage::default() });
        assert_eq!(used["sessions.sessions_count_max"], 3);
        assert!(used.keys().all(|key| values.contains_key(key)), "{used:?}");
    }
}
