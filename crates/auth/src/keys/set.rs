//! A set of public keys. Keys that are private, symmetric, weak, or share their id with another are not in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The keys of one issuer.
const KEYS_COUNT_MAX: usize = 100;

/// The longest key id.
const KID_BYTES_MAX: usize = 256;

/// RSA from 2048 bits, below which it can be broken, to 4096, above which verifying costs too much.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// SHA-256 of what a key is made of, its id and algorithm included.
pub(crate) type Fingerprint = [u8; 32];

/// What a key can verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

/// A public key.
pub(crate) struct Key {
    kind: Kind,
    /// The only algorithm it is for, when its issuer says so.
    algorithm: Option<Algorithm>,
    decoding: DecodingKey,
    pub(crate) fingerprint: Fingerprint,
}

/// The keys of an issuer by their id.
#[derive(Default)]
pub(crate) struct KeySet {
    by_kid: BTreeMap<String, Arc<Key>>,
    /// Keys without an id.
    others: Vec<Arc<Key>>,
    /// Ids say nothing: the operator gave the one key.
    is_fixed: bool,
}

impl Key {
    /// The key of these numbers; `None` for one that is too weak or too large.
    pub(crate) fn rsa(modulus: &[u8], exponent: &[u8], algorithm: Option<Algorithm>, kid: &str) -> Option<Self> {
        let (modulus, exponent) = (without_zeros(modulus), without_zeros(exponent));
        let is_odd = exponent.last().is_some_and(|last| last % 2 == 1);
        if !RSA_BYTES.contains(&modulus.len()) || exponent.len() > 4 || !is_odd || exponent == [1] {
            return None;
        }
        let decoding = DecodingKey::from_rsa_raw_components(modulus, exponent);
        Some(Self::new(Kind::Rsa, algorithm, decoding, &[modulus, exponent], kid))
    }

    /// The key of this uncompressed point on P-256 or P-384.
    pub(crate) fn elliptic(point: &[u8], algorithm: Option<Algorithm>, kid: &str) -> Option<Self> {
        let kind = match (point.first(), point.len()) {
            (Some(4), 65) => Kind::P256,
            (Some(4), 97) => Kind::P384,
            _ => return None,
        };
        Some(Self::new(kind, algorithm, DecodingKey::from_ec_der(point), &[point], kid))
    }

    /// The Ed25519 key of these bytes.
    pub(crate) fn edwards(bytes: &[u8], algorithm: Option<Algorithm>, kid: &str) -> Option<Self> {
        // The length is checked here since the library would cut the bytes without looking.
        let bytes: &[u8; 32] = bytes.try_into().ok()?;
        Some(Self::new(Kind::Ed25519, algorithm, DecodingKey::from_ed_der(bytes), &[bytes], kid))
    }

    fn new(kind: Kind, algorithm: Option<Algorithm>, decoding: DecodingKey, parts: &[&[u8]], kid: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [format!("{kind:?} {algorithm:?}").as_bytes(), kid.as_bytes()].iter().chain(parts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { kind, algorithm, decoding, fingerprint: hash.finalize().into() }
    }

    /// The algorithm is one this key was made for.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        let by_kind = match self.kind {
            Kind::Rsa => algorithm.family() == AlgorithmFamily::Rsa,
            Kind::P256 => algorithm == Algorithm::ES256,
            Kind::P384 => algorithm == Algorithm::ES384,
            Kind::Ed25519 => algorithm == Algorithm::EdDSA,
        };
        by_kind && self.algorithm.is_none_or(|only| only == algorithm)
    }

    /// Whether the signature of the message was made with this key.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: Vec<u8>) -> bool {
        self.fits(algorithm)
            && (DEFAULT_PROVIDER.verifier_factory)(&algorithm, &self.decoding)
                .is_ok_and(|verifier| verifier.verify(message, &signature).is_ok())
    }
}

