//! Metrics of tenants: what each uses of what its terms allow. A series for each tenant that the settings name, and one for all
//! others, so that strangers add none.

use std::collections::BTreeMap;
use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{AsyncInstrument, Meter};
use sparrow_engine::fleet::Fleet;
use sparrow_session::{Counts, Services, Sessions};
use sparrow_tenancy::{OTHERS, Tenants};

/// One of the numbers.
type Read = fn(&Counts) -> u64;

/// Numbers by label.
type Series = BTreeMap<String, u64>;

/// Makes the instruments.
pub fn register(meter: &Meter, services: &Arc<Services>, sessions: &Arc<Sessions>, fleet: Option<&Arc<Fleet>>) {
    let counts: [(_, _, Read); 2] = [
        ("sparrow.tenant.running", "Operations of a tenant that run.", |counts| counts.running as u64),
        ("sparrow.tenant.queued", "Operations of a tenant that wait for their turn.", |counts| counts.queued as u64),
    ];
    for (name, description, count) in counts {
        let services = Arc::clone(services);
        gauge(meter, name, description, move || operations(&services, count));
    }
    let (alive, all) = (Arc::clone(sessions), Arc::clone(services));
    gauge(meter, "sparrow.tenant.sessions", "Sessions of a tenant that are alive.", move || {
        by_label(&all.tenants, alive.counts().into_iter().map(|(label, count)| (label, count as u64)))
    });
    let refused = Arc::clone(services);
    meter
        .u64_observable_counter("sparrow.tenant.refused")
        .with_description("Operations of a tenant that were told to come again.")
        .with_callback(move |observer| observe(observer, &operations(&refused, |counts| counts.refused)))
        .build();
    let memory = Arc::clone(services);
    gauge(meter, "sparrow.tenant.memory", "Bytes held by a tenant's queries, where it has a part.", move || {
        let used = memory.environment.tenants_memory_bytes_used();
        by_label(&memory.tenants, used.into_iter().map(|(tenant, bytes)| (tenant, bytes as u64)))
    });
    if let Some(fleet) = fleet {
        let (fleet, services) = (Arc::clone(fleet), Arc::clone(services));
        gauge(meter, "sparrow.tenant.slots", "Slots of executors that a tenant has.", move || {
            let slots = fleet.slots_by_tenant().into_iter();
            by_label(&services.tenants, slots.map(|(tenant, slots)| (tenant, slots as u64)))
        });
    }
}

fn gauge(
    meter: &Meter,
    name: &'static str,
    description: &'static str,
    read: impl Fn() -> Series + Send + Sync + 'static,
) {
    meter
        .u64_observable_gauge(name)
        .with_description(description)
        .with_callback(move |observer| observe(observer, &read()))
        .build();
}

fn observe(observer: &dyn AsyncInstrument<u64>, series: &Series) {
    for (label, value) in series {
        observer.observe(*value, &[KeyValue::new("tenant", label.clone())]);
    }
}

fn operations(services: &Services, count: impl Fn(&Counts) -> u64) -> Series {
    let counts = services.admission.counts();
    by_label(&services.tenants, counts.into_iter().map(|(label, counts)| (label, count(&counts))))
}

/// The numbers of tenants with the same label together; a series is there before it grows.
fn by_label(tenants: &Tenants, numbers: impl Iterator<Item = (String, u64)>) -> Series {
    let labels = tenants.names().chain([OTHERS]);
    let mut series: Series = labels.map(|label| (label.to_owned(), 0)).collect();
    for (tenant, number) in numbers {
        *series.entry(tenants.label(&tenant).to_owned()).or_default() += number;
    }
    series
}

#[cfg(test)]
mod tests {
    use sparrow_tenancy::Terms;

    use super::*;

    #[test]
    fn strangers_share_a_series() {
        let named = BTreeMap::from([("acme".to_owned(), Terms::default())]);
        let tenants = Tenants::new(named, Terms::default(), None);
        let numbers = [("acme", 3), ("beta", 4), ("gamma", 5)].map(|(tenant, number)| (tenant.to_owned(), number));
        let expected = [("acme".to_owned(), 3), ("others".to_owned(), 9)];
        assert_eq!(by_label(&tenants, numbers.into_iter()), BTreeMap::from(expected));
        assert_eq!(by_label(&tenants, std::iter::empty()).len(), 2);
    }
}
