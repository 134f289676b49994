//! TLS with an authority of one's own: who is let in, and what happens when the files change.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::spark_connect_service_client::SparkConnectServiceClient;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Identity};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::door::Tokens;
use crate::server::Server;

/// An authority that signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A certificate of this name, and its key.
    pub fn sign(&self, name: &str) -> (String, String) {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }
}

/// Writes a file for its owner.
pub fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn serve(tokens: &Tokens, authority: &Authority, arguments: &[&str]) -> Server {
    let folder = tokens.folder.path();
    let (cert, key) = authority.sign("server");
    let cert = format!("tls.cert_file={}", write(folder, "cert.pem", &cert).display());
    let key = format!("tls.key_file={}", write(folder, "key.pem", &key).display());
    let own = ["--set", "tls.mode=required", "--set", &cert, "--set", &key, "--set", "tls.reload_seconds=1"];
    tokens.server(&[&own[..], arguments].concat())
}

/// Asks for a conf over TLS; `Unavailable` where no connection comes about.
async fn ask(
    server: &Server,
    authority: &Authority,
    token: Option<&str>,
    identity: Option<(String, String)>,
) -> Result<(), Status> {
    let mut tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&authority.pem)).domain_name("localhost");
    if let Some((cert, key)) = identity {
        tls = tls.identity(Identity::from_pem(cert, key));
    }
    let (address, _) = server.address.split_once('/').expect("an address with TLS says so");
    let endpoint = Channel::from_shared(format!("https://{address}")).unwrap().tls_config(tls).unwrap();
    let channel = endpoint.connect().await.map_err(|e| Status::unavailable(format!("{e:?}")))?;
    let operation = proto::config_request::operation::OpType::Get(proto::config_request::Get {
        keys: vec!["spark.sql.ansi.enabled".to_owned()],
    });
    let mut request = Request::new(proto::ConfigRequest {
        session_id: Uuid::new_v4().to_string(),
        operation: Some(proto::config_request::Operation { op_type: Some(operation) }),
        ..Default::default()
    });
    if let Some(token) = token {
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    SparkConnectServiceClient::new(channel).config(request).await.map(|_| ())
}

fn code(answer: Result<(), Status>) -> Code {
    answer.err().map_or(Code::Ok, |status| status.code())
}

#[tokio::test]
async fn a_client_that_knows_the_authority_gets_in_with_a_token() {
    let (tokens, authority) = (Tokens::new(), Authority::new());
    let server = serve(&tokens, &authority, &[]);
    assert!(server.address.ends_with("/;use_ssl=true"), "{}", server.address);
    assert_eq!(code(ask(&server, &authority, Some(&tokens.token), None).await), Code::Ok);
    assert_eq!(code(ask(&server, &authority, None, None).await), Code::Unauthenticated);
    assert_eq!(code(ask(&server, &Authority::new(), Some(&tokens.token), None).await), Code::Unavailable);
}

