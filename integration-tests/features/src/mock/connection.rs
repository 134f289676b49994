//! A client's TCP connection that can be cut from outside. It knows no protocol.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::{io, io::ErrorKind};

use futures::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tonic::transport::server::Connected;

/// Cuts one connection; every request that came on it has it among its extensions.
#[derive(Debug, Default)]
pub struct Switch {
    /// The connection's number, from 1.
    pub number: u64,
    cut: AtomicBool,
    used: AtomicBool,
    reading: AtomicWaker,
    writing: AtomicWaker,
}

/// A connection with its switch.
pub struct Connection {
    stream: TcpStream,
    switch: Arc<Switch>,
}

impl Switch {
    /// Ends the connection as a broken wire does: nothing more is read or written.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.reading.wake();
        self.writing.wake();
    }

    /// True for the first call on the connection.
    pub fn first_use(&self) -> bool {
        !self.used.swap(true, Ordering::AcqRel)
    }

    fn check(&self, waker: &AtomicWaker, context: &Context<'_>) -> io::Result<()> {
        // Registered before the flag is read: a cut in between wakes the task.
        waker.register(context.waker());
        if self.cut.load(Ordering::Acquire) { Err(ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl Connection {
    /// The connection of this number, and what cuts it.
    pub fn new(stream: TcpStream, number: u64) -> (Self, Arc<Switch>) {
        let switch = Arc::new(Switch { number, ..Switch::default() });
        (Self { stream, switch: Arc::clone(&switch) }, switch)
    }
}

impl Connected for Connection {
    type ConnectInfo = Arc<Switch>;

    fn connect_info(&self) -> Self::ConnectInfo {
        Arc::clone(&self.switch)
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.switch.check(&self.switch.reading, context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.switch.check(&self.switch.writing, context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.switch.check(&self.switch.writing, context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
