//! When to stop: SIGTERM or SIGINT.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Tells everybody who asks that the process is to stop.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Listens from now on: a signal that comes after this is never the end of the process by itself.
    pub fn listen() -> std::io::Result<Self> {
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let (told, heard) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            // Nobody may wait any more.
            let _ = told.send(true);
            told.closed().await;
        });
        Ok(Self(heard))
    }

    /// Waits until the process is told to stop.
    pub async fn requested(mut self) {
        // It fails only when the task above is gone, and then the runtime is too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
