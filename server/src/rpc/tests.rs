//! A call that reaches the service without the door's verdict: it is refused, whatever the call is, before its body is read.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use prost::Message;
use prost_types::FileDescriptorSet;
use sparrow_engine::{Embedded, Router};
use sparrow_tenancy::Tenants;
use tokio::runtime::Handle;
use tonic::body::Body;
use tonic::codegen::{Service, http};

use super::*;
use crate::settings::{Settings, Sources, accept};
use crate::wiring;

const UNAUTHENTICATED: &str = "16";

/// Settings of a server that asks for a token of a file.
fn asking(folder: &Path) -> Settings {
    let file = folder.join("tokens.toml");
    let (_, entry) = sparrow_auth::tokens::issue("acme", "ann", &[], &[]);
    std::fs::write(&file, entry).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let mut sources = Sources::default();
    sources.add("auth.tokens_file", &file.display().to_string()).unwrap();
    sources.finish().unwrap()
}

/// The service as it is before anybody says which door it stands behind.
fn service(folder: &Path) -> SparkConnect {
    let (handle, accepted) = (Handle::current(), accept(asking(folder)).ok().unwrap());
    let engines = Router::embedded(Embedded::new(handle.clone()));
    let services = wiring::services(&accepted, folder, handle.clone(), Tenants::default(), engines).unwrap();
    let limits = Limits {
        message_bytes_max: 1 << 20,
        response_duration_max: Duration::from_secs(1),
        response_bytes_max: 1 << 20,
    };
    let measures = Measures::new(&sparrow_telemetry::meter(), std::iter::empty());
    SparkConnect::new(Arc::new(Sessions::new(services)), handle, Decoder::default(), limits, measures)
}

/// Every call of Spark's.
fn calls() -> Vec<String> {
    let set = FileDescriptorSet::decode(sparrow_proto::FILE_DESCRIPTOR_SET).unwrap();
    let services = set.file.iter().filter(|file| file.package() == "spark.connect").flat_map(|file| &file.service);
    let path = |service: &str, call: &str| format!("/spark.connect.{service}/{call}");
    services.flat_map(|service| service.method.iter().map(|m| path(service.name(), m.name()))).collect()
}

/// The status of a call with an empty body, and how often that was read.
async fn answer(service: &SparkConnect, path: &str, principal: Option<Principal>) -> (Option<String>, usize) {
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reads);
    let bytes = futures::stream::poll_fn(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(None::<std::result::Result<bytes::Bytes, std::io::Error>>)
    });
    let request = http::Request::post(path).header("content-type", "application/grpc");
    let mut request = request.body(Body::new(axum::body::Body::from_stream(bytes))).unwrap();
    if let Some(principal) = principal {
        request.extensions_mut().insert(principal);
    }
    let response = service.clone().call(request).await.unwrap();
    let status = response.headers().get("grpc-status").map(|status| status.to_str().unwrap().to_owned());
    (status, reads.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_call_that_came_past_the_door_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let unsaid = service(folder.path());
    let asking = unsaid.clone().behind(&Authentication::new(&asking(folder.path())).unwrap());
    let calls = calls();
    assert_eq!(calls.len(), 12, "{calls:?}");
    for path in calls.iter().map(String::as_str).chain(["/spark.connect.SparkConnectService/NoSuchCall", "/"]) {
        for service in [&unsaid, &asking] {
            assert_eq!(answer(service, path, None).await, (Some(UNAUTHENTICATED.to_owned()), 0), "{path}");
        }
    }
    for path in &calls {
        let ann = Principal::verified("acme", "ann", vec![], vec![]);
        let (status, reads) = answer(&asking, path, Some(ann)).await;
        assert!(status.as_deref() != Some(UNAUTHENTICATED) && reads > 0, "{path}: {status:?}");
    }
}

#[tokio::test]
async fn without_authentication_a_call_is_whose_it_says_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let open = Sources::default().finish().unwrap();
    let open = service(folder.path()).behind(&Authentication::new(&open).unwrap());
    for path in calls() {
        let (status, reads) = answer(&open, &path, None).await;
        assert!(status.as_deref() != Some(UNAUTHENTICATED) && reads > 0, "{path}: {status:?}");
    }
}
