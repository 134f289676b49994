//! What the settings say of the fleet, judged: where executors join, who may, and where queries run. Opens nothing.

use std::net::SocketAddr;

use sparrow_engine::Placement;
use sparrow_runtime::wire::{Encryption, TlsFiles};
use sparrow_tenancy::Secret;

use super::Settings;
use super::accept::Problems;
use crate::fleet;
use crate::options::environment;

const TLS_FILES: [&str; 3] = ["fleet.tls_cert_file", "fleet.tls_key_file", "fleet.tls_ca_file"];

const IDLE: &str = "fleet.http_listen is set, but there is no fleet whose jobs it could tell of: say where executors join with \
                    fleet.listen, or remove it";

/// A fleet that can be opened.
#[derive(Clone)]
pub struct FleetSettings {
    /// Where executors join.
    pub listen: SocketAddr,
    /// What they must have.
    pub secret: Option<Secret>,
    /// The certificates within the fleet, where there are any.
    pub encryption: Option<Encryption>,
    /// The host under which executors reach this server.
    pub host: String,
    /// Where it is told how far jobs are, if anywhere.
    pub http_listen: Option<SocketAddr>,
}

/// The fleet the settings ask for; `None` where they ask for none, or something of it is wrong.
pub(super) fn read(settings: &Settings, problems: &mut Problems) -> Option<FleetSettings> {
    let secret = Secret::find(settings.path("fleet.secret_file").as_deref(), environment());
    let secret = problems.note(secret);
    let (host, encryption, http_listen) = (
        problems.note(host(settings)),
        problems.note(encryption(settings)),
        problems.note(http_listen(settings.text("fleet.http_listen"))),
    );
    let (listen, secret) = (settings.text("fleet.listen"), secret?);
    if listen.is_empty() {
        if !settings.text("fleet.http_listen").is_empty() {
            problems.note(Err::<(), _>(IDLE));
        }
        return None;
    }
    let listen = problems.note(fleet::address(listen, secret.is_some()))?;
    let host = match host? {
        Some(named) => named,
        None => problems.note(own_host(listen))?,
    };
    let encryption = encryption?;
    if let Some(encryption) = &encryption {
        problems.note(encryption.check_bears(&host))?;
    }
    Some(FleetSettings { listen, secret, encryption, host, http_listen: http_listen? })
}

/// Where queries run, if the settings say it; `None` decides by their size.
pub(super) fn placement(settings: &Settings) -> Result<Option<Placement>, String> {
    match settings.text("fleet.route") {
        "fleet" if settings.text("fleet.listen").is_empty() => {
            Err("fleet.route is fleet, but there is no fleet: say where executors join with fleet.listen".to_owned())
        }
        "auto" => Ok(None),
        "embedded" => Ok(Some(Placement::Embedded)),
        "fleet" => Ok(Some(Placement::Fleet)),
        other => Err(format!("fleet.route must be auto, embedded or fleet, but is '{other}'")),
    }
}

/// The host the settings name.
fn host(settings: &Settings) -> Result<Option<String>, String> {
    let named = settings.text("fleet.advertise");
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if !named.chars().all(is_host) {
        return Err(format!(
            "fleet.advertise must be a host such as sparrow.internal or 10.0.0.7, without a port, but is '{named}'"
        ));
    }
    Ok(Some(named.to_owned()).filter(|named| !named.is_empty()))
}

/// The address itself, if it is one that others could reach.
fn own_host(listen: SocketAddr) -> Result<String, String> {
    if listen.ip().is_unspecified() {
        return Err(format!(
            "{listen} is no address executors could reach: name the host they reach this server under in fleet.advertise"
        ));
    }
    Ok(listen.ip().to_string())
}

fn encryption(settings: &Settings) -> Result<Option<Encryption>, String> {
    let files = TlsFiles::of(TLS_FILES.map(|name| settings.path(name)), TLS_FILES);
    let loaded = files.and_then(|files| files.map(Encryption::load).transpose());
    loaded.map_err(|problem| problem.to_string())
}

/// Whoever can ask sees how far everybody's queries are, so only on loopback.
fn http_listen(listen: &str) -> Result<Option<SocketAddr>, String> {
    if listen.is_empty() {
        return Ok(None);
    }
    fleet::address(listen, false).map(Some).map_err(|_| {
        format!("fleet.http_listen must be a loopback address and a port such as 127.0.0.1:15004, but is '{listen}'")
    })
}
