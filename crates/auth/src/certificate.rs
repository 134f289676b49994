//! Who the bearer of a client certificate is. That a trusted authority signed it, the TLS of the connection has verified.

use sparrow_tenancy::Principal;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use crate::claims::{TENANT_NAME_RULE, is_name, is_tenant_name};
use crate::config::{CertificateConfig, CertificateRule, Problem};
use crate::{Reason, Refusal};

/// The longest certificate.
const CERTIFICATE_BYTES_MAX: usize = 65_536;

const SPIFFE: &str = "spiffe://";

/// The names in a certificate that rules speak of.
#[derive(Debug)]
struct Names {
    spiffe: Option<String>,
    common: Option<String>,
}

/// Refuses rules that fit nothing, or more than was meant.
pub(crate) fn check(config: &CertificateConfig) -> Result<(), Problem> {
    if config.rules.is_empty() {
        return Err(Problem::new("auth.certificates has no rules: add one for each client, or remove the table"));
    }
    for rule in &config.rules {
        check_rule(rule).map_err(|(what, mend)| Problem::new(format!("auth.certificates: {what}: {mend}")))?;
    }
    Ok(())
}

fn check_rule(rule: &CertificateRule) -> Result<(), (String, &'static str)> {
    let name = match (&rule.san, &rule.common_name) {
        (Some(san), None) => san,
        (None, Some(common)) => common,
        _ => return Err(("a rule has not one name".to_owned(), "set either san or common_name in it")),
    };
    if !is_name(name) {
        return Err((
            format!("the name {name:?} fits no certificate"),
            "set it to 1 to 256 bytes without control characters",
        ));
    }
    let domain = rule.san.as_deref().map(|san| san.strip_prefix(SPIFFE).unwrap_or_default());
    if domain.is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(['/', '*']) || rest.trim_end_matches("/*").contains('*')
    }) {
        return Err((
            format!("the san {name:?} is not a SPIFFE id"),
            "write spiffe://domain/path, with /* at the end for all below",
        ));
    }
    if !is_tenant_name(&rule.tenant) {
        return Err((format!("the rule for {name:?} has the tenant {:?}", rule.tenant), TENANT_NAME_RULE));
    }
    let mut more = rule.subject.iter().chain(&rule.groups).chain(&rule.roles);
    match more.find(|other| !is_name(other)) {
        Some(other) => Err((
            format!("the rule for {name:?} has the subject, group or role {other:?}"),
            "name them with 1 to 256 bytes without control characters",
        )),
        None => Ok(()),
    }
}

/// The bearer of a certificate.
pub(crate) fn judge(config: Option<&CertificateConfig>, der: &[u8], now: u64) -> Result<Principal, Refusal> {
    let Some(config) = config else {
        return Err(Refusal::new(Reason::Unknown, "there are no rules for certificates, auth.certificates is not set"));
    };
    let names = read(der, now)?;
    config
        .rules
        .iter()
        .find_map(|rule| apply(rule, &names))
        .ok_or_else(|| Refusal::new(Reason::Unknown, "no rule of auth.certificates fits the certificate"))
}

fn apply(rule: &CertificateRule, names: &Names) -> Option<Principal> {
    let name = match (&rule.san, &rule.common_name) {
        (Some(san), _) => names.spiffe.as_ref().filter(|name| fits(san, name))?,
        (None, Some(common)) => names.common.as_ref().filter(|name| *name == common)?,
        (None, None) => return None,
    };
    let subject = rule.subject.as_ref().unwrap_or(name);
    Some(Principal::verified(&rule.tenant, subject, rule.groups.clone(), rule.roles.clone()))
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()),
        None => pattern == name,
    }
}

fn read(der: &[u8], now: u64) -> Result<Names, Refusal> {
    if der.is_empty() {
        return Err(Refusal::missing());
    }
    if der.len() > CERTIFICATE_BYTES_MAX {
        return Err(Refusal::new(Reason::TooLarge, format!("the certificate has {} bytes", der.len())));
    }
    let malformed = |what: &'static str| Refusal::new(Reason::Malformed, what);
    let (rest, certificate) =
        X509Certificate::from_der(der).map_err(|_| malformed("the certificate cannot be read"))?;
    if !rest.is_empty() {
        return Err(malformed("there are bytes behind the certificate"));
    }
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    // A connection may outlive the certificate it was made with.
    if now > certificate.validity().not_after.timestamp() {
        return Err(Refusal::new(Reason::Expired, "the certificate has expired"));
    }
    if now < certificate.validity().not_before.timestamp() {
        return Err(Refusal::new(Reason::NotYetValid, "the certificate is not valid yet"));
    }
    Ok(Names { spiffe: spiffe(&certificate)?, common: common_name(&certificate)? })
}

/// The SPIFFE id; a certificate with two has none that could be believed.
fn spiffe(certificate: &X509Certificate<'_>) -> Result<Option<String>, Refusal> {
    let names = certificate
        .subject_alternative_name()
        .map_err(|_| Refusal::new(Reason::Malformed, "the alternative names of the certificate cannot be read"))?;
    let uris = names.iter().flat_map(|names| &names.value.general_names).filter_map(|name| match name {
        GeneralName::URI(uri) if uri.starts_with(SPIFFE) => Some((*uri).to_owned()),
        _ => None,
    });
    one(uris.collect(), "the certificate has several SPIFFE ids")
}

fn common_name(certificate: &X509Certificate<'_>) -> Result<Option<String>, Refusal> {
    let names = certificate.subject().iter_common_name();
    let names = names.map(|name| name.as_str().map(str::to_owned)).collect::<Result<Vec<_>, _>>();
    let names = names.map_err(|_| Refusal::new(Reason::Malformed, "the common name of the certificate is not text"))?;
    one(names, "the certificate has several common names")
}

fn one(mut names: Vec<String>, several: &'static str) -> Result<Option<String>, Refusal> {
    let name = names.pop();
    if !names.is_empty() {
        return Err(Refusal::new(Reason::Malformed, several));
    }
    match name {
        Some(name) if !is_name(&name) => Err(Refusal::new(
            Reason::Claims,
            "the name in the certificate is empty, too long, or has control characters",
        )),
        other => Ok(other),
    }
}
