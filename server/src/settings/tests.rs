//! Settings from every source, and what is said when they are wrong.

use super::*;

fn from_toml(text: &str) -> Result<Settings, Problem> {
    let mut sources = Sources::default();
    sources.add_toml(text)?;
    sources.finish()
}

fn check_problem<T>(result: Result<T, Problem>, expected: &str) {
    assert_eq!(result.err().map(|problem| problem.0).as_deref(), Some(expected));
}

#[test]
fn every_default_is_of_its_kind() {
    let settings = Sources::default().finish().unwrap();
    for (key, kind, ..) in ROWS {
        match kind {
            Kind::Text => drop(settings.text(key)),
            Kind::Number => drop(settings.number(key)),
            Kind::Flag => drop(settings.flag(key)),
            Kind::Ratio => drop(settings.ratio(key)),
        }
    }
}

#[test]
fn later_sources_win() {
    let mut sources = Sources::default();
    sources.add_toml("[server]\nlisten = \"127.0.0.1:1\"\ndrain_seconds = 3").unwrap();
    let variables =
        [("SPARROW_LISTEN", "127.0.0.1:2"), ("SPARROW_ENGINE_THREADS_COUNT", "4"), ("SPARROW_PROFILE", "x")];
    sources.add_environment(variables.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned()))).unwrap();
    sources.add_pair("server.drain_seconds=5").unwrap();
    let settings = sources.finish().unwrap();
    assert_eq!(settings.text("server.listen"), "127.0.0.1:2");
    assert_eq!((settings.number("server.drain_seconds"), settings.number("engine.threads_count")), (5, 4));
}

#[test]
fn confs_are_flattened() {
    let text = "[spark]\n\"sql.x\" = 1\n\"spark.sql.y\" = \"a\"\n[spark.sql.session]\ntimeZone = \"UTC\"\n[spark.sql.ansi]\nenabled = false";
    let pairs: Vec<_> = from_toml(text).unwrap().spark().clone().into_iter().collect();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        pairs,
        [
            pair("spark.sql.ansi.enabled", "false"),
            pair("spark.sql.session.timeZone", "UTC"),
            pair("spark.sql.x", "1"),
            pair("spark.sql.y", "a"),
        ]
    );
}

#[test]
fn mistakes_are_named() {
    let unknown = |key: &str| format!("there is no setting '{key}'; `sparrow-server --help` lists them");
    check_problem(from_toml("[server]\nlisen = 1"), &unknown("server.lisen"));
    check_problem(from_toml("[severs]\nlisten = 1"), &unknown("severs.listen"));
    check_problem(from_toml("listen = 1"), &unknown("listen"));
    check_problem(from_toml("[server]\nlisten = 1"), "server.listen must be a text, but is 1");
    let mut sources = Sources::default();
    check_problem(sources.add_pair("x"), "'x' is not of the form KEY=VALUE");
    check_problem(
        sources.add_pair("server.drain_seconds=-1"),
        "server.drain_seconds must be a whole number, not negative, but is -1",
    );
    check_problem(sources.add_pair("server.reflection=yes"), "server.reflection must be true or false, but is \"yes\"");
    check_problem(
        sources.add_pair("server.drain_seconds=soon"),
        "server.drain_seconds must be a whole number, not negative, but is \"soon\"",
    );
}

/// `docs/SETTINGS.md` has a row for each setting, with its variable and its default.
#[test]
fn every_setting_is_in_the_docs() {
    let docs = include_str!("../../../docs/SETTINGS.md");
    for (key, _, default, _) in ROWS {
        let shown = match *default {
            "" => "empty".to_owned(),
            text if text.parse::<f64>().is_ok() => text.to_owned(),
            text => format!("`{text}`"),
        };
        let row = format!("| `{key}` | `{}` | {shown} |", variable(key));
        assert!(docs.contains(&row), "docs/SETTINGS.md lacks a row that begins: {row}");
    }
    let documented = docs.lines().filter(|line| line.starts_with("| `") && line.contains("` | `SPARROW_")).count();
    assert_eq!(documented, ROWS.len(), "docs/SETTINGS.md has rows for settings that are not there");
}

