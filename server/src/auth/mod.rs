//! The door in front of all services: who may come in, judged by the fields of a call before a byte of its body is read.

mod credential;
mod door;
mod metrics;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sparrow_auth::Authenticator;

pub use door::DoorLayer;
pub use metrics::register;

use crate::settings::Settings;

const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// Whether callers must have a credential, and which.
#[derive(Clone)]
pub struct Authentication(Option<Arc<Keeper>>);

/// What credentials are judged with.
struct Keeper {
    authenticator: Authenticator,
    settings: Settings,
    takes_certificates: bool,
}

impl Authentication {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        if !settings.authenticates() {
            return Ok(Self(None));
        }
        let config = settings.auth();
        let takes_certificates = config.certificates.is_some();
        let authenticator = Authenticator::new(config).map_err(|problem| problem.to_string())?;
        Ok(Self(Some(Arc::new(Keeper { authenticator, settings: settings.clone(), takes_certificates }))))
    }

    /// Whether they must.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }
}

/// Whether anybody off this machine is served without authentication.
pub fn is_insecure(settings: &Settings, address: SocketAddr) -> bool {
    !settings.authenticates() && !address.ip().is_loopback()
}

/// Warns of that now and each minute, for as long as the process runs.
pub fn warn_of_insecurity(settings: &Settings, address: SocketAddr) {
    if !is_insecure(settings, address) {
        return;
    }
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(WARNING_INTERVAL);
        loop {
            ticks.tick().await;
            tracing::warn!(
                %address,
                "everybody who reaches this address can read and write everything this server can: \
                 server.insecure_allow_unauthenticated is true and there is no authentication"
            );
        }
    });
}
