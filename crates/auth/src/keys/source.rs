//! Where the keys of an issuer come from, and how old they may become: fetched before they are old, once at a time, and
//! not at all more often than the settings say, whatever tokens are sent.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::watch;

use super::fetch::{Client, Patience};
use super::set::{Fingerprint, Key, KeySet};
use crate::clock::Clock;
use crate::config::IssuerConfig;
use crate::{Reason, Refusal, counts};

/// How old keys may become, and how often they are fetched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) refresh: Duration,
    pub(crate) unknown_kid_min: Duration,
    pub(crate) stale_max: Duration,
    pub(crate) patience: Patience,
    /// How long a token waits for keys when the old ones could be used.
    pub(crate) stale_wait_max: Duration,
}

impl Terms {
    /// Those of an issuer's settings.
    pub(crate) fn of(config: &IssuerConfig) -> Self {
        Self {
            refresh: Duration::from_secs(config.jwks_refresh_seconds),
            unknown_kid_min: Duration::from_secs(config.unknown_kid_seconds_min),
            stale_max: Duration::from_secs(config.stale_seconds_max),
            patience: Patience::default(),
            stale_wait_max: Duration::from_millis(500),
        }
    }
}

/// The shortest time from a fetch that failed to the next, doubled by each failure up to the longest.
const RETRY_MIN: Duration = Duration::from_secs(5);
const RETRY_MAX: Duration = Duration::from_secs(60);

/// The keys of one issuer.
pub(crate) enum Source {
    /// The operator gave the one key.
    Fixed(KeySet),
    /// They are fetched.
    Fetched(Arc<Fetched>),
}

/// Keys that are fetched.
pub(crate) struct Fetched {
    client: Client,
    terms: Terms,
    clock: Arc<dyn Clock>,
    current: RwLock<Option<Current>>,
    flight: Mutex<Flight>,
}

#[derive(Clone)]
struct Current {
    keys: Arc<KeySet>,
    fetched_at: Duration,
}

/// The fetch that is under way, and the one before.
#[derive(Default)]
struct Flight {
    landing: Option<watch::Receiver<()>>,
    begun_at: Option<Duration>,
    failures: u32,
}

/// How far the age of keys has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Fresh,
    /// Still good; time to fetch new ones.
    Ripening,
    /// To be used only if none can be fetched.
    Stale,
}

impl Source {
    /// Keys that are fetched when the first token asks for them.
    pub(crate) fn fetched(client: Client, terms: Terms, clock: Arc<dyn Clock>) -> Self {
        let (current, flight) = (RwLock::default(), Mutex::default());
        Self::Fetched(Arc::new(Fetched { client, terms, clock, current, flight }))
    }

    /// The key of that id, which may take a fetch.
    pub(crate) async fn find(&self, kid: Option<&str>) -> Result<Arc<Key>, Refusal> {
        match self {
            Self::Fixed(keys) => keys.find(kid).cloned().ok_or_else(no_key),
            Self::Fetched(fetched) => fetched.find(kid).await,
        }
    }

    /// Whether a key may still be used. It never waits; it sees to it that old keys are fetched anew.
    pub(crate) fn holds(&self, fingerprint: &Fingerprint) -> bool {
        match self {
            Self::Fixed(keys) => keys.holds(fingerprint),
            Self::Fetched(fetched) => fetched.holds(fingerprint),
        }
    }
}

impl Fetched {
    async fn find(self: &Arc<Self>, kid: Option<&str>) -> Result<Arc<Key>, Refusal> {
        match self.usable() {
            None => self.wait(self.begin(Duration::ZERO), self.terms.patience.total).await,
            Some((_, Age::Fresh)) => {}
            Some((_, Age::Ripening)) => drop(self.begin(Duration::ZERO)),
            Some((_, Age::Stale)) => self.wait(self.begin(Duration::ZERO), self.terms.stale_wait_max).await,
        }
        let (current, _) = self.usable().ok_or_else(unavailable)?;
        if let Some(key) = current.keys.find(kid) {
            return Ok(Arc::clone(key));
        }
        // Perhaps the issuer has a new key. Whoever makes ids up must not make us ask more often than the settings say.
        let landing = self.begin(self.terms.unknown_kid_min);
        self.wait(landing, self.terms.patience.total).await;
        let (current, age) = self.usable().ok_or_else(unavailable)?;
        match current.keys.find(kid) {
            Some(key) => Ok(Arc::clone(key)),
            None if age == Age::Stale => Err(unavailable()),
            None => Err(no_key()),
        }
    }