#[test]
fn help_names_every_setting() {
    let help = help();
    assert!(ROWS.iter().all(|row| help.contains(row.0)));
}

/// What keeps these settings from starting a server.
fn problems(text: &str) -> String {
    let problems = from_toml(text).map_err(|problem| vec![problem]).and_then(accept).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_defaults_keep_the_rules() {
    assert_eq!(problems(""), "");
    for listen in ["127.0.0.1:0", "localhost:15002", "[::1]:1", "127.9.9.9:5"] {
        assert_eq!(problems(&format!("[server]\nlisten = '{listen}'")), "", "{listen}");
    }
}

#[test]
fn every_rule_names_its_key_and_its_mend() {
    let proxied = "[server]\nlisten = '0.0.0.0:1'\n[tls]\nmode = 'terminated'\n";
    for (text, expected) in [
        ("[server]\nlisten = '0.0.0.0:1'", "without authentication and TLS"),
        ("[server]\nlisten = '[::]:1'", "without authentication and TLS"),
        ("[server]\nlisten = 'nonsense'", "server.listen must be an address and a port"),
        (&format!("{proxied}trusted_proxies = '10.0.0.0/8'"), "there is no authentication"),
        (proxied, "tls.trusted_proxies is empty"),
        (&format!("{proxied}trusted_proxies = '0.0.0.0/0'"), "which is everybody"),
        ("[tls]\nmode = 'terminated'\ntrusted_proxies = '127.0.0.1'", "there is no authentication"),
        ("[tls]\nclient_certificates = 'required'", "tls.client_certificates is set, but tls.mode is off"),
        ("[tls]\nmode = 'on'", "tls.mode must be off, required or terminated"),
        ("[tls]\nmode = 'required'", "tls.cert_file is not set"),
        ("[tls]\ncert_file = '/x'", "tls.cert_file is set, but tls.mode is off"),
        ("[tls]\ntrusted_proxies = '10.0.0.1'", "tls.trusted_proxies is set, but tls.mode is off"),
        ("[tls]\nmode = 'required'\nclient_certificates = 'maybe'", "must be optional or required"),
        ("[tls]\nmode = 'required'\nclient_certificates = 'required'", "tls.client_ca_file is not set"),
        ("[tls]\nmode = 'required'\ncert_file = '/no'\nkey_file = '/no'", "/no cannot be read"),
        ("[tls]\nkey_file = '-----BEGIN PRIVATE KEY-----'", "tls.key_file holds what belongs into a file"),
        ("[storage]\nlocal_roots = ['/']", "storage.local_roots holds '/'"),
        ("[storage]\nlocal_roots = ['/proc/self']", "/proc would be read"),
        ("[storage]\nroots = ['/x']", "[storage]: unknown field `roots`"),
        ("[fleet]\nroute = 'fleet'", "fleet.listen"),
        ("[fleet]\nlisten = '0.0.0.0:1'", "there is no secret"),
        ("[fleet]\nhttp_listen = '127.0.0.1:0'", "fleet.http_listen is set, but there is no fleet"),
        ("[fleet]\nsecret = 'x'", "name it with the setting that ends in _file"),
        ("[fleet]\nsecret_file = '/no'", "/no cannot be read"),
        ("[fleet]\nlisten = '127.0.0.1:0'\nhttp_listen = '10.0.0.1:1'", "fleet.http_listen must be a loopback address"),
        ("[fleet]\nlisten = '127.0.0.1:0'\nhttp_listen = '15004'", "but is '15004'"),
        ("[fleet]\nlisten = '127.0.0.1:0'\nadvertise = 'http://host'", "fleet.advertise must be a host"),
        (
            "[fleet]\nlisten = '127.0.0.1:0'\ntls_cert_file = '/x'",
            "fleet.tls_key_file and fleet.tls_ca_file are not set",
        ),
        ("[fleet]\nroute = 'away'", "fleet.route must be auto, embedded or fleet, but is 'away'"),
        ("[telemetry]\nmetrics_listen = '9090'", "telemetry.metrics_listen must be an address and a port"),
        ("[telemetry]\notlp_protocol = 'udp'", "telemetry.otlp_protocol must be grpc or http"),
        ("[telemetry]\notlp_endpoint = 'nowhere'", "telemetry.otlp_endpoint must be the address of a collector"),
        ("[log]\nformat = 'xml'", "'xml' is no log format: there are text and json"),
        ("[log]\nfilter = 'sparrow=loud'", "'sparrow=loud' is no log filter"),
        ("[warehouse]\nfolder = ''", "warehouse.folder is empty: name"),
        ("[spark]\n'sql.ansi.enabled' = 'maybe'", "spark.sql.ansi.enabled"),
        ("[spark]\n'sql.session.timeZone' = 'Nowhere'", "spark.sql.session.timeZone"),
        ("[plan]\nsql_levels_max = 10001", "plan.sql_levels_max must be at most 10000"),
        ("[fleet]\ntls_cert_file = '/no'", "but fleet.tls_key_file and fleet.tls_ca_file are not set"),
        ("[fleet]\ntls_cert_file = '/no'\ntls_key_file = '/no'\ntls_ca_file = '/no'", "TLS file /no cannot be used"),
        ("[storage]\nlocal_roots = ['/lake']\n[fleet]\ntls_key_file = '/lake/k'", "own /lake/k would be read"),
        ("[storage]\nlocal_roots = ['/lake']\n[fleet]\nwork_folder = '/lake/w'", "own /lake/w would be read"),
        ("[auth]\njwt = 'x'", "[[auth.jwt]]"),
        ("[[auth.jwt]]\nissuer = 1", "[[auth.jwt]]: "),
        ("[auth]\ntokens_file = '/no'", "/no"),
        ("x = [", "line 1: "),
    ] {
        let found = problems(text);
        assert!(found.contains(expected), "{text}: {found}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let found =
        problems("[server]\nlisten = '0.0.0.0:1'\n[storage]\nlocal_roots = ['/', '/etc']\n[fleet]\nroute = 'away'");
    assert_eq!(found.lines().count(), 4, "{found}");
}

#[test]
fn who_asks_for_no_authentication_by_name_gets_none() {
    let insecure = "[server]\nlisten = '0.0.0.0:1'\ninsecure_allow_unauthenticated = true\n";
    assert_eq!(problems(insecure), "");
    assert!(problems(&format!("{insecure}[auth]\ntokens_file = '/no'")).contains("would travel in plain text"));
}

/// What tenants never reach: each file and folder that settings name, however it is named there.
#[test]
fn every_file_and_folder_of_the_settings_is_the_servers_own() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "canary").unwrap();
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let config = folder.path().join("sparrow.toml");
    let text = format!(
        "[tls]\nkey_file = '/k'\ncert_file = '/c'\n[auth]\ntokens_file = 'tokens'\n[[auth.jwt]]\npem_file = '/pem'\n\
         [engine]\nspill_folder = '/spill'\n[fleet]\nwork_folder = '/work'\nsecret_file = '/f'\n\
         [spark]\n'fs.secret.key' = {{ file = '{}' }}\n",
        secret.display()
    );
    std::fs::write(&config, text).unwrap();
    let mut sources = Sources::default();
    sources.add_file(&config).unwrap();
    let found = sources.finish().unwrap().own_places();
    let named = ["/k", "/c", "/pem", "/spill", "/work", "/f"].map(PathBuf::from);
    for place in named.into_iter().chain([std::path::absolute("tokens").unwrap(), secret, config]) {
        assert!(found.contains(&place), "{} is not among {found:?}", place.display());
    }
}

#[test]
fn settings_show_no_values() {
    let settings = from_toml("[log]\nfilter = 'canary'\n[spark]\na = 'canary'").unwrap();
    let shown = format!("{settings:?}");
    assert!(shown.contains("log.filter") && !shown.contains("canary"), "{shown}");
    let broken = from_toml("[spark]\nfs.secret = canary").err().unwrap().to_string();
    assert!(!broken.contains("fs.secret = canary"), "{broken}");
    let listed = from_toml("[spark]\npassword = ['canary']").err().unwrap().to_string();
    assert!(listed.contains("must be a text") && !listed.contains("canary"), "{listed}");
}
