//! What those who run the executor want of it: SIGTERM is a wish to leave, the second one and SIGINT an end.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// Work.
    Serve,
    /// Leave when that is no loss.
    Drain,
    /// Stop at once.
    Stop,
}

/// Listens from now on.
pub fn listen() -> std::io::Result<watch::Receiver<Wish>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (told, heard) = watch::channel(Wish::Serve);
    tokio::spawn(async move {
        loop {
            let wish = tokio::select! {
                _ = terminate.recv() => if *told.borrow() == Wish::Serve { Wish::Drain } else { Wish::Stop },
                _ = interrupt.recv() => Wish::Stop,
            };
            told.send_replace(wish);
        }
    });
    Ok(heard)
}

/// Waits until at least this much is wanted.
pub async fn reached(wishes: &mut watch::Receiver<Wish>, wish: Wish) {
    if wishes.wait_for(|now| *now >= wish).await.is_err() {
        // Nobody is left to wish for anything.
        std::future::pending::<()>().await;
    }
}
