//! What an operator sets about credentials, and what is refused of it at the start: one sentence each, with its mend.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;

use jsonwebtoken::{Algorithm, AlgorithmFamily};
use reqwest::Url;
use serde::Deserialize;

use crate::{certificate, claims, keys, tokens};

/// Whom a server believes.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The issuers of JWTs, each with the tenants it may speak for.
    pub jwt: Vec<IssuerConfig>,
    /// The file of static tokens.
    pub tokens_file: Option<PathBuf>,
    /// Who the bearers of client certificates are.
    pub certificates: Option<CertificateConfig>,
}

/// One issuer of JWTs, a table `[[auth.jwt]]`. Issuers that may speak for the same tenant share its subjects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IssuerConfig {
    /// The claim `iss` of its tokens, to the letter.
    pub issuer: String,
    /// The names this server goes by; a token has to be meant for one of them.
    pub audience: Vec<String>,
    /// The algorithms it signs with, such as RS256, ES256, EdDSA.
    pub algorithms: Vec<String>,
    /// Where its keys are: an `https` address; `http` is for loopback hosts only. Without it and `pem_file`, the document below
    /// `issuer` says where they are, by OpenID Connect Discovery.
    pub jwks: Option<String>,
    /// The file of its one public key, instead of `jwks`. It is read at the start.
    pub pem_file: Option<PathBuf>,
    /// The tenants it may speak for.
    pub tenants_allowed: Vec<String>,
    /// The claim that names the tenant. Empty: every token is of the one tenant allowed.
    pub tenant_claim: String,
    /// The claim that names the subject.
    pub subject_claim: String,
    /// The claim that lists groups. Empty: none are read.
    pub groups_claim: String,
    /// The claim that lists roles. Empty: none are read.
    pub roles_claim: String,
    /// How far its clock and ours may differ.
    pub leeway_seconds: u64,
    /// The longest time from issue to expiry.
    pub lifetime_seconds_max: u64,
    /// The longest token.
    pub token_bytes_max: usize,
    /// How old fetched keys become before they are fetched again.
    pub jwks_refresh_seconds: u64,
    /// The shortest time between two fetches for a key that is not there.
    pub unknown_kid_seconds_min: u64,
    /// How long keys are used when new ones cannot be fetched.
    pub stale_seconds_max: u64,
    /// The longest answer with keys, and the longest document that says where they are.
    pub jwks_bytes_max: usize,
}

impl Default for IssuerConfig {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            audience: Vec::new(),
            algorithms: Vec::new(),
            jwks: None,
            pem_file: None,
            tenants_allowed: Vec::new(),
            tenant_claim: "tenant".to_owned(),
            subject_claim: "sub".to_owned(),
            groups_claim: "groups".to_owned(),
            roles_claim: "scope".to_owned(),
            leeway_seconds: 30,
            lifetime_seconds_max: 86_400,
            token_bytes_max: 8192,
            jwks_refresh_seconds: 600,
            unknown_kid_seconds_min: 60,
            stale_seconds_max: 86_400,
            jwks_bytes_max: 262_144,
        }
    }
}

/// Who the bearers of client certificates are, the table `[auth.certificates]`. The first rule that fits decides.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateConfig {
    /// The rules, in their order.
    pub rules: Vec<CertificateRule>,
}

/// The bearer of certificates of one name; it has either a `san` or a `common_name`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CertificateRule {
    /// A SPIFFE id, `spiffe://domain/path`; one that ends in `/*` fits every id below.
    pub san: Option<String>,
    /// The common name, to the letter.
    pub common_name: Option<String>,
    /// The tenant.
    pub tenant: String,
    /// The subject; the name in the certificate when it is not set.
    pub subject: Option<String>,
    /// The groups.
    pub groups: Vec<String>,
    /// The roles.
    pub roles: Vec<String>,
}

/// Why a server does not start with these settings, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(String);

impl Problem {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

impl Config {
    /// Refuses what a server may not start with. Reads the files it names, opens no connection.
    pub fn check(&self) -> Result<(), Problem> {
        for (at, issuer) in self.jwt.iter().enumerate() {
            issuer.check()?;
            if self.jwt.iter().take(at).any(|other| other.issuer == issuer.issuer) {
                return Err(Problem::new(format!(
                    "auth.jwt has the issuer {:?} twice: keep one table for it",
                    issuer.issuer
                )));
            }
        }
        if let Some(file) = &self.tokens_file {
            tokens::check_file(file)?;
        }
        self.certificates.as_ref().map_or(Ok(()), certificate::check)
    }
}

impl IssuerConfig {
    /// The algorithms it may sign with; [`Config::check`] has refused those we do not know.
    pub(crate) fn known_algorithms(&self) -> Vec<Algorithm> {
        self.algorithms.iter().filter_map(|name| name.parse().ok()).collect()
    }

