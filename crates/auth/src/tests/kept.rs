//! What is kept and counted: the cache stays within its limit, and every answer is in the metrics.

use sparrow_tenancy::Principal;

use super::{World, claims, header, token};
use crate::cache::{CACHE_ENTRIES_MAX, Cache, Verified};
use crate::{Counts, Reason, counts};

#[test]
fn the_cache_forgets_what_ends_first() {
    let cache = Cache::default();
    let digest = |at: usize| {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&at.to_be_bytes());
        digest
    };
    let entry = |until: u64| {
        let principal = Principal::verified("acme", "ann", Vec::new(), Vec::new());
        Verified { principal, issuer: 0, key: [0; 32], until }
    };
    for at in 0..CACHE_ENTRIES_MAX {
        cache.insert(digest(at), entry(1000 - (at as u64 % 500)));
    }
    // The same once more takes no room.
    cache.insert(digest(0), entry(1000));
    assert_eq!(cache.len(), CACHE_ENTRIES_MAX);
    cache.insert(digest(CACHE_ENTRIES_MAX), entry(700));
    assert_eq!(cache.len(), CACHE_ENTRIES_MAX);
    assert!(cache.get(&digest(499), 0).is_none(), "one that ends first");
    assert!(
        cache.get(&digest(CACHE_ENTRIES_MAX), 699).is_some() && cache.get(&digest(CACHE_ENTRIES_MAX), 700).is_none()
    );
    cache.remove(&digest(0));
    assert_eq!(cache.len(), CACHE_ENTRIES_MAX - 1);
}

fn refused(counts: &Counts, reason: Reason) -> u64 {
    counts.refused.iter().find(|(counted, _)| *counted == reason).map(|(_, count)| *count).unwrap()
}

#[tokio::test]
async fn every_answer_is_counted() {
    let before = counts();
    let world = World::new().await;
    let good = token(header(), claims());
    world.authenticator.bearer(&good).await.unwrap();
    world.authenticator.bearer(&good).await.unwrap();
    world.authenticator.bearer("").await.unwrap_err();
    let after = counts();
    // Tests beside this one count, too.
    assert!(after.verified >= before.verified + 2 && after.cache_hits > before.cache_hits);
    assert!(after.jwks_fetches > before.jwks_fetches && after.cache_entries >= 1);
    assert!(refused(&after, Reason::Missing) > refused(&before, Reason::Missing));
    let mut names: Vec<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), after.refused.len());
}
