//! What is answered on the fleet's port without a credential, and who comes in over mutual TLS.

use sparrow_runtime::wire::{self, Encryption, TlsFiles};
use sparrow_tenancy::FleetKey;
use sparrow_testkit::calls;
use sparrow_testkit::certificates::{Authority, Papers};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;

use super::site::{Called, Heard, Open, hello};
use super::*;

/// What a call with an empty message and no credential is answered.
async fn knock(channel: &Channel, path: &'static str) -> std::result::Result<(), Status> {
    let mut raw = tonic::client::Grpc::new(channel.clone());
    raw.ready().await.map_err(|e| Status::unavailable(e.to_string()))?;
    let words = futures::stream::iter([RawMessage(Vec::new())]);
    let mut answers = raw.streaming(Request::new(words), PathAndQuery::from_static(path), RawCodec).await?.into_inner();
    match timeout(PATIENCE, answers.next()).await.expect("an answer in time") {
        Some(Err(refused)) => Err(refused),
        Some(Ok(_)) | None => Ok(()),
    }
}

#[tokio::test]
async fn nothing_is_answered_without_a_credential() {
    let mut open = Open::new(Some(SECRET)).await;
    for path in calls::FLIGHT.into_iter().chain(["/sparrow.fleet.Fleet/Join"]) {
        let refused = knock(&open.channel, path).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{path}: {refused:?}");
    }
    for path in calls::BALLISTA.into_iter().chain(calls::FLEET).chain(["/", "/sparrow.fleet.Fleet/Else"]) {
        let refused = knock(&open.channel, path).await.unwrap_err();
        assert!(matches!(refused.code(), Code::Unimplemented | Code::Unauthenticated), "{path}: {refused:?}");
    }
    for path in calls::BALLISTA {
        assert_eq!(knock(&open.channel, path).await.unwrap_err().code(), Code::Unimplemented, "{path} is not served");
    }
    assert!(open.heard.try_recv().is_err(), "nobody came to the desk");
}

fn encryption(papers: Papers) -> Encryption {
    let Papers { cert, key, ca } = papers;
    Encryption::load(TlsFiles { cert, key, ca }).unwrap()
}

#[tokio::test]
async fn an_executor_joins_over_mutual_tls_and_needs_the_secret_too() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let names = &["127.0.0.1"];
    let server = encryption(ours.issue("server", names));
    let (address, mut heard, orders) = Open::door(Some(SECRET), Some(server), |_| {}).await;
    let dial = |encryption: Option<Encryption>| async move {
        wire::connect(&wire::endpoint(&address.to_string(), encryption.as_ref())?).await
    };
    let channel = dial(Some(encryption(ours.issue("executor", names)))).await.unwrap();
    let knocked = knock(&channel, "/sparrow.fleet.Fleet/Join").await.unwrap_err();
    let right = answer(SECRET, challenge(&knocked));
    let open = Open { channel, heard: mpsc_of_nobody(), orders };
    let mut called: Called = open.call(Some(right.to_string())).await.unwrap();
    called.say(from_executor::Message::Hello(hello())).await;
    let from_server::Message::Welcome(welcome) = called.hear().await.unwrap() else { panic!("it is a welcome") };
    assert!(welcome.ticket_key.is_empty(), "who has the secret makes the key of it");
    assert!(matches!(timeout(PATIENCE, heard.recv()).await.unwrap(), Some(Heard::Joined(_))));
    for stranger in [None, Some(encryption(theirs.issue("executor", names)))] {
        if let Ok(channel) = dial(stranger).await {
            // In TLS 1.3 the caller may learn only from the first answer that it was refused.
            let refused = knock(&channel, "/sparrow.fleet.Fleet/Join").await.unwrap_err();
            assert_ne!(refused.code(), Code::Unauthenticated, "it reached the door: {refused:?}");
        }
    }
}

fn mpsc_of_nobody() -> tokio::sync::mpsc::UnboundedReceiver<Heard> {
    tokio::sync::mpsc::unbounded_channel().1
}

#[tokio::test]
async fn where_there_is_no_secret_the_welcome_brings_the_key_of_tickets() {
    let key = FleetKey::random().unwrap();
    let open = Open::with_terms(None, |terms| terms.ticket_key = Some(key.clone())).await;
    let mut called = open.call(None).await.unwrap();
    called.say(from_executor::Message::Hello(hello())).await;
    let from_server::Message::Welcome(welcome) = called.hear().await.unwrap() else { panic!("it is a welcome") };
    assert_eq!(FleetKey::from_bytes(&welcome.ticket_key), Some(key));
}
