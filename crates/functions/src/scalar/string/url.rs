//! `url_encode`, `url_decode`, `parse_url`: addresses of the web, as Java's `URLEncoder` and `URI` see them.

use arrow::array::ArrayRef;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{SparkError, condition};

use super::super::spec::{Call, Param, Returns, Spec};

/// `url_encode(str)`
pub(super) static ENCODE: Spec =
    Spec::new("spark_url_encode", &[Param::STRING], Returns::STRING, |c| c.map1(encode)).nullable();

/// `url_decode(str)`
pub(super) static DECODE: Spec = Spec::new("spark_url_decode", &[Param::STRING], Returns::STRING, |c| {
    c.map1(|text: &str| decode(text).ok_or_else(|| SparkError::new(&condition::CANNOT_DECODE_URL).with("url", text)))
})
.nullable();

/// `try_url_decode(str)`
pub(super) static TRY_DECODE: Spec =
    Spec::new("spark_try_url_decode", &[Param::STRING], Returns::STRING, |c| c.map1(decode)).nullable();

const URL: &[Param] = &[Param::STRING, Param::STRING, Param::STRING];

/// `parse_url(url, part[, key])`
pub(super) static PARSE: Spec =
    Spec::new("spark_parse_url", URL, Returns::STRING, |c| parse(c, c.ansi)).optional(1).nullable();

/// `try_parse_url(url, part[, key])`
pub(super) static TRY_PARSE: Spec =
    Spec::new("spark_try_parse_url", URL, Returns::STRING, |c| parse(c, false)).optional(1).nullable();

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(byte.into()),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                out.push((digit()? << 4 | digit()?) as u8);
            }
            other => out.push(other),
        }
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

fn parse(c: &Call, strict: bool) -> DfResult<ArrayRef> {
    let (urls, parts) = (c.column::<&str>(0)?, c.column::<&str>(1)?);
    let keys = if c.len() > 2 { Some(c.column::<&str>(2)?) } else { None };
    c.rows(|row| {
        let (Some(url), Some(part)) = (urls.get(row), parts.get(row)) else { return Ok(None) };
        let key = match &keys {
            None => None,
            Some(keys) => match keys.get(row) {
                None => return Ok(None),
                key => key,
            },
        };
        match Address::parse(url) {
            Some(address) => Ok(address.part(part, key)),
            None if strict => Err(SparkError::new(&condition::INVALID_URL).with("url", url)),
            None => Ok(None),
        }
    })
}

/// The parts of an address by RFC 2396, none of them decoded.
struct Address<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: Option<&'a str>,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    fn parse(url: &'a str) -> Option<Self> {
        if !is_well_formed(url) {
            return None;
        }
        let (rest, fragment) = split_at(url, '#');
        let (scheme, rest) = match rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)) {
            Some(end)
                if end > 0 && rest[end..].starts_with(':') && rest.starts_with(|c: char| c.is_ascii_alphabetic()) =>
            {
                (Some(&rest[..end]), &rest[end + 1..])
            }
            Some(0) if rest.starts_with(':') => return None,
            _ => (None, rest),
        };
        if scheme.is_some() && rest.is_empty() {
            return None;
        }
        // What has a scheme and does not go on with a slash has no parts.
        if scheme.is_some() && !rest.starts_with('/') {
            return Some(Self { scheme, authority: None, path: None, query: None, fragment });
        }
        let (rest, query) = split_at(rest, '?');
        let (authority, path) = match rest.strip_prefix("//") {
            Some(after) => {
                let end = after.find('/').unwrap_or(after.len());
                (Some(&after[..end]).filter(|a| !a.is_empty()), &after[end..])
            }
            None => (None, rest),
        };
        Some(Self { scheme, authority, path: Some(path), query, fragment })
    }

    fn part(&self, part: &str, key: Option<&str>) -> Option<String> {
        let found = match (part, key) {
            ("QUERY", Some(key)) => return self.value(key),
            (_, Some(_)) => None,
            ("HOST", _) => self.host(),
            ("PATH", _) => self.path,
            ("QUERY", _) => self.query,
            ("REF", _) => self.fragment,
            ("PROTOCOL", _) => self.scheme,
            ("FILE", _) => {
                let path = self.path?;
                return Some(self.query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")));
            }
            ("AUTHORITY", _) => self.authority,
            ("USERINFO", _) => self.authority?.rsplit_once('@').map(|(user, _)| user),
            _ => None,
        };
        found.map(str::to_owned)
    }

    fn host(&self) -> Option<&'a str> {
        let authority = self.authority?;
        let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
        if let Some(end) = server.strip_prefix('[').and_then(|rest| rest.find(']')) {
            return Some(&server[..end + 2]);
        }
        let (host, port) = server.rsplit_once(':').unwrap_or((server, ""));
        let named = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let good = !host.is_empty() && host.chars().all(named) && port.bytes().all(|b| b.is_ascii_digit());
        good.then_some(host)
    }

    /// The first value of a key of the query.
    fn value(&self, key: &str) -> Option<String> {
        let pairs = self.query?.split('&');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
    }
}

fn split_at(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Whether every character may stand in an address, and every `%` is followed by two digits.
fn is_well_formed(url: &str) -> bool {
    let bytes = url.as_bytes();
    url.char_indices().all(|(at, c)| match c {
        '%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        c if c.is_ascii_alphanumeric() => true,
        c if c.is_ascii() => "-_.!~*'();/?:@&=+$,#[]".contains(c),
        c => !c.is_control() && !c.is_whitespace(),
    })
}