impl KeySet {
    /// The set of the one key an operator gave.
    pub(crate) fn of_one(key: Key) -> Self {
        Self { others: vec![Arc::new(key)], is_fixed: true, ..Self::default() }
    }

    /// Reads what an issuer answered; the error says what is wrong with it. An empty set is an answer, too: its issuer
    /// took all keys back.
    pub(crate) fn read(body: &[u8]) -> Result<Self, &'static str> {
        let answer: Value = serde_json::from_slice(body).map_err(|_| "the answer is not JSON")?;
        let list = answer.get("keys").and_then(Value::as_array).ok_or("the answer has no list of keys")?;
        if list.len() > KEYS_COUNT_MAX {
            return Err("the answer has more than 100 keys");
        }
        let mut set = Self::default();
        let mut seen = BTreeMap::<&str, usize>::new();
        for kid in list.iter().filter_map(|entry| entry.get("kid")?.as_str()) {
            *seen.entry(kid).or_default() += 1;
        }
        for entry in list.iter().filter_map(Value::as_object) {
            match (entry.get("kid"), read_key(entry)) {
                (None, Some(key)) => set.others.push(Arc::new(key)),
                (Some(Value::String(kid)), Some(key)) if seen.get(kid.as_str()) == Some(&1) => {
                    set.by_kid.insert(kid.clone(), Arc::new(key));
                }
                _ => {}
            }
        }
        if set.len() == 0 && !list.is_empty() {
            return Err("the answer has no key that can be used");
        }
        Ok(set)
    }

    /// The keys it has.
    pub(crate) fn len(&self) -> usize {
        self.by_kid.len() + self.others.len()
    }

    /// The key of that id; of a token without an id, the only key there is.
    pub(crate) fn find(&self, kid: Option<&str>) -> Option<&Arc<Key>> {
        match kid {
            Some(kid) if !self.is_fixed => self.by_kid.get(kid),
            _ if self.len() == 1 => self.by_kid.values().chain(&self.others).next(),
            _ => None,
        }
    }

    /// Whether a key is still in it.
    pub(crate) fn holds(&self, fingerprint: &Fingerprint) -> bool {
        self.by_kid.values().chain(&self.others).any(|key| key.fingerprint == *fingerprint)
    }
}

fn read_key(entry: &Map<String, Value>) -> Option<Key> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
    // A private key that everybody can fetch proves nothing.
    if ["d", "p", "q", "k"].iter().any(|private| entry.contains_key(*private)) || !is_for_signatures(entry) {
        return None;
    }
    let kid = text("kid").unwrap_or_default();
    let algorithm = match entry.get("alg") {
        None => None,
        Some(name) => Some(name.as_str()?.parse().ok()?),
    };
    let key = match (text("kty")?, text("crv")) {
        ("RSA", None) => Key::rsa(&bytes("n")?, &bytes("e")?, algorithm, kid)?,
        ("EC", Some(curve)) => {
            let (x, y) = (bytes("x")?, bytes("y")?);
            let length = match curve {
                "P-256" => 32,
                "P-384" => 48,
                _ => return None,
            };
            let is_point = x.len() == length && y.len() == length;
            Key::elliptic(&[&[4], &x[..], &y[..]].concat(), algorithm, kid).filter(|_| is_point)?
        }
        ("OKP", Some("Ed25519")) => Key::edwards(&bytes("x")?, algorithm, kid)?,
        _ => return None,
    };
    let can_verify = algorithm.is_none_or(|only| key.fits(only));
    (can_verify && kid.len() <= KID_BYTES_MAX).then_some(key)
}

fn is_for_signatures(entry: &Map<String, Value>) -> bool {
    let by_use = entry.get("use").is_none_or(|named| named.as_str() == Some("sig"));
    let by_operation = match entry.get("key_ops") {
        None => true,
        Some(Value::Array(list)) => list.iter().any(|named| named.as_str() == Some("verify")),
        Some(_) => false,
    };
    by_use && by_operation
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
