//! Fetches the keys of an issuer, and goes nowhere else: no redirects, no proxies, no addresses inside a cloud's host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::{ClientConfig, RootCertStore};

use super::place::Place;
use super::set::KeySet;
use crate::config::{Problem, is_loopback_host};

/// How long the steps of a fetch may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
    pub(crate) total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), read: Duration::from_secs(3), total: Duration::from_secs(5) }
    }
}

/// Fetches from one place.
pub(crate) struct Client {
    http: reqwest::Client,
    place: Place,
    body_bytes_max: usize,
    total: Duration,
}

impl Client {
    /// A client for the place of an issuer's keys, which was checked.
    pub(crate) fn new(place: Place, body_bytes_max: usize, patience: Patience) -> Result<Self, Problem> {
        let tls = tls(&place)?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Guard)
            .connect_timeout(patience.connect)
            .read_timeout(patience.read)
            .timeout(patience.total)
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| {
                let address = place.address();
                Problem::new(format!("auth.jwt: no client for {address} can be made, {error}: check jwks"))
            })?;
        Ok(Self { http, place, body_bytes_max, total: patience.total })
    }

    /// The keys as they are now; the error is for logs.
    pub(crate) async fn fetch(&self) -> Result<KeySet, String> {
        let answer = tokio::time::timeout(self.total, self.keys());
        let keys = answer.await.unwrap_or_else(|_| Err("the answer took too long".to_owned()));
        if let (Err(_), Place::Discovered(discovery)) = (&keys, &self.place) {
            // The keys may have moved.
            discovery.forget();
        }
        keys
    }

    /// The address that is asked first.
    pub(crate) fn address(&self) -> &Url {
        self.place.address()
    }

    async fn keys(&self) -> Result<KeySet, String> {
        let address = match &self.place {
            Place::Set(address) => address.clone(),
            Place::Discovered(discovery) => match discovery.found() {
                Some(address) => address,
                None => discovery.read(&self.read(discovery.document()).await?)?,
            },
        };
        KeySet::read(&self.read(&address).await?).map_err(str::to_owned)
    }

    async fn read(&self, address: &Url) -> Result<Vec<u8>, String> {
        let request = self.http.get(address.clone()).header("accept", "application/json");
        let mut answer = request.send().await.map_err(|error| describe(&error))?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(format!("the answer has the status {}", answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| describe(&error))? {
            if body.len() + chunk.len() > self.body_bytes_max {
                return Err(format!("the answer is longer than jwks_bytes_max = {}", self.body_bytes_max));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// An error with its causes: the first sentence of the library says only that something failed.
fn describe(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn tls(place: &Place) -> Result<ClientConfig, Problem> {
    let mut roots = RootCertStore::empty();
    if !place.is_plain() {
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() && place.address().scheme() == "https" {
            return Err(Problem::new(
                "auth.jwt: no authority is known that could vouch for keys fetched by https: \
                 install the system's CA certificates, or set SSL_CERT_FILE to a file of them",
            ));
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Problem::new(format!("auth.jwt: TLS cannot be set up, {error}: report it to us")))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Looks names up, and refuses a name when any of its addresses may not be connected to. The connection is made to an
/// address looked at here, so that no second answer of the name server can lead elsewhere.
pub(crate) struct Guard;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if let Some(bad) = found.iter().find(|at| !may_connect(at.ip(), is_loopback_host(&host))) {
                return Err(format!("the host has the address {}, where no keys are fetched", bad.ip()).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Services that clouds offer to any process on a host, outside the range for them.
const METADATA: [IpAddr; 4] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// Whether keys may be fetched from an address. Private networks are fine, issuers live there; this machine only when the
/// settings name it.
pub(crate) fn may_connect(address: IpAddr, is_loopback_host: bool) -> bool {
    let address = unwrapped(address);
    let is_one_host = match address {
        IpAddr::V4(ip) => !(ip.is_unspecified() || ip.is_broadcast() || ip.octets()[0] == 0),
        IpAddr::V6(ip) => !ip.is_unspecified(),
    };
    let is_link_local = match address {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    is_one_host
        && !address.is_multicast()
        && !is_link_local
        && !METADATA.contains(&address)
        && address.is_loopback() == is_loopback_host
}

/// The version 4 address that one of version 6 stands for: mapped, of NAT64, of 6to4.
fn unwrapped(address: IpAddr) -> IpAddr {
    let IpAddr::V6(ip) = address.to_canonical() else { return address.to_canonical() };
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let inner = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match [a, b, c, d, e, f] {
        [0x64, 0xff9b, 0, 0, 0, 0] => inner(g, h),
        [0x2002, high, low, ..] => inner(high, low),
        _ => IpAddr::V6(ip),
    }
}