#[tokio::test]
async fn certificates_follow_their_files() {
    let (tokens, old, new) = (Tokens::new(), Authority::new(), Authority::new());
    let server = serve(&tokens, &old, &["--set", "log.filter=warn"]);
    let token = Some(tokens.token.as_str());
    assert_eq!(code(ask(&server, &old, token, None).await), Code::Ok);
    // A certificate that does not fit the key is not taken.
    let (cert, key) = new.sign("server");
    write(tokens.folder.path(), "cert.pem", &cert);
    server.logs("the changed certificates cannot be used; the old ones stay").await;
    assert_eq!(code(ask(&server, &old, token, None).await), Code::Ok);
    write(tokens.folder.path(), "key.pem", &key);
    let deadline = Instant::now() + Duration::from_secs(20);
    while code(ask(&server, &new, token, None).await) != Code::Ok {
        assert!(Instant::now() < deadline, "the new certificate is not taken");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(code(ask(&server, &old, token, None).await), Code::Unavailable);
}

#[tokio::test]
async fn a_certificate_of_a_client_counts_where_rules_say_so() {
    let (tokens, authority, clients) = (Tokens::new(), Authority::new(), Authority::new());
    let folder = tokens.folder.path();
    let ca = format!("tls.client_ca_file={}", write(folder, "clients.pem", &clients.pem).display());
    let rules = "[auth.certificates]\nrules = [{ common_name = 'ann', tenant = 'acme' }]\n";
    let config = write(folder, "sparrow.toml", rules).display().to_string();
    let server = serve(&tokens, &authority, &["--set", &ca, "--config", &config]);
    let (ann, eve) = (clients.sign("ann"), clients.sign("eve"));
    assert_eq!(code(ask(&server, &authority, None, Some(ann.clone())).await), Code::Ok);
    assert_eq!(code(ask(&server, &authority, None, Some(eve.clone())).await), Code::Unauthenticated);
    assert_eq!(code(ask(&server, &authority, None, None).await), Code::Unauthenticated);
    // A token that is sent is what counts.
    assert_eq!(code(ask(&server, &authority, Some(&tokens.token), Some(eve)).await), Code::Ok);
    assert_eq!(code(ask(&server, &authority, Some("sparrow_wrong"), Some(ann)).await), Code::Unauthenticated);
    // One of another authority gets no connection.
    let forged = Some(Authority::new().sign("ann"));
    assert_ne!(code(ask(&server, &authority, None, forged).await), Code::Ok);
}

#[tokio::test]
async fn without_a_rule_a_certificate_is_no_credential() {
    let (tokens, authority, clients) = (Tokens::new(), Authority::new(), Authority::new());
    let ca = format!("tls.client_ca_file={}", write(tokens.folder.path(), "clients.pem", &clients.pem).display());
    let server = serve(&tokens, &authority, &["--set", &ca, "--set", "tls.client_certificates=required"]);
    let ann = Some(clients.sign("ann"));
    assert_eq!(code(ask(&server, &authority, None, ann.clone()).await), Code::Unauthenticated);
    assert_eq!(code(ask(&server, &authority, Some(&tokens.token), ann).await), Code::Ok);
    // The client learns of it from its connection, whichever of its calls is under way.
    let refused = code(ask(&server, &authority, Some(&tokens.token), None).await);
    assert!(!matches!(refused, Code::Ok | Code::Unauthenticated), "{refused:?}");
}

/// Slow and silent clients have their time; others get in meanwhile.
#[tokio::test]
async fn a_handshake_has_its_time() {
    use tokio::io::AsyncReadExt;
    let (tokens, authority) = (Tokens::new(), Authority::new());
    let limits = ["--set", "tls.handshake_seconds_max=1", "--set", "tls.handshakes_count_max=2"];
    let server = serve(&tokens, &authority, &limits);
    let (address, _) = server.address.split_once('/').unwrap();
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(tokio::net::TcpStream::connect(address).await.unwrap());
    }
    assert_eq!(code(ask(&server, &authority, Some(&tokens.token), None).await), Code::Ok);
    for stream in &mut silent {
        let mut byte = [0];
        let closed = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut byte)).await.unwrap();
        assert!(matches!(closed, Ok(0) | Err(_)));
    }
}

/// Whoever connects and says nothing takes a place for a time only.
#[tokio::test]
async fn silent_connections_lose_their_places() {
    let tokens = Tokens::new();
    let limits = ["--set", "server.connections_count_max=1", "--set", "tls.handshake_seconds_max=2"];
    let server = tokens.server(&limits);
    let silent = tokio::net::TcpStream::connect(&server.address).await.unwrap();
    let asked = async || {
        let endpoint = Channel::from_shared(format!("http://{}", server.address)).unwrap();
        let channel = endpoint.connect().await.map_err(|e| Status::unavailable(e.to_string()))?;
        SparkConnectServiceClient::new(channel).config(proto::ConfigRequest::default()).await.map(|_| ())
    };
    let begun = Instant::now();
    let mut refused = 0;
    while code(asked().await) != Code::Unauthenticated {
        refused += 1;
        assert!(begun.elapsed() < Duration::from_secs(20), "the silent connection keeps its place");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(refused > 0, "there was a place beside the silent connection");
    drop(silent);
}

#[tokio::test]
async fn only_trusted_proxies_connect_where_they_encrypt() {
    let tokens = Tokens::new();
    for (proxies, admitted) in [("10.0.0.7", false), ("127.0.0.0/8, 10.0.0.7", true)] {
        let setting = format!("tls.trusted_proxies={proxies}");
        let server = tokens.server(&["--set", "tls.mode=terminated", "--set", &setting]);
        let endpoint = Channel::from_shared(format!("http://{}", server.address)).unwrap();
        let connected = match endpoint.connect().await {
            Ok(channel) => {
                let asked = SparkConnectServiceClient::new(channel).config(proto::ConfigRequest::default()).await;
                asked.expect_err("there is no token").code() == Code::Unauthenticated
            }
            Err(_) => false,
        };
        assert_eq!(connected, admitted, "{proxies}");
    }
}
