//! Where this process may be sent to by a tenant: to public addresses, never to those of its own network or machine. Pure: who
//! connects resolves a name, asks [`check_addresses`] about all it got, and connects to one of these and no other.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sparrow_spark_error::{Result, SparkError};

use crate::condition;
use crate::path::is_scheme;

/// Names that stand for what is near, whatever they resolve to.
const NEAR_NAMES: [&str; 8] =
    ["localhost", "local", "localdomain", "internal", "metadata", "instance-data", "home.arpa", "svc"];

/// Checks a place as a conf or an option names it: a URL, `host:port` or a host. A name passes that may be public: see
/// [`check_addresses`]; and so does what is one of `allowed`, each a host for all its ports or `host:port`.
pub fn check_endpoint(endpoint: &str, allowed: &[String]) -> Result<()> {
    let passes = |place: Place| {
        let is_it = |allowed: &String| allowed.eq_ignore_ascii_case(&place.host) || place.is_at(allowed);
        is_public_host(&place.host) || allowed.iter().any(is_it)
    };
    if place_of(endpoint).is_some_and(passes) { Ok(()) } else { Err(refused(endpoint)) }
}

/// Where an endpoint leads.
struct Place {
    host: String,
    /// As it is written, where it is.
    port: String,
}

impl Place {
    fn is_at(&self, allowed: &str) -> bool {
        let parts = allowed.rsplit_once(':');
        parts.is_some_and(|(host, port)| {
            host.trim_matches(['[', ']']).eq_ignore_ascii_case(&self.host) && port == self.port
        })
    }
}

/// Checks what the name in `endpoint` has resolved to: one address that is not public refuses it, and so does none at all.
pub fn check_addresses(endpoint: &str, addresses: &[IpAddr]) -> Result<()> {
    let is_public = !addresses.is_empty() && addresses.iter().all(|address| is_public(*address));
    if is_public { Ok(()) } else { Err(refused(endpoint)) }
}

fn refused(endpoint: &str) -> SparkError {
    let advice =
        "Name a public address: those of private networks, of this machine and of its cloud are closed to tenants";
    SparkError::new(&condition::PATH_NOT_ALLOWED).with("path", without_credentials(endpoint)).with("advice", advice)
}

/// An endpoint without what stands before an `@`.
fn without_credentials(endpoint: &str) -> String {
    let (scheme, rest) = endpoint.split_once("://").map_or(("", endpoint), |(scheme, rest)| (scheme, rest));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    if scheme.is_empty() { rest.to_owned() } else { format!("{scheme}://{rest}") }
}

/// The place of a URL, of `host:port`, or of a host; `None` where that is in doubt, as readers of URLs differ on it.
fn place_of(endpoint: &str) -> Option<Place> {
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '@' | '%');
    if endpoint.contains(is_odd) {
        return None;
    }
    let rest = match endpoint.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        Some(_) => return None,
        None => endpoint,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None if authority.matches(':').count() > 1 => (authority, ""),
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let port = port.trim_start_matches(':').to_owned();
    (!host.is_empty() && host.is_ascii()).then_some(Place { host, port })
}

fn is_public_host(host: &str) -> bool {
    if let Ok(address) = host.parse::<Ipv6Addr>() {
        return is_public(IpAddr::V6(address));
    }
    match numbers_of(host) {
        Some(Some(address)) => is_public(IpAddr::V4(address)),
        // It ends like a number and is no address: nobody's name is like that.
        Some(None) => false,
        None => is_name(host) && !is_near(host),
    }
}

