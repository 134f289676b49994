//! How a session is made: an address, and options that win over it. It knows what goes together and what does not.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tonic::metadata::{Ascii, MetadataKey, MetadataMap, MetadataValue};
use uuid::Uuid;

use super::{CallOptions, Session};
use crate::address::{self, Address};
use crate::error::{Error, Result};
use crate::result::Progress;
use crate::token::{Token, TokenProvider, TokenSource, bearer};
use crate::transport::channel::{self, Encryption};
use crate::transport::retry::RetryPolicy;
use crate::transport::{Identity, Transport};

/// How many headers a session may have.
const HEADERS_MAX: usize = 100;
/// Headers that are the protocol's own.
const HEADERS_RESERVED: [&str; 5] = ["authorization", "content-type", "te", "user-agent", "host"];

/// How a session is made; [`SessionBuilder::connect`] makes it.
#[derive(Clone, Default)]
#[must_use]
pub struct SessionBuilder {
    url: Option<String>,
    over: Address,
    provider: Option<Arc<dyn TokenProvider>>,
    client_certificate: Option<(PathBuf, PathBuf)>,
    retry: RetryPolicy,
    options: CallOptions,
}

impl SessionBuilder {
    /// The address: `sc://host[:port][/;key=value…]`. Without one, the variable `SPARK_REMOTE` or this machine.
    pub fn url(mut self, address: &str) -> Self {
        self.url = Some(address.to_owned());
        self
    }

    /// A token, sent with every call.
    pub fn token(mut self, token: &str) -> Self {
        self.over.token = Some(token.to_owned());
        self
    }

    /// A file with a token, read again whenever one is needed.
    pub fn token_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.over.token_file = Some(path.into().to_string_lossy().into_owned());
        self
    }

    /// What gives tokens.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.provider = Some(Arc::new(provider));
        self
    }

    /// Whether the connection is encrypted. Without this it is where a CA or certificate is named, and where there is a
    /// token and the host is not this machine.
    pub fn use_ssl(mut self, is_encrypted: bool) -> Self {
        self.over.use_ssl = Some(is_encrypted);
        self
    }

    /// A file with the certificates (PEM) to trust, in place of the system's.
    pub fn tls_ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.over.tls_ca_file = Some(path.into().to_string_lossy().into_owned());
        self
    }

    /// Files with the certificate and the key (PEM) by which this client shows who it is.
    pub fn client_certificate(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.client_certificate = Some((certificate.into(), key.into()));
        self
    }

    /// The name of the user; without one, `SPARK_USER` or `USER`.
    pub fn user_id(mut self, user: &str) -> Self {
        self.over.user_id = Some(user.to_owned());
        self
    }

    /// The id of the session, a UUID; without one, a new one.
    pub fn session_id(mut self, id: &str) -> Self {
        self.over.session_id = Some(id.to_owned());
        self
    }

    /// What stands before this client's name in what it says of itself.
    pub fn user_agent(mut self, text: &str) -> Self {
        self.over.user_agent = Some(text.to_owned());
        self
    }

    /// A header of every call.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.over.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// How failed calls are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long every call may take, with its retries and all.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// Gets the progress of queries. A panic there does not end the query.
    pub fn on_progress(mut self, on_progress: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.options.on_progress = Some(Arc::new(on_progress));
        self
    }

    /// The session. Nothing is sent yet: the first call opens the connection. Must be called within a Tokio runtime.
    pub async fn connect(self) -> Result<Session> {
        let (address, encryption, tokens) = self.settle()?;
        let identity = identity(&address, tokens)?;
        let channel = channel::open(&address, encryption.as_ref()).await?;
        Ok(Session::new(Transport::new(identity, self.retry, channel), self.options))
    }

    /// Puts the address and the options together, and refuses what must not be.
    fn settle(&self) -> Result<(Address, Option<Encryption>, TokenSource)> {
        let variable = || std::env::var(address::VARIABLE).ok().filter(|text| !text.is_empty());
        let text = self.url.clone().or_else(variable).unwrap_or_else(|| address::DEFAULT.to_owned());
        let mut address = Address::parse(&text)?;
        self.put_over(&mut address)?;
        let tokens = self.tokens(&address)?;
        let is_shown = address.tls_ca_file.is_some() || self.client_certificate.is_some();
        let is_secret = !tokens.is_none() && !address.is_loopback();
        if address.use_ssl == Some(false) && is_shown {
            let text = "use_ssl is false, but a CA or a client certificate is named: leave out one of the two";
            return Err(Error::client(text));
        }
        if address.use_ssl == Some(false) && is_secret {
            let host = &address.host;
            return Err(Error::client(format!(
                "a token would go to {host:?} unencrypted: leave out use_ssl=false, or the token"
            )));
        }
        let is_encrypted = address.use_ssl.unwrap_or(is_shown || is_secret);
        let encryption = is_encrypted.then(|| Encryption {
            ca_file: address.tls_ca_file.clone().map(PathBuf::from),
            client: self.client_certificate.clone(),
        });
        Ok((address, encryption, tokens))
    }

    fn put_over(&self, address: &mut Address) -> Result<()> {
        let over = self.over.clone();
        // A token of the options stands in place of any source of tokens in the address.
        if over.token.is_some() || over.token_file.is_some() || self.provider.is_some() {
            (address.token, address.token_file) = (over.token, over.token_file);
        }
        address.use_ssl = over.use_ssl.or(address.use_ssl);
        address.tls_ca_file = over.tls_ca_file.or(address.tls_ca_file.take());
        address.user_id = over.user_id.or(address.user_id.take());
        if let Some(id) = over.session_id {
            address.session_id = Some(address::check_session_id(&id)?);
        }
        if let Some(text) = over.user_agent {
            address.user_agent = Some(address::check_user_agent(&text)?);
        }
        for (name, value) in over.headers {
            address.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
            address.headers.push((name, value));
        }
        Ok(())
    }

    fn tokens(&self, address: &Address) -> Result<TokenSource> {
        let sources = [address.token.is_some(), address.token_file.is_some(), self.provider.is_some()];
        if sources.iter().filter(|is_there| **is_there).count() > 1 {
            return Err(Error::client("there is more than one of token, token_file and token provider: name one"));
        }
        if let Some(token) = &address.token {
            let token = Token::new(token.clone());
            bearer(&token)?;
            return Ok(TokenSource::Fixed(token));
        }
        if let Some(path) = &address.token_file {
            return Ok(TokenSource::file(PathBuf::from(path)));
        }
        Ok(self.provider.clone().map_or(TokenSource::None, TokenSource::provider))
    }
}

