//! When to stop: SIGTERM or SIGINT; a second one does not wait for anything.

use tokio::signal::unix::{SignalKind, signal};

/// Waits until the process is told to stop.
pub async fn requested() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
