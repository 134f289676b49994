//! Who is asking, what they may do, how much; and how the processes of a fleet know each other. Knows no session and no wire.

mod handshake;
mod secret;

pub use handshake::{Answer, CHALLENGE_SCHEME, Challenge, Confirmation};
pub use secret::{Secret, SecretProblem, Side};

/// The verified caller of a request. Every session, catalog and engine call takes one (invariant I7).
///
/// It comes from the credential alone; what a client claims about its user is a label. Until listeners other than
/// loopback exist there is one tenant, and [`Principal::local`] is its only member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Principal {
    tenant: String,
    subject: String,
}

impl Principal {
    /// The user of a loopback listener without authentication; `label` is what the client calls itself, used for
    /// `current_user()` and as part of the session key, as Spark does, never for rights.
    pub fn local(label: &str) -> Self {
        Self { tenant: "local".to_owned(), subject: label.to_owned() }
    }

    /// The tenant; nothing crosses it.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The person or program within the tenant.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

#[cfg(test)]
mod tests {
    use super::Principal;

    #[test]
    fn labels_tell_local_users_apart() {
        assert_ne!(Principal::local("ann"), Principal::local("bob"));
        assert_eq!(Principal::local("ann").tenant(), Principal::local("bob").tenant());
    }
}
