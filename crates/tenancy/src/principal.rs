//! The verified caller of a request.

use std::sync::Arc;

/// The tenant of everybody on a loopback listener without authentication.
pub const LOCAL_TENANT: &str = "local";

/// The verified caller of a request. Every session, catalog and engine call takes one (invariant I7).
///
/// It comes from the credential alone; what a client claims about its user is a label. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Principal(Arc<Identity>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Identity {
    tenant: String,
    subject: String,
    groups: Vec<String>,
    roles: Vec<String>,
}

impl Principal {
    /// The bearer of a credential that was verified.
    pub fn verified(tenant: &str, subject: &str, groups: Vec<String>, roles: Vec<String>) -> Self {
        Self(Arc::new(Identity { tenant: tenant.to_owned(), subject: subject.to_owned(), groups, roles }))
    }

    /// The user of a loopback listener without authentication; `label` is what the client calls itself, used for
    /// `current_user()` and as part of the session key, as Spark does, never for rights.
    pub fn local(label: &str) -> Self {
        Self::verified(LOCAL_TENANT, label, Vec::new(), Vec::new())
    }

    /// The tenant; nothing crosses it.
    pub fn tenant(&self) -> &str {
        &self.0.tenant
    }

    /// The person or program within the tenant.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The groups the credential names; they may differ from one credential of a subject to the next.
    pub fn groups(&self) -> &[String] {
        &self.0.groups
    }

    /// The roles the credential names, such as the scopes of a token.
    pub fn roles(&self) -> &[String] {
        &self.0.roles
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

    #[test]
    fn a_verified_principal_is_who_its_credential_says() {
        let ann = Principal::verified("acme", "ann", vec!["etl".to_owned()], vec!["read".to_owned()]);
        assert_eq!((ann.tenant(), ann.subject()), ("acme", "ann"));
        assert_eq!((ann.groups(), ann.roles()), (&["etl".to_owned()][..], &["read".to_owned()][..]));
        assert_ne!(ann, Principal::verified("beta", "ann", vec!["etl".to_owned()], vec!["read".to_owned()]));
    }
}
