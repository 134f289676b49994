//! Clients' connections as they come: those whom encryption lets in, each after its handshake.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use sparrow_spark_error::limit_refused;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::connection::{Connection, Place};
use super::{Entry, Options};

/// Connections that are ready and not yet taken.
const READY_COUNT_MAX: usize = 64;

/// Time to wait when the system has no more connections to give.
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// Clients' connections, ready for use. They are taken for as long as it is held.
pub struct Incoming {
    ready: mpsc::Receiver<io::Result<Connection>>,
    /// Ends with the value.
    _tasks: JoinSet<()>,
}

impl Incoming {
    /// Takes connections of `listener` from now on.
    pub fn new(listener: TcpListener, options: Options) -> Self {
        let mut tasks = JoinSet::new();
        if let Entry::Encrypted(current) = &options.entry {
            let (followed, interval) = (Arc::clone(current), options.reload_interval);
            tasks.spawn(async move { followed.follow(interval).await });
        }
        let (sender, ready) = mpsc::channel(READY_COUNT_MAX);
        let room = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        let rooms = Rooms {
            connections: room(options.connections_count_max),
            handshakes: room(options.handshakes_count_max),
            duration_max: options.handshake_duration_max,
        };
        tasks.spawn(accept(listener, options.entry, sender, rooms));
        Self { ready, _tasks: tasks }
    }
}

/// What connections may take.
struct Rooms {
    connections: Arc<Semaphore>,
    handshakes: Arc<Semaphore>,
    /// Of a handshake, and then until the client speaks.
    duration_max: Duration,
}

impl Stream for Incoming {
    type Item = io::Result<Connection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.ready.poll_recv(cx)
    }
}

async fn accept(listener: TcpListener, entry: Entry, ready: mpsc::Sender<io::Result<Connection>>, rooms: Rooms) {
    let duration_max = rooms.duration_max;
    loop {
        let (stream, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be taken");
                tokio::time::sleep(RETRY_INTERVAL).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&rooms.connections).try_acquire_owned() else {
            limit_refused("server.connections_count_max");
            tracing::warn!(%address, "a connection is closed: there are as many as server.connections_count_max allows");
            continue;
        };
        let place = Place::new(place, duration_max);
        // Without it small answers would wait for acknowledgements; a connection that is gone already shows that later.
        let _ = stream.set_nodelay(true);
        match &entry {
            Entry::Open => send(&ready, Connection::plain(stream, address, place)).await,
            Entry::Proxies(proxies) if proxies.contains(address.ip()) => {
                send(&ready, Connection::plain(stream, address, place)).await;
            }
            Entry::Proxies(_) => {
                tracing::warn!(%address, "a connection from elsewhere than a trusted proxy is refused")
            }
            Entry::Encrypted(current) => {
                let Ok(permit) = Arc::clone(&rooms.handshakes).acquire_owned().await else { return };
                let (acceptor, ready) = (TlsAcceptor::from(current.config()), ready.clone());
                tokio::spawn(async move {
                    if let Some(connection) = handshake(acceptor, stream, address, place).await {
                        // The place is for handshakes; a reader that is slow is not theirs.
                        drop(permit);
                        send(&ready, connection).await;
                    }
                });
            }
        }
    }
}

async fn send(ready: &mpsc::Sender<io::Result<Connection>>, connection: Connection) {
    // Nobody takes connections any more: the server is stopping.
    let _ = ready.send(Ok(connection)).await;
}

async fn handshake(acceptor: TlsAcceptor, stream: TcpStream, address: SocketAddr, place: Place) -> Option<Connection> {
    match tokio::time::timeout(place.duration_max(), acceptor.accept(stream)).await {
        Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol().is_none_or(|name| name == b"h2") => {
            Some(Connection::encrypted(stream, address, place))
        }
        Ok(Ok(_)) => {
            tracing::debug!(%address, "the client speaks another protocol");
            None
        }
        Ok(Err(error)) => {
            tracing::info!(%address, %error, "a TLS handshake failed");
            None
        }
        Err(_) => {
            tracing::info!(%address, "a TLS handshake took too long");
            None
        }
    }
}
