//! Tokens: where they come from, how long they last, and when they are asked for again. No token is printed.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use tokio::sync::Mutex;
use tonic::metadata::{Ascii, MetadataValue};

use crate::error::{Error, Result};

/// A token that lasts shorter than this is asked for again.
const EXPIRY_MARGIN: Duration = Duration::from_secs(30);
/// How long a token may be.
const TOKEN_BYTES_MAX: usize = 64 * 1024;

/// A token, with the time at which it expires where that is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    value: String,
    expires_at: Option<SystemTime>,
}

/// What gives tokens: asked when there is none yet, when the last one expires within 30 seconds, and once more when the
/// server refused it. A function that gives a future is one: `|| async { Ok(Token::new("…")) }`.
pub trait TokenProvider: Send + Sync + 'static {
    /// A token that the server takes now.
    fn token(&self) -> BoxFuture<'_, std::result::Result<Token, ProviderError>>;
}

/// Why a provider has no token; its text becomes part of the call's error.
pub type ProviderError = Box<dyn std::error::Error + Send + Sync>;

impl Token {
    /// A token that lasts until it is refused.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), expires_at: None }
    }

    /// The same with the time at which it expires.
    #[must_use]
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.expires_at.is_none_or(|expires_at| now + EXPIRY_MARGIN < expires_at)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl<Make, Made> TokenProvider for Make
where
    Make: Fn() -> Made + Send + Sync + 'static,
    Made: Future<Output = std::result::Result<Token, ProviderError>> + Send + 'static,
{
    fn token(&self) -> BoxFuture<'_, std::result::Result<Token, ProviderError>> {
        Box::pin(self())
    }
}

/// Reads the file each time it is asked.
struct TokenFile(PathBuf);

impl TokenProvider for TokenFile {
    fn token(&self) -> BoxFuture<'_, std::result::Result<Token, ProviderError>> {
        Box::pin(async {
            let path = self.0.display();
            let size = tokio::fs::metadata(&self.0).await.map_err(|error| format!("token_file {path}: {error}"))?.len();
            if size > TOKEN_BYTES_MAX as u64 {
                return Err(format!("token_file {path} has {size} bytes, at most {TOKEN_BYTES_MAX}").into());
            }
            let text =
                tokio::fs::read_to_string(&self.0).await.map_err(|error| format!("token_file {path}: {error}"))?;
            Ok(Token::new(text.trim()))
        })
    }
}

/// The tokens of a session.
#[derive(Clone, Default)]
pub(crate) enum TokenSource {
    #[default]
    None,
    /// One for good; there is no other when it is refused.
    Fixed(Token),
    Provider(Arc<Provided>),
}

/// A provider with the token it gave last.
pub(crate) struct Provided {
    provider: Arc<dyn TokenProvider>,
    last: Mutex<Option<Token>>,
}

/// The header that carries a token; it prints as sensitive.
pub(crate) type Bearer = MetadataValue<Ascii>;

impl TokenSource {
    pub fn file(path: PathBuf) -> Self {
        Self::provider(Arc::new(TokenFile(path)))
    }

    pub fn provider(provider: Arc<dyn TokenProvider>) -> Self {
        Self::Provider(Arc::new(Provided { provider, last: Mutex::new(None) }))
    }

    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The header of the token to use now.
    pub async fn current(&self) -> Result<Option<Bearer>> {
        match self {
            Self::None => Ok(None),
            Self::Fixed(token) => bearer(token).map(Some),
            Self::Provider(provided) => provided.current().await.map(Some),
        }
    }

    /// The header of another token after the server refused one; `None` where there is no other.
    pub async fn after_refusal(&self, refused: Option<&Bearer>) -> Result<Option<Bearer>> {
        match self {
            Self::None | Self::Fixed(_) => Ok(None),
            Self::Provider(provided) => provided.after_refusal(refused).await,
        }
    }
}

impl Provided {
    async fn current(&self) -> Result<Bearer> {
        let mut last = self.last.lock().await;
        match last.as_ref() {
            Some(token) if token.is_fresh(SystemTime::now()) => bearer(token),
            _ => self.ask(&mut last).await,
        }
    }

    async fn after_refusal(&self, refused: Option<&Bearer>) -> Result<Option<Bearer>> {
        let mut last = self.last.lock().await;
        // Another call may have asked meanwhile.
        if let Some(token) = last.as_ref() {
            let other = bearer(token)?;
            if Some(&other) != refused {
                return Ok(Some(other));
            }
        }
        let asked = self.ask(&mut last).await?;
        Ok((Some(&asked) != refused).then_some(asked))
    }

    async fn ask(&self, last: &mut Option<Token>) -> Result<Bearer> {
        let token = self.provider.token().await;
        let token = token.map_err(|error| Error::client(format!("there is no token: {error}")))?;
        let header = bearer(&token)?;
        *last = Some(token);
        Ok(header)
    }
}

/// Whether a text can be a token, as a header.
pub(crate) fn bearer(token: &Token) -> Result<Bearer> {
    let is_visible = token.value.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    if token.value.is_empty() || token.value.len() > TOKEN_BYTES_MAX || !is_visible {
        let text =
            "a token is empty, longer than 64 KiB, or has signs other than visible ASCII: check where it comes from";
        return Err(Error::client(text));
    }
    let header = format!("Bearer {}", token.value).parse::<Bearer>();
    let mut header =
        header.map_err(|_| Error::client("a token cannot be sent as a header: check where it comes from"))?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
