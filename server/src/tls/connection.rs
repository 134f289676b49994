//! A client's connection, encrypted or not, and who is at its other end.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;
use tokio_rustls::server::TlsStream;
use tonic::transport::server::Connected;

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// Its own certificate, which an authority of ours has signed.
    pub certificate: Option<Arc<CertificateDer<'static>>>,
}

/// What every HTTP/2 client says first has as many bytes; from then on the server's pings find one that is gone.
const PREFACE_BYTES: usize = 24;

/// A connection's place among those there may be at once.
pub struct Place {
    permit: OwnedSemaphorePermit,
    duration_max: Duration,
}

impl Place {
    /// A place for somebody who has so much time to be encrypted, and as much again to speak.
    pub fn new(permit: OwnedSemaphorePermit, duration_max: Duration) -> Self {
        Self { permit, duration_max }
    }

    /// How long encryption may take.
    pub fn duration_max(&self) -> Duration {
        self.duration_max
    }
}

/// A client's connection.
pub struct Connection {
    stream: Stream,
    peer: Peer,
    /// Until the client has spoken.
    silence: Option<Silence>,
    _permit: OwnedSemaphorePermit,
}

/// What a client has still to say, and until when.
struct Silence {
    bytes_left: usize,
    deadline: Pin<Box<Sleep>>,
}

enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

impl Connection {
    /// One without encryption.
    pub fn plain(stream: TcpStream, address: SocketAddr, place: Place) -> Self {
        Self::new(Stream::Plain(stream), Peer { address, certificate: None }, place)
    }

    /// One whose handshake is done; a certificate that was sent has been verified by it.
    pub fn encrypted(stream: TlsStream<TcpStream>, address: SocketAddr, place: Place) -> Self {
        let leaf = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
        let certificate = leaf.map(|leaf| Arc::new(leaf.clone().into_owned()));
        Self::new(Stream::Encrypted(Box::new(stream)), Peer { address, certificate }, place)
    }

    fn new(stream: Stream, peer: Peer, place: Place) -> Self {
        let deadline = Box::pin(tokio::time::sleep(place.duration_max));
        let silence = Some(Silence { bytes_left: PREFACE_BYTES, deadline });
        Self { stream, peer, silence, _permit: place.permit }
    }
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let polled = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, into),
            Stream::Encrypted(stream) => Pin::new(stream).poll_read(cx, into),
        };
        if let Some(silence) = &mut self.silence {
            silence.bytes_left = silence.bytes_left.saturating_sub(into.filled().len() - before);
            match silence.bytes_left {
                0 => self.silence = None,
                _ if silence.deadline.as_mut().poll(cx).is_ready() => {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                _ => {}
            }
        }
        polled
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Encrypted(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, parts),
            Stream::Encrypted(stream) => Pin::new(stream).poll_write_vectored(cx, parts),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Encrypted(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
