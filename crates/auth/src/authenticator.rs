//! The one question: whose credential is this?

use std::sync::Arc;

use sha2::{Digest, Sha256};
use sparrow_tenancy::Principal;

use crate::cache::{CACHE_SECONDS_MAX, Cache, Verified};
use crate::clock::{Clock, SystemClock};
use crate::config::{CertificateConfig, Config, Problem};
use crate::jwt::{Issuers, too_large};
use crate::keys::Terms;
use crate::steps::{Step, Trace};
use crate::tokens::{self, TokensFile};
use crate::{Reason, Refusal, certificate, counts};

/// The longest token where no issuer sets it.
const TOKEN_BYTES_MAX: usize = 8192;

/// Says who the bearer of a credential is. Share it in an `Arc`; it is asked inside a tokio runtime, in which it fetches
/// keys of issuers.
pub struct Authenticator {
    issuers: Issuers,
    tokens: Option<TokensFile>,
    certificates: Option<CertificateConfig>,
    token_bytes_max: usize,
    cache: Cache,
    clock: Arc<dyn Clock>,
}

impl Authenticator {
    /// An authenticator for settings, which are checked. It opens no connection before the first token needs it.
    pub fn new(config: Config) -> Result<Self, Problem> {
        Self::tuned(config, Arc::new(SystemClock::start()), |_| {})
    }

    /// One with a clock and a patience of the caller's.
    pub(crate) fn tuned(config: Config, clock: Arc<dyn Clock>, tune: impl Fn(&mut Terms)) -> Result<Self, Problem> {
        config.check()?;
        let issuers = Issuers::new(config.jwt, &clock, tune)?;
        let token_bytes_max = issuers.token_bytes_max().unwrap_or(TOKEN_BYTES_MAX);
        let tokens = config.tokens_file.map(|file| TokensFile::open(file, clock.elapsed())).transpose()?;
        let cache = Cache::default();
        Ok(Self { issuers, tokens, certificates: config.certificates, token_bytes_max, cache, clock })
    }

    /// The bearer of a token: a JWT, or one of the tokens file. `token` is without the word `Bearer`.
    pub async fn bearer(&self, token: &str) -> Result<Principal, Refusal> {
        counted(self.known_or_verified(token).await)
    }

    /// The bearer of the leaf certificate of a connection whose TLS has verified it.
    pub fn certificate(&self, der: &[u8]) -> Result<Principal, Refusal> {
        counted(certificate::judge(self.certificates.as_ref(), der, self.clock.now()))
    }

    /// What a token passes and where it fails, for the operator. It looks at the token itself, not at the cache, and
    /// counts nothing.
    pub async fn explain(&self, token: &str) -> Vec<Step> {
        let mut trace = Trace::kept();
        let refusal = match self.check_size(token) {
            Err(refusal) => Some(refusal),
            Ok(()) => {
                trace.passed("size", || format!("{} bytes, of {} at most", token.len(), self.token_bytes_max));
                match tokens::is_static(token) {
                    true => self.by_file(token, &mut trace).err(),
                    false => self.issuers.verify(token, &*self.clock, &mut trace).await.err(),
                }
            }
        };
        trace.finish(refusal.as_ref())
    }

    async fn known_or_verified(&self, token: &str) -> Result<Principal, Refusal> {
        self.check_size(token)?;
        if tokens::is_static(token) {
            return self.by_file(token, &mut Trace::silent());
        }
        let digest = Sha256::digest(token).into();
        if let Some(known) = self.cache.get(&digest, self.clock.now()) {
            if self.issuers.holds(known.issuer, &known.key) {
                counts::add(&counts::CACHE_HITS);
                return Ok(known.principal);
            }
            self.cache.remove(&digest);
        }
        let verified = self.issuers.verify(token, &*self.clock, &mut Trace::silent()).await?;
        let principal = verified.principal.clone();
        let now = self.clock.now();
        // A token within the leeway after its end is looked at each time.
        if verified.until > now {
            let until = verified.until.min(now + CACHE_SECONDS_MAX);
            self.cache.insert(digest, Verified { until, ..verified });
        }
        Ok(principal)
    }

    fn check_size(&self, token: &str) -> Result<(), Refusal> {
        match token.len() {
            0 => Err(Refusal::missing()),
            bytes if bytes > self.token_bytes_max => Err(too_large(bytes, self.token_bytes_max)),
            _ => Ok(()),
        }
    }

    fn by_file(&self, token: &str, trace: &mut Trace) -> Result<Principal, Refusal> {
        let Some(file) = &self.tokens else {
            return Err(Refusal::new(Reason::Unknown, "there is no file of tokens, auth.tokens_file is not set"));
        };
        let principal = file.find(token, &*self.clock)?;
        trace.passed("tokens file", || format!("subject {:?} of tenant {:?}", principal.subject(), principal.tenant()));
        Ok(principal)
    }

    #[cfg(test)]
    pub(crate) fn cache_len(&self) -> usize {
        self.cache.len()
    }
}

fn counted(answer: Result<Principal, Refusal>) -> Result<Principal, Refusal> {
    match &answer {
        Ok(_) => counts::add(&counts::VERIFIED),
        Err(refusal) => counts::refused(refusal.reason),
    }
    answer
}
