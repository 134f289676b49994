//! Who the bearer of a credential is. Knows no wire and no session.
