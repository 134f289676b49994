//! Certificates of an authority that lives as long as a test, as PEM files in a folder.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

/// An authority; its files go with it.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

/// The files of a process that an authority has given a certificate to.
#[derive(Clone, Debug)]
pub struct Papers {
    /// Its certificate.
    pub cert: PathBuf,
    /// Its key, readable by its owner only.
    pub key: PathBuf,
    /// The authority.
    pub ca: PathBuf,
}

impl Authority {
    /// An authority nobody knows yet.
    ///
    /// # Panics
    ///
    /// Where the test's machine has no room for a few files.
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("no names are fine");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).expect("a file");
        Self { issuer, folder }
    }

    /// Gives `holder` a certificate for hosts of these names, in place of the one it had.
    ///
    /// # Panics
    ///
    /// Where the names are none, or the test's machine has no room for a few files.
    pub fn issue(&self, holder: &str, names: &[&str]) -> Papers {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(names).expect("names of hosts");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let file = |kind: &str| self.folder.path().join(format!("{holder}.{kind}.pem"));
        let papers = Papers { cert: file("cert"), key: file("key"), ca: self.folder.path().join("ca.pem") };
        std::fs::write(&papers.cert, certificate.pem()).expect("a file");
        write_own(&papers.key, &key.serialize_pem());
        papers
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

fn write_own(file: &Path, text: &str) {
    std::fs::write(file, text).expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("a file of one's own");
    }
}
