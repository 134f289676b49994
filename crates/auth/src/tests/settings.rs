//! What a server does not start with, and what keys in a file do.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;

use super::{SIGNERS, SetClock, authenticator, claims, header, issuer_a, token, without};
use crate::{CertificateConfig, CertificateRule, Config, IssuerConfig, Reason};

fn check(change: impl FnOnce(&mut IssuerConfig), expected: &str) {
    let mut issuer = issuer_a(Some("https://a.example/keys".to_owned()));
    change(&mut issuer);
    let answer = Config { jwt: vec![issuer], ..Config::default() }.check();
    let said = answer.map_or_else(|problem| problem.to_string(), |()| "fine".to_owned());
    assert!(said.contains(expected), "{said}");
}

#[test]
fn settings_that_would_let_anybody_in_are_refused() {
    check(|_| {}, "fine");
    check(|issuer| issuer.issuer.clear(), "has no issuer: set issuer");
    check(|issuer| issuer.audience.clear(), "has no audience: list");
    check(|issuer| issuer.audience.push(String::new()), "has no audience");
    check(|issuer| issuer.algorithms.clear(), "has no algorithms");
    check(
        |issuer| issuer.algorithms.push("HS256".to_owned()),
        "with which whoever can verify a token can also make one",
    );
    check(|issuer| issuer.algorithms.push("none".to_owned()), "\"none\", which is not known: use RS256");
    check(|issuer| issuer.tenants_allowed.clear(), "may speak for no tenant");
    check(|issuer| issuer.tenants_allowed.push("a/b".to_owned()), "\"a/b\" in tenants_allowed: name tenants with");
    check(|issuer| issuer.tenant_claim.clear(), "empty tenant_claim and several tenants_allowed");
    check(|issuer| issuer.subject_claim.clear(), "empty subject_claim");
    check(|issuer| issuer.jwks = None, "fine");
    let of_issuer = |name: &'static str| {
        move |issuer: &mut IssuerConfig| {
            issuer.jwks = None;
            issuer.issuer = name.to_owned();
        }
    };
    check(of_issuer("login"), "has no keys, and is no address where they could be found: set jwks");
    check(of_issuer("http://a.example"), "or use https in issuer");
    check(of_issuer("https://a.example/?tenant=x"), "take what follows ? or # out of issuer");
    check(of_issuer("https://169.254.169.254/"), "of a cloud's metadata");
    check(|issuer| issuer.pem_file = Some(PathBuf::from("x")), "both jwks and pem_file");
    check(|issuer| issuer.leeway_seconds = 301, "leeway_seconds = 301: set it to 0 at least and 300 at most");
    check(|issuer| issuer.token_bytes_max = 10, "token_bytes_max = 10");
    check(|issuer| issuer.stale_seconds_max = 10, "stale_seconds_max = 10: set it to 600 at least");
    let twice = vec![issuer_a(Some("https://a.example/keys".to_owned())); 2];
    let problem = Config { jwt: twice, ..Config::default() }.check().unwrap_err().to_string();
    assert!(problem.contains("twice: keep one table"), "{problem}");
}

#[test]
fn addresses_of_keys_are_encrypted_and_outside_of_hosts() {
    for (address, expected) in [
        ("http://a.example/keys", "use https in jwks"),
        ("http://10.0.0.1/keys", "use https in jwks"),
        ("http://localhost.evil.example/keys", "use https in jwks"),
        ("file:///etc/passwd", "an address with a host"),
        ("keys", "a full address"),
        ("https://ann:secret@a.example/keys", "take the user name and password out"),
        ("https://169.254.169.254/keys", "of a cloud's metadata"),
        ("https://2852039166/keys", "of a cloud's metadata"),
        ("https://[fe80::1]/keys", "of a cloud's metadata"),
        ("https://[::ffff:169.254.169.254]/keys", "of a cloud's metadata"),
        ("https://0.0.0.0/keys", "of no single host"),
        ("http://localhost:8080/keys", "fine"),
        ("http://127.0.0.1:8080/keys", "fine"),
        ("http://[::1]:8080/keys", "fine"),
    ] {
        check(|issuer| issuer.jwks = Some(address.to_owned()), expected);
    }
}

