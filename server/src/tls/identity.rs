//! The server's certificate and key, and the authorities of its clients, from files that are checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, version};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::files;

const FILE_BYTES_MAX: u64 = 4 << 20;

/// The only protocol that is spoken.
const ALPN: &[u8] = b"h2";

/// Where certificates and keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The server's certificate, and those that lead to its authority.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// The authorities of clients' certificates.
    pub client_ca: Option<PathBuf>,
    /// Whether a client without a certificate is refused.
    pub requires_client: bool,
}

/// When the files were last written, and how long they are.
pub type Stamp = Vec<Option<(SystemTime, u64)>>;

impl Files {
    /// What connections are encrypted with.
    pub fn load(&self) -> Result<Arc<ServerConfig>, String> {
        let chain = certificates(&self.cert)?;
        check_times(&self.cert, &chain)?;
        let key = private_key(&self.key)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(|e| format!("TLS cannot be set up: {e}"))?;
        let builder = match &self.client_ca {
            Some(file) => builder.with_client_cert_verifier(self.verifier(file, provider)?),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_single_cert(chain, key).map_err(|e| self.mismatch(&e))?;
        config.alpn_protocols = vec![ALPN.to_vec()];
        Ok(Arc::new(config))
    }

    /// Changes when a file does.
    pub fn stamp(&self) -> Stamp {
        let files = [Some(&self.cert), Some(&self.key), self.client_ca.as_ref()];
        let stamp = |file: &PathBuf| {
            let found = std::fs::metadata(file).ok()?;
            Some((found.modified().ok()?, found.len()))
        };
        files.into_iter().flatten().map(stamp).collect()
    }

    fn verifier(&self, file: &Path, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ClientCertVerifier>, String> {
        let wrong = |e: &dyn std::fmt::Display| {
            format!("{} holds no authority for clients' certificates ({e}): name a PEM file with one", file.display())
        };
        let mut roots = RootCertStore::empty();
        for certificate in certificates(file)? {
            roots.add(certificate).map_err(|e| wrong(&e))?;
        }
        let builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let builder = if self.requires_client { builder } else { builder.allow_unauthenticated() };
        builder.build().map_err(|e| wrong(&e))
    }

    fn mismatch(&self, error: &rustls::Error) -> String {
        let (cert, key) = (self.cert.display(), self.key.display());
        match error {
            rustls::Error::InconsistentKeys(_) => {
                format!("the key in {key} does not belong to the certificate in {cert}: name the key it was made with")
            }
            error => format!("the key in {key} and the certificate in {cert} cannot be used ({error}): make new ones"),
        }
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = files::text(file, FILE_BYTES_MAX)?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    let shown = file.display();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(format!("{shown} holds no certificate: it must be a PEM file with BEGIN CERTIFICATE in it")),
        Err(_) => Err(format!("{shown} is no PEM file that can be read: write the certificate anew")),
    }
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let text = files::private_text(file, FILE_BYTES_MAX)?;
    // The reader's words might hold parts of the file.
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
        format!("{} holds no private key: it must be a PEM file with BEGIN PRIVATE KEY in it", file.display())
    })
}

/// Clients would refuse a certificate whose time is over or has not come.
fn check_times(file: &Path, chain: &[CertificateDer<'static>]) -> Result<(), String> {
    let shown = file.display();
    for certificate in chain {
        let (_, certificate) = X509Certificate::from_der(certificate)
            .map_err(|_| format!("{shown} holds a certificate that cannot be read: write it anew"))?;
        let (validity, now) = (certificate.validity(), x509_parser::time::ASN1Time::now());
        if validity.not_after < now {
            return Err(format!("the certificate in {shown} has expired ({}): renew it", validity.not_after));
        }
        if validity.not_before > now {
            return Err(format!(
                "the certificate in {shown} is not valid before {}: use one that is valid now, or set the clock",
                validity.not_before
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn write(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn files_are_judged_before_they_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (own, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let params = || CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let mut late = params();
        late.not_after = rcgen::date_time_ymd(2020, 1, 1);
        let mut early = params();
        early.not_before = rcgen::date_time_ymd(2090, 1, 1);
        let pem = |params: CertificateParams| params.self_signed(&own).unwrap().pem();
        let cert = write(folder, "cert", &pem(params()), 0o644);
        let expired = write(folder, "expired", &pem(late), 0o644);
        let future = write(folder, "future", &pem(early), 0o644);
        let key = write(folder, "key", &own.serialize_pem(), 0o600);
        let open_key = write(folder, "open", &own.serialize_pem(), 0o640);
        let wrong_key = write(folder, "wrong", &other.serialize_pem(), 0o600);
        let nothing = write(folder, "nothing", "canary", 0o600);
        let load = |cert: &PathBuf, key: &PathBuf, client_ca: Option<&PathBuf>| {
            let files =
                Files { cert: cert.clone(), key: key.clone(), client_ca: client_ca.cloned(), requires_client: false };
            files.load().map(drop)
        };
        assert_eq!(load(&cert, &key, None), Ok(()));
        assert_eq!(load(&cert, &key, Some(&cert)), Ok(()));
        for (cert, key, client_ca, expected) in [
            (&expired, &key, None, "has expired"),
            (&future, &key, None, "is not valid before"),
            (&cert, &open_key, None, "chmod 600"),
            (&cert, &wrong_key, None, "does not belong to"),
            (&cert, &nothing, None, "holds no private key"),
            (&nothing, &key, None, "holds no certificate"),
            (&cert, &key, Some(&nothing), "holds no certificate"),
            (&cert, &folder.join("no"), None, "cannot be read"),
        ] {
            let problem = load(cert, key, client_ca).unwrap_err();
            assert!(problem.contains(expected) && !problem.contains("canary"), "{problem}");
        }
    }
}
