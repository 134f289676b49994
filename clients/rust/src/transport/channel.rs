//! The connection: where it goes, and how it is encrypted. It refuses to know what is sent.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

use crate::address::Address;
use crate::error::{Error, Result};

/// How long a connection may take to come about.
const CONNECT_WAIT_MAX: Duration = Duration::from_secs(30);
/// How often an idle connection is proved alive.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// What one stream may have under way before it is read.
const STREAM_WINDOW_BYTES: u32 = 2 * 1024 * 1024;
/// What all streams together may have.
const CONNECTION_WINDOW_BYTES: u32 = 8 * 1024 * 1024;
/// How large a file of certificates may be.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// How the connection is encrypted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encryption {
    /// Roots that replace the system's.
    pub ca_file: Option<PathBuf>,
    /// The certificate and key with which this client shows who it is.
    pub client: Option<(PathBuf, PathBuf)>,
}

/// A connection that is opened by its first call.
pub(crate) async fn open(address: &Address, encryption: Option<&Encryption>) -> Result<Channel> {
    let uri = address.uri(encryption.is_some());
    let endpoint = Endpoint::from_shared(uri.clone()).map_err(|error| unusable(&uri, &error))?;
    let mut endpoint = endpoint
        .connect_timeout(CONNECT_WAIT_MAX)
        .tcp_keepalive(Some(KEEPALIVE))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES);
    if let Some(encryption) = encryption {
        let config = tls(encryption).await?;
        endpoint = endpoint.tls_config(config).map_err(|error| unusable(&uri, &error))?;
    }
    Ok(endpoint.connect_lazy())
}

async fn tls(encryption: &Encryption) -> Result<ClientTlsConfig> {
    let mut config = ClientTlsConfig::new();
    config = match &encryption.ca_file {
        Some(path) => config.ca_certificate(Certificate::from_pem(read("tls_ca_file", path).await?)),
        None => config.with_native_roots(),
    };
    if let Some((certificate, key)) = &encryption.client {
        let certificate = read("the client certificate", certificate).await?;
        config = config.identity(Identity::from_pem(certificate, read("the client key", key).await?));
    }
    Ok(config)
}

async fn read(what: &str, path: &Path) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| Error::client(format!("{what} {} cannot be read: {error}", path.display()));
    let size = tokio::fs::metadata(path).await.map_err(failed)?.len();
    if size > FILE_BYTES_MAX {
        return Err(Error::client(format!("{what} {} has {size} bytes, at most {FILE_BYTES_MAX}", path.display())));
    }
    let bytes = tokio::fs::read(path).await.map_err(failed)?;
    if !bytes.windows(11).any(|part| part == b"-----BEGIN ") {
        return Err(Error::client(format!("{what} {} holds no PEM", path.display())));
    }
    Ok(bytes)
}

fn unusable(uri: &str, error: &tonic::transport::Error) -> Error {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    Error::client(format!("no connection can be set up to {uri}: {error}{cause}"))
}
