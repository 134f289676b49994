//! The side that is called: connections as they come, each encrypted before it is handed on where that is wanted.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::{Connected, TcpConnectInfo};

use super::Encryption;

/// Time for a caller to show its certificate, and callers that are at it at once.
const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
const HANDSHAKES_COUNT_MAX: usize = 256;
/// Connections that wait to be served.
const CONNECTIONS_AHEAD_MAX: usize = 16;
/// The system has no more files for connections, perhaps; trying at once would not change that.
const RETRY_DELAY: Duration = Duration::from_millis(50);

/// A connection that was accepted.
#[derive(Debug)]
pub enum Incoming {
    /// As it came.
    Plain(TcpStream),
    /// The caller has shown a certificate of the fleet's authority.
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// The connections that come to `listener`, until the stream is dropped. A caller that fails to show who it is holds up no other.
pub fn incoming(listener: TcpListener, encryption: Option<Encryption>) -> ReceiverStream<Result<Incoming, io::Error>> {
    let (sender, receiver) = mpsc::channel(CONNECTIONS_AHEAD_MAX);
    tokio::spawn(accept(listener, encryption, sender));
    ReceiverStream::new(receiver)
}

type Accepted = mpsc::Sender<Result<Incoming, io::Error>>;

async fn accept(listener: TcpListener, encryption: Option<Encryption>, accepted: Accepted) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_COUNT_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let stream = tokio::select! {
            () = accepted.closed() => return,
            stream = listener.accept() => stream,
        };
        let stream = match stream {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(RETRY_DELAY).await;
                continue;
            }
        };
        // Without it connections are only slower.
        let _ = stream.set_nodelay(true);
        let (encryption, accepted) = (encryption.clone(), accepted.clone());
        tokio::spawn(async move {
            let shown = shown(stream, encryption).await;
            drop(place);
            if let Some(connection) = shown {
                // Nobody serves any more.
                let _ = accepted.send(Ok(connection)).await;
            }
        });
    }
}

/// The connection once its caller has shown who it is.
async fn shown(stream: TcpStream, encryption: Option<Encryption>) -> Option<Incoming> {
    let Some(encryption) = encryption else { return Some(Incoming::Plain(stream)) };
    let address = stream.peer_addr().map(|address| address.to_string()).unwrap_or_default();
    match timeout(HANDSHAKE_TIME_MAX, TlsAcceptor::from(encryption.server()).accept(stream)).await {
        Ok(Ok(encrypted)) => Some(Incoming::Encrypted(Box::new(encrypted))),
        Ok(Err(error)) => {
            tracing::info!(address, %error, "a caller showed no certificate of this fleet and was refused");
            None
        }
        Err(_) => {
            tracing::info!(address, "a caller took too long to show a certificate and was refused");
            None
        }
    }
}

impl Connected for Incoming {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        match self {
            Self::Plain(stream) => stream.connect_info(),
            Self::Encrypted(stream) => stream.get_ref().0.connect_info(),
        }
    }
}

impl AsyncRead for Incoming {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Incoming {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Encrypted(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Encrypted(stream) => stream.is_write_vectored(),
        }
    }
}
