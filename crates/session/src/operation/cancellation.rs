//! The wish that work should stop.

use tokio::sync::watch;

/// A flag that can be raised once and waited for by many.
#[derive(Clone, Debug)]
pub struct Cancellation(watch::Sender<bool>);

impl Default for Cancellation {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancellation {
    /// Raises the flag; true for the first to do so.
    pub fn cancel(&self) -> bool {
        !self.0.send_replace(true)
    }

    /// Whether it is raised.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is raised.
    pub async fn cancelled(&self) {
        let mut receiver = self.0.subscribe();
        // It fails only when the sender is gone, and `self` holds it.
        let _ = receiver.wait_for(|raised| *raised).await;
    }
}
