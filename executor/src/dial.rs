//! The connection to the server.

use sparrow_runtime::wire::{self, Encryption};
use tonic::transport::Channel;

/// Where the server is, and how it is talked to.
#[derive(Clone, Debug)]
pub struct Dial {
    scheduler: String,
    encryption: Option<Encryption>,
}

impl Dial {
    /// To this host and port.
    pub fn new(scheduler: &str, encryption: Option<Encryption>) -> Result<Self, String> {
        wire::endpoint(scheduler, encryption.as_ref()).map_err(|e| format!("--scheduler: {e}"))?;
        Ok(Self { scheduler: scheduler.to_owned(), encryption })
    }

    /// A new connection, with the certificates as they are now.
    pub async fn connect(&self) -> Result<Channel, String> {
        wire::connect(&wire::endpoint(&self.scheduler, self.encryption.as_ref())?).await
    }
}
