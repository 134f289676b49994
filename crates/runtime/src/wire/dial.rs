//! The side that calls.

use std::time::Duration;

use tonic::transport::{Channel, Endpoint};

use super::Encryption;

const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// A dead connection is found within twice these.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// A host and a port as a URL has them.
pub fn authority(host: &str, port: u16) -> String {
    match host.contains(':') && !host.starts_with('[') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

/// How `authority`, a host and a port, is called. With `encryption` only one whose certificate bears that host is talked to; its
/// files are read as they are now, so that a new connection has the newest.
pub fn endpoint(authority: &str, encryption: Option<&Encryption>) -> Result<Endpoint, String> {
    let scheme = if encryption.is_some() { "https" } else { "http" };
    let mut endpoint = Endpoint::from_shared(format!("{scheme}://{authority}"))
        .map_err(|e| format!("'{authority}' is no host and port such as 127.0.0.1:15003: {e}"))?;
    if let Some(encryption) = encryption {
        let host = endpoint.uri().host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        endpoint = endpoint.tls_config(encryption.client().domain_name(host)).map_err(|e| said(&e))?;
    }
    Ok(endpoint
        .connect_timeout(CONNECT_TIME_MAX)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .tcp_nodelay(true))
}

/// A new connection.
pub async fn connect(endpoint: &Endpoint) -> Result<Channel, String> {
    endpoint.connect().await.map_err(|e| said(&e))
}

/// An error with its causes: the outermost says only that something went wrong, and some say no more than their cause.
pub fn said(error: &dyn std::error::Error) -> String {
    let (mut text, mut next) = (error.to_string(), error.source());
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.ends_with(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}