#[test]
fn rules_for_certificates_name_one_bearer() {
    let rule = |san: Option<&str>, common_name: Option<&str>, tenant: &str| CertificateRule {
        san: san.map(str::to_owned),
        common_name: common_name.map(str::to_owned),
        tenant: tenant.to_owned(),
        ..CertificateRule::default()
    };
    for (rules, expected) in [
        (vec![], "has no rules"),
        (vec![rule(None, None, "acme")], "either san or common_name"),
        (vec![rule(Some("spiffe://a/b"), Some("b"), "acme")], "either san or common_name"),
        (vec![rule(Some("acme.example"), None, "acme")], "is not a SPIFFE id"),
        (vec![rule(Some("spiffe://*"), None, "acme")], "is not a SPIFFE id"),
        (vec![rule(Some("spiffe://a*/b"), None, "acme")], "is not a SPIFFE id"),
        (vec![rule(Some("spiffe://a/b*"), None, "acme")], "is not a SPIFFE id"),
        (vec![rule(None, Some(""), "acme")], "fits no certificate"),
        (vec![rule(None, Some("b"), "")], "has the tenant \"\""),
    ] {
        let config = Config { certificates: Some(CertificateConfig { rules }), ..Config::default() };
        let problem = config.check().unwrap_err().to_string();
        assert!(problem.contains(expected), "{problem}");
    }
}

#[test]
fn a_table_with_a_word_we_do_not_know_is_refused() {
    let read = |text: &str| toml::from_str::<IssuerConfig>(text).map_err(|error| error.message().to_owned());
    assert_eq!(read("issuer = \"x\"").unwrap().leeway_seconds, 30);
    assert!(read("verify = false").unwrap_err().contains("unknown field `verify`"));
}

#[tokio::test]
async fn a_public_key_in_a_file_verifies() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("key.pem");
    let of_file = || IssuerConfig { pem_file: Some(file.clone()), ..issuer_a(None) };
    for (signer, alg) in [(&SIGNERS.elliptic, "ES256"), (&SIGNERS.edwards, "EdDSA"), (&SIGNERS.rsa, "RS256")] {
        std::fs::write(&file, &signer.pem).unwrap();
        let authenticator = authenticator(vec![of_file()], &Arc::<SetClock>::default());
        let token = signer.sign(json!({"alg": alg, "kid": "any"}).to_string(), claims().to_string());
        authenticator.bearer(&token).await.unwrap();
        let other = SIGNERS.other.sign(header().to_string(), claims().to_string());
        assert!(authenticator.bearer(&other).await.is_err());
    }
    let private = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for (text, expected) in [
        (private, "has a private key: put the public key into it"),
        (format!("{0}{0}", SIGNERS.rsa.pem), "has 2 entries"),
        ("no key".to_owned(), "has 0 entries"),
        (SIGNERS.rsa.pem.replace("PUBLIC KEY", "CERTIFICATE"), "of the kind \"CERTIFICATE\""),
    ] {
        std::fs::write(&file, text).unwrap();
        let problem = Config { jwt: vec![of_file()], ..Config::default() }.check().unwrap_err().to_string();
        assert!(problem.contains(expected), "{problem}");
    }
}

#[tokio::test]
async fn an_issuer_of_one_tenant_needs_no_claim_if_the_settings_say_so() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("key.pem");
    std::fs::write(&file, &SIGNERS.elliptic.pem).unwrap();
    let issuer = |tenant_claim: &str| IssuerConfig {
        pem_file: Some(file.clone()),
        tenant_claim: tenant_claim.to_owned(),
        tenants_allowed: vec!["acme".to_owned()],
        ..issuer_a(None)
    };
    let token = token(header(), without(claims(), "tenant"));
    let ask = async |issuer| authenticator(vec![issuer], &Arc::<SetClock>::default()).bearer(&token).await;
    assert_eq!(ask(issuer("")).await.unwrap().tenant(), "acme");
    assert_eq!(ask(issuer("tenant")).await.unwrap_err().reason, Reason::Tenant);
}
