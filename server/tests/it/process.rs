//! The program as a person starts and stops it.

use std::process::Command;

use crate::server::{BINARY, Server};

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(BINARY).args(arguments).output().expect("the binary starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn an_address_for_everybody_is_refused() {
    let (code, out, error) = run(&["--listen", "0.0.0.0:0"]);
    assert_eq!((code, out.as_str()), (Some(78), ""));
    assert!(error.contains("without authentication and TLS"), "{error}");
}

#[test]
fn executors_from_elsewhere_need_a_secret() {
    let (code, _, error) = run(&["--listen", "127.0.0.1:0", "--fleet-listen", "0.0.0.0:0"]);
    assert_eq!(code, Some(78));
    assert!(error.contains("there is no secret") && error.contains("fleet.secret_file"), "{error}");
    let (code, _, error) =
        run(&["--listen", "127.0.0.1:0", "--fleet-listen", "127.0.0.1:0", "--fleet-secret-file", "/no"]);
    assert_eq!(code, Some(78));
    assert!(error.contains("/no cannot be read"), "{error}");
}

#[test]
fn a_route_needs_a_fleet() {
    let (code, _, error) = run(&["--listen", "127.0.0.1:0", "--set", "fleet.route=fleet"]);
    assert_eq!(code, Some(78));
    assert!(error.contains("fleet.listen"), "{error}");
    let (code, _, error) = run(&["--listen", "127.0.0.1:0", "--set", "fleet.route=away"]);
    assert_eq!(code, Some(78));
    assert!(error.contains("auto, embedded or fleet"), "{error}");
}

#[test]
fn an_unknown_setting_is_named() {
    let (code, _, error) = run(&["--set", "server.lisen=1"]);
    assert_eq!(code, Some(78));
    assert!(error.contains("'server.lisen'"), "{error}");
}

#[test]
fn help_and_version_are_there() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(help.contains("engine.memory_bytes_max") && help.contains("--listen"), "{help}");
    assert_eq!(run(&["--version"]).1, concat!("sparrow-server ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn it_ends_when_told() {
    let mut server = Server::start(&[]);
    let told = Command::new("kill").arg(server.process.id().to_string()).status().expect("there is a kill");
    assert!(told.success());
    assert_eq!(server.process.wait().expect("it ends").code(), Some(0));
}
