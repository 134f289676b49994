//! How keys stay fresh: rotation, outages, and how often an issuer is asked.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::json;

use super::server::{Answer, Server};
use super::{SIGNERS, SetClock, authenticator, claims, header, issuer_a, set, token, token_of, with};
use crate::{Authenticator, Reason};

struct Scene {
    server: Server,
    clock: Arc<SetClock>,
    authenticator: Arc<Authenticator>,
}

/// An issuer with the elliptic key.
async fn scene() -> Scene {
    let server = Server::start(set(&[SIGNERS.elliptic.named("es")])).await;
    let clock = Arc::<SetClock>::default();
    let authenticator = authenticator(vec![issuer_a(Some(server.address()))], &clock);
    Scene { server, clock, authenticator }
}

/// A token that does not end within the test.
fn long_lived(kid: &str) -> String {
    token(with(header(), json!({"kid": kid})), with(claims(), json!({"exp": super::NOW + 86_000})))
}

impl Scene {
    async fn check(&self, token: &str, expected: Result<(), Reason>, connects: usize) {
        let answer = self.authenticator.bearer(token).await;
        assert_eq!(answer.map(|_| ()).map_err(|refusal| refusal.reason), expected);
        assert_eq!(self.server.connects(), connects, "fetches");
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_tokens_of_the_old_one_end() {
    let scene = scene().await;
    let (old, new) = (
        long_lived("es"),
        SIGNERS.other.sign(
            json!({"alg": "ES256", "kid": "es-2"}).to_string(),
            with(claims(), json!({"exp": super::NOW + 900})).to_string(),
        ),
    );
    scene.check(&old, Ok(()), 1).await;
    assert_eq!(scene.authenticator.cache_len(), 1);
    scene.server.answer(set(&[SIGNERS.other.named("es-2")]));
    scene.check(&new, Err(Reason::Signature), 1).await;
    scene.check(&old, Ok(()), 1).await;
    scene.clock.pass(60);
    scene.check(&new, Ok(()), 2).await;
    scene.check(&old, Err(Reason::Signature), 2).await;
    assert_eq!(scene.authenticator.cache_len(), 1, "the token of the old key is forgotten");
}

#[tokio::test]
async fn the_same_id_with_another_key_ends_tokens_kept_as_verified() {
    let scene = scene().await;
    let old = long_lived("es");
    scene.check(&old, Ok(()), 1).await;
    scene.server.answer(set(&[SIGNERS.other.named("es")]));
    scene.clock.pass(60);
    scene.check(&token_of("made-up"), Err(Reason::Signature), 2).await;
    scene.check(&old, Err(Reason::Signature), 2).await;
}

#[tokio::test]
async fn made_up_ids_cost_one_fetch_in_a_while() {
    let scene = scene().await;
    scene.check(&token_of("es"), Ok(()), 1).await;
    for (passes, connects) in [(0, 1), (59, 1), (1, 2), (59, 2), (1, 3)] {
        scene.clock.pass(passes);
        let tokens: Vec<String> = (0..100).map(|at| token_of(&format!("made-up-{at}"))).collect();
        let answers = join_all(tokens.iter().map(|token| scene.authenticator.bearer(token))).await;
        assert!(answers.iter().all(|answer| answer.as_ref().is_err_and(|refusal| refusal.reason == Reason::Signature)));
        assert_eq!(scene.server.connects(), connects);
    }
}

#[tokio::test]
async fn many_first_tokens_wait_for_one_fetch() {
    let scene = scene().await;
    let token = token_of("es");
    let answers = join_all((0..50).map(|_| scene.authenticator.bearer(&token))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!((scene.server.connects(), scene.authenticator.cache_len()), (1, 1));
}

#[tokio::test]
async fn keys_are_fetched_before_they_are_old() {
    let scene = scene().await;
    scene.check(&long_lived("es"), Ok(()), 1).await;
    scene.clock.pass(500);
    // Nobody waits for this one.
    let answer = scene.authenticator.bearer(&long_lived("es")).await;
    assert!(answer.is_ok());
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while scene.server.connects() < 2 && std::time::Instant::now() < deadline {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.server.connects(), 2);
}

#[tokio::test]
async fn old_keys_are_used_in_an_outage_but_not_for_ever() {
    let scene = scene().await;
    let old = long_lived("es");
    scene.check(&old, Ok(()), 1).await;
    scene.server.answer(Answer::Body(500, String::new()));
    scene.clock.pass(700);
    scene.check(&old, Ok(()), 2).await;
    scene.check(&token_of("made-up"), Err(Reason::KeysUnavailable), 2).await;
    scene.clock.pass(4);
    scene.check(&long_lived("es"), Ok(()), 2).await;
    scene.clock.pass(86_400 - 705);
    scene.server.answer(Answer::Stall);
    let ended = scene.authenticator.bearer(&old).await.unwrap_err();
    assert_eq!(ended.reason, Reason::Expired, "the token's own time is over first");
    scene.clock.pass(10);
    let refusal = scene.authenticator.bearer(&old).await.unwrap_err();
    assert!(refusal.is_temporary(), "{refusal:?}");
    scene.server.answer(set(&[SIGNERS.elliptic.named("es")]));
    scene.clock.pass(60);
    let recovered = scene.authenticator.bearer(&old).await.unwrap_err();
    assert_eq!(recovered.reason, Reason::Expired, "the keys are there again");
}

#[tokio::test]
async fn an_issuer_that_takes_all_keys_back_is_obeyed() {
    let scene = scene().await;
    let old = long_lived("es");
    scene.check(&old, Ok(()), 1).await;
    scene.server.answer(set(&[]));
    scene.clock.pass(60);
    scene.check(&token_of("made-up"), Err(Reason::Signature), 2).await;
    scene.check(&old, Err(Reason::Signature), 2).await;
}
