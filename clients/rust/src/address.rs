//! Addresses: `sc://host[:port][/;key=value…]`. It knows their form, and refuses to know what the keys do.
//!
//! No error repeats a value of a key: it may be a secret.

use std::net::IpAddr;

use uuid::Uuid;

use crate::error::{Error, Result};

/// The port where an address names none.
pub(crate) const PORT_DEFAULT: u16 = 15002;
/// Where neither address nor variable says where.
pub(crate) const DEFAULT: &str = "sc://127.0.0.1:15002";
/// The variable read where no address is given.
pub(crate) const VARIABLE: &str = "SPARK_REMOTE";
/// How long the user agent may be.
pub(crate) const USER_AGENT_BYTES_MAX: usize = 2_048;
/// How long an address may be.
const ADDRESS_BYTES_MAX: usize = 64 * 1024;

/// An address, taken apart.
#[derive(Clone, Default)]
pub(crate) struct Address {
    /// The host, without the brackets of IPv6.
    pub host: String,
    pub port: u16,
    pub token: Option<String>,
    pub token_file: Option<String>,
    pub use_ssl: Option<bool>,
    pub tls_ca_file: Option<String>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
    pub user_agent: Option<String>,
    pub headers: Vec<(String, String)>,
}

impl Address {
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > ADDRESS_BYTES_MAX {
            return Err(refused(&format!("it has {} bytes, at most {ADDRESS_BYTES_MAX}", text.len())));
        }
        let Some(rest) = text.strip_prefix("sc://") else {
            let scheme = text.split_once("://").map_or("none", |(scheme, _)| scheme);
            return Err(refused(&format!("its scheme is {scheme:?}, not \"sc\"")));
        };
        let (authority, path) = rest.split_at(rest.find(['/', ';', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = parse_authority(authority)?;
        let mut address = Self { host, port, ..Self::default() };
        for (key, value) in parse_pairs(path)? {
            address.set(key, value)?;
        }
        Ok(address)
    }

    fn set(&mut self, key: String, value: String) -> Result<()> {
        match key.as_str() {
            "token" => self.token = Some(value),
            "token_file" => self.token_file = Some(value),
            "use_ssl" => self.use_ssl = Some(parse_bool(&value)?),
            "tls_ca_file" => self.tls_ca_file = Some(value),
            "user_id" => self.user_id = Some(value),
            "session_id" => self.session_id = Some(check_session_id(&value)?),
            "user_agent" => self.user_agent = Some(check_user_agent(&value)?),
            _ => self.headers.push((key, value)),
        }
        Ok(())
    }

    /// The address as a URI of HTTP.
    pub fn uri(&self, is_encrypted: bool) -> String {
        let scheme = if is_encrypted { "https" } else { "http" };
        let is_v6 = self.host.contains(':');
        let (open, close) = if is_v6 { ("[", "]") } else { ("", "") };
        format!("{scheme}://{open}{}{close}:{}", self.host, self.port)
    }

    /// Whether the host is this machine by its name.
    pub fn is_loopback(&self) -> bool {
        let is_address = self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        is_address || self.host.eq_ignore_ascii_case("localhost")
    }
}

/// A UUID as text, or what is wrong with it.
pub(crate) fn check_session_id(text: &str) -> Result<String> {
    let id = Uuid::try_parse(text).map_err(|_| refused(&format!("session_id={text:?} is not a UUID")))?;
    // The server compares texts: the one form is that with hyphens.
    if text.len() == 36 { Ok(text.to_owned()) } else { Ok(id.hyphenated().to_string()) }
}

pub(crate) fn check_user_agent(text: &str) -> Result<String> {
    if text.len() > USER_AGENT_BYTES_MAX {
        return Err(refused(&format!("user_agent has {} bytes, at most {USER_AGENT_BYTES_MAX}", text.len())));
    }
    Ok(text.to_owned())
}

fn parse_authority(authority: &str) -> Result<(String, u16)> {
    if authority.contains('@') {
        return Err(refused("it names a user before the host: say user_id=… instead"));
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or_else(|| refused(&format!("{authority:?} lacks a ']'")))?;
            let is_v6 = host.parse::<std::net::Ipv6Addr>().is_ok();
            if !is_v6 || !(port.is_empty() || port.starts_with(':')) {
                return Err(refused(&format!("{authority:?} is no IPv6 address with a port")));
            }
            (host, port.strip_prefix(':'))
        }
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:%".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_name) {
        return Err(refused(&format!("its host is {host:?}")));
    }
    let port = match port {
        None => PORT_DEFAULT,
        Some(text) => match text.parse::<u16>() {
            Ok(port) if port > 0 => port,
            _ => return Err(refused(&format!("its port is {text:?}, not a number from 1 to 65535"))),
        },
    };
    Ok((host.to_owned(), port))
}

fn parse_pairs(path: &str) -> Result<Vec<(String, String)>> {
    let pairs = match path {
        "" | "/" => return Ok(Vec::new()),
        path => path.strip_prefix("/;"),
    };
    let Some(pairs) = pairs else {
        let named = path.split(';').next().unwrap_or_default();
        return Err(refused(&format!("after the host stands {named:?} where only \"/;key=value\" may")));
    };
    if pairs.contains('#') {
        return Err(refused("it has a fragment (#): write %23 for the sign in a value"));
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for pair in pairs.split(';').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key.is_empty() || value.is_empty() {
            return Err(refused(&format!("the key {key:?} has no value: write key=value")));
        }
        let (key, value) = (decode(key, key)?, decode(key, value)?);
        if found.iter().any(|(other, _)| *other == key) {
            return Err(refused(&format!("the key {key:?} stands there twice")));
        }
        found.push((key, value));
    }
    Ok(found)
}

/// Percent-decodes `text`, which belongs to `key`.
fn decode(key: &str, text: &str) -> Result<String> {
    let wrong = || refused(&format!("the value of {key:?} has a '%' without two hexadecimal digits, or is not UTF-8"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(wrong()) };
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

fn parse_bool(value: &str) -> Result<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(refused(&format!("use_ssl={value:?} is neither \"true\" nor \"false\""))),
    }
}

fn refused(why: &str) -> Error {
    Error::client(format!("the address is refused: {why}. An address is sc://host[:port][/;key=value;…]"))
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
