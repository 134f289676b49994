//! Connections to other workers, kept for a while after use.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ballista_core::client::BallistaClient;
use ballista_core::client_pool::{BallistaClientPool, PooledClient};
use ballista_core::error::Result;
use ballista_core::extension::BallistaConfigGrpcEndpoint;
use ballista_core::utils::GrpcClientConfig;
use parking_lot::Mutex;

/// How long a connection is kept without use.
const IDLE_TIME_MAX: Duration = Duration::from_secs(60);
/// Unused connections kept to one worker.
const IDLE_COUNT_MAX: usize = 8;

/// A worker's address, and how it is talked to.
type Address = (String, u16, GrpcClientConfig);

/// The pool; Ballista's own is private to it. A connection is used by one block at a time, so that a slow reader of one block
/// holds up no other.
#[derive(Debug, Default)]
pub(super) struct Clients {
    idle: Arc<Idle>,
}

#[derive(Default)]
struct Idle(Mutex<HashMap<Address, Vec<(BallistaClient, Instant)>>>);

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Idle").field(&self.0.lock().len()).finish()
    }
}

impl Idle {
    /// Closes what was not used for too long, and takes the connection used last.
    fn take(&self, address: &Address) -> Option<BallistaClient> {
        let mut idle = self.0.lock();
        drop_old(&mut idle);
        idle.get_mut(address)?.pop().map(|(client, _)| client)
    }

    fn put(&self, address: Address, client: BallistaClient) {
        let mut idle = self.0.lock();
        drop_old(&mut idle);
        let clients = idle.entry(address).or_default();
        if clients.len() < IDLE_COUNT_MAX {
            clients.push((client, Instant::now()));
        }
    }
}

fn drop_old(idle: &mut HashMap<Address, Vec<(BallistaClient, Instant)>>) {
    idle.retain(|_, clients| {
        clients.retain(|(_, since)| since.elapsed() < IDLE_TIME_MAX);
        !clients.is_empty()
    });
}

#[async_trait]
impl BallistaClientPool for Clients {
    async fn acquire(
        &self,
        host: &str,
        port: u16,
        config: &GrpcClientConfig,
        customize_endpoint: Option<Arc<BallistaConfigGrpcEndpoint>>,
    ) -> Result<PooledClient> {
        let address = (host.to_owned(), port, config.clone());
        let client = match self.idle.take(&address) {
            Some(client) => client,
            None => connect(host, port, config, customize_endpoint).await?,
        };
        let idle = Arc::clone(&self.idle);
        Ok(PooledClient::new(client, Box::new(move |client| idle.put(address, client))))
    }

    async fn evict_idle(&self) {
        drop_old(&mut self.idle.0.lock());
    }
}

async fn connect(
    host: &str,
    port: u16,
    config: &GrpcClientConfig,
    customize_endpoint: Option<Arc<BallistaConfigGrpcEndpoint>>,
) -> Result<BallistaClient> {
    BallistaClient::try_new(
        host,
        port,
        config.max_message_size,
        config.use_tls,
        customize_endpoint,
        config.io_retries_times,
        config.io_retry_wait_time_ms,
        config.initial_connection_window_size,
        config.initial_stream_window_size,
    )
    .await
}