fn is_name(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// Names of one label are looked up in the machine's own domain.
fn is_near(host: &str) -> bool {
    let is_below = |near: &str| host == near || host.strip_suffix(near).is_some_and(|rest| rest.ends_with('.'));
    !host.contains('.') || NEAR_NAMES.iter().any(|near| is_below(near)) || host.split('.').any(|label| label == "svc")
}

/// The address of a host spelt in numbers, as the system's own functions read them: one to four parts, each decimal, octal or
/// hexadecimal, the last of which fills what is left. The outer `None` is a host that does not end in a number.
fn numbers_of(host: &str) -> Option<Option<Ipv4Addr>> {
    let parts: Vec<&str> = host.split('.').collect();
    let is_number = |part: &str| {
        let hex = part.strip_prefix("0x");
        (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
            || hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    if !parts.last().is_some_and(|last| is_number(last)) {
        return None;
    }
    Some(address_of(&parts))
}

fn address_of(parts: &[&str]) -> Option<Ipv4Addr> {
    if parts.len() > 4 {
        return None;
    }
    let numbers = parts.iter().map(|part| number(part)).collect::<Option<Vec<u32>>>()?;
    let (last, leading) = numbers.split_last()?;
    let mut address: u32 = 0;
    for (at, part) in leading.iter().enumerate() {
        let shift = 24_u32.checked_sub(8 * u32::try_from(at).ok()?)?;
        address |= u32::from(u8::try_from(*part).ok()?).checked_shl(shift)?;
    }
    let room = 32_u32.checked_sub(8 * u32::try_from(leading.len()).ok()?)?;
    let fits = room == 32 || *last < 1_u32.checked_shl(room)?;
    fits.then(|| Ipv4Addr::from(address | last))
}

fn number(part: &str) -> Option<u32> {
    if let Some(hex) = part.strip_prefix("0x") {
        return if hex.is_empty() { Some(0) } else { u32::from_str_radix(hex, 16).ok() };
    }
    let radix = if part.len() > 1 && part.starts_with('0') { 8 } else { 10 };
    u32::from_str_radix(part, radix).ok()
}

/// Whether an address is of the open network.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        // This network, shared by carriers, protocol assignments, benchmarks, relays of IPv6, reserved and broadcast.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 88 && c == 99)
        || a >= 240
        // A cloud's services for its machines.
        || address == Ipv4Addr::new(168, 63, 129, 16);
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b) {
        // Mapped and translated addresses are those inside them.
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => embedded(g, h),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => embedded(g, h),
        (0x2002, _) => embedded(b, c),
        // Tunnels, documentation, identifiers that are no addresses.
        (0x2001, 0..=0x01ff) | (0x2001, 0x0db8) | (0x3fff, 0..=0x0fff) => false,
        // Only these are given out; loopback, unspecified, unique local and link-local are not among them.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_places_are_refused_however_they_are_spelt() {
        for endpoint in [
            "http://169.254.169.254/latest/meta-data",
            "169.254.169.254",
            "2852039166",
            "0xa9fea9fe",
            "0xA9.254.0xa9fe",
            "0251.0376.0251.0376",
            "http://127.1/",
            "127.0.0.1:9000",
            "0",
            "0.0.0.0",
            "017700000001",
            "localhost",
            "LOCALHOST.",
            "x.localhost",
            "http://[::1]/",
            "[::]",
            "::1",
            "[::ffff:127.0.0.1]:80",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "100.64.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "metadata.google.internal",
            "metadata",
            "db",
            "a.svc.cluster.local",
            "http://example.com@127.0.0.1/",
            "http://127.0.0.1\\@example.com/",
            "http://%31%32%37.0.0.1/",
            "http:///x",
            "",
            "1.2.3.4.5",
            "256.1.1.1",
            "http://example.com\n.evil/",
            "①②⑦.0.0.1",
            "[::1",
            "10.0.0.1:9000/?x=://example.com",
            "169.254.169.254#://example.com",
            "://example.com",
        ] {
            let error = check_endpoint(endpoint, &[]).expect_err(endpoint);
            assert!(error.is(&condition::PATH_NOT_ALLOWED), "{endpoint}");
        }
    }

    #[test]
    fn public_places_pass() {
        for endpoint in [
            "https://s3.eu-central-1.amazonaws.com",
            "storage.googleapis.com:443",
            "http://93.184.216.34/x",
            "[2606:4700::1111]",
            "0x5d.0xb8.0xd8.0x22",
            "[::ffff:8.8.8.8]",
            "https://minio.example.org:9000/bucket?x=1#y",
        ] {
            assert!(check_endpoint(endpoint, &[]).is_ok(), "{endpoint}");
        }
    }

    #[test]
    fn near_places_pass_that_the_operator_allows() {
        let allowed = ["minio.internal:9000", "10.0.0.7", "[fd00::1]:80"].map(str::to_owned);
        for (endpoint, passes) in [
            ("http://minio.internal:9000/bucket", true),
            ("MINIO.internal:9000", true),
            ("https://10.0.0.7:8443", true),
            ("http://[fd00::1]:80/", true),
            ("http://minio.internal:9001", false),
            ("http://minio.internal", false),
            ("10.0.0.8", false),
            ("http://10.0.0.7@127.0.0.1/", false),
            ("[fd00::1]:81", false),
        ] {
            assert_eq!(check_endpoint(endpoint, &allowed).is_ok(), passes, "{endpoint}");
        }
    }

    #[test]
    fn all_that_a_name_resolves_to_is_checked() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let check = |texts: &[&str]| {
            let addresses: Vec<_> = texts.iter().map(|text| address(text)).collect();
            check_addresses("https://rebound.example.org", &addresses).is_ok()
        };
        assert!(check(&["93.184.216.34", "2606:4700::1111"]));
        assert!(!check(&["93.184.216.34", "10.0.0.1"]));
        assert!(!check(&["::ffff:169.254.169.254"]));
        assert!(!check(&[]));
    }

    #[test]
    fn a_refusal_keeps_credentials_to_itself() {
        let error = check_endpoint("http://canary:secret@127.0.0.1/", &[]).unwrap_err();
        assert_eq!(error.parameters().get("path").map(String::as_str), Some("http://127.0.0.1/"));
    }
}
