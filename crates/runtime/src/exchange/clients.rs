//! Connections to other workers, kept for a while after use.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_flight::flight_service_client::FlightServiceClient;
use parking_lot::Mutex;
use tonic::transport::Channel;

use crate::wire::{self, Encryption};

/// How long a connection is kept without use.
const IDLE_TIME_MAX: Duration = Duration::from_secs(60);
/// Unused connections kept to one worker.
const IDLE_COUNT_MAX: usize = 8;
/// Size of the largest message: a file is sent in pieces of 8 MiB.
const MESSAGE_BYTES_MAX: usize = 16 << 20;
/// Bytes on the way to us that nobody has read yet, per block and per connection.
const STREAM_WINDOW_BYTES: u32 = 2 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// A connection.
pub(super) type Client = FlightServiceClient<Channel>;

/// Where a worker's files are served.
type Address = (String, u16);

/// The pool. A connection is used by one block at a time, so that a slow reader of one block holds up no other.
#[derive(Debug)]
pub(crate) struct Clients {
    encryption: Option<Encryption>,
    idle: Arc<Idle>,
}

/// A connection in use: it goes back to the pool with [`give_back`](Self::give_back), and is closed otherwise.
pub(super) struct InUse {
    pub(super) client: Client,
    address: Address,
    idle: Arc<Idle>,
}

#[derive(Default)]
struct Idle(Mutex<HashMap<Address, Vec<(Client, Instant)>>>);

impl Clients {
    /// Without connections; those it makes are encrypted where `encryption` says how.
    pub(crate) fn new(encryption: Option<Encryption>) -> Self {
        Self { encryption, idle: Arc::default() }
    }

    /// A connection to the worker that serves its files at this address.
    pub(super) async fn acquire(&self, host: &str, port: u16) -> Result<InUse, String> {
        let address = (host.to_owned(), port);
        let client = match self.idle.take(&address) {
            Some(client) => client,
            None => self.connect(host, port).await?,
        };
        Ok(InUse { client, address, idle: Arc::clone(&self.idle) })
    }

    async fn connect(&self, host: &str, port: u16) -> Result<Client, String> {
        let endpoint = wire::endpoint(&wire::authority(host, port), self.encryption.as_ref())?
            .initial_stream_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES);
        Ok(FlightServiceClient::new(wire::connect(&endpoint).await?).max_decoding_message_size(MESSAGE_BYTES_MAX))
    }

    /// Closes what was not used for too long.
    pub(crate) fn evict_idle(&self) {
        drop_old(&mut self.idle.0.lock());
    }
}

impl InUse {
    /// Others may use it now.
    pub(super) fn give_back(self) {
        self.idle.put(self.address, self.client);
    }
}

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Idle").field(&self.0.lock().len()).finish()
    }
}

impl Idle {
    /// Closes what was not used for too long, and takes the connection used last.
    fn take(&self, address: &Address) -> Option<Client> {
        let mut idle = self.0.lock();
        drop_old(&mut idle);
        idle.get_mut(address)?.pop().map(|(client, _)| client)
    }

    fn put(&self, address: Address, client: Client) {
        let mut idle = self.0.lock();
        drop_old(&mut idle);
        let clients = idle.entry(address).or_default();
        if clients.len() < IDLE_COUNT_MAX {
            clients.push((client, Instant::now()));
        }
    }
}

fn drop_old(idle: &mut HashMap<Address, Vec<(Client, Instant)>>) {
    idle.retain(|_, clients| {
        clients.retain(|(_, since)| since.elapsed() < IDLE_TIME_MAX);
        !clients.is_empty()
    });
}