    fn holds(self: &Arc<Self>, fingerprint: &Fingerprint) -> bool {
        let Some((current, age)) = self.usable() else { return false };
        if age != Age::Fresh {
            drop(self.begin(Duration::ZERO));
        }
        current.keys.holds(fingerprint)
    }

    /// The keys we have, unless they are too old even for an outage.
    fn usable(&self) -> Option<(Current, Age)> {
        let current = self.current.read().clone()?;
        let age = self.clock.elapsed().saturating_sub(current.fetched_at);
        let age = match age {
            _ if age > self.terms.stale_max => return None,
            _ if age > self.terms.refresh => Age::Stale,
            _ if age > self.terms.refresh.mul_f32(0.8) => Age::Ripening,
            _ => Age::Fresh,
        };
        Some((current, age))
    }

    /// Joins the fetch under way, or begins one if the last began `gap` ago and its failure, if it was one, is past.
    fn begin(self: &Arc<Self>, gap: Duration) -> Option<watch::Receiver<()>> {
        let mut flight = self.flight.lock();
        if let Some(landing) = &flight.landing {
            return Some(landing.clone());
        }
        let now = self.clock.elapsed();
        let gap = gap.max(self.retry_gap(flight.failures));
        if flight.begun_at.is_some_and(|begun_at| now.saturating_sub(begun_at) < gap) {
            return None;
        }
        let (landed, landing) = watch::channel(());
        flight.landing = Some(landing.clone());
        flight.begun_at = Some(now);
        let landing_strip = Landing { source: Arc::clone(self), succeeded: false, _landed: landed };
        tokio::spawn(landing_strip.fetch());
        Some(landing)
    }

    fn retry_gap(&self, failures: u32) -> Duration {
        match failures {
            0 => Duration::ZERO,
            more => RETRY_MIN.saturating_mul(1 << (more - 1).min(8)).min(RETRY_MAX),
        }
    }

    async fn wait(&self, landing: Option<watch::Receiver<()>>, bound: Duration) {
        if let Some(mut landing) = landing {
            // An end by time is as good as one by landing: what is usable is looked at afterwards.
            let _ = tokio::time::timeout(bound, landing.changed()).await;
        }
    }
}

/// A fetch under way. However it ends, also by panic, the next one can begin and those who wait go on.
struct Landing {
    source: Arc<Fetched>,
    succeeded: bool,
    _landed: watch::Sender<()>,
}

impl Landing {
    async fn fetch(mut self) {
        counts::add(&counts::FETCHES);
        let address = self.source.client.address();
        match self.source.client.fetch().await {
            Ok(keys) => {
                tracing::info!(%address, keys = keys.len(), "fetched the keys of an issuer");
                let fetched_at = self.source.clock.elapsed();
                *self.source.current.write() = Some(Current { keys: Arc::new(keys), fetched_at });
                self.succeeded = true;
            }
            Err(error) => tracing::warn!(%address, error, "could not fetch the keys of an issuer"),
        }
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        let mut flight = self.source.flight.lock();
        flight.landing = None;
        flight.failures = if self.succeeded { 0 } else { flight.failures.saturating_add(1) };
        if !self.succeeded {
            let failures: &AtomicU64 = &counts::FETCH_FAILURES;
            counts::add(failures);
        }
    }
}

fn no_key() -> Refusal {
    Refusal::new(Reason::Signature, "its issuer has no key of that id, or it names none and there are several")
}

fn unavailable() -> Refusal {
    Refusal::new(Reason::KeysUnavailable, "the issuer's keys could not be fetched; see the log for the cause")
}
