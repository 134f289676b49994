//! Who a session belongs to, and how long it lives.

use sparrow_proto::spark::connect as proto;

use crate::server::{Server, refusal};

const KEY: &str = "spark.sql.ansi.enabled";

#[tokio::test]
async fn a_session_keeps_its_ids_until_it_is_released() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let first = client.get(KEY).await.unwrap();
    assert_eq!(first.session_id, client.session_id);
    assert_eq!(client.get(KEY).await.unwrap().server_side_session_id, first.server_side_session_id);
    assert_eq!(client.release(false).await.unwrap().server_side_session_id, first.server_side_session_id);
    assert_eq!(client.release(false).await.unwrap().server_side_session_id, "");
    assert_eq!(refusal(client.get(KEY).await), "INVALID_HANDLE.SESSION_CLOSED");
    client.release(true).await.unwrap();
    assert_ne!(client.get(KEY).await.unwrap().server_side_session_id, first.server_side_session_id);
}

#[tokio::test]
async fn wrong_ids_are_refused() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let session_id = client.session_id.clone();
    let observed = Some("other".to_owned());
    let request =
        proto::ConfigRequest { session_id, client_observed_server_side_session_id: observed, ..Default::default() };
    assert_eq!(refusal(client.stub.config(request).await), "INVALID_HANDLE.SESSION_CHANGED");
    let request = proto::ReattachExecuteRequest { session_id: client.session_id.clone(), ..Default::default() };
    let status = client.stub.reattach_execute(request).await.unwrap_err();
    assert!(status.message().contains("INVALID_HANDLE.SESSION_NOT_FOUND"), "clients look for it in the message");
    client.session_id = "abc".to_owned();
    assert_eq!(refusal(client.get(KEY).await), "INVALID_HANDLE.FORMAT");
}

#[tokio::test]
async fn users_do_not_share_a_session() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let mut ids = Vec::new();
    for user in ["ann", "bob"] {
        let user_context = Some(proto::UserContext { user_id: user.to_owned(), ..Default::default() });
        let session_id = client.session_id.clone();
        let request = proto::InterruptRequest { session_id, user_context, interrupt_type: 1, ..Default::default() };
        ids.push(client.stub.interrupt(request).await.unwrap().into_inner().server_side_session_id);
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_clone_has_its_own_ids() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let request = proto::CloneSessionRequest { session_id: client.session_id.clone(), ..Default::default() };
    assert_eq!(refusal(client.stub.clone_session(request.clone()).await), "INVALID_HANDLE.SESSION_NOT_FOUND");
    client.get(KEY).await.unwrap();
    let clone = client.stub.clone_session(request).await.unwrap().into_inner();
    assert_eq!(clone.session_id, client.session_id);
    assert_ne!(clone.new_server_side_session_id, clone.server_side_session_id);
    client.session_id = clone.new_session_id;
    assert_eq!(client.get(KEY).await.unwrap().server_side_session_id, clone.new_server_side_session_id);
}
