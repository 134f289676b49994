//! Servers of keys that stall, redirect, lie, or are where no keys are fetched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::dns::Resolve;
use serde_json::{Value, json};

use super::server::{Answer, Server};
use super::{SIGNERS, SetClock, authenticator, claims, header, issuer_a, set, token, token_of, with, without};
use crate::keys::{Guard, may_connect};
use crate::{Reason, Refusal};

async fn ask(server: &Server, token: &str) -> Result<(), Refusal> {
    let clock = Arc::<SetClock>::default();
    authenticator(vec![issuer_a(Some(server.address()))], &clock).bearer(token).await.map(|_| ())
}

async fn check(name: &str, answer: Answer) {
    let server = Server::start(answer).await;
    let began = Instant::now();
    let refusal = ask(&server, &token_of("es")).await.expect_err(name);
    assert_eq!(refusal.reason, Reason::KeysUnavailable, "{name}");
    assert!(refusal.is_temporary() && began.elapsed() < Duration::from_secs(10), "{name}");
    assert_eq!(server.connects(), 1, "{name}");
}

#[tokio::test]
async fn without_keys_nobody_is_believed() {
    let key = SIGNERS.elliptic.named("es");
    let body = |text: &str| Answer::Body(200, text.to_owned());
    let many: Vec<Value> = (0..100_000).map(|_| json!({"kty": "EC"})).collect();
    check("an error", Answer::Body(500, json!({"keys": [key]}).to_string())).await;
    check("not found", Answer::Body(404, json!({"keys": [key]}).to_string())).await;
    check("accepted, not OK", Answer::Body(202, json!({"keys": [key]}).to_string())).await;
    check("a stall", Answer::Stall).await;
    check("no end", Answer::Endless).await;
    check("torn", Answer::Torn).await;
    check("nothing", body("")).await;
    check("HTML", body("<html>Log in</html>")).await;
    check("a list", body("[]")).await;
    check("no keys", body("{}")).await;
    check("keys a number", body("{\"keys\": 1}")).await;
    check("keys of numbers", body("{\"keys\": [1, null, \"x\"]}")).await;
    check("keys of wrong types", body("{\"keys\": [{\"kty\": 1, \"kid\": {}, \"n\": []}]}")).await;
    check("100000 keys", set(&many)).await;
    check("101 keys", set(&vec![key; 101])).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = Server::start(set(&[SIGNERS.elliptic.named("es")])).await;
    check("a redirect", Answer::Redirect(target.address())).await;
    assert_eq!(target.connects(), 0);
}

#[tokio::test]
async fn keys_that_prove_nothing_are_not_used() {
    let key = || SIGNERS.elliptic.named("es");
    let small = json!({"kty": "RSA", "kid": "es", "n": super::encode([0xff; 128]), "e": "AQAB"});
    let cases = [
        ("a private key", vec![with(key(), json!({"d": "AAAA"}))]),
        ("a symmetric key", vec![json!({"kty": "oct", "kid": "es", "k": "AAAA"})]),
        ("a key for encryption", vec![with(key(), json!({"use": "enc"}))]),
        ("a key that signs", vec![with(key(), json!({"key_ops": ["sign"]}))]),
        ("a key for another algorithm", vec![with(key(), json!({"alg": "ES384"}))]),
        ("a key of another curve", vec![with(key(), json!({"crv": "P-384"}))]),
        ("a short point", vec![with(key(), json!({"x": "AAAA"}))]),
        ("a short Ed25519 key", vec![json!({"kty": "OKP", "crv": "Ed25519", "kid": "es", "x": "AAAA"})]),
        ("a key of 1024 bits", vec![small]),
        ("a key twice", vec![key(), key()]),
        ("two keys of one id", vec![key(), SIGNERS.other.named("es")]),
    ];
    for (name, keys) in cases {
        // Another key makes the set one that can be used.
        let keys = [keys, vec![SIGNERS.edwards.named("ed")]].concat();
        let server = Server::start(set(&keys)).await;
        let refusal = ask(&server, &token_of("es")).await.expect_err(name);
        assert_eq!(refusal.reason, Reason::Signature, "{name}");
    }
}

#[tokio::test]
async fn a_token_without_an_id_needs_a_set_of_one() {
    let without_kid = token(without(header(), "kid"), claims());
    let one = Server::start(set(&[SIGNERS.elliptic.named("es")])).await;
    ask(&one, &without_kid).await.unwrap();
    let two = Server::start(set(&[SIGNERS.elliptic.named("es"), SIGNERS.edwards.named("ed")])).await;
    assert_eq!(ask(&two, &without_kid).await.unwrap_err().reason, Reason::Signature);
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_not_followed() {
    let resolve = async |host: &str| Guard.resolve(host.parse().unwrap()).await.map(Iterator::count);
    assert!(resolve("localhost").await.unwrap() > 0);
    // The same addresses by a name that is not to the letter the one settings may use.
    let error = resolve("LOCALHOST").await.unwrap_err().to_string();
    assert!(error.contains("where no keys are fetched"), "{error}");
}

#[test]
fn keys_are_not_fetched_inside_a_clouds_host() {
    let check = |address: &str, is_loopback_host: bool, expected: bool| {
        assert_eq!(may_connect(address.parse().unwrap(), is_loopback_host), expected, "{address}");
    };
    for bad in [
        "169.254.169.254",
        "169.254.170.2",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "255.255.255.255",
        "224.0.0.1",
        "ff02::1",
    ] {
        check(bad, false, false);
        check(bad, true, false);
    }
    for here in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
        check(here, false, false);
        check(here, true, true);
    }
    for elsewhere in ["93.184.216.34", "10.1.2.3", "192.168.1.1", "2606:2800:220::1", "fd12::1"] {
        check(elsewhere, false, true);
        check(elsewhere, true, false);
    }
}
