//! The fleet's listener: the door, and the Flight service with what the server computed for others. Takes any kind of
//! connection, so that encryption is a matter of what is handed in.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::response::IntoResponse;
use futures::Stream;
use tokio::io::{AsyncRead, AsyncWrite};
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::server::NamedService;
use tonic::transport::Server;
use tonic::transport::server::Connected;

use super::{Desk, Door};

/// A dead connection is found within twice these.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Flow control windows that let a batch travel without waiting for the reader's acknowledgement.
const STREAM_WINDOW_BYTES: u32 = 8 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// Where to listen for executors: anywhere with a secret, on loopback without one.
pub fn address(listen: &str, has_secret: bool) -> Result<SocketAddr, String> {
    let named = listen.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let address: SocketAddr = named.as_deref().unwrap_or(listen).parse().map_err(|_| {
        format!("fleet.listen must be an address and a port such as 127.0.0.1:15003, but is '{listen}'")
    })?;
    if has_secret || address.ip().is_loopback() {
        return Ok(address);
    }
    Err(format!(
        "refusing to listen for executors on {address}: there is no secret, so anybody who reaches that address could join the \
         fleet and be given its plans and rows. Name a file with a secret in fleet.secret_file (`openssl rand -hex 32` makes a \
         good one) and give the executors the same, or listen on a loopback address such as 127.0.0.1:15003"
    ))
}

/// Serves executors on `incoming` for ever.
pub async fn serve<D, F, I, C, E>(incoming: I, door: Door<D>, flight: F) -> Result<(), tonic::transport::Error>
where
    D: Desk,
    F: Service<http::Request<Body>, Error = Infallible>,
    F::Response: IntoResponse,
    F: NamedService + Clone + Send + Sync + 'static,
    F::Future: Send + 'static,
    I: Stream<Item = Result<C, E>>,
    C: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
    E: Into<tonic::codegen::StdError>,
{
    Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .add_service(door)
        .add_service(flight)
        .serve_with_incoming(incoming)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_secret_only_loopback_is_listened_on() {
        for listen in ["127.0.0.1:0", "localhost:15003", "[::1]:1"] {
            assert!(address(listen, false).is_ok(), "{listen}");
        }
        assert!(address("0.0.0.0:1", false).unwrap_err().contains("there is no secret"));
        assert!(address("0.0.0.0:1", true).is_ok());
        assert!(address("nonsense", true).unwrap_err().contains("but is 'nonsense'"));
    }
}
