//! Forged, stale, odd and oversized tokens, each refused for its reason.

use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::{ISSUER_B, NOW, SIGNERS, Signer, World, claims, decode, encode, header, token, with, without};
use crate::Reason::{self, *};

type Case = (&'static str, String, Reason);

#[tokio::test]
async fn forged_stale_odd_and_oversized_tokens_are_refused() {
    let world = World::new().await;
    let cases: Vec<Case> = [shapes(), headers(), keys(), times(), names(), signatures()].concat();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for (name, token, reason) in cases {
        let refusal = world.authenticator.bearer(&token).await.expect_err(name);
        assert_eq!(refusal.reason, reason, "{name}: {}", refusal.detail());
        let steps = world.authenticator.explain(&token).await;
        let (last, passed) = steps.split_last().unwrap();
        assert_eq!(last.outcome, Err(refusal.detail().to_owned()), "{name}");
        assert!(passed.iter().all(|step| step.outcome.is_ok()), "{name}");
        let said = format!("{refusal} {refusal:?} {steps:?}");
        for part in token.split('.').filter(|part| part.len() > 12) {
            assert!(!said.contains(part), "{name}: {said}");
        }
    }
    assert_eq!(world.authenticator.cache_len(), 0);
}

fn good() -> String {
    token(header(), claims())
}

fn claimed(changes: Value) -> String {
    token(header(), with(claims(), changes))
}

fn headed(changes: Value) -> String {
    token(with(header(), changes), claims())
}

/// Good parts in other clothes.
fn shapes() -> Vec<Case> {
    let good = good();
    let parts: Vec<&str> = good.split('.').collect();
    let (head, body, signature) = (parts[0], parts[1], parts[2]);
    let raw = |header: &[u8], claims: &[u8]| SIGNERS.elliptic.sign(header, claims);
    let (head_text, body_text) = (header().to_string(), claims().to_string());
    let twice = |text: &str, more: &str| format!("{{{more},{}", &text[1..]);
    let mut not_utf8 = body_text.clone().into_bytes();
    let at = body_text.find("ann").unwrap();
    not_utf8[at] = 0xff;
    let deep = format!("{{\"groups\":{}{},{}", "[".repeat(500), "]".repeat(500), &body_text[1..]);
    vec![
        ("empty", String::new(), Missing),
        ("one megabyte", "a".repeat(1 << 20), TooLarge),
        ("one byte too long", "a".repeat(8193), TooLarge),
        ("a long claim", claimed(json!({"x": "y".repeat(9000)})), TooLarge),
        ("one part", head.to_owned(), Malformed),
        ("two parts", format!("{head}.{body}"), Malformed),
        ("four parts", format!("{good}.{signature}"), Malformed),
        ("five parts, as encrypted tokens have", format!("{good}.a.b"), Malformed),
        ("dots only", "..".to_owned(), Malformed),
        ("the word before it", format!("Bearer {good}"), Malformed),
        ("a space behind", format!("{good} "), Malformed),
        ("a line end behind", format!("{good}\n"), Malformed),
        ("a NUL inside", good.replacen('.', "\0.", 1), Malformed),
        ("letters beyond ASCII", format!("é{good}"), Malformed),
        ("padding", format!("{head}.{body}.{signature}=="), Malformed),
        ("padding of the header", format!("{head}=.{body}.{signature}"), Malformed),
        ("the other alphabet", format!("{head}.{body}.+/{}", &signature[2..]), Malformed),
        ("bad letters in the header", format!("!{}.{body}.{signature}", &head[1..]), Malformed),
        ("header not JSON", raw(b"alg=ES256", body_text.as_bytes()), Malformed),
        ("header a list", raw(b"[\"ES256\"]", body_text.as_bytes()), Malformed),
        (
            "header with two algs",
            raw(twice(&head_text, "\"alg\":\"none\"").as_bytes(), body_text.as_bytes()),
            Malformed,
        ),
        ("header with bytes behind", raw(format!("{head_text}x").as_bytes(), body_text.as_bytes()), Malformed),
        ("claims not JSON", raw(head_text.as_bytes(), b"sub=ann"), Malformed),
        ("claims a text", raw(head_text.as_bytes(), b"\"ann\""), Malformed),
        ("claims empty", raw(head_text.as_bytes(), b""), Malformed),
        ("two subjects", raw(head_text.as_bytes(), twice(&body_text, "\"sub\":\"root\"").as_bytes()), Malformed),
        ("two tenants", raw(head_text.as_bytes(), twice(&body_text, "\"tenant\":\"beta\"").as_bytes()), Malformed),
        ("lists 500 deep", raw(head_text.as_bytes(), deep.as_bytes()), Malformed),
        ("not UTF-8", raw(head_text.as_bytes(), &not_utf8), Malformed),
        ("exp NaN", raw(head_text.as_bytes(), twice(&body_text, "\"exp\":NaN").as_bytes()), Malformed),
    ]
}

fn headers() -> Vec<Case> {
    vec![
        ("no alg", token(without(header(), "alg"), claims()), Malformed),
        ("alg a number", headed(json!({"alg": 256})), Malformed),
        ("alg a list", headed(json!({"alg": ["ES256"]})), Malformed),
        ("alg unknown", headed(json!({"alg": "ES999"})), Algorithm_),
        ("alg in small letters", headed(json!({"alg": "es256"})), Algorithm_),
        ("typ of another use", headed(json!({"typ": "logout+jwt"})), Malformed),
        ("typ a number", headed(json!({"typ": 1})), Malformed),
        ("crit", headed(json!({"crit": ["exp"]})), Malformed),
        ("crit empty", headed(json!({"crit": []})), Malformed),
        ("jku", headed(json!({"jku": "https://evil.example/keys"})), Malformed),
        ("x5u", headed(json!({"x5u": "https://evil.example/cert"})), Malformed),
        ("x5c", headed(json!({"x5c": ["MIIB"]})), Malformed),
        (
            "jwk",
            SIGNERS.other.sign(with(header(), json!({"jwk": SIGNERS.other.jwk})).to_string(), claims().to_string()),
            Malformed,
        ),
        ("b64 false", headed(json!({"b64": false})), Malformed),
        ("zip", headed(json!({"zip": "DEF"})), Malformed),
        ("kid a number", headed(json!({"kid": 1})), Malformed),
        ("kid empty", headed(json!({"kid": ""})), Malformed),
        ("kid null", headed(json!({"kid": null})), Malformed),
        ("kid long", headed(json!({"kid": "k".repeat(300)})), Malformed),
        ("kid a path", headed(json!({"kid": "../../dev/null"})), Signature),
        ("kid with a quote", headed(json!({"kid": "es' OR '1'='1"})), Signature),
    ]
}

#[allow(non_upper_case_globals, reason = "the type of the same name is used in this file, too")]
const Algorithm_: Reason = Reason::Algorithm;

/// Keys and algorithms that do not belong together.
fn keys() -> Vec<Case> {
    let secret = |bytes: &[u8]| Signer {
        algorithm: Algorithm::HS256,
        key: EncodingKey::from_secret(bytes),
        jwk: Value::Null,
        pem: String::new(),
    };
    let hs256 = |bytes: &[u8]| {
        let header = json!({"alg": "HS256", "typ": "JWT", "kid": "rsa"});
        secret(bytes).sign(header.to_string(), claims().to_string())
    };
    let none = |alg: &str| format!("{}.{}.", encode(json!({"alg": alg}).to_string()), encode(claims().to_string()));
    let other = |kid: &str, claims: Value| {
        SIGNERS.other.sign(with(header(), json!({"kid": kid})).to_string(), claims.to_string())
    };
    let rsa = &SIGNERS.rsa;
    let ps256 = Signer { algorithm: Algorithm::PS256, key: rsa.key.clone(), jwk: Value::Null, pem: String::new() };
    let rs256_header = json!({"alg": "RS256", "kid": "rsa"}).to_string();
    let rs256 = rsa.sign(&rs256_header, claims().to_string());
    let (_, rs256_signature) = rs256.rsplit_once('.').unwrap();
    let message = format!("{}.{}", encode(rs256_header), encode(with(claims(), json!({"sub": "root"})).to_string()));
    vec![
        ("none", none("none"), Algorithm_),
        ("None", none("None"), Algorithm_),
        ("nOnE", none("nOnE"), Algorithm_),
        ("alg empty", none(""), Algorithm_),
        ("HS256 by the public PEM", hs256(rsa.pem.as_bytes()), Algorithm_),
        ("HS256 by the public JWK", hs256(rsa.jwk.to_string().as_bytes()), Algorithm_),
        ("HS256 by the modulus", hs256(&decode(rsa.jwk["n"].as_str().unwrap())), Algorithm_),
        ("HS256 by nothing", hs256(b"\0"), Algorithm_),
        (
            "PS256, which is not listed",
            ps256.sign(json!({"alg": "PS256", "kid": "rsa"}).to_string(), claims().to_string()),
            Algorithm_,
        ),
        ("RS256 with the elliptic key's id", headed(json!({"alg": "RS256"})), Algorithm_),
        ("ES256 with the RSA key's id", headed(json!({"kid": "rsa"})), Algorithm_),
        ("EdDSA with the elliptic key's id", headed(json!({"alg": "EdDSA"})), Algorithm_),
        ("ES256 over RS256's signature", rsa.sign(header().to_string(), claims().to_string()), Signature),
        ("RS256 of other claims", format!("{message}.{rs256_signature}"), Signature),
        ("no kid, and several keys", token(without(header(), "kid"), claims()), Signature),
        ("kid unknown", headed(json!({"kid": "es-2"})), Signature),
        ("kid of the other issuer", headed(json!({"kid": "es-b"})), Signature),
        ("the other issuer's key and kid", other("es-b", claims()), Signature),
        ("the other issuer's key, our kid", other("es", claims()), Signature),
        ("our key, the other issuer's name", claimed(json!({"iss": ISSUER_B})), Signature),
        (
            "our key, the other's name and kid",
            token(with(header(), json!({"kid": "es-b"})), with(claims(), json!({"iss": ISSUER_B, "tenant": "gamma"}))),
            Signature,
        ),
        ("the other issuer for our tenant", other("es-b", with(claims(), json!({"iss": ISSUER_B}))), Tenant),
        ("a key of nobody", super::elliptic().sign(header().to_string(), claims().to_string()), Signature),
    ]
}

fn times() -> Vec<Case> {
    vec![
        ("no exp", token(header(), without(claims(), "exp")), Claims),
        ("no iat", token(header(), without(claims(), "iat")), Claims),
        ("expired", claimed(json!({"exp": NOW - 100, "iat": NOW - 200})), Expired),
        ("expired at the leeway's end", claimed(json!({"exp": NOW - 30, "iat": NOW - 200})), Expired),
        ("exp 0", claimed(json!({"exp": 0})), Expired),
        ("exp a text", claimed(json!({"exp": (NOW + 600).to_string()})), Claims),
        ("exp null", claimed(json!({"exp": null})), Claims),
        ("exp true", claimed(json!({"exp": true})), Claims),
        ("exp negative", claimed(json!({"exp": -1})), Claims),
        ("exp a negative float", claimed(json!({"exp": -1.5})), Claims),
        ("exp 2^64 - 1", claimed(json!({"exp": u64::MAX})), Claims),
        ("exp 1e300", claimed(json!({"exp": 1e300})), Claims),
        ("exp a list", claimed(json!({"exp": [NOW + 600]})), Claims),
        ("exp before iat", claimed(json!({"exp": NOW - 5, "iat": NOW})), Claims),
        ("iat a text", claimed(json!({"iat": "now"})), Claims),
        ("iat in the future", claimed(json!({"iat": NOW + 31})), NotYetValid),
        ("nbf in the future", claimed(json!({"nbf": NOW + 31})), NotYetValid),
        ("nbf a text", claimed(json!({"nbf": "0"})), Claims),
        ("nbf null", claimed(json!({"nbf": null})), Claims),
        ("lives too long", claimed(json!({"exp": NOW - 10 + 86_401})), Claims),
        ("issued in 1970", claimed(json!({"iat": 0})), Claims),
    ]
}

fn names() -> Vec<Case> {
    let long = "x".repeat(257);
    let many: Vec<String> = (0..257).map(|at| at.to_string()).collect();
    vec![
        ("no iss", token(header(), without(claims(), "iss")), Claims),
        ("iss a list", claimed(json!({"iss": [super::ISSUER_A]})), Claims),
        ("iss null", claimed(json!({"iss": null})), Claims),
        ("iss unknown", claimed(json!({"iss": "https://evil.example"})), UnknownIssuer),
        ("iss with a slash more", claimed(json!({"iss": "https://a.example/"})), UnknownIssuer),
        ("iss empty", claimed(json!({"iss": ""})), UnknownIssuer),
        ("no aud", token(header(), without(claims(), "aud")), Claims),
        ("aud of another service", claimed(json!({"aud": "mail"})), Audience),
        ("aud a list without ours", claimed(json!({"aud": ["mail", "chat"]})), Audience),
        ("aud an empty list", claimed(json!({"aud": []})), Audience),
        ("aud with ours inside", claimed(json!({"aud": "spark mail"})), Audience),
        ("aud in capitals", claimed(json!({"aud": "SPARK"})), Audience),
        ("aud a number", claimed(json!({"aud": 1})), Claims),
        ("aud a mixed list", claimed(json!({"aud": ["spark", 1]})), Claims),
        ("aud nested", claimed(json!({"aud": [["spark"]]})), Claims),
        ("no sub", token(header(), without(claims(), "sub")), Claims),
        ("sub empty", claimed(json!({"sub": ""})), Claims),
        ("sub a number", claimed(json!({"sub": 7})), Claims),
        ("sub long", claimed(json!({"sub": long})), Claims),
        ("sub with NUL", claimed(json!({"sub": "ann\0"})), Claims),
        ("sub with a line end", claimed(json!({"sub": "ann\nroot"})), Claims),
        ("no tenant", token(header(), without(claims(), "tenant")), Tenant),
        ("tenant not allowed", claimed(json!({"tenant": "gamma"})), Tenant),
        ("tenant in capitals", claimed(json!({"tenant": "ACME"})), Tenant),
        ("tenant a list", claimed(json!({"tenant": ["acme"]})), Tenant),
        ("tenant a number", claimed(json!({"tenant": 1})), Tenant),
        ("tenant empty", claimed(json!({"tenant": ""})), Tenant),
        ("tenant null", claimed(json!({"tenant": null})), Tenant),
        ("groups a number", claimed(json!({"groups": 1})), Claims),
        ("groups with a number", claimed(json!({"groups": ["etl", 1]})), Claims),
        ("groups nested", claimed(json!({"groups": [["etl"]]})), Claims),
        ("groups with an empty name", claimed(json!({"groups": [""]})), Claims),
        ("too many groups", claimed(json!({"groups": many})), Claims),
        ("scope an object", claimed(json!({"scope": {"read": true}})), Claims),
        ("scope with too many words", claimed(json!({"scope": "r ".repeat(257)})), Claims),
    ]
}

fn signatures() -> Vec<Case> {
    let good = good();
    let (message, signature) = good.rsplit_once('.').unwrap();
    let bytes = decode(signature);
    let signed = |bytes: &[u8]| format!("{message}.{}", encode(bytes));
    let flipped = |at: usize| [&bytes[..at], &[bytes[at] ^ 1], &bytes[at + 1..]].concat();
    let swapped = [&bytes[32..], &bytes[..32]].concat();
    let (head, _) = message.split_once('.').unwrap();
    let changed = encode(with(claims(), json!({"sub": "root"})).to_string());
    vec![
        ("no signature", format!("{message}."), Signature),
        ("a signature of zeros", signed(&[0; 64]), Signature),
        ("a signature of ones", signed(&[255; 64]), Signature),
        ("the signature in DER", signed(&der(&bytes)), Signature),
        ("the signature cut", signed(&bytes[..63]), Signature),
        ("the signature longer", signed(&[&bytes[..], &[0]].concat()), Signature),
        ("the signature twice", signed(&[&bytes[..], &bytes[..]].concat()), Signature),
        ("the first bit of it changed", signed(&flipped(0)), Signature),
        ("the last bit of it changed", signed(&flipped(63)), Signature),
        ("its halves swapped", signed(&swapped), Signature),
        ("other claims below it", format!("{head}.{changed}.{signature}"), Signature),
    ]
}

/// The form that TLS has for the same two numbers.
fn der(signature: &[u8]) -> Vec<u8> {
    let number = |half: &[u8]| [&[2, 33, 0], half].concat();
    let both = [number(&signature[..32]), number(&signature[32..])].concat();
    [&[0x30, both.len() as u8], &both[..]].concat()
}

#[tokio::test]
async fn tokens_as_they_should_be_are_accepted() {
    let world = World::new().await;
    let named = |signer: &Signer, alg: &str, kid: &str| {
        signer.sign(json!({"alg": alg, "kid": kid}).to_string(), claims().to_string())
    };
    let cases = [
        ("ES256", good()),
        ("EdDSA", named(&SIGNERS.edwards, "EdDSA", "ed")),
        ("RS256", named(&SIGNERS.rsa, "RS256", "rsa")),
        ("typ of RFC 9068", headed(json!({"typ": "at+jwt"}))),
        ("typ in small letters", headed(json!({"typ": "jwt"}))),
        ("a thumbprint beside the kid", headed(json!({"x5t": "abc"}))),
        ("one of several audiences", claimed(json!({"aud": ["mail", "spark-test"]}))),
        ("a past nbf", claimed(json!({"nbf": NOW - 5}))),
        ("nbf within the leeway", claimed(json!({"nbf": NOW + 30}))),
        ("iat within the leeway", claimed(json!({"iat": NOW + 30}))),
        ("a second before the leeway's end", claimed(json!({"exp": NOW - 29, "iat": NOW - 100}))),
        ("parts of a second", claimed(json!({"exp": NOW as f64 + 60.5}))),
        ("the longest life", claimed(json!({"exp": NOW - 10 + 86_400}))),
    ];
    for (name, token) in cases {
        let principal =
            world.authenticator.bearer(&token).await.unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert_eq!((principal.tenant(), principal.subject()), ("acme", "ann"), "{name}");
        let steps = world.authenticator.explain(&token).await;
        assert!(steps.len() >= 10 && steps.iter().all(|step| step.outcome.is_ok()), "{name}: {steps:?}");
    }
}

#[tokio::test]
async fn groups_and_roles_come_in_lists_and_in_one_text() {
    let world = World::new().await;
    let token = claimed(json!({"groups": ["etl", "data lake"], "scope": "read  write"}));
    let principal = world.authenticator.bearer(&token).await.unwrap();
    assert_eq!(
        (principal.groups(), principal.roles()),
        (&["etl".to_owned(), "data lake".to_owned()][..], &["read".to_owned(), "write".to_owned()][..])
    );
}

#[tokio::test]
async fn a_token_kept_as_verified_ends_with_its_time() {
    let world = World::new().await;
    let token = claimed(json!({"exp": NOW + 100}));
    for (passes, is_accepted) in [(0, true), (99, true), (1, true), (29, true), (1, false)] {
        world.clock.pass(passes);
        assert_eq!(world.authenticator.bearer(&token).await.is_ok(), is_accepted, "{passes}");
    }
}
