//! The door as a layer: a call that may go on carries its principal, any other is answered here and its body dropped unread.

use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use sparrow_auth::Refusal;
use sparrow_tenancy::Principal;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::http::header::WWW_AUTHENTICATE;
use tonic::codegen::http::{self, HeaderValue};
use tower::{Layer, Service};

use super::credential::{self, Unclear};
use super::{Authentication, Keeper, metrics};
use crate::tls::Peer;

/// The only calls without a credential: what watches over processes has none.
const HEALTH: [&str; 2] = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"];

/// Puts the door in front of services.
#[derive(Clone)]
pub struct DoorLayer(Authentication);

impl DoorLayer {
    /// A door that asks for this.
    pub fn new(authentication: Authentication) -> Self {
        Self(authentication)
    }
}

impl<S> Layer<S> for DoorLayer {
    type Service = Door<S>;

    fn layer(&self, inner: S) -> Door<S> {
        Door { authentication: self.0.clone(), inner }
    }
}

/// Services behind a door.
#[derive(Clone)]
pub struct Door<S> {
    authentication: Authentication,
    inner: S,
}

/// Why a call is refused.
enum Denial {
    Missing,
    Unclear(Unclear),
    Credential(Refusal),
    /// The server has no section for the tenant of the credential.
    Tenant,
}

impl<S> Service<http::Request<Body>> for Door<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        // Nothing but this door says who calls.
        request.extensions_mut().remove::<Principal>();
        let keeper = match &self.authentication.0 {
            Some(keeper) if !HEALTH.contains(&request.uri().path()) => keeper.clone(),
            _ => return Box::pin(self.inner.call(request)),
        };
        // The service that said it is ready is the one to call; its copy waits for the next call.
        let copy = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, copy);
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            match keeper.judge(&head).await {
                Ok(principal) => {
                    metrics::ADMITTED.fetch_add(1, Ordering::Relaxed);
                    head.extensions.insert(principal);
                    inner.call(http::Request::from_parts(head, body)).await
                }
                Err(denial) => Ok(denial.answer(&head)),
            }
        })
    }
}

impl Keeper {
    async fn judge(&self, head: &http::request::Parts) -> Result<Principal, Denial> {
        let principal = match credential::token(&head.headers).map_err(Denial::Unclear)? {
            Some(token) => self.authenticator.bearer(token).await.map_err(Denial::Credential)?,
            None => self.certificate(head)?,
        };
        if self.settings.knows_tenant(principal.tenant()) { Ok(principal) } else { Err(Denial::Tenant) }
    }

    /// Whom the certificate of the connection is for, where certificates count.
    fn certificate(&self, head: &http::request::Parts) -> Result<Principal, Denial> {
        let certificate = head.extensions.get::<Peer>().and_then(|peer| peer.certificate.as_ref());
        match certificate {
            Some(certificate) if self.takes_certificates => {
                self.authenticator.certificate(certificate).map_err(Denial::Credential)
            }
            _ => Err(Denial::Missing),
        }
    }
}

impl Denial {
    /// Trailers only. A client that is told of an outage as one would retry for minutes, so that it is a refusal as well.
    fn answer(&self, head: &http::request::Parts) -> http::Response<Body> {
        metrics::refused(self.label());
        let peer = head.extensions.get::<Peer>().map(|peer| peer.address);
        match self {
            Self::Credential(refusal) if refusal.is_temporary() => {
                tracing::warn!(
                    ?peer,
                    reason = refusal.detail(),
                    "a call is refused: the keys of its issuer cannot be had"
                );
            }
            Self::Credential(refusal) => tracing::info!(?peer, reason = refusal.detail(), "a call is refused"),
            denial => tracing::info!(?peer, reason = %denial, "a call is refused"),
        }
        let mut answer = Status::unauthenticated(self.to_string()).into_http();
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        answer
    }

