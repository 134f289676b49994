//! The secret that the processes of a fleet share. It never leaves the process: what travels is proof of having it.

use std::fmt;
use std::path::Path;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::private::others_may_use;

use crate::ticket::code;

/// The variable that may hold the secret; a file is better, since a process hands its environment on.
const VARIABLE: &str = "SPARROW_FLEET_SECRET";

/// Whoever watches a proof go by can try out secrets at home, so short ones are no secrets.
const BYTES_MIN: usize = 16;
const BYTES_MAX: usize = 4096;

/// A secret shared by the server and the executors of a fleet.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// Whose proof it is: one side's is worth nothing in the mouth of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Of the executor that joins.
    Executor,
    /// Of the server that it joins.
    Server,
}

/// Why there is no secret though one was named. It never holds the secret.
#[derive(Debug, PartialEq, Eq)]
pub struct SecretProblem(String);

impl Secret {
    /// This text, without the white space around it.
    pub fn new(text: &str) -> Result<Self, SecretProblem> {
        let bytes = text.trim().as_bytes();
        if bytes.len() < BYTES_MIN || bytes.len() > BYTES_MAX {
            return Err(SecretProblem(format!(
                "the fleet's secret must have {BYTES_MIN} to {BYTES_MAX} bytes, but has {}; `openssl rand -hex 32` makes a \
                 good one",
                bytes.len()
            )));
        }
        Ok(Self(bytes.to_vec()))
    }

    /// The secret in `file`, or of the environment, given as its variables; `None` when neither has one.
    pub fn find(
        file: Option<&Path>,
        mut variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Option<Self>, SecretProblem> {
        match file {
            Some(file) => Self::read(file).map(Some),
            None => variables.find(|(name, _)| name == VARIABLE).map(|(_, text)| Self::new(&text)).transpose(),
        }
    }

    fn read(file: &Path) -> Result<Self, SecretProblem> {
        let shown = file.display();
        let problem = |e: std::io::Error| SecretProblem(format!("the fleet's secret file {shown} cannot be read: {e}"));
        if others_may_use(file).map_err(problem)? {
            return Err(SecretProblem(format!(
                "the fleet's secret file {shown} can be read by others: `chmod 600 {shown}` keeps it to its owner"
            )));
        }
        let text = std::fs::read_to_string(file).map_err(problem)?;
        Self::new(&text).map_err(|SecretProblem(text)| SecretProblem(format!("{shown}: {text}")))
    }

    /// The proof of `side` for a challenge and the executor's own, in hexadecimal.
    pub(crate) fn prove(&self, side: Side, nonce: &str, counter_nonce: &str) -> String {
        hex::encode(self.code(side, nonce, counter_nonce).finalize().into_bytes())
    }

    /// Whether `proof` is that of `side`; takes the same time whatever is wrong with it.
    pub(crate) fn verify(&self, side: Side, nonce: &str, counter_nonce: &str, proof: &str) -> bool {
        let given = hex::decode(proof).unwrap_or_default();
        self.code(side, nonce, counter_nonce).verify_slice(&given).is_ok()
    }

    /// A key for what `label` says, from which nobody finds the secret.
    pub(crate) fn derive(&self, label: &str) -> [u8; 32] {
        code(&self.0, &[label.as_bytes()]).finalize().into_bytes().into()
    }

    fn code(&self, side: Side, nonce: &str, counter_nonce: &str) -> Hmac<Sha256> {
        let side = match side {
            Side::Executor => "executor",
            Side::Server => "server",
        };
        code(&self.0, &["sparrow fleet 1", side, nonce, counter_nonce].map(str::as_bytes))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for SecretProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SecretProblem {}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "correct horse battery staple";

    fn secret() -> Secret {
        Secret::new(TEXT).unwrap()
    }

    #[test]
    fn a_proof_is_of_one_side_and_one_challenge() {
        let proof = secret().prove(Side::Executor, "a", "b");
        assert!(secret().verify(Side::Executor, "a", "b", &proof));
        assert!(!secret().verify(Side::Server, "a", "b", &proof));
        assert!(!secret().verify(Side::Executor, "ab", "", &proof));
        assert!(!secret().verify(Side::Executor, "a", "c", &proof));
        assert!(!Secret::new("another secret of a fleet").unwrap().verify(Side::Executor, "a", "b", &proof));
        for nonsense in ["", "00", "zz", &proof[2..]] {
            assert!(!secret().verify(Side::Executor, "a", "b", nonsense), "{nonsense}");
        }
    }

    #[test]
    fn it_is_never_shown() {
        assert_eq!(format!("{:?}", secret()), "Secret(…)");
        let problem = Secret::new("too short").unwrap_err();
        assert!(!problem.to_string().contains("too short") && problem.to_string().contains("has 9"), "{problem}");
    }

    #[test]
    fn it_comes_from_a_file_or_the_environment() {
        let variables = || [("A", "x"), (VARIABLE, TEXT)].map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter();
        assert_eq!(Secret::find(None, variables()), Ok(Some(secret())));
        assert_eq!(Secret::find(None, std::iter::empty()), Ok(None));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        assert!(Secret::find(Some(&file), variables()).unwrap_err().to_string().contains("cannot be read"));
        std::fs::write(&file, format!("{TEXT}\n")).unwrap();
        let open_to = |mode: u32| {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            Secret::find(Some(&file), std::iter::empty())
        };
        assert_eq!(open_to(0o600), Ok(Some(secret())));
        assert!(open_to(0o640).unwrap_err().to_string().contains("chmod 600"));
    }
}
