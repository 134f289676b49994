//! The door in front of all services: who may come in, judged by the fields of a call before a byte of its body is read.

mod credential;
mod door;
mod metrics;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sparrow_auth::Authenticator;
use tokio::task::AbortHandle;

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

/// Whether anybody off this machine is served without authentication: directly, or by a proxy.
pub fn is_insecure(settings: &Settings, address: SocketAddr) -> bool {
    let is_reached = !address.ip().is_loopback() || settings.text("tls.mode") == "terminated";
    !settings.authenticates() && is_reached
}

/// Warns of that now and each minute, until the process ends or the warning is ended.
pub fn warn_of_insecurity(settings: &Settings, address: SocketAddr) -> Option<AbortHandle> {
    is_insecure(settings, address).then(|| tokio::spawn(warn_each(WARNING_INTERVAL, address)).abort_handle())
}

async fn warn_each(interval: Duration, address: SocketAddr) {
    let mut ticks = tokio::time::interval(interval);
    loop {
        ticks.tick().await;
        tracing::warn!(
            %address,
            "everybody who reaches this address can read and write everything this server can: \
             server.insecure_allow_unauthenticated is true and there is no authentication"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata};

    use super::*;
    use crate::settings::Sources;

    /// Counts warnings.
    #[derive(Clone, Default)]
    struct Warnings(Arc<AtomicUsize>);

    impl tracing::Subscriber for Warnings {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            *metadata.level() == Level::WARN && metadata.target().ends_with("auth")
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    /// Waits until there were so many.
    async fn reach(warnings: &Warnings, count: usize) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while warnings.0.load(Ordering::Relaxed) < count {
            assert!(Instant::now() < deadline, "there are not {count} warnings");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn whoever_serves_everybody_is_warned_at_once() {
        let warnings = Warnings::default();
        let _seen = tracing::subscriber::set_default(warnings.clone());
        let open = Sources::default().finish().unwrap();
        let mut sources = Sources::default();
        sources.add("auth.tokens_file", "/tokens.toml").unwrap();
        let asking = sources.finish().unwrap();
        for address in ["127.0.0.1:1", "[::1]:1"] {
            assert!(warn_of_insecurity(&open, address.parse().unwrap()).is_none(), "{address}");
        }
        for (told, address) in ["0.0.0.0:1", "10.0.0.7:1", "[::]:1"].into_iter().enumerate() {
            assert!(warn_of_insecurity(&asking, address.parse().unwrap()).is_none(), "{address}");
            let warning = warn_of_insecurity(&open, address.parse().unwrap()).unwrap();
            reach(&warnings, told + 1).await;
            warning.abort();
        }
    }

    #[tokio::test]
    async fn the_warning_comes_again_each_minute() {
        assert_eq!(WARNING_INTERVAL, Duration::from_secs(60));
        let warnings = Warnings::default();
        let _seen = tracing::subscriber::set_default(warnings.clone());
        let warning = tokio::spawn(warn_each(Duration::from_millis(1), "0.0.0.0:1".parse().unwrap()));
        reach(&warnings, 3).await;
        warning.abort();
    }
}
