//! Good tokens with bytes changed, put in and taken out: verified only if nothing has changed, and never a panic.

use std::sync::LazyLock;

use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::{World, claims, decode, encode, header, token};

/// What is done at a place: a byte changed, put in, or taken out.
#[derive(Clone, Debug)]
struct Change {
    kind: u8,
    place: prop::sample::Index,
    byte: u8,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0..3u8, any::<prop::sample::Index>(), any::<u8>());
    prop::collection::vec(change.prop_map(|(kind, place, byte)| Change { kind, place, byte }), 1..4)
}

fn mutate(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = change.place.index(bytes.len().max(1));
        match change.kind {
            0 if place < bytes.len() => bytes[place] = change.byte,
            1 if place < bytes.len() => drop(bytes.remove(place)),
            _ => bytes.insert(place, change.byte),
        }
    }
    bytes
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static WORLD: LazyLock<World> = LazyLock::new(|| RUNTIME.block_on(World::new()));
static GOOD: LazyLock<String> = LazyLock::new(|| token(header(), claims()));

/// Accepted exactly when it is the token that was signed.
fn check(mutated: &str) {
    let answer = RUNTIME.block_on(WORLD.authenticator.bearer(mutated));
    assert_eq!(answer.is_ok(), mutated == *GOOD, "{mutated}: {answer:?}");
    let steps = RUNTIME.block_on(WORLD.authenticator.explain(mutated));
    assert_eq!(steps.iter().all(|step| step.outcome.is_ok()), answer.is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_of_a_token(changes in changes()) {
        let bytes = mutate(GOOD.clone().into_bytes(), &changes);
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn bytes_of_its_parts(part in 0..3usize, changes in changes()) {
        let mut parts: Vec<String> = GOOD.split('.').map(str::to_owned).collect();
        parts[part] = encode(mutate(decode(&parts[part]), &changes));
        check(&parts.join("."));
    }

    #[test]
    fn any_text(text in ".{0,200}") {
        check(&text);
    }
}

#[test]
fn the_token_itself_is_accepted() {
    check(&GOOD);
}
