//! Why a credential is refused: what its bearer may know, and what the operator may.

use std::borrow::Cow;
use std::fmt;

/// The kinds of refusals, one metric series each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// There is no credential.
    Missing,
    /// It is not of a form we read.
    Malformed,
    /// It is longer than the limit.
    TooLarge,
    /// No issuer of that name is configured.
    UnknownIssuer,
    /// The issuer may not sign with this algorithm.
    Algorithm,
    /// No key of the issuer made this signature.
    Signature,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It is meant for another service.
    Audience,
    /// A claim is missing, or says what it may not.
    Claims,
    /// The issuer may not speak for the tenant it names.
    Tenant,
    /// No entry fits it.
    Unknown,
    /// The issuer's keys cannot be had for now.
    KeysUnavailable,
}

impl Reason {
    /// Every reason, in the order of their metric.
    pub const ALL: [Self; 13] = [
        Self::Missing,
        Self::Malformed,
        Self::TooLarge,
        Self::UnknownIssuer,
        Self::Algorithm,
        Self::Signature,
        Self::Expired,
        Self::NotYetValid,
        Self::Audience,
        Self::Claims,
        Self::Tenant,
        Self::Unknown,
        Self::KeysUnavailable,
    ];

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::UnknownIssuer => "unknown_issuer",
            Self::Algorithm => "algorithm",
            Self::Signature => "signature",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::Audience => "audience",
            Self::Claims => "claims",
            Self::Tenant => "tenant",
            Self::Unknown => "unknown",
            Self::KeysUnavailable => "keys_unavailable",
        }
    }

    /// What its bearer is told: nothing that is in the credential, nothing that helps to guess one.
    fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "no credential was sent: connect with a token or a client certificate",
            Self::Malformed => "the credential is not of a form this server reads: send the token as it was issued",
            Self::TooLarge => "the credential is larger than this server reads: ask for a token with fewer claims",
            Self::UnknownIssuer => "the token's issuer is not known here: use one this server trusts",
            Self::Algorithm => {
                "the token is signed with an algorithm that is not allowed here: ask its issuer for another"
            }
            Self::Signature => "the token's signature does not fit a key of its issuer: get a new token",
            Self::Expired => "the credential has expired: get a new one",
            Self::NotYetValid => "the credential is not valid yet: use it later, or set the clock of its issuer",
            Self::Audience => "the token is meant for another service: ask for one with this server's audience",
            Self::Claims => {
                "a claim this server needs is missing or not as it has to be: ask the operator to explain it"
            }
            Self::Tenant => {
                "the token names no tenant that its issuer may speak for: ask the operator which one is yours"
            }
            Self::Unknown => "the credential is not known here: ask the operator for one",
            Self::KeysUnavailable => "the keys of the token's issuer are not available for now: try again",
        }
    }
}

/// A credential was refused. `Display` is for its bearer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub reason: Reason,
    detail: Cow<'static, str>,
}

impl Refusal {
    pub(crate) fn new(reason: Reason, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// No credential was sent at all; for the doors, which know that before they ask.
    pub fn missing() -> Self {
        Self::new(Reason::Missing, "there is no credential")
    }

    /// What exactly was wrong, for logs and operators: names of claims, numbers, names out of the settings; never a part
    /// of the credential.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The same credential may be accepted in a while.
    pub fn is_temporary(&self) -> bool {
        self.reason == Reason::KeysUnavailable
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason.sentence())
    }
}

impl std::error::Error for Refusal {}
