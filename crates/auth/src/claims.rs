//! What a token claims, read strictly: a claim of another type than it should have is refused, not bent.

use serde_json::Value;
use sparrow_tenancy::Principal;

use crate::config::IssuerConfig;
use crate::object::Object;
use crate::steps::{Trace, show};
use crate::{Reason, Refusal};

/// The longest name of a subject, a group or a role.
pub(crate) const NAME_BYTES_MAX: usize = 256;

/// The longest name of a tenant.
const TENANT_BYTES_MAX: usize = 64;

/// Groups of a token, and roles.
pub(crate) const NAMES_COUNT_MAX: usize = 256;

/// The last second of the year 9999; a time behind it is a mistake or an attack on our arithmetic.
const TIME_SECONDS_MAX: u64 = 253_402_300_799;

/// What a tenant may be called.
pub(crate) const TENANT_NAME_RULE: &str =
    "name tenants with up to 64 letters, digits, hyphens, underscores and dots, a letter or digit first";

/// Whether a tenant may be called so: the name becomes part of paths, metrics and logs.
pub(crate) fn is_tenant_name(name: &str) -> bool {
    name.len() <= TENANT_BYTES_MAX
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.chars().all(|other| other.is_ascii_alphanumeric() || matches!(other, '-' | '_' | '.'))
}

/// Whether a subject, a group or a role may be called so.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.chars().any(char::is_control)
}

/// Judges the claims of a token whose signature was verified. Gives who it is, and the second its time is over.
pub(crate) fn judge(
    claims: &Object,
    issuer: &IssuerConfig,
    now: u64,
    trace: &mut Trace,
) -> Result<(Principal, u64), Refusal> {
    let expiry = judge_times(claims, issuer, now)?;
    trace.passed("times", || format!("it is valid until {expiry}, the time is {now}"));
    judge_audience(claims, &issuer.audience)?;
    trace.passed("audience", || format!("it is meant for one of {:?}", issuer.audience));
    // RFC 9068 and our settings ask for it, whichever claim names the subject.
    name(claims, "sub")?;
    let subject = name(claims, &issuer.subject_claim)?;
    trace.passed("subject", || show(subject));
    let tenant = tenant(claims, issuer)?;
    trace.passed("tenant", || show(tenant));
    let groups = names(claims, &issuer.groups_claim)?;
    let roles = names(claims, &issuer.roles_claim)?;
    trace.passed("groups and roles", || format!("{} groups, {} roles", groups.len(), roles.len()));
    Ok((Principal::verified(tenant, subject, groups, roles), expiry))
}

fn judge_times(claims: &Object, issuer: &IssuerConfig, now: u64) -> Result<u64, Refusal> {
    let leeway = issuer.leeway_seconds;
    let expiry = time(claims, "exp")?.ok_or_else(|| missing("exp"))?;
    let issued = time(claims, "iat")?.ok_or_else(|| missing("iat"))?;
    let starts = time(claims, "nbf")?;
    if now >= expiry.saturating_add(leeway) {
        return Err(Refusal::new(Reason::Expired, format!("exp is {expiry}, the time is {now}, the leeway {leeway}")));
    }
    for (claim, from) in [("iat", Some(issued)), ("nbf", starts)] {
        if let Some(from) = from.filter(|from| *from > now.saturating_add(leeway)) {
            let detail = format!("{claim} is {from}, the time is {now}, the leeway {leeway}");
            return Err(Refusal::new(Reason::NotYetValid, detail));
        }
    }
    let Some(lifetime) = expiry.checked_sub(issued) else {
        return Err(Refusal::new(Reason::Claims, "exp is before iat"));
    };
    if lifetime > issuer.lifetime_seconds_max {
        let max = issuer.lifetime_seconds_max;
        let detail = format!("it lives {lifetime} seconds from iat to exp, lifetime_seconds_max is {max}");
        return Err(Refusal::new(Reason::Claims, detail));
    }
    Ok(expiry)
}

