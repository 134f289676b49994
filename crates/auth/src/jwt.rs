//! Tokens that issuers sign. A signature is verified before a claim is believed; the issuer a token names only says whose
//! keys have to fit.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde_json::Value;

use crate::cache::Verified;
use crate::clock::Clock;
use crate::config::{IssuerConfig, Problem};
use crate::keys::{Client, Fingerprint, Key, Place, Source, Terms, read_pem};
use crate::object::Object;
use crate::steps::{Trace, show};
use crate::{Reason, Refusal, claims};

/// The longest key id a token may name.
const KID_BYTES_MAX: usize = 256;

/// Members of a header that bring keys of the sender's choice, or change how the rest is read. None of them is obeyed, and
/// a token that counts on one is refused.
const HEADERS_REFUSED: [&str; 8] = ["crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc"];

/// What a token may say it is, in any case: RFC 7519 and RFC 9068.
const TYPES: [&str; 3] = ["JWT", "at+jwt", "application/at+jwt"];

/// The issuers of the settings, each with its keys.
pub(crate) struct Issuers(Vec<Issuer>);

struct Issuer {
    config: IssuerConfig,
    algorithms: Vec<Algorithm>,
    source: Source,
}

/// A token taken apart. Nothing of it is verified.
struct Parts<'a> {
    algorithm: String,
    kid: Option<String>,
    claims: Object,
    /// What is signed.
    message: &'a str,
    signature: Vec<u8>,
}

impl Issuers {
    /// Issuers whose keys are fetched with the patience `tune` leaves.
    pub(crate) fn new(
        configs: Vec<IssuerConfig>,
        clock: &Arc<dyn Clock>,
        tune: impl Fn(&mut Terms),
    ) -> Result<Self, Problem> {
        let issuers = configs.into_iter().map(|config| Issuer::new(config, clock, &tune));
        Ok(Self(issuers.collect::<Result<_, _>>()?))
    }

    /// The longest token any of them may send.
    pub(crate) fn token_bytes_max(&self) -> Option<usize> {
        self.0.iter().map(|issuer| issuer.config.token_bytes_max).max()
    }

    /// Whether the issuer at that place still has a key.
    pub(crate) fn holds(&self, issuer: usize, key: &Fingerprint) -> bool {
        self.0.get(issuer).is_some_and(|issuer| issuer.source.holds(key))
    }

    /// Verifies a token, step by step.
    pub(crate) async fn verify(&self, token: &str, clock: &dyn Clock, trace: &mut Trace) -> Result<Verified, Refusal> {
        let parts = Parts::read(token)?;
        trace.passed("form", || "it has a header, claims and a signature".to_owned());
        let named = named_issuer(&parts.claims)?;
        let found = self.0.iter().enumerate().find(|(_, issuer)| issuer.config.issuer == named);
        let Some((at, issuer)) = found else {
            return Err(Refusal::new(Reason::UnknownIssuer, "iss is not an issuer of auth.jwt"));
        };
        trace.passed("issuer", || show(named));
        let key = issuer.verify(token, &parts, trace).await?;
        // The time is looked at after the wait for keys.
        let (principal, until) = claims::judge(&parts.claims, &issuer.config, clock.now(), trace)?;
        Ok(Verified { principal, issuer: at, key: key.fingerprint, until })
    }
}

impl Issuer {
    fn new(config: IssuerConfig, clock: &Arc<dyn Clock>, tune: impl Fn(&mut Terms)) -> Result<Self, Problem> {
        let mut terms = Terms::of(&config);
        tune(&mut terms);
        let source = match &config.pem_file {
            Some(file) => Source::Fixed(read_pem(file)?),
            None => {
                let place = Place::of(&config.issuer, config.jwks.as_deref()).map_err(Problem::new)?;
                let client = Client::new(place, config.jwks_bytes_max, terms.patience)?;
                Source::fetched(client, terms, Arc::clone(clock))
            }
        };
        Ok(Self { algorithms: config.known_algorithms(), config, source })
    }

