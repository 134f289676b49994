//! How two processes of a fleet prove to each other that they share its secret: the texts of HTTP authentication (RFC 9110,
//! section 11), with an HMAC for a password. Knows no HTTP: it makes and reads the values of the fields.
//!
//! Server: [`Challenge`] in `www-authenticate`. Executor: [`Answer`] in `authorization`. Server: [`Confirmation`] in
//! `authentication-info`.

use std::fmt;

use crate::secret::{Secret, Side};

/// The scheme's name, with which the values begin.
pub const CHALLENGE_SCHEME: &str = "Sparrow-HMAC-SHA256";

/// Longer values than these are none of ours.
const BYTES_MAX: usize = 1024;

/// What the server asks: make a proof of this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Something that never was before.
    pub nonce: String,
}

/// What an executor answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The challenge's nonce.
    pub nonce: String,
    counter_nonce: String,
    proof: String,
}

/// The server's own proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    proof: String,
}

impl Challenge {
    /// Reads the value of a field.
    pub fn parse(value: &str) -> Option<Self> {
        let nonce = parameter(parameters(value)?, "nonce")?;
        Some(Self { nonce })
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CHALLENGE_SCHEME} nonce=\"{}\"", self.nonce)
    }
}

impl Answer {
    /// The answer of one who has the secret; `counter_nonce` is the executor's own, never used before either.
    pub fn new(secret: &Secret, challenge: Challenge, counter_nonce: String) -> Self {
        let proof = secret.prove(Side::Executor, &challenge.nonce, &counter_nonce);
        Self { nonce: challenge.nonce, counter_nonce, proof }
    }

    /// Reads the value of a field.
    pub fn parse(value: &str) -> Option<Self> {
        let found = parameters(value)?;
        let (nonce, counter_nonce) = (parameter(found, "nonce")?, parameter(found, "cnonce")?);
        Some(Self { nonce, counter_nonce, proof: parameter(found, "proof")? })
    }

    /// The server's proof, if this answer is right.
    pub fn confirmed(&self, secret: &Secret) -> Option<Confirmation> {
        let Self { nonce, counter_nonce, proof } = self;
        let is_right = secret.verify(Side::Executor, nonce, counter_nonce, proof);
        is_right.then(|| Confirmation { proof: secret.prove(Side::Server, nonce, counter_nonce) })
    }

    /// Whether `confirmation` comes from one who has the secret.
    pub fn is_confirmed_by(&self, confirmation: &Confirmation, secret: &Secret) -> bool {
        secret.verify(Side::Server, &self.nonce, &self.counter_nonce, &confirmation.proof)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nonce, counter_nonce, proof } = self;
        write!(f, "{CHALLENGE_SCHEME} nonce=\"{nonce}\", cnonce=\"{counter_nonce}\", proof=\"{proof}\"")
    }
}

impl Confirmation {
    /// Reads the value of a field.
    pub fn parse(value: &str) -> Option<Self> {
        Some(Self { proof: parameter(value, "proof")? })
    }
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "proof=\"{}\"", self.proof)
    }
}

/// What comes after the scheme's name.
fn parameters(value: &str) -> Option<&str> {
    let (scheme, rest) = value.split_once(' ')?;
    (value.len() <= BYTES_MAX && scheme.eq_ignore_ascii_case(CHALLENGE_SCHEME)).then_some(rest)
}

/// The value of `name="value"`; our values hold neither commas nor quotes.
fn parameter(text: &str, name: &str) -> Option<String> {
    let mut pairs = text.split(',').filter_map(|pair| pair.trim().split_once('='));
    let (_, quoted) = pairs.find(|(key, _)| *key == name)?;
    let value = quoted.strip_prefix('"')?.strip_suffix('"')?;
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text).unwrap()
    }

    #[test]
    fn both_sides_prove_themselves() {
        let (ours, other) = (secret("correct horse battery staple"), secret("wrong horse battery staple"));
        let challenge = Challenge::parse(&Challenge { nonce: "n-1".to_owned() }.to_string()).unwrap();
        let answer = Answer::new(&ours, challenge.clone(), "c-1".to_owned());
        let read = Answer::parse(&answer.to_string()).unwrap();
        assert_eq!(read, answer);
        let confirmation = Confirmation::parse(&read.confirmed(&ours).unwrap().to_string()).unwrap();
        assert!(answer.is_confirmed_by(&confirmation, &ours));
        assert!(!answer.is_confirmed_by(&confirmation, &other));
        assert_eq!(read.confirmed(&other), None);
        assert_eq!(Answer::new(&other, challenge, "c-1".to_owned()).confirmed(&ours), None);
        // Neither can a server without the secret send back what it was sent.
        let echo = Confirmation { proof: answer.proof.clone() };
        assert!(!answer.is_confirmed_by(&echo, &ours));
    }

    #[test]
    fn nonsense_is_not_read() {
        let long = format!("{CHALLENGE_SCHEME} nonce=\"{}\"", "n".repeat(BYTES_MAX));
        for value in ["", "Bearer nonce=\"a\"", CHALLENGE_SCHEME, "Sparrow-HMAC-SHA256 nonce=a", &long] {
            assert_eq!(Challenge::parse(value), None, "{value}");
        }
        assert_eq!(Answer::parse("Sparrow-HMAC-SHA256 nonce=\"a\", cnonce=\"\", proof=\"b\""), None);
        assert!(Challenge::parse("sparrow-hmac-sha256 realm=\"x\", nonce=\"a\"").is_some());
    }
}
