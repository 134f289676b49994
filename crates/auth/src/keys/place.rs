//! Where an issuer's keys are: at an address of the settings, or where the issuer's own document says, by OpenID Connect
//! Discovery 1.0. Fetches nothing.

use parking_lot::Mutex;
use reqwest::Url;
use serde::Deserialize;

use crate::config::{check_address, is_loopback_host};
use crate::steps::show;

/// What follows the issuer in the address of its document.
const DOCUMENT: &str = "/.well-known/openid-configuration";

/// Where the keys of one issuer are.
pub(crate) enum Place {
    /// The settings say it.
    Set(Url),
    /// The issuer's document says it.
    Discovered(Discovery),
}

/// A document that names the address of keys.
pub(crate) struct Discovery {
    issuer: String,
    document: Url,
    is_loopback: bool,
    /// What it said, until keys could not be had from there.
    found: Mutex<Option<Url>>,
}

/// What is read of a document; a name that comes twice makes it unreadable.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

impl Place {
    /// The address of the settings, or the issuer's document where they have none; otherwise what to do.
    pub(crate) fn of(issuer: &str, jwks: Option<&str>) -> Result<Self, String> {
        match jwks {
            Some(address) => check_address("jwks", address).map(Self::Set),
            None => Discovery::of(issuer).map(Self::Discovered),
        }
    }

    /// What is asked first.
    pub(crate) fn address(&self) -> &Url {
        match self {
            Self::Set(address) => address,
            Self::Discovered(discovery) => &discovery.document,
        }
    }

    /// Whether nothing but this machine is asked, in plain text.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self, Self::Set(address) if address.scheme() == "http")
    }
}

impl Discovery {
    fn of(issuer: &str) -> Result<Self, String> {
        let address = check_address("issuer", issuer)?;
        if address.query().is_some() || address.fragment().is_some() {
            return Err("take what follows ? or # out of issuer".to_owned());
        }
        let is_loopback = address.host_str().is_some_and(is_loopback_host);
        let document = format!("{}{DOCUMENT}", issuer.strip_suffix('/').unwrap_or(issuer));
        let document = check_address("issuer", &document)?;
        Ok(Self { issuer: issuer.to_owned(), document, is_loopback, found: Mutex::default() })
    }

    /// The document's address.
    pub(crate) fn document(&self) -> &Url {
        &self.document
    }

    /// The address that the document named, if it is still good.
    pub(crate) fn found(&self) -> Option<Url> {
        self.found.lock().clone()
    }

    /// The document is to be asked again.
    pub(crate) fn forget(&self) {
        *self.found.lock() = None;
    }

    /// Keeps the address that a document names; the error is for logs.
    pub(crate) fn read(&self, document: &[u8]) -> Result<Url, String> {
        let Document { issuer, jwks_uri } = serde_json::from_slice(document)
            .map_err(|_| "the document is not JSON with an issuer and a jwks_uri, each once".to_owned())?;
        if issuer != self.issuer {
            return Err(format!("the document is that of the issuer {}, not of this one", show(&issuer)));
        }
        let address = check_address("jwks_uri", &jwks_uri)
            .map_err(|mend| format!("the jwks_uri {} of the document is not used: {mend}", show(&jwks_uri)))?;
        if !self.is_loopback && address.host_str().is_some_and(is_loopback_host) {
            return Err("the jwks_uri of the document is of this machine, and its issuer is not".to_owned());
        }
        *self.found.lock() = Some(address.clone());
        Ok(address)
    }
}
