//! The door: every call but health needs a credential, and is answered before a byte of its body is there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures::stream;
use prost::Message;
use prost_types::FileDescriptorSet;
use tempfile::TempDir;
use tonic::body::Body;
use tonic::codegen::http;
use tonic::transport::Channel;
use tower::Service;

use crate::server::{BINARY, Server};

const UNAUTHENTICATED: &str = "16";

/// A folder with a file of tokens, and a token of it.
pub struct Tokens {
    pub folder: TempDir,
    pub token: String,
}

impl Tokens {
    /// One token, for ann of acme.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = issue(&folder.path().join("tokens.toml"), "acme", "ann");
        Self { folder, token }
    }

    /// The file.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("tokens.toml")
    }

    /// The setting that names it.
    pub fn setting(&self) -> String {
        format!("auth.tokens_file={}", self.file().display())
    }

    /// A server that asks for a token of the file.
    pub fn server(&self, arguments: &[&str]) -> Server {
        let warehouse = format!("warehouse.folder={}", self.folder.path().join("warehouse").display());
        let setting = self.setting();
        let own = ["--set", &setting, "--set", &warehouse, "--set", "server.reflection=true"];
        Server::start(&[&own[..], arguments].concat())
    }
}

/// What the program makes of `token issue`.
pub fn issue(file: &Path, tenant: &str, subject: &str) -> String {
    let arguments = ["token", "issue", "--tenant", tenant, "--subject", subject, "--group", "etl", "--role", "read"];
    let output = Command::new(BINARY).args(arguments).arg("--file").arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Every call that the server serves, but for health.
fn calls() -> Vec<String> {
    let set = FileDescriptorSet::decode(sparrow_proto::FILE_DESCRIPTOR_SET).unwrap();
    let mut calls = Vec::new();
    for file in set.file.iter().filter(|file| file.package() == "spark.connect") {
        for service in &file.service {
            let paths = service.method.iter();
            calls.extend(paths.map(|m| format!("/{}.{}/{}", file.package(), service.name(), m.name())));
        }
    }
    calls.push("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo".to_owned());
    calls
}

async fn channel(server: &Server) -> Channel {
    Channel::from_shared(format!("http://{}", server.address)).unwrap().connect().await.unwrap()
}

/// The status of a call with these fields and this body, when it came with the first fields of the answer.
async fn answer(channel: &mut Channel, path: &str, fields: &[(&str, &str)], body: axum::body::Body) -> Option<String> {
    send(channel, path, fields, body).await.0
}

/// The status, and the message.
async fn send(
    channel: &mut Channel,
    path: &str,
    fields: &[(&str, &str)],
    body: axum::body::Body,
) -> (Option<String>, String) {
    let mut request = http::Request::post(path).header("content-type", "application/grpc").header("te", "trailers");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::new(body)).unwrap();
    futures::future::poll_fn(|cx| channel.poll_ready(cx)).await.unwrap();
    let answered = tokio::time::timeout(Duration::from_secs(20), channel.call(request)).await;
    let response = answered.unwrap_or_else(|_| panic!("{path}: no answer")).unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let field = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let status = field("grpc-status");
    if status.as_deref() == Some(UNAUTHENTICATED) {
        assert_eq!(response.headers()["www-authenticate"], "Bearer", "{path}");
        assert!(!response.headers()["grpc-message"].is_empty(), "{path}");
    }
    (status, field("grpc-message").unwrap_or_default())
}

/// A body that is never there: whoever waits for a byte of it waits for ever.
fn silent() -> axum::body::Body {
    axum::body::Body::from_stream(stream::pending::<Result<bytes::Bytes, std::io::Error>>())
}

/// An empty message, whole.
fn empty() -> axum::body::Body {
    axum::body::Body::from(vec![0_u8; 5])
}

#[tokio::test]
async fn every_call_is_refused_before_its_body_comes() {
    let tokens = Tokens::new();
    let server = tokens.server(&[]);
    let mut channel = channel(&server).await;
    let calls = calls();
    assert_eq!(calls.len(), 13, "the 12 calls of Spark, and reflection: {calls:?}");
    for path in calls.iter().map(String::as_str).chain(["/no.such.Service/Call", "/", "/grpc.health.v1.Health/Other"]) {
        assert_eq!(answer(&mut channel, path, &[], silent()).await.as_deref(), Some(UNAUTHENTICATED), "{path}");
    }
}

