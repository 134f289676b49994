//! Who the bearer of a credential is: a token of an issuer, a token of a file, a certificate. Knows no wire and no session.
//!
//! [`Authenticator`] turns a credential into a [`Principal`](sparrow_tenancy::Principal) or a [`Refusal`]. What a client
//! may see of a refusal is its `Display`; the operator's side of it is [`Refusal::detail`] and [`Authenticator::explain`].

mod authenticator;
mod cache;
mod certificate;
mod claims;
mod clock;
mod config;
mod counts;
mod jwt;
mod keys;
mod object;
mod refusal;
mod steps;
pub mod tokens;

pub use authenticator::Authenticator;
pub use config::{CertificateConfig, CertificateRule, Config, IssuerConfig, Problem};
pub use counts::{Counts, counts};
pub use refusal::{Reason, Refusal};
pub use steps::Step;

#[cfg(test)]
mod tests;
