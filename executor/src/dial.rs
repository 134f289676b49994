//! The connection to the server. Encrypted ones are a matter of the endpoint that is made here.

use std::time::Duration;

use tonic::transport::{Channel, Endpoint};

const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// A dead connection is found within twice these.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the server is.
pub fn endpoint(scheduler: &str) -> Result<Endpoint, String> {
    let endpoint = Endpoint::from_shared(format!("http://{scheduler}")).map_err(|e| {
        format!("--scheduler must be a host and a port such as 127.0.0.1:15003, but is '{scheduler}': {e}")
    })?;
    Ok(endpoint
        .connect_timeout(CONNECT_TIME_MAX)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .tcp_nodelay(true))
}

/// A new connection.
pub async fn connect(endpoint: &Endpoint) -> Result<Channel, String> {
    endpoint.connect().await.map_err(|e| match std::error::Error::source(&e) {
        Some(cause) => format!("{e}: {cause}"),
        None => e.to_string(),
    })
}
