//! What the program refuses to start with: one sentence each, exit code 78, the same from `config check`.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::door::{Tokens, issue};
use crate::server::BINARY;
use crate::tls::{Authority, write};

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(BINARY).args(arguments).output().expect("the binary starts");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// Settings that must be refused, and what the sentence must hold.
fn refused(folder: &Path) -> Vec<(String, &'static str)> {
    let (own, other) = (Authority::new(), Authority::new());
    let (cert, key) = own.sign("server");
    let wrong_key = write(folder, "wrong.pem", &other.sign("server").1);
    let (cert, key) = (write(folder, "cert.pem", &cert), write(folder, "key.pem", &key));
    let open_key = folder.join("open.pem");
    std::fs::copy(&key, &open_key).unwrap();
    std::fs::set_permissions(&open_key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let open_secret = folder.join("secret");
    std::fs::write(&open_secret, "0123456789abcdef0123456789abcdef").unwrap();
    std::fs::set_permissions(&open_secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let tokens = folder.join("tokens.toml");
    issue(&tokens, "acme", "ann");
    let open_tokens = folder.join("open.toml");
    std::fs::copy(&tokens, &open_tokens).unwrap();
    std::fs::set_permissions(&open_tokens, std::fs::Permissions::from_mode(0o644)).unwrap();
    let everybody = "[server]\nlisten = '0.0.0.0:0'\n";
    let proxies = "[tls]\nmode = 'terminated'\ntrusted_proxies = '10.0.0.7'\n";
    let encrypted = |key: &Path| {
        format!("[tls]\nmode = 'required'\ncert_file = '{}'\nkey_file = '{}'\n", cert.display(), key.display())
    };
    let token_file = |file: &Path| format!("[auth]\ntokens_file = '{}'\n", file.display());
    let issuer = |more: &str| format!("[[auth.jwt]]\n{more}\n");
    let whole =
        "issuer = 'https://idp.example'\naudience = ['spark']\nalgorithms = ['RS256']\ntenants_allowed = ['acme']\n";
    let without = |key: &str| {
        let kept = whole.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n");
        issuer(&format!("{kept}\njwks = 'https://idp.example/keys'"))
    };
    let hmac = whole.replace("RS256", "HS256");
    vec![
        (everybody.to_owned(), "without authentication and TLS"),
        (format!("{everybody}{proxies}"), "there is no authentication"),
        (format!("{everybody}{}", token_file(&tokens)), "would travel in plain text"),
        (
            format!("{everybody}insecure_allow_unauthenticated = true\n{}", token_file(&tokens)),
            "would travel in plain text",
        ),
        (format!("{everybody}[tls]\nmode = 'terminated'\n"), "tls.trusted_proxies is empty"),
        (without("issuer"), "issuer"),
        (without("audience"), "audience"),
        (without("algorithms"), "algorithms"),
        (without("tenants_allowed"), "tenants_allowed"),
        (issuer(&format!("{whole}jwks = 'http://idp.example/keys'")), "https"),
        (issuer(&format!("{hmac}jwks = 'https://idp.example/keys'")), "HS256"),
        (issuer(&format!("{hmac}pem_file = '{}'", cert.display())), "HS256"),
        (issuer(&whole.replace("https://idp.example", "login")), "set jwks to the address of its keys"),
        (issuer(&whole.replace("https://", "http://")), "use https in issuer"),
        (format!("{}[tenant.beta]\n", without("nothing")), "[tenant.acme]"),
        (format!("{}[tenant.beta]\n", token_file(&tokens)), "[tenant.acme]"),
        ("[spark]\n'hadoop.fs.s3a.secret.key' = 'canary'\n".to_owned(), "{ file = "),
        ("[auth]\ntoken = 'canary'\n".to_owned(), "ends in _file"),
        (encrypted(&open_key), "chmod 600"),
        (encrypted(&wrong_key), "does not belong to"),
        (token_file(&open_tokens), "600"),
        (format!("[fleet]\nsecret_file = '{}'\n", open_secret.display()), "chmod 600"),
        ("[storage]\nlocal_roots = ['/']\n".to_owned(), "storage.local_roots"),
        ("[storage]\nlocal_roots = ['/etc']\n".to_owned(), "storage.local_roots"),
        ("[storage]\nlocal_roots = ['/root']\n".to_owned(), "storage.local_roots"),
        (format!("[storage]\nlocal_roots = ['{}']\n", std::env::temp_dir().display()), "storage.local_roots"),
        (
            "[server]\nstate_folder = '/srv/state'\n[storage]\nlocal_roots = ['/srv/state/x']\n".to_owned(),
            "storage.local_roots",
        ),
    ]
}

/// Values that mean nothing, or too much.
fn refused_values() -> Vec<(String, &'static str)> {
    let rows = [
        ("[server]\nlisten = '15002'\n", "server.listen must be an address"),
        ("[server]\nlisen = '127.0.0.1:1'\n", "'server.lisen'"),
        ("[warehouse]\nfolder = ''\n", "warehouse.folder is empty"),
        ("[plan]\nsql_levels_max = 10001\n", "plan.sql_levels_max"),
        ("[log]\nformat = 'xml'\n", "'xml' is no log format"),
        ("[log]\nfilter = 'sparrow=loud'\n", "'sparrow=loud' is no log filter"),
        ("[telemetry]\nmetrics_listen = '9090'\n", "telemetry.metrics_listen"),
        ("[telemetry]\notlp_endpoint = 'nowhere'\n", "telemetry.otlp_endpoint"),
        ("[telemetry]\notlp_endpoint = 'http://no host'\n", "telemetry.otlp_endpoint"),
        ("[telemetry]\notlp_protocol = 'udp'\n", "telemetry.otlp_protocol"),
        ("[spark]\n'sql.ansi.enabled' = 'maybe'\n", "spark.sql.ansi.enabled"),
        ("[spark]\n'sql.session.timeZone' = 'Nowhere'\n", "spark.sql.session.timeZone"),
    ];
    rows.map(|(text, expected)| (text.to_owned(), expected)).to_vec()
}

/// Settings of a fleet that must be refused.
fn refused_fleets(folder: &Path) -> Vec<(String, &'static str)> {
    let secret = write(folder, "fleet", "0123456789abcdef0123456789abcdef");
    let fleet = "[fleet]\nlisten = '127.0.0.1:0'\n";
    vec![
        ("[fleet]\nlisten = '0.0.0.0:0'\nadvertise = 'sparrow'\n".to_owned(), "there is no secret"),
        ("[fleet]\nlisten = 'nonsense'\n".to_owned(), "fleet.listen must be an address"),
        (format!("[fleet]\nlisten = '0.0.0.0:0'\nsecret_file = '{}'\n", secret.display()), "in fleet.advertise"),
        (format!("{fleet}advertise = 'http://sparrow'\n"), "fleet.advertise must be a host"),
        (format!("{fleet}http_listen = '0.0.0.0:0'\n"), "fleet.http_listen must be a loopback address"),
        (format!("{fleet}http_listen = 'nonsense'\n"), "fleet.http_listen must be a loopback address"),
        (format!("{fleet}tls_cert_file = '/no'\n"), "fleet.tls_key_file and fleet.tls_ca_file are not set"),
        (format!("{fleet}tls_cert_file = '/no'\ntls_key_file = '/no'\ntls_ca_file = '/no'\n"), "/no"),
        ("[fleet]\nroute = 'fleet'\n".to_owned(), "fleet.listen"),
        (format!("{fleet}route = 'away'\n"), "auto, embedded or fleet"),
    ]
}

/// The start and the check ask the same rules: they must say the same, word for word.
#[test]
fn what_must_not_start_is_refused_by_the_start_and_the_check_alike() {
    let folder = tempfile::tempdir().unwrap();
    for (text, expected) in [refused(folder.path()), refused_values(), refused_fleets(folder.path())].concat() {
        let config = write(folder.path(), "sparrow.toml", &text).display().to_string();
        let (code, started) = run(&["--config", &config]);
        let (check_code, checked) = run(&["config", "check", "--config", &config]);
        assert_eq!((code, check_code), (Some(78), Some(78)), "{text}: {started}{checked}");
        assert!(started.contains(expected) && !started.contains("canary"), "{text}: {started}");
        assert_eq!(started.trim().lines().count(), 1, "{text}: {started}");
        assert_eq!(started.strip_prefix("sparrow-server: "), Some(checked.as_str()), "{text}");
    }
}

#[test]
fn good_settings_are_fine() {
    let tokens = Tokens::new();
    let authority = Authority::new();
    let (cert, key) = authority.sign("server");
    let folder = tokens.folder.path();
    let (cert, key) = (write(folder, "cert.pem", &cert), write(folder, "key.pem", &key));
    let text = format!(
        "[server]\nlisten = '0.0.0.0:0'\n[tls]\nmode = 'required'\ncert_file = '{}'\nkey_file = '{}'\n\
         [auth]\ntokens_file = '{}'\n[tenant.acme]\npaths = ['/srv/lake']\n[storage]\nlocal_roots = ['/srv/lake']\n",
        cert.display(),
        key.display(),
        tokens.file().display()
    );
    let config = write(folder, "sparrow.toml", &text).display().to_string();
    let fine = (Some(0), "the settings are fine\n".to_owned());
    assert_eq!(run(&["config", "check", "--config", &config]), fine);
    let collector = ["--set", "telemetry.otlp_endpoint=http://127.0.0.1:1", "--set", "telemetry.otlp_protocol=http"];
    assert_eq!(run(&[&["config", "check", "--config", &config], &collector[..]].concat()), fine);
    assert_eq!(run(&["config", "check"]), (Some(0), "the settings are fine\n".to_owned()));
}
