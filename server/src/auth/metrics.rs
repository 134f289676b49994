//! Metrics of the door: whom it let in, whom it refused and why, and whether it stands open.

use std::sync::atomic::{AtomicU64, Ordering};

use opentelemetry::KeyValue;
use opentelemetry::metrics::{AsyncInstrument, Meter};
use sparrow_auth::{Counts, counts};

use super::is_insecure;
use crate::settings::{self, Settings};

/// One of the numbers.
type Read = fn(&Counts) -> u64;

/// Calls that were let in.
pub static ADMITTED: AtomicU64 = AtomicU64::new(0);

/// Calls that were refused, by why.
pub static REFUSED: [(&str, AtomicU64); 6] = [
    ("missing", AtomicU64::new(0)),
    ("several", AtomicU64::new(0)),
    ("malformed", AtomicU64::new(0)),
    ("credential", AtomicU64::new(0)),
    ("tenant", AtomicU64::new(0)),
    ("keys_unavailable", AtomicU64::new(0)),
];

/// Counts a refusal.
pub fn refused(why: &str) {
    if let Some((_, count)) = REFUSED.iter().find(|(name, _)| *name == why) {
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Makes the instruments.
pub fn register(meter: &Meter, settings: &Settings) {
    let insecure = settings::address(settings).is_ok_and(|address| is_insecure(settings, address));
    meter
        .u64_observable_gauge("sparrow.insecure_mode")
        .with_description("1 where everybody off this machine is served without authentication.")
        .with_callback(move |observer| observer.observe(insecure.into(), &[]))
        .build();
    meter
        .u64_observable_counter("sparrow.auth.admitted")
        .with_description("Calls whose credential was verified.")
        .with_callback(|observer| observer.observe(ADMITTED.load(Ordering::Relaxed), &[]))
        .build();
    meter
        .u64_observable_counter("sparrow.auth.refused")
        .with_description("Calls that were refused for their credential, by why.")
        .with_callback(|observer| {
            for (why, count) in &REFUSED {
                observer.observe(count.load(Ordering::Relaxed), &[KeyValue::new("reason", *why)]);
            }
        })
        .build();
    register_issuers(meter);
}

fn register_issuers(meter: &Meter) {
    let reasons = |name: &'static str| KeyValue::new("reason", name);
    meter
        .u64_observable_counter("sparrow.auth.credentials_refused")
        .with_description("Credentials that were refused, by what is wrong with them.")
        .with_callback(move |observer| {
            for (reason, count) in counts().refused {
                observer.observe(count, &[reasons(reason.name())]);
            }
        })
        .build();
    meter
        .u64_observable_gauge("sparrow.auth.cache_entries")
        .with_description("Tokens that were verified and are not verified again.")
        .with_callback(|observer| observer.observe(counts().cache_entries as u64, &[]))
        .build();
    let counters: [(&'static str, &'static str, Read); 4] = [
        ("sparrow.auth.cache_hits", "Tokens that were found among those verified.", |counts| counts.cache_hits),
        ("sparrow.auth.jwks_fetches", "Fetches of issuers' keys.", |counts| counts.jwks_fetches),
        ("sparrow.auth.jwks_failures", "Fetches that brought no keys.", |counts| counts.jwks_failures),
        ("sparrow.auth.tokens_file_failures", "Changes of the tokens' file that could not be read.", |counts| {
            counts.tokens_file_failures
        }),
    ];
    for (name, description, value) in counters {
        let observed = move |observer: &dyn AsyncInstrument<u64>| observer.observe(value(&counts()), &[]);
        meter.u64_observable_counter(name).with_description(description).with_callback(observed).build();
    }
}