/// A time in seconds since 1970. Parts of a second, which the RFC allows, are cut off.
fn time(claims: &Object, claim: &'static str) -> Result<Option<u64>, Refusal> {
    let Some(value) = claims.get(claim) else { return Ok(None) };
    let seconds = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(whole_seconds)),
        _ => None,
    };
    match seconds.filter(|seconds| *seconds <= TIME_SECONDS_MAX) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(Refusal::new(Reason::Claims, format!("{claim} is not a time in seconds since 1970"))),
    }
}

fn whole_seconds(seconds: f64) -> Option<u64> {
    // Exact: the range is far below 2^53.
    (0.0..=TIME_SECONDS_MAX as f64).contains(&seconds).then_some(seconds as u64)
}

fn judge_audience(claims: &Object, ours: &[String]) -> Result<(), Refusal> {
    let is_ours = |value: &Value| value.as_str().is_some_and(|name| ours.iter().any(|our| our == name));
    let fits = match claims.get("aud") {
        None => return Err(missing("aud")),
        Some(single @ Value::String(_)) => is_ours(single),
        Some(Value::Array(list)) if list.iter().all(Value::is_string) => list.iter().any(is_ours),
        Some(_) => return Err(Refusal::new(Reason::Claims, "aud is neither a string nor a list of strings")),
    };
    if fits { Ok(()) } else { Err(Refusal::new(Reason::Audience, format!("aud has none of {ours:?}"))) }
}

fn name<'a>(claims: &'a Object, claim: &str) -> Result<&'a str, Refusal> {
    let value = claims.get(claim).ok_or_else(|| missing(claim))?;
    match value.as_str().filter(|name| is_name(name)) {
        Some(name) => Ok(name),
        None => {
            let detail = format!("{claim} is not a string of 1 to {NAME_BYTES_MAX} bytes without control characters");
            Err(Refusal::new(Reason::Claims, detail))
        }
    }
}

/// The one tenant it is for. It is never guessed: a token without one is refused, unless the settings fix it.
fn tenant<'a>(claims: &'a Object, issuer: &'a IssuerConfig) -> Result<&'a str, Refusal> {
    let claim = &issuer.tenant_claim;
    let tenant = match claims.get(claim) {
        _ if claim.is_empty() => issuer.tenants_allowed.first().map(String::as_str),
        None => return Err(Refusal::new(Reason::Tenant, format!("it has no claim {claim}, which names the tenant"))),
        Some(value) => value.as_str(),
    };
    match tenant.filter(|tenant| issuer.tenants_allowed.iter().any(|allowed| allowed == tenant)) {
        Some(tenant) => Ok(tenant),
        None => {
            let detail = format!("{claim} is not one of its tenants_allowed, {:?}", issuer.tenants_allowed);
            Err(Refusal::new(Reason::Tenant, detail))
        }
    }
}

/// Names in a list, or in one string with spaces between; none when the claim is not there.
fn names(claims: &Object, claim: &str) -> Result<Vec<String>, Refusal> {
    let wrong = |what: &str| Refusal::new(Reason::Claims, format!("{claim} {what}"));
    let found: Vec<&str> = match claims.get(claim) {
        _ if claim.is_empty() => return Ok(Vec::new()),
        None => return Ok(Vec::new()),
        Some(Value::String(text)) => {
            text.split(' ').filter(|name| !name.is_empty()).take(NAMES_COUNT_MAX + 1).collect()
        }
        Some(Value::Array(list)) => {
            let strings: Option<Vec<&str>> = list.iter().take(NAMES_COUNT_MAX + 1).map(Value::as_str).collect();
            strings.ok_or_else(|| wrong("is a list with other things than strings"))?
        }
        Some(_) => return Err(wrong("is neither a string nor a list of strings")),
    };
    if found.len() > NAMES_COUNT_MAX {
        return Err(wrong(&format!("has more than {NAMES_COUNT_MAX} names")));
    }
    if !found.iter().all(|name| is_name(name)) {
        return Err(wrong(&format!(
            "has a name that is empty, above {NAME_BYTES_MAX} bytes, or with control characters"
        )));
    }
    Ok(found.into_iter().map(str::to_owned).collect())
}

fn missing(claim: &str) -> Refusal {
    Refusal::new(Reason::Claims, format!("it has no claim {claim}"))
}