    fn label(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unclear(Unclear::Several) => "several",
            Self::Unclear(_) => "malformed",
            Self::Credential(refusal) if refusal.is_temporary() => "keys_unavailable",
            Self::Credential(_) => "credential",
            Self::Tenant => "tenant",
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("this server asks for a credential: connect with sc://HOST:PORT/;token=TOKEN"),
            Self::Unclear(Unclear::Several) => f.write_str("the call has two different credentials: send one"),
            Self::Unclear(Unclear::Scheme) => {
                f.write_str("the credential is of a kind that is not taken: send 'authorization: Bearer TOKEN'")
            }
            Self::Unclear(Unclear::Malformed) => {
                f.write_str("the credential is empty or no text: send 'authorization: Bearer TOKEN'")
            }
            Self::Credential(refusal) => refusal.fmt(f),
            Self::Tenant => {
                f.write_str("the tenant of the credential is not served here: ask whoever runs this server")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use futures::stream;
    use tower::service_fn;

    use super::*;
    use crate::settings::Sources;

    /// A door for one token.
    fn door(folder: &std::path::Path) -> (DoorLayer, String) {
        let file = folder.join("tokens.toml");
        let (token, entry) = sparrow_auth::tokens::issue("acme", "ann", &[], &[]);
        std::fs::write(&file, entry).unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let mut sources = Sources::default();
        sources.add("auth.tokens_file", &file.display().to_string()).unwrap();
        let settings = sources.finish().unwrap();
        (DoorLayer::new(Authentication::new(&settings).unwrap()), token)
    }

    /// A call whose body counts how often it is read, with a principal somebody slipped in.
    fn call(path: &str, token: Option<&str>) -> (http::Request<Body>, Arc<AtomicUsize>) {
        let reads = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&reads);
        let bytes = stream::poll_fn(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Poll::Ready(None::<Result<bytes::Bytes, std::io::Error>>)
        });
        let mut request = http::Request::post(path).body(Body::new(axum::body::Body::from_stream(bytes))).unwrap();
        request.extensions_mut().insert(Principal::verified("beta", "eve", vec![], vec![]));
        if let Some(token) = token {
            let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
            request.headers_mut().insert("authorization", value);
        }
        (request, reads)
    }

    /// Whom the service behind the door sees, or the status of the door's answer.
    async fn seen(layer: &DoorLayer, request: http::Request<Body>) -> Result<Option<Principal>, String> {
        let seen = Arc::new(parking_lot::Mutex::new(None));
        let noted = Arc::clone(&seen);
        let inner = service_fn(move |request: http::Request<Body>| {
            *noted.lock() = Some(request.extensions().get::<Principal>().cloned());
            async { Ok::<_, Infallible>(http::Response::new(Body::empty())) }
        });
        let response = layer.layer(inner).call(request).await.unwrap();
        let seen = seen.lock().take();
        seen.ok_or_else(|| response.headers()["grpc-status"].to_str().unwrap().to_owned())
    }

    const CALL: &str = "/spark.connect.SparkConnectService/AddArtifacts";

    #[tokio::test]
    async fn a_refused_call_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (layer, token) = door(folder.path());
        for token in [None, Some("sparrow_wrong"), Some(&format!("{token}x")[..])] {
            let (request, reads) = call(CALL, token);
            assert_eq!(seen(&layer, request).await, Err("16".to_owned()));
            assert_eq!(reads.load(Ordering::Relaxed), 0);
        }
    }

    #[tokio::test]
    async fn a_call_carries_the_principal_of_its_credential_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (layer, token) = door(folder.path());
        let (request, reads) = call(CALL, Some(&token));
        let principal = seen(&layer, request).await.unwrap().unwrap();
        assert_eq!((principal.tenant(), principal.subject()), ("acme", "ann"));
        assert_eq!(reads.load(Ordering::Relaxed), 0);
        for path in HEALTH {
            assert_eq!(seen(&layer, call(path, None).0).await, Ok(None), "{path}");
        }
        for path in ["/grpc.health.v1.Health/Check/", "/grpc.health.v1.Health/check", "//grpc.health.v1.Health/Check"] {
            assert!(seen(&layer, call(path, None).0).await.is_err(), "{path}");
        }
    }

    #[tokio::test]
    async fn without_authentication_nobody_is_verified() {
        let layer = DoorLayer::new(Authentication(None));
        assert_eq!(seen(&layer, call(CALL, Some("x")).0).await, Ok(None));
    }
}