#[tokio::test]
async fn every_call_is_let_in_with_a_token() {
    let tokens = Tokens::new();
    let server = tokens.server(&[]);
    let mut channel = channel(&server).await;
    let bearer = format!("bearer {}", tokens.token);
    for path in calls() {
        let status = answer(&mut channel, &path, &[("authorization", &bearer)], empty()).await;
        assert_ne!(status.as_deref(), Some(UNAUTHENTICATED), "{path}");
    }
}

#[tokio::test]
async fn a_credential_is_judged_as_it_is_sent() {
    let tokens = Tokens::new();
    let server = tokens.server(&[]);
    let mut channel = channel(&server).await;
    let (token, bearer) = (tokens.token.as_str(), format!("Bearer {}", tokens.token));
    let other = format!("Bearer {}x", tokens.token);
    let basic = format!("Basic {token}");
    let path = "/spark.connect.SparkConnectService/Config";
    let cases: [(&[(&str, &str)], bool); 9] = [
        (&[("authorization", &bearer)], true),
        (&[("authentication", &bearer)], true),
        (&[("authentication", token)], true),
        (&[("authorization", &bearer), ("authentication", token)], true),
        (&[("authorization", &bearer), ("authentication", &other)], false),
        (&[("authorization", token)], false),
        (&[("authorization", &basic)], false),
        (&[("authorization", &other)], false),
        (&[("x-forwarded-user", "ann")], false),
    ];
    for (fields, admitted) in cases {
        let status = answer(&mut channel, path, fields, empty()).await;
        assert_eq!(status.as_deref() != Some(UNAUTHENTICATED), admitted, "{fields:?}");
    }
}

#[tokio::test]
async fn health_is_open() {
    let tokens = Tokens::new();
    let server = tokens.server(&[]);
    let mut channel = channel(&server).await;
    let status = answer(&mut channel, "/grpc.health.v1.Health/Check", &[], empty()).await;
    assert!(status.is_none() || status.as_deref() == Some("0"), "{status:?}");
}

/// The file of tokens may change while the server runs, and then name a tenant that no section does.
#[tokio::test]
async fn a_tenant_without_a_section_is_refused_where_others_have_one() {
    let tokens = Tokens::new();
    let config = tokens.folder.path().join("sparrow.toml");
    std::fs::write(&config, "[tenant.acme]\nweight = 200\n").unwrap();
    let server = tokens.server(&["--config", &config.display().to_string()]);
    let mut channel = channel(&server).await;
    let path = "/spark.connect.SparkConnectService/Config";
    let bearer = format!("Bearer {}", tokens.token);
    let status = answer(&mut channel, path, &[("authorization", &bearer)], empty()).await;
    assert_ne!(status.as_deref(), Some(UNAUTHENTICATED));
    let stranger = format!("Bearer {}", issue(&tokens.file(), "stranger", "eve"));
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let (status, message) = send(&mut channel, path, &[("authorization", &stranger)], empty()).await;
        assert_eq!(status.as_deref(), Some(UNAUTHENTICATED));
        if message.contains("tenant") {
            return;
        }
        assert!(Instant::now() < deadline, "the new token is never read: {message}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[test]
fn a_token_is_explained_and_never_shown() {
    use std::io::Write;
    let tokens = Tokens::new();
    let explain = |token: &str| {
        let mut process = Command::new(BINARY)
            .args(["token", "explain", "--set", &tokens.setting()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
        let output = process.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = explain(&tokens.token);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("subject 'ann' of tenant 'acme'") && !said.contains(&tokens.token), "{said}");
    let wrong = format!("{}x", tokens.token);
    let (code, said) = explain(&wrong);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("refused") && !said.contains(&wrong), "{said}");
}

#[test]
fn a_tokens_file_is_for_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let tokens = Tokens::new();
    let mode = std::fs::metadata(tokens.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(tokens.file()).unwrap();
    assert!(!text.contains(&tokens.token) && text.contains("acme"), "{text}");
    std::fs::set_permissions(tokens.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let arguments = ["token", "issue", "--tenant", "acme", "--subject", "bob", "--file"];
    let output = Command::new(BINARY).args(arguments).arg(tokens.file()).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("chmod 600"));
    assert_eq!(std::fs::read_to_string(tokens.file()).unwrap(), text);
}
