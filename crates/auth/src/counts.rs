//! How often what happened since the process started, for metrics.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use crate::Reason;

pub(crate) static VERIFIED: AtomicU64 = AtomicU64::new(0);
pub(crate) static CACHE_HITS: AtomicU64 = AtomicU64::new(0);
pub(crate) static CACHE_ENTRIES: AtomicUsize = AtomicUsize::new(0);
pub(crate) static FETCHES: AtomicU64 = AtomicU64::new(0);
pub(crate) static FETCH_FAILURES: AtomicU64 = AtomicU64::new(0);
pub(crate) static TOKENS_FILE_FAILURES: AtomicU64 = AtomicU64::new(0);
static REFUSED: [AtomicU64; Reason::ALL.len()] = [const { AtomicU64::new(0) }; Reason::ALL.len()];

/// The counts of all authenticators of this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Credentials that were accepted, also those found in the cache.
    pub verified: u64,
    /// Tokens that were found among those verified before.
    pub cache_hits: u64,
    /// Tokens kept as verified now.
    pub cache_entries: usize,
    /// Credentials that were refused, by reason.
    pub refused: Vec<(Reason, u64)>,
    /// Fetches of issuers' keys that were begun.
    pub jwks_fetches: u64,
    /// Those that brought no keys.
    pub jwks_failures: u64,
    /// Changes of the file of tokens that could not be read; the tokens before hold.
    pub tokens_file_failures: u64,
}

/// How often what happened since the process started.
pub fn counts() -> Counts {
    Counts {
        verified: VERIFIED.load(Relaxed),
        cache_hits: CACHE_HITS.load(Relaxed),
        cache_entries: CACHE_ENTRIES.load(Relaxed),
        refused: Reason::ALL.iter().zip(&REFUSED).map(|(reason, count)| (*reason, count.load(Relaxed))).collect(),
        jwks_fetches: FETCHES.load(Relaxed),
        jwks_failures: FETCH_FAILURES.load(Relaxed),
        tokens_file_failures: TOKENS_FILE_FAILURES.load(Relaxed),
    }
}

/// One more of something.
pub(crate) fn add(count: &AtomicU64) {
    count.fetch_add(1, Relaxed);
}

/// One more refusal.
pub(crate) fn refused(reason: Reason) {
    if let Some(at) = Reason::ALL.iter().position(|other| *other == reason) {
        add(&REFUSED[at]);
    }
}