impl fmt::Debug for SessionBuilder {
    /// Says nothing of the address and the headers, which may have secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("retry", &self.retry)
            .field("deadline", &self.options.deadline)
            .finish_non_exhaustive()
    }
}

fn identity(address: &Address, tokens: TokenSource) -> Result<Identity> {
    let user = || ["SPARK_USER", "USER"].iter().find_map(|name| std::env::var(name).ok());
    let new_id = || Uuid::new_v4().hyphenated().to_string();
    Ok(Identity {
        session_id: address.session_id.clone().unwrap_or_else(new_id),
        user_id: address.user_id.clone().or_else(user).unwrap_or_default(),
        client_type: client_type(address.user_agent.as_deref()),
        headers: headers(&address.headers)?,
        tokens,
    })
}

/// What this client says of itself, after the program's own words.
fn client_type(user_agent: Option<&str>) -> String {
    let (version, rust, system) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_RUST_VERSION"), std::env::consts::OS);
    let own = format!("sparrow-rust/{version} ({system}; rust {rust})");
    user_agent.map_or(own.clone(), |text| format!("{text} {own}"))
}

fn headers(named: &[(String, String)]) -> Result<MetadataMap> {
    if named.len() > HEADERS_MAX {
        return Err(Error::client(format!("there are {} headers, at most {HEADERS_MAX}", named.len())));
    }
    let mut headers = MetadataMap::with_capacity(named.len());
    for (name, value) in named {
        let lower = name.to_ascii_lowercase();
        if HEADERS_RESERVED.contains(&lower.as_str()) || lower.starts_with("grpc-") || lower.ends_with("-bin") {
            return Err(Error::client(format!("{name:?} cannot be set as a header; a token goes into token=…")));
        }
        let key = lower.parse::<MetadataKey<Ascii>>();
        let key = key.map_err(|_| Error::client(format!("{name:?} is no name of a header")))?;
        let value = value.parse::<MetadataValue<Ascii>>();
        let value =
            value.map_err(|_| Error::client(format!("the value of the header {name:?} is not visible ASCII")))?;
        headers.insert(key, value);
    }
    Ok(headers)
}
