//! Releases sessions that an adapter left behind when it died or stalled, so that what runs in them does not slow the cases after it.
use std::path::Path;
use std::time::Duration;

use sparrow_proto::spark::connect::spark_connect_service_client::SparkConnectServiceClient;
use sparrow_proto::spark::connect::{ReleaseSessionRequest, UserContext};
use tonic::Request;
use tonic::metadata::MetadataValue;
use tonic::transport::{Certificate, Channel, ClientTlsConfig};

use crate::problem::{At, Result};
use crate::world::Server;

/// How long the server may take.
const CALL: Duration = Duration::from_secs(10);

/// A session, and who may release it.
pub struct Left<'a> {
    pub server: &'a Server,
    pub ca_file: Option<&'a Path>,
    pub user_id: &'a str,
    pub session_id: &'a str,
    /// The file of the caller's token, where there is one.
    pub token_file: Option<&'a Path>,
}

/// Releases the session, which interrupts what runs in it.
pub async fn release(left: &Left<'_>) -> Result<()> {
    let mut request = Request::new(ReleaseSessionRequest {
        session_id: left.session_id.to_owned(),
        user_context: Some(UserContext { user_id: left.user_id.to_owned(), ..UserContext::default() }),
        ..ReleaseSessionRequest::default()
    });
    request.set_timeout(CALL);
    if let Some(file) = left.token_file {
        let token = std::fs::read_to_string(file).at(file.display())?;
        let mut value = MetadataValue::try_from(format!("Bearer {}", token.trim())).at("a token")?;
        value.set_sensitive(true);
        request.metadata_mut().insert("authorization", value);
    }
    let channel = connect(left.server, left.ca_file).await?;
    SparkConnectServiceClient::new(channel).release_session(request).await.map(|_| ()).at("releasing a session")
}

async fn connect(server: &Server, ca_file: Option<&Path>) -> Result<Channel> {
    let scheme = if ca_file.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}:{}", server.host, server.port);
    let mut endpoint = Channel::from_shared(address).at("an address")?.connect_timeout(CALL);
    if let Some(file) = ca_file {
        let pem = std::fs::read(file).at(file.display())?;
        endpoint = endpoint.tls_config(ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem))).at("TLS")?;
    }
    endpoint.connect().await.at("releasing a session")
}
