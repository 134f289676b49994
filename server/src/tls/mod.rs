//! Encryption of clients' connections: what the settings ask for, and connections as the server takes them. Nothing behind it
//! knows which kind a connection is.

mod connection;
mod identity;
mod incoming;
mod proxies;
mod reload;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use connection::Peer;
pub use incoming::Incoming;

use identity::Files;
use proxies::Proxies;
use reload::Current;

use crate::settings::Settings;

/// Where encryption ends.
#[derive(Debug)]
pub enum Mode {
    /// There is none.
    Off,
    /// Here.
    Required(Files),
    /// At proxies, and nobody else may connect.
    Terminated(Proxies),
}

/// How connections are taken.
pub struct Options {
    entry: Entry,
    reload_interval: Duration,
    handshake_duration_max: Duration,
    handshakes_count_max: usize,
    connections_count_max: usize,
}

/// How a connection becomes ready.
enum Entry {
    Open,
    Encrypted(Arc<Current>),
    Proxies(Proxies),
}

/// What the settings ask for; reads no file of theirs.
pub fn mode(settings: &Settings) -> Result<Mode, String> {
    let set = |key: &str| settings.path(key);
    let files = ["tls.cert_file", "tls.key_file", "tls.client_ca_file"];
    let idle_file = files.into_iter().find(|key| set(key).is_some());
    match settings.text("tls.mode") {
        "required" => Ok(Mode::Required(files_of(settings)?)),
        mode @ ("off" | "terminated") if let Some(key) = idle_file => Err(format!(
            "{key} is set, but tls.mode is {mode}, where it is not used: set tls.mode to required, or remove {key}"
        )),
        mode @ ("off" | "terminated") if settings.text("tls.client_certificates") != "optional" => Err(format!(
            "tls.client_certificates is set, but tls.mode is {mode}, where it is not used: set tls.mode to required, or remove it"
        )),
        "off" if !settings.text("tls.trusted_proxies").is_empty() => Err(
            "tls.trusted_proxies is set, but tls.mode is off, where it is not used: set tls.mode to terminated, or remove it"
                .to_owned(),
        ),
        "off" => Ok(Mode::Off),
        "terminated" => Proxies::parse(settings.text("tls.trusted_proxies")).map(Mode::Terminated),
        other => Err(format!("tls.mode must be off, required or terminated, but is '{other}'")),
    }
}

fn files_of(settings: &Settings) -> Result<Files, String> {
    let needed = |key: &str| -> Result<PathBuf, String> {
        settings.path(key).ok_or_else(|| format!("tls.mode is required, but {key} is not set: name a PEM file there"))
    };
    let requires_client = match settings.text("tls.client_certificates") {
        "optional" => false,
        "required" => true,
        other => return Err(format!("tls.client_certificates must be optional or required, but is '{other}'")),
    };
    let client_ca = settings.path("tls.client_ca_file");
    if requires_client && client_ca.is_none() {
        return Err(
            "tls.client_certificates is required, but tls.client_ca_file is not set: name the authorities whose \
                    certificates clients must have"
                .to_owned(),
        );
    }
    if !settings.text("tls.trusted_proxies").is_empty() {
        return Err(
            "tls.trusted_proxies is set, but tls.mode is required, where it is not used: set tls.mode to terminated, \
                    or remove it"
                .to_owned(),
        );
    }
    Ok(Files { cert: needed("tls.cert_file")?, key: needed("tls.key_file")?, client_ca, requires_client })
}

/// Whether certificates of clients that count are asked for; what is wrong with the settings themselves is for [`mode`].
pub fn check(settings: &Settings) -> Result<(), String> {
    if settings.auth().certificates.is_some() && settings.path("tls.client_ca_file").is_none() {
        return Err(
            "[auth.certificates] is set, but tls.client_ca_file is not, so no certificate would ever be asked for: \
                    name the authorities of clients' certificates there"
                .to_owned(),
        );
    }
    Ok(())
}

impl Options {
    /// As the settings say, with the files of certificates read.
    pub fn new(settings: &Settings, mode: Mode) -> Result<Self, String> {
        let entry = match mode {
            Mode::Off => Entry::Open,
            Mode::Terminated(proxies) => Entry::Proxies(proxies),
            Mode::Required(files) => Entry::Encrypted(Arc::new(Current::load(files)?)),
        };
        Ok(Self {
            entry,
            reload_interval: settings.duration("tls.reload_seconds").max(Duration::from_secs(1)),
            handshake_duration_max: settings.duration("tls.handshake_seconds_max").max(Duration::from_secs(1)),
            handshakes_count_max: settings.count("tls.handshakes_count_max").max(1),
            connections_count_max: settings.count("server.connections_count_max").max(1),
        })
    }
}
