//! The single rules that settings keep before a server starts; [`accept`](super::accept) has the list of them all.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use sparrow_session::conf::Defaults;
use sparrow_spark_error::SparkError;
use sparrow_telemetry::StartError;

use super::{Problem, Settings};
use crate::tls::Mode;
use crate::{files, machine};

const TOKENS_FILE_BYTES_MAX: u64 = 4 << 20;

/// Deeper plans than these would outgrow the stacks that they are dropped on.
const LEVELS_MAX: usize = 10_000;

/// What the server notes for its next start, in the warehouse unless set; readers skip the name.
pub const STATE_FOLDER: &str = ".sparrow";

/// Where clients connect.
pub fn address(settings: &Settings) -> Result<SocketAddr, String> {
    let listen = settings.text("server.listen");
    let named = listen.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    named
        .as_deref()
        .unwrap_or(listen)
        .parse()
        .map_err(|_| format!("server.listen must be an address and a port such as 127.0.0.1:15002, but is '{listen}'"))
}

/// Nobody off this machine is served in plain text or without a credential, but where that is asked for by name.
pub(super) fn exposure(settings: &Settings, mode: &Mode, address: SocketAddr) -> Option<Problem> {
    // What proxies pass on comes from anywhere.
    if address.ip().is_loopback() && !matches!(mode, Mode::Terminated(_)) {
        return None;
    }
    let (encrypts, authenticates) = (!matches!(mode, Mode::Off), settings.authenticates());
    let insecure = settings.flag("server.insecure_allow_unauthenticated");
    let problem = match (encrypts, authenticates) {
        (true, true) => return None,
        (_, false) if insecure => return None,
        (false, false) => format!(
            "refusing to listen on {address}: without authentication and TLS anybody who reaches that address could read and \
             write everything this server can, so configure auth.tokens_file or [[auth.jwt]] and tls.mode, or listen on a \
             loopback address such as 127.0.0.1:15002"
        ),
        (true, false) => format!(
            "refusing to listen on {address}: there is no authentication, so anybody who reaches that address could read and \
             write everything this server can; configure auth.tokens_file, [[auth.jwt]] or [auth.certificates]"
        ),
        (false, true) => format!(
            "refusing to listen on {address}: without TLS the credentials of clients would travel in plain text, so set tls.mode \
             to required with tls.cert_file and tls.key_file, or to terminated with tls.trusted_proxies"
        ),
    };
    Some(Problem(problem))
}

/// Tenants that credentials name and no section does.
pub(super) fn strangers(settings: &Settings) -> Vec<Problem> {
    let config = settings.auth();
    let issuers = config.jwt.into_iter().flat_map(|issuer| issuer.tenants_allowed);
    let rules = config.certificates.into_iter().flat_map(|certificates| certificates.rules).map(|rule| rule.tenant);
    let tokens = config.tokens_file.iter().flat_map(|file| tenants_of_tokens(file));
    let named = issuers.map(|tenant| ("tenants_allowed", tenant));
    let named = named.chain(rules.map(|tenant| ("[auth.certificates]", tenant)));
    let named: BTreeSet<_> = named.chain(tokens.map(|tenant| ("the file of auth.tokens_file", tenant))).collect();
    let unknown = named.into_iter().filter(|(_, tenant)| !settings.knows_tenant(tenant));
    let problem = |(place, tenant): (&str, String)| {
        Problem(format!(
            "{place} names the tenant '{tenant}', but there is no section [tenant.{tenant}]: add one, as for the others"
        ))
    };
    unknown.map(problem).collect()
}

/// The tenants in a file of tokens; what is wrong with the file is told where its tokens are read.
fn tenants_of_tokens(file: &Path) -> Vec<String> {
    let text = files::private_text(file, TOKENS_FILE_BYTES_MAX).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    let entries = table.get("token").and_then(toml::Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.get("tenant")?.as_str()?.to_owned())).collect()
}

/// Folders with what the server keeps for itself.
fn own_folders(settings: &Settings) -> Vec<PathBuf> {
    let warehouse = settings.path("warehouse.folder").unwrap_or_default();
    let state = settings.path("server.state_folder").unwrap_or_else(|| warehouse.join(STATE_FOLDER));
    let keys = ["tls.key_file", "auth.tokens_file", "fleet.secret_file", "fleet.tls_key_file", "fleet.work_folder"];
    let folders = keys.map(|key| settings.path(key)).into_iter().flatten().chain([state]);
    folders.filter_map(|folder| std::path::absolute(folder).ok()).collect()
}

/// Folders in which much else may be.
fn shared_folders() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    home.into_iter().chain([std::env::temp_dir()]).collect()
}

/// How the process is to tell of itself.
pub(super) fn telemetry(settings: &Settings) -> Result<sparrow_telemetry::Options, StartError> {
    let options = sparrow_telemetry::Options {
        log_format: settings.text("log.format").parse()?,
        log_filter: settings.text("log.filter").to_owned(),
        service_name: settings.text("telemetry.service_name").to_owned(),
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        otlp_endpoint: settings.text("telemetry.otlp_endpoint").to_owned(),
        otlp_protocol: settings.text("telemetry.otlp_protocol").parse()?,
        trace_ratio: settings.ratio("telemetry.trace_ratio"),
    };
    options.check().map(|()| options)
}

/// Where managed tables are stored.
pub(super) fn warehouse(settings: &Settings) -> Result<PathBuf, String> {
    let folder = settings
        .path("warehouse.folder")
        .ok_or("warehouse.folder is empty: name the folder where managed tables are stored, such as spark-warehouse")?;
    std::path::absolute(folder).map_err(|e| format!("warehouse.folder must be an absolute path here, where {e}"))
}

/// What sessions start with: what the machine says, and over it the settings, which pass the checks of a client's confs.
pub(super) fn conf_defaults(settings: &Settings, warehouse: &Path) -> Result<Defaults, SparkError> {
    let own = [
        ("spark.sql.session.timeZone", machine::time_zone()),
        ("spark.sql.warehouse.dir", format!("file:{}", warehouse.display())),
    ];
    let own = own.into_iter().map(|(key, value)| (key.to_owned(), value));
    Defaults::new(own.chain(settings.spark().clone()).collect())
}

/// Folders of this machine that give away what is not data, and hosts that are none.
pub(super) fn storage(settings: &Settings) -> Vec<Problem> {
    settings.storage().problems(&own_folders(settings), &shared_folders())
}

/// Plans deeper than the stack.
pub(super) fn levels(settings: &Settings) -> impl Iterator<Item = Problem> {
    let keys = ["plan.relation_levels_max", "plan.expression_levels_max", "plan.sql_levels_max"];
    let too_deep = keys.into_iter().filter(|key| settings.count(key) > LEVELS_MAX);
    too_deep.map(|key| Problem(format!("{key} must be at most {LEVELS_MAX}: deeper plans would overflow the stack")))
}
