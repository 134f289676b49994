//! Uploads over the wire.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::add_artifacts_request::{ArtifactChunk, Batch, Payload, SingleChunkArtifact};
use tonic::Status;

use crate::server::{Client, Server, refusal};

/// SHA-256 of `x`.
const CACHED: &str = "cache/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

pub async fn add(client: &mut Client, name: &str, crc: i64) -> Result<proto::AddArtifactsResponse, Status> {
    let data = Some(ArtifactChunk { data: "x".into(), crc });
    let artifacts = vec![SingleChunkArtifact { name: name.to_owned(), data }];
    let request = proto::AddArtifactsRequest {
        session_id: client.session_id.clone(),
        payload: Some(Payload::Batch(Batch { artifacts })),
        ..Default::default()
    };
    client.stub.add_artifacts(tokio_stream::once(request)).await.map(tonic::Response::into_inner)
}

async fn exists(client: &mut Client, name: &str) -> bool {
    let (session_id, names) = (client.session_id.clone(), vec![name.to_owned()]);
    let request = proto::ArtifactStatusesRequest { session_id, names, ..Default::default() };
    client.stub.artifact_status(request).await.unwrap().into_inner().statuses[name].exists
}

#[tokio::test]
async fn artifacts_are_checked_and_found_again() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let crc = i64::from(crc32fast::hash(b"x"));
    assert!(!exists(&mut client, CACHED).await);
    assert!(!add(&mut client, CACHED, crc + 1).await.unwrap().artifacts[0].is_crc_successful);
    assert!(!exists(&mut client, CACHED).await);
    assert!(add(&mut client, CACHED, crc).await.unwrap().artifacts[0].is_crc_successful);
    assert!(exists(&mut client, CACHED).await);
    assert_eq!(refusal(add(&mut client, "../../x", crc).await), "INVALID_ARTIFACT_PATH");
    let empty = client.stub.add_artifacts(tokio_stream::empty()).await;
    assert_eq!(refusal(empty), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
}
