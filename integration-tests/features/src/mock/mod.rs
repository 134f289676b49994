//! A Spark Connect server that passes every call on to another one and breaks things as a script says. It knows what a client may
//! send and counts what it sends; it refuses to know what any plan means.
//!
//! The README beside this file has the faults and the numbers. Clients release and interrupt in the background: whoever
//! looks at [`Mock::observed`] closes the sessions first, or looks again for some seconds.

mod connection;
mod executions;
mod ledger;
mod messages;
mod observed;
mod operation;
mod passage;
mod pieces;
mod script;
mod service;
mod statuses;
mod uploads;

#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::Stream;
use serde_json::Value;
use sparrow_proto::spark::connect as proto;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::transport::{Endpoint, Server};

use proto::spark_connect_service_server::SparkConnectServiceServer;

use connection::{Connection, Switch};
use script::Script;
use service::{Service, Shared, Upstream};

/// The most bytes of a message, either way.
const MESSAGE_BYTES_MAX: usize = 256 * 1024 * 1024;

/// The pause after a connection that could not be taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// Why a mock server did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the script of the mock server is wrong: {reason}; it is {script}; mock/README.md has all faults")]
    Script { reason: String, script: String },
    #[error("{address:?} is no address of an upstream server: {reason}; give host:port")]
    Upstream { address: String, reason: String },
    #[error("the mock server does not listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// A running mock server. It ends when it is stopped or dropped.
pub struct Mock {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
    connections: Connections,
}

/// What cuts the connections that are open.
type Connections = Arc<Mutex<Vec<Weak<Switch>>>>;

/// Starts a mock server on a free loopback port that passes calls on to `upstream`, a `host:port` without TLS.
pub async fn start(upstream: &str, script: &Value) -> Result<Mock, Error> {
    let script = Script::read(script)?;
    let wrong = |reason: String| Error::Upstream { address: upstream.to_owned(), reason };
    if upstream.contains('/') {
        return Err(wrong("it has a slash".to_owned()));
    }
    let endpoint = Endpoint::from_shared(format!("http://{upstream}")).map_err(|error| wrong(error.to_string()))?;
    let stub = Upstream::new(endpoint.connect_lazy())
        .max_decoding_message_size(MESSAGE_BYTES_MAX)
        .max_encoding_message_size(MESSAGE_BYTES_MAX);
    let shared = Arc::new(Shared::new(stub, script));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let connections = Connections::default();
    let service = SparkConnectServiceServer::new(Service(Arc::clone(&shared)))
        .max_decoding_message_size(MESSAGE_BYTES_MAX)
        .max_encoding_message_size(MESSAGE_BYTES_MAX);
    let accepted = accept(listener, Arc::clone(&connections));
    let serving = tokio::spawn(async move {
        if let Err(error) = Server::builder().add_service(service).serve_with_incoming(accepted).await {
            eprintln!("the mock server ended: {error}");
        }
    });
    Ok(Mock { address, shared, serving, connections })
}

impl Mock {
    /// Where it listens: `host:port`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// What it saw until now: name → number (null for the shortest of none), and `violations`, a list of sentences.
    pub fn observed(&self) -> Value {
        serde_json::to_value(self.shared.ledger().observed()).expect("numbers and sentences are JSON")
    }

    /// Ends it, and every connection it has.
    pub async fn stop(mut self) {
        self.end();
        // An aborted task has nothing to say.
        drop((&mut self.serving).await);
    }

    fn end(&self) {
        self.serving.abort();
        let switches = std::mem::take(&mut *self.connections.lock().unwrap_or_else(PoisonError::into_inner));
        for switch in switches.iter().filter_map(Weak::upgrade) {
            switch.cut();
        }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.end();
    }
}

/// The connections as they come. One that fails before it is there concerns nobody.
fn accept(listener: TcpListener, connections: Connections) -> impl Stream<Item = Result<Connection, std::io::Error>> {
    futures::stream::unfold((listener, connections, 1_u64), |(listener, connections, number)| async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            if stream.set_nodelay(true).is_err() {
                continue;
            }
            let (connection, switch) = Connection::new(stream, number);
            {
                let mut open = connections.lock().unwrap_or_else(PoisonError::into_inner);
                open.retain(|switch| switch.strong_count() > 0);
                open.push(Arc::downgrade(&switch));
            }
            return Some((Ok(connection), (listener, connections, number + 1)));
        }
    })
}
