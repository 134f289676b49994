//! What the tests share: keys made at run time, tokens signed with them, a clock that is set, and an issuer's server.

mod certificates;
mod discovery;
mod forged;
mod fresh;
mod kept;
mod liar;
mod mutated;
mod server;
mod settings;
mod static_tokens;

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::keys::Terms;
use crate::{Authenticator, Config, IssuerConfig};
use server::{Answer, Server};

/// The time at the start of a test.
pub(super) const NOW: u64 = 2_000_000_000;

pub(super) const ISSUER_A: &str = "https://a.example";
pub(super) const ISSUER_B: &str = "https://b.example";

/// A clock that goes on when a test says so.
#[derive(Default)]
pub(super) struct SetClock(AtomicU64);

impl SetClock {
    pub(super) fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> u64 {
        NOW + self.0.load(SeqCst)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(SeqCst))
    }
}

/// A key pair.
pub(super) struct Signer {
    pub(super) algorithm: Algorithm,
    pub(super) key: EncodingKey,
    /// The public key, without an id.
    pub(super) jwk: Value,
    pub(super) pem: String,
}

pub(super) struct Signers {
    pub(super) elliptic: Signer,
    pub(super) edwards: Signer,
    pub(super) rsa: Signer,
    /// The key of the other issuer.
    pub(super) other: Signer,
}

pub(super) static SIGNERS: LazyLock<Signers> =
    LazyLock::new(|| Signers { elliptic: elliptic(), edwards: edwards(), rsa: rsa(), other: elliptic() });

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn elliptic() -> Signer {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let point = pair.public_key_raw();
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..])});
    let key = EncodingKey::from_ec_der(pair.serialized_der());
    Signer { algorithm: Algorithm::ES256, key, jwk, pem: pair.public_key_pem() }
}

fn edwards() -> Signer {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key_raw())});
    let key = EncodingKey::from_ed_der(pair.serialized_der());
    Signer { algorithm: Algorithm::EdDSA, key, jwk, pem: pair.public_key_pem() }
}

fn rsa() -> Signer {
    let private = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let public = private.to_public_key();
    let jwk = json!({"kty": "RSA", "n": encode(public.n().to_bytes_be()), "e": encode(public.e().to_bytes_be())});
    let key = EncodingKey::from_rsa_der(private.to_pkcs1_der().unwrap().as_bytes());
    Signer { algorithm: Algorithm::RS256, key, jwk, pem: public.to_public_key_pem(LineEnding::LF).unwrap() }
}

impl Signer {
    /// The public key with an id, as a set has it.
    pub(super) fn named(&self, kid: &str) -> Value {
        let mut jwk = self.jwk.clone();
        jwk["kid"] = json!(kid);
        jwk
    }

    /// A token of these parts, whatever they are.
    pub(super) fn sign(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = crypto::sign(message.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{message}.{signature}")
    }
}

/// A header that is right for the elliptic key of issuer A.
pub(super) fn header() -> Value {
    json!({"alg": "ES256", "typ": "JWT", "kid": "es"})
}

/// Claims that are right for issuer A.
pub(super) fn claims() -> Value {
    json!({"iss": ISSUER_A, "aud": "spark", "sub": "ann", "tenant": "acme", "iat": NOW - 10, "exp": NOW + 600})
}

/// A value with some members set, or with null taken away.
pub(super) fn with(mut value: Value, changes: Value) -> Value {
    for (name, change) in changes.as_object().unwrap() {
        value[name] = change.clone();
    }
    value
}

pub(super) fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name).unwrap();
    value
}

/// A token of issuer A with its elliptic key.
pub(super) fn token(header: Value, claims: Value) -> String {
    SIGNERS.elliptic.sign(header.to_string(), claims.to_string())
}

/// A good token with another key id.
pub(super) fn token_of(kid: &str) -> String {
    token(with(header(), json!({"kid": kid})), claims())
}

pub(super) fn set(keys: &[Value]) -> Answer {
    Answer::Body(200, json!({"keys": keys}).to_string())
}

pub(super) fn issuer_a(jwks: Option<String>) -> IssuerConfig {
    let strings = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    IssuerConfig {
        issuer: ISSUER_A.to_owned(),
        audience: strings(&["spark", "spark-test"]),
        algorithms: strings(&["ES256", "EdDSA", "RS256"]),
        tenants_allowed: strings(&["acme", "beta"]),
        jwks,
        ..IssuerConfig::default()
    }
}

/// One that does not wait long for a server that does not answer.
pub(super) fn authenticator(jwt: Vec<IssuerConfig>, clock: &Arc<SetClock>) -> Arc<Authenticator> {
    let tune = |terms: &mut Terms| {
        let short = Duration::from_secs(2);
        (terms.patience.connect, terms.patience.read, terms.patience.total) = (short, short, short);
        terms.stale_wait_max = short;
    };
    let config = Config { jwt, ..Config::default() };
    Arc::new(Authenticator::tuned(config, Arc::clone(clock) as Arc<dyn Clock>, tune).unwrap())
}

/// Two issuers, each with its keys.
pub(super) struct World {
    pub(super) authenticator: Arc<Authenticator>,
    pub(super) clock: Arc<SetClock>,
    _servers: [Server; 2],
}

impl World {
    pub(super) async fn new() -> Self {
        let keys = [SIGNERS.elliptic.named("es"), SIGNERS.edwards.named("ed"), SIGNERS.rsa.named("rsa")];
        let (a, b) = (Server::start(set(&keys)).await, Server::start(set(&[SIGNERS.other.named("es-b")])).await);
        let issuer_b = IssuerConfig {
            issuer: ISSUER_B.to_owned(),
            tenants_allowed: vec!["gamma".to_owned()],
            ..issuer_a(Some(b.address()))
        };
        let clock = Arc::<SetClock>::default();
        let authenticator = authenticator(vec![issuer_a(Some(a.address())), issuer_b], &clock);
        Self { authenticator, clock, _servers: [a, b] }
    }
}
