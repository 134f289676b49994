//! Mutual TLS: who this process is, and by which authority it knows others. The files are looked at again when they are used,
//! so that certificates are renewed without a restart.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use parking_lot::Mutex;
use rustls::RootCertStore;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ParsedCertificate, WebPkiClientVerifier};
use sparrow_tenancy::others_may_use;
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

/// Between two looks at whether files have changed.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// Files larger than this hold no certificates of a fleet.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// The files of a process, all PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Its certificate, with those that lead to the authority's.
    pub cert: PathBuf,
    /// The certificate's private key.
    pub key: PathBuf,
    /// The certificates of the authority that all processes of the fleet have theirs from.
    pub ca: PathBuf,
}

/// Why there is no encryption though files were named. It holds nothing of a key.
#[derive(Debug, PartialEq, Eq)]
pub struct EncryptionProblem(String);

/// Who this process is and whom it talks to. Cheap to clone: clones are the same.
#[derive(Clone)]
pub struct Encryption(Arc<Inside>);

struct Inside {
    files: TlsFiles,
    current: Mutex<Current>,
}

struct Current {
    loaded: Loaded,
    stamps: Vec<Stamp>,
    looked: Instant,
}

#[derive(Clone)]
struct Loaded {
    server: Arc<rustls::ServerConfig>,
    client: ClientTlsConfig,
}

/// By what a change of a file is noticed.
type Stamp = Option<(SystemTime, u64)>;

impl TlsFiles {
    /// The files where all three are named, in this order: certificate, key, authority; `None` where none is. `names` are what the
    /// user calls them.
    pub fn of(files: [Option<PathBuf>; 3], names: [&str; 3]) -> Result<Option<Self>, EncryptionProblem> {
        match files {
            [None, None, None] => Ok(None),
            [Some(cert), Some(key), Some(ca)] => Ok(Some(Self { cert, key, ca })),
            some => {
                let missing: Vec<_> =
                    names.into_iter().zip(&some).filter(|(_, file)| file.is_none()).map(|(name, _)| name).collect();
                Err(EncryptionProblem(format!(
                    "TLS within the fleet needs all of {}, but {} not set: set all three, or none for a fleet without TLS",
                    names.join(", "),
                    match missing.as_slice() {
                        [one] => format!("{one} is"),
                        several => format!("{} are", several.join(" and ")),
                    }
                )))
            }
        }
    }

    fn all(&self) -> [&Path; 3] {
        [&self.cert, &self.key, &self.ca]
    }
}

impl Encryption {
    /// By these files, which must be there and fit together.
    pub fn load(files: TlsFiles) -> Result<Self, EncryptionProblem> {
        // Before they are read: what changes meanwhile is noticed.
        let stamps = stamps(&files);
        let current = Current { loaded: load(&files)?, stamps, looked: Instant::now() };
        Ok(Self(Arc::new(Inside { files, current: Mutex::new(current) })))
    }

    /// Refuses a certificate that is not for `host`: whoever calls this process there would take it for another.
    pub fn check_bears(&self, host: &str) -> Result<(), EncryptionProblem> {
        let file = &self.0.files.cert;
        let chain = certificates(file, &read(file)?)?;
        let own = chain.first().ok_or_else(|| unusable(file, &"it holds no certificate as PEM"))?;
        let own = ParsedCertificate::try_from(own).map_err(|e| unusable(file, &e))?;
        let name = ServerName::try_from(host.trim_matches(['[', ']']));
        let is_borne = name.is_ok_and(|name| verify_server_name(&own, &name).is_ok());
        let why = || {
            format!(
                "it is not for '{host}', where others call this process, and they would refuse it: take one whose names hold that \
                 host, or advertise a host that its names hold"
            )
        };
        if is_borne { Ok(()) } else { Err(unusable(file, &why())) }
    }

    /// For connections that are accepted: the other side must have a certificate of the authority.
    pub(super) fn server(&self) -> Arc<rustls::ServerConfig> {
        self.current().server
    }

