//! Callers and those who are called, each with papers of an authority or without.

use std::time::Duration;

use sparrow_tenancy::KeyHolder;
use sparrow_testkit::certificates::{Authority, Papers};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_stream::StreamExt;

use super::*;

const LOCAL: &[&str] = &["127.0.0.1", "localhost"];
const PATIENCE: Duration = Duration::from_secs(20);

fn files(papers: Papers) -> TlsFiles {
    let Papers { cert, key, ca } = papers;
    TlsFiles { cert, key, ca }
}

fn encryption(papers: Papers) -> Encryption {
    Encryption::load(files(papers)).unwrap()
}

/// Whether a call from one to the other comes through, as the caller sees it.
async fn call(called: Option<Encryption>, caller: Option<&Encryption>, host: &str) -> Result<(), String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let refusing = crate::worker::flight_service(std::path::Path::new("/nowhere"), KeyHolder::default());
    let serving = tonic::transport::Server::builder().add_service(refusing);
    let serving = tokio::spawn(serving.serve_with_incoming(incoming(listener, called)));
    let answer = async {
        let channel = connect(&endpoint(&authority(host, port), caller)?).await?;
        let mut client = arrow_flight::flight_service_client::FlightServiceClient::new(channel);
        let refused = client.list_actions(arrow_flight::Empty {}).await.err().ok_or("nothing is answered")?;
        // Who hears this has come through: certificates are judged before.
        if refused.code() == tonic::Code::Unauthenticated { Ok(()) } else { Err(format!("{refused:?}")) }
    };
    let answer = tokio::time::timeout(PATIENCE, answer).await.expect("an answer in time");
    serving.abort();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn those_of_one_authority_talk_and_others_do_not() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let (server, executor) = (encryption(ours.issue("server", LOCAL)), encryption(ours.issue("executor", LOCAL)));
    let stranger = encryption(theirs.issue("executor", LOCAL));
    call(Some(server.clone()), Some(&executor), "127.0.0.1").await.unwrap();
    call(Some(server.clone()), Some(&executor), "localhost").await.unwrap();
    // The caller is a stranger, the called one is, one of them speaks plainly.
    assert!(call(Some(server.clone()), Some(&stranger), "127.0.0.1").await.is_err());
    assert!(call(Some(stranger), Some(&executor), "127.0.0.1").await.is_err());
    assert!(call(Some(server), None, "127.0.0.1").await.is_err());
    assert!(call(None, Some(&executor), "127.0.0.1").await.is_err());
    call(None, None, "127.0.0.1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_for_its_hosts_only() {
    let ours = Authority::new();
    let (elsewhere, executor) =
        (encryption(ours.issue("server", &["sparrow.example"])), encryption(ours.issue("executor", LOCAL)));
    let refused = call(Some(elsewhere), Some(&executor), "127.0.0.1").await.unwrap_err();
    assert!(refused.contains("certificate"), "{refused}");
}

#[test]
fn who_advertises_a_host_bears_it() {
    let ours = Authority::new();
    let executor = encryption(ours.issue("executor", LOCAL));
    for host in LOCAL {
        assert_eq!(executor.check_bears(host), Ok(()));
    }
    for host in ["127.0.0.2", "::1", "[::1]", "sparrow.example", "a b", ""] {
        let refused = executor.check_bears(host).unwrap_err().to_string();
        assert!(refused.contains("executor.cert.pem") && refused.contains(&format!("'{host}'")), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_own_papers_do_not_do_with_our_authority_in_hand() {
    // A caller that trusts us but shows what another authority gave it.
    let (ours, theirs) = (Authority::new(), Authority::new());
    let (server, known) = (ours.issue("server", LOCAL), theirs.issue("executor", LOCAL));
    let forged = encryption(Papers { ca: server.ca.clone(), ..known });
    assert!(call(Some(encryption(server)), Some(&forged), "127.0.0.1").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn new_certificates_are_used_and_half_written_ones_are_not() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let papers = ours.issue("server", &["sparrow.example"]);
    let (server, executor) = (encryption(papers.clone()), encryption(ours.issue("executor", LOCAL)));
    assert!(call(Some(server.clone()), Some(&executor), "127.0.0.1").await.is_err());
    ours.issue("server", LOCAL);
    server.forget_look();
    call(Some(server.clone()), Some(&executor), "127.0.0.1").await.unwrap();
    // A key that is not the certificate's, then nothing at all.
    std::fs::copy(theirs.issue("other", LOCAL).key, &papers.key).unwrap();
    server.forget_look();
    call(Some(server.clone()), Some(&executor), "127.0.0.1").await.unwrap();
    std::fs::write(&papers.cert, "-----BEGIN").unwrap();
    server.forget_look();
    call(Some(server), Some(&executor), "127.0.0.1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_says_nothing_holds_up_no_other() {
    let ours = Authority::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut connections = incoming(listener, Some(encryption(ours.issue("server", LOCAL))));
    let _silent = TcpStream::connect(address).await.unwrap();
    let mut nonsense = TcpStream::connect(address).await.unwrap();
    nonsense.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // Told off by an alert, or cut off.
    let _ = tokio::time::timeout(PATIENCE, nonsense.read_to_end(&mut answer)).await.expect("the connection ends");
    assert!(!answer.starts_with(b"HTTP"));
    let calling = encryption(ours.issue("executor", LOCAL));
    let dialed = endpoint(&address.to_string(), Some(&calling)).unwrap();
    let dialing = tokio::spawn(async move { connect(&dialed).await });
    let first = tokio::time::timeout(PATIENCE, connections.next()).await.expect("a connection").unwrap().unwrap();
    assert!(matches!(first, Incoming::Encrypted(_)));
    dialing.abort();
}

#[test]
fn files_that_do_not_do_are_named() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let papers = || files(ours.issue("server", LOCAL));
    let problem = |files: TlsFiles| Encryption::load(files).unwrap_err().to_string();
    let gone = problem(TlsFiles { ca: "/no/such/ca.pem".into(), ..papers() });
    assert!(gone.contains("/no/such/ca.pem"), "{gone}");
    let swapped = problem(TlsFiles { cert: papers().key, ..papers() });
    assert!(swapped.contains("holds no certificate"), "{swapped}");
    let other = problem(TlsFiles { key: theirs.issue("other", LOCAL).key, ..papers() });
    assert!(other.contains("does not fit its key"), "{other}");
    let open = papers();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&open.key, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(problem(open.clone()).contains("chmod 600"));
    }
    let key = std::fs::read_to_string(&open.key).unwrap();
    let names = ["cert", "key", "ca"];
    let half = TlsFiles::of([Some(open.cert.clone()), None, None], names).unwrap_err().to_string();
    assert!(half.contains("but key and ca"), "{half}");
    assert_eq!(TlsFiles::of([None, None, None], names), Ok(None));
    let shown = format!("{:?}", encryption(ours.issue("server", LOCAL)));
    assert!(!shown.contains(key.lines().nth(1).unwrap()), "{shown}");
}

#[test]
fn hosts_are_written_as_urls_have_them() {
    assert_eq!(authority("::1", 1), "[::1]:1");
    assert_eq!(authority("[::1]", 1), "[::1]:1");
    assert_eq!(authority("a.example", 2), "a.example:2");
    assert!(endpoint("no host", None).unwrap_err().contains("'no host'"));
    let ours = Authority::new();
    assert!(endpoint("[::1]:1", Some(&encryption(ours.issue("e", &["::1"])))).is_ok());
}