    async fn verify(&self, token: &str, parts: &Parts<'_>, trace: &mut Trace) -> Result<Arc<Key>, Refusal> {
        let max = self.config.token_bytes_max;
        if token.len() > max {
            return Err(too_large(token.len(), max));
        }
        let not_allowed = |what: &'static str| Refusal::new(Reason::Algorithm, what);
        let algorithm = parts.algorithm.parse::<Algorithm>().ok().filter(|named| self.algorithms.contains(named));
        let algorithm = algorithm.ok_or_else(|| not_allowed("alg is not in the algorithms of its issuer"))?;
        trace.passed("algorithm", || parts.algorithm.clone());
        let key = self.source.find(parts.kid.as_deref()).await?;
        trace.passed("key", || parts.kid.as_deref().map_or_else(|| "the only one".to_owned(), show));
        if !key.fits(algorithm) {
            return Err(not_allowed("alg does not fit the key that kid names"));
        }
        if !key.verifies(algorithm, parts.message.as_bytes(), parts.signature.clone()) {
            return Err(Refusal::new(Reason::Signature, "the key that kid names did not make the signature"));
        }
        trace.passed("signature", || "the key made it".to_owned());
        Ok(key)
    }
}

impl<'a> Parts<'a> {
    fn read(token: &'a str) -> Result<Self, Refusal> {
        let malformed = |what: &'static str| Refusal::new(Reason::Malformed, what);
        let parts: Vec<&str> = token.splitn(4, '.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err(malformed("it has not three parts with dots between"));
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed("a part is not base64url"));
        let header = Object::read(&decode(header)?)
            .ok_or_else(|| malformed("the header is not a JSON object, or has a name twice"))?;
        let claims = Object::read(&decode(claims)?)
            .ok_or_else(|| malformed("the claims are not a JSON object, or have a name twice"))?;
        let (algorithm, kid) = read_header(&header)?;
        let message = token.get(..token.len() - signature.len() - 1).unwrap_or_default();
        Ok(Self { algorithm, kid, claims, message, signature: decode(signature)? })
    }
}

/// The algorithm and the key id of a header.
fn read_header(header: &Object) -> Result<(String, Option<String>), Refusal> {
    let malformed = |what: String| Refusal::new(Reason::Malformed, what);
    if let Some(name) = HEADERS_REFUSED.iter().find(|name| header.get(name).is_some()) {
        return Err(malformed(format!("its header has {name}, which is not obeyed here")));
    }
    let is_type =
        |value: &Value| value.as_str().is_some_and(|typ| TYPES.iter().any(|ours| typ.eq_ignore_ascii_case(ours)));
    if !header.get("typ").is_none_or(is_type) {
        return Err(malformed(format!("typ is none of {TYPES:?}")));
    }
    let Some(Value::String(algorithm)) = header.get("alg") else {
        return Err(malformed("alg is missing or not a string".to_owned()));
    };
    match header.get("kid") {
        None => Ok((algorithm.clone(), None)),
        Some(Value::String(kid)) if !kid.is_empty() && kid.len() <= KID_BYTES_MAX => {
            Ok((algorithm.clone(), Some(kid.clone())))
        }
        Some(_) => Err(malformed(format!("kid is not a string of 1 to {KID_BYTES_MAX} bytes"))),
    }
}

fn named_issuer(claims: &Object) -> Result<&str, Refusal> {
    let value = claims.get("iss").ok_or_else(|| Refusal::new(Reason::Claims, "it has no claim iss"))?;
    value.as_str().ok_or_else(|| Refusal::new(Reason::Claims, "iss is not a string"))
}

/// A token longer than a limit.
pub(crate) fn too_large(bytes: usize, max: usize) -> Refusal {
    Refusal::new(Reason::TooLarge, format!("it has {bytes} bytes, token_bytes_max is {max}"))
}