    /// For connections that are made.
    pub(super) fn client(&self) -> ClientTlsConfig {
        self.current().client
    }

    fn current(&self) -> Loaded {
        let Inside { files, current } = self.0.as_ref();
        let mut current = current.lock();
        if current.looked.elapsed() >= LOOK_INTERVAL {
            current.looked = Instant::now();
            current.renew(files);
        }
        current.loaded.clone()
    }

    /// Makes the next use look at the files.
    #[cfg(test)]
    pub(super) fn forget_look(&self) {
        if let Some(before) = Instant::now().checked_sub(LOOK_INTERVAL) {
            self.0.current.lock().looked = before;
        }
    }
}

impl Current {
    /// Files that are half written do no harm: what was good stays in use.
    fn renew(&mut self, files: &TlsFiles) {
        let stamps = stamps(files);
        if stamps == self.stamps {
            return;
        }
        self.stamps = stamps;
        match load(files) {
            Ok(loaded) => {
                self.loaded = loaded;
                tracing::info!(certificate = %files.cert.display(), "certificates of the fleet were renewed");
            }
            Err(error) => tracing::warn!(%error, "certificates have changed but cannot be used; the old ones stay"),
        }
    }
}

fn stamps(files: &TlsFiles) -> Vec<Stamp> {
    let stamp = |file: &Path| {
        let metadata = std::fs::metadata(file).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    files.all().map(stamp).to_vec()
}

fn load(files: &TlsFiles) -> Result<Loaded, EncryptionProblem> {
    let [cert, key, ca] = [read(&files.cert)?, read_key(&files.key)?, read(&files.ca)?];
    let server = Arc::new(server_config(files, &cert, &key, &ca)?);
    let client =
        ClientTlsConfig::new().ca_certificate(Certificate::from_pem(ca)).identity(Identity::from_pem(cert, key));
    Ok(Loaded { server, client })
}

fn server_config(
    files: &TlsFiles,
    cert: &[u8],
    key: &[u8],
    ca: &[u8],
) -> Result<rustls::ServerConfig, EncryptionProblem> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    for authority in certificates(&files.ca, ca)? {
        roots.add(authority).map_err(|e| unusable(&files.ca, &e))?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
    let key =
        PrivateKeyDer::from_pem_slice(key).map_err(|_| unusable(&files.key, &"it holds no private key as PEM"))?;
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| unusable(&files.cert, &e))?
        .with_client_cert_verifier(verifier.map_err(|e| unusable(&files.ca, &e))?)
        .with_single_cert(certificates(&files.cert, cert)?, key)
        .map_err(|e| unusable(&files.cert, &format!("it does not fit its key {}: {e}", files.key.display())))?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

fn certificates(file: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, EncryptionProblem> {
    let found: Vec<_> =
        CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|e| unusable(file, &e))?;
    match found.is_empty() {
        true => Err(unusable(file, &"it holds no certificate as PEM")),
        false => Ok(found),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, EncryptionProblem> {
    let length = std::fs::metadata(file).map_err(|e| unusable(file, &e))?.len();
    if length > FILE_BYTES_MAX {
        return Err(unusable(file, &format!("it has {length} bytes, and may have {FILE_BYTES_MAX}")));
    }
    std::fs::read(file).map_err(|e| unusable(file, &e))
}

fn read_key(file: &Path) -> Result<Vec<u8>, EncryptionProblem> {
    if others_may_use(file).map_err(|e| unusable(file, &e))? {
        let shown = file.display();
        return Err(unusable(file, &format!("others can read it: `chmod 600 {shown}` keeps it to its owner")));
    }
    read(file)
}

fn unusable(file: &Path, why: &dyn fmt::Display) -> EncryptionProblem {
    EncryptionProblem(format!("the fleet's TLS file {} cannot be used: {why}", file.display()))
}

impl fmt::Debug for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Encryption").field(&self.0.files).finish()
    }
}

impl fmt::Display for EncryptionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EncryptionProblem {}
