//! Tokens that were verified a short while ago, by their digest. It never holds a token.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering::Relaxed;

use parking_lot::RwLock;
use sparrow_tenancy::Principal;

use crate::counts;
use crate::keys::Fingerprint;

/// The tokens kept; the one that ends first goes when one more comes.
pub(crate) const CACHE_ENTRIES_MAX: usize = 10_000;

/// How long a token is taken for verified at most.
pub(crate) const CACHE_SECONDS_MAX: u64 = 300;

/// SHA-256 of a token.
pub(crate) type Digest = [u8; 32];

/// A token that was verified.
#[derive(Clone)]
pub(crate) struct Verified {
    pub(crate) principal: Principal,
    /// The issuer, by its place in the settings.
    pub(crate) issuer: usize,
    /// The key that verified it; when the issuer drops the key, the token goes.
    pub(crate) key: Fingerprint,
    /// Until when it may be used, in seconds since 1970.
    pub(crate) until: u64,
}

/// The tokens verified a short while ago.
#[derive(Default)]
pub(crate) struct Cache(RwLock<Entries>);

#[derive(Default)]
struct Entries {
    by_digest: HashMap<Digest, Verified>,
    by_end: BTreeSet<(u64, Digest)>,
}

impl Cache {
    /// The token of this digest, if it may still be used.
    pub(crate) fn get(&self, digest: &Digest, now: u64) -> Option<Verified> {
        self.0.read().by_digest.get(digest).filter(|entry| now < entry.until).cloned()
    }

    /// Keeps a token until its end.
    pub(crate) fn insert(&self, digest: Digest, entry: Verified) {
        let mut entries = self.0.write();
        entries.remove(&digest);
        while entries.by_digest.len() >= CACHE_ENTRIES_MAX {
            let Some((_, first)) = entries.by_end.first().copied() else { break };
            entries.remove(&first);
        }
        entries.by_end.insert((entry.until, digest));
        entries.by_digest.insert(digest, entry);
        counts::CACHE_ENTRIES.fetch_add(1, Relaxed);
    }

    /// Forgets a token.
    pub(crate) fn remove(&self, digest: &Digest) {
        self.0.write().remove(digest);
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        let entries = self.0.read();
        assert_eq!(entries.by_digest.len(), entries.by_end.len());
        entries.by_digest.len()
    }
}

impl Entries {
    fn remove(&mut self, digest: &Digest) {
        if let Some(entry) = self.by_digest.remove(digest) {
            self.by_end.remove(&(entry.until, *digest));
            counts::CACHE_ENTRIES.fetch_sub(1, Relaxed);
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        counts::CACHE_ENTRIES.fetch_sub(self.0.get_mut().by_digest.len(), Relaxed);
    }
}
