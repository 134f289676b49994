//! The section `[auth]`: issuers of tokens and the rules for certificates. What they mean is `sparrow-auth`'s.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use sparrow_auth::{CertificateConfig, Config, IssuerConfig};
use toml::{Table, Value};

use super::Problem;

/// Issuers that may be named; each has keys to be kept and fetched.
const ISSUERS_COUNT_MAX: usize = 100;

/// What the section says, without the keys of the settings' table.
#[derive(Clone, Default)]
pub(super) struct AuthSection {
    jwt: Vec<IssuerConfig>,
    certificates: Option<CertificateConfig>,
}

/// Takes `jwt` and `certificates` out of the section.
pub(super) fn take(keys: &mut Table) -> Result<AuthSection, Problem> {
    let jwt = match keys.remove("jwt") {
        None => Vec::new(),
        Some(Value::Array(issuers)) => {
            issuers.into_iter().map(|issuer| part("[[auth.jwt]]", issuer)).collect::<Result<Vec<_>, _>>()?
        }
        Some(_) => return Err(Problem("issuers are written as tables: [[auth.jwt]], once for each".to_owned())),
    };
    if jwt.len() > ISSUERS_COUNT_MAX {
        return Err(Problem(format!("there are {} tables [[auth.jwt]]: write at most {ISSUERS_COUNT_MAX}", jwt.len())));
    }
    let certificates = keys.remove("certificates").map(|table| part("[auth.certificates]", table)).transpose()?;
    Ok(AuthSection { jwt, certificates })
}

fn part<T: DeserializeOwned>(shown: &str, value: Value) -> Result<T, Problem> {
    value.try_into().map_err(|e: toml::de::Error| {
        Problem(format!(
            "{shown}: {}; an issuer needs issuer, audience, algorithms and tenants_allowed, certificates need rules, \
             and docs/SETTINGS.md lists all keys",
            e.message()
        ))
    })
}

impl AuthSection {
    /// Whether it lets anybody in.
    pub(super) fn is_set(&self) -> bool {
        !self.jwt.is_empty() || self.certificates.is_some()
    }

    /// The files of issuers' keys.
    pub(super) fn pem_files(&self) -> impl Iterator<Item = PathBuf> {
        self.jwt.iter().filter_map(|issuer| issuer.pem_file.clone())
    }

    /// All credentials together.
    pub(super) fn config(&self, tokens_file: Option<PathBuf>) -> Config {
        Config { jwt: self.jwt.clone(), tokens_file, certificates: self.certificates.clone() }
    }
}