    fn check(&self) -> Result<(), Problem> {
        if self.issuer.is_empty() {
            return Err(Problem::new("a table auth.jwt has no issuer: set issuer to the iss of its tokens"));
        }
        if self.audience.is_empty() || self.audience.iter().any(String::is_empty) {
            return self
                .problem("has no audience", "list in audience the names this server goes by, none of them empty");
        }
        self.check_algorithms()?;
        self.check_tenants()?;
        self.check_keys()?;
        self.check_limits()
    }

    fn check_algorithms(&self) -> Result<(), Problem> {
        if self.algorithms.is_empty() {
            return self.problem("has no algorithms", "list in algorithms what it signs with, such as [\"RS256\"]");
        }
        for name in &self.algorithms {
            let mend = "use RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or EdDSA";
            match name.parse::<Algorithm>().map(Algorithm::family) {
                Ok(AlgorithmFamily::Hmac) => {
                    let what = format!("lists {name:?}, with which whoever can verify a token can also make one");
                    return self.problem(&what, mend);
                }
                Ok(_) => {}
                Err(_) => return self.problem(&format!("lists the algorithm {name:?}, which is not known"), mend),
            }
        }
        Ok(())
    }

    fn check_tenants(&self) -> Result<(), Problem> {
        if self.tenants_allowed.is_empty() {
            return self.problem("may speak for no tenant", "list its tenants in tenants_allowed");
        }
        if let Some(tenant) = self.tenants_allowed.iter().find(|tenant| !claims::is_tenant_name(tenant)) {
            return self.problem(&format!("has the tenant {tenant:?} in tenants_allowed"), claims::TENANT_NAME_RULE);
        }
        if self.tenant_claim.is_empty() && self.tenants_allowed.len() != 1 {
            return self.problem(
                "has an empty tenant_claim and several tenants_allowed",
                "name the claim with the tenant, or allow one tenant only",
            );
        }
        if self.subject_claim.is_empty() {
            return self.problem("has an empty subject_claim", "name the claim with the subject, such as \"sub\"");
        }
        Ok(())
    }

    fn check_keys(&self) -> Result<(), Problem> {
        match (&self.jwks, &self.pem_file) {
            (Some(_), Some(_)) => self.problem("has both jwks and pem_file", "keep one of them"),
            (None, Some(file)) => keys::read_pem(file).map(|_| ()),
            (jwks, None) => match (keys::Place::of(&self.issuer, jwks.as_deref()), jwks) {
                (Ok(_), _) => Ok(()),
                (Err(mend), Some(_)) => self.problem("has a jwks that is not used", &mend),
                (Err(mend), None) => self.problem(
                    "has no keys, and is no address where they could be found",
                    &format!("set jwks to the address of its keys, or pem_file to a public key, or {mend}"),
                ),
            },
        }
    }

    fn check_limits(&self) -> Result<(), Problem> {
        let checks = [
            ("leeway_seconds", self.leeway_seconds, 0, 300),
            ("lifetime_seconds_max", self.lifetime_seconds_max, 1, 366 * 86_400),
            ("token_bytes_max", self.token_bytes_max as u64, 256, 65_536),
            ("jwks_refresh_seconds", self.jwks_refresh_seconds, 1, 86_400),
            ("unknown_kid_seconds_min", self.unknown_kid_seconds_min, 1, 86_400),
            ("stale_seconds_max", self.stale_seconds_max, self.jwks_refresh_seconds, 30 * 86_400),
            ("jwks_bytes_max", self.jwks_bytes_max as u64, 1024, 16 * 1024 * 1024),
        ];
        match checks.iter().find(|(_, value, low, high)| !(low..=high).contains(&value)) {
            Some((name, value, low, high)) => {
                self.problem(&format!("has {name} = {value}"), &format!("set it to {low} at least and {high} at most"))
            }
            None => Ok(()),
        }
    }

    fn problem(&self, what: &str, mend: &str) -> Result<(), Problem> {
        Err(Problem::new(format!("auth.jwt: the issuer {:?} {what}: {mend}", self.issuer)))
    }
}

/// An address that leads to keys, if it may be one; otherwise what to do about it, which is called `name`.
pub(crate) fn check_address(name: &str, address: &str) -> Result<Url, String> {
    let Ok(url) = Url::parse(address) else {
        return Err(format!("set {name} to a full address, such as https://idp.example/keys"));
    };
    let Some(host) = url.host_str() else { return Err(format!("set {name} to an address with a host")) };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("take the user name and password out of {name}: addresses are written to logs"));
    }
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback_host(host)) {
        return Err(format!("use https in {name}: whoever can change its answer can be anybody"));
    }
    match literal_address(host) {
        Some(ip) if !keys::may_connect(ip, is_loopback_host(host)) => Err(format!(
            "set {name} to the host of the issuer: this address is of a cloud's metadata or of no single host"
        )),
        _ => Ok(url),
    }
}

/// The host is this machine by its very name, not by what some name server says.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    host == "localhost" || literal_address(host).is_some_and(|ip| ip.to_canonical().is_loopback())
}

/// The host as an address; version 6 is in brackets in a URL.
fn literal_address(host: &str) -> Option<IpAddr> {
    let version_6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match version_6 {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    }
}
