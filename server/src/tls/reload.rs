//! Certificates that follow their files: what new connections are encrypted with.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use rustls::ServerConfig;

use super::identity::{Files, Stamp};

/// The current certificates.
pub struct Current {
    files: Files,
    /// Of the files before they were read: what changes meanwhile is noticed.
    stamp: Stamp,
    config: RwLock<Arc<ServerConfig>>,
}

impl Current {
    /// Those in the files now.
    pub fn load(files: Files) -> Result<Self, String> {
        let stamp = files.stamp();
        let config = RwLock::new(files.load()?);
        Ok(Self { files, stamp, config })
    }

    /// What the next connection is encrypted with.
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config.read())
    }

    /// Takes what the files hold whenever they have changed, for ever. What cannot be used leaves the old in use.
    pub async fn follow(&self, interval: Duration) {
        let mut seen = self.stamp.clone();
        loop {
            tokio::time::sleep(interval).await;
            let stamp = self.files.stamp();
            if stamp != seen {
                seen = stamp;
                self.reload();
            }
        }
    }

    fn reload(&self) {
        match self.files.load() {
            Ok(config) => {
                *self.config.write() = config;
                tracing::info!(cert_file = %self.files.cert.display(), "new certificates are in use");
            }
            Err(problem) => tracing::warn!(problem, "the changed certificates cannot be used; the old ones stay"),
        }
    }
}
