//! The credential of a call, out of its fields. Judges nothing.

use tonic::codegen::http::HeaderMap;
use tonic::codegen::http::header::AUTHORIZATION;

/// Where Spark's clients for the JVM put the token before version 4.1; a proxy may not pass it on under the standard's name.
const AUTHENTICATION: &str = "authentication";

const SCHEME: &str = "bearer";

/// Why no credential can be taken out of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// There are several that differ.
    Several,
    /// It is of another kind than a bearer's token.
    Scheme,
    /// It is not text, or empty.
    Malformed,
}

/// The token in the fields of a call, if there is one.
pub fn token(fields: &HeaderMap) -> Result<Option<&str>, Unclear> {
    let standard = fields.get_all(AUTHORIZATION).iter().map(|value| (value, true));
    let old = fields.get_all(AUTHENTICATION).iter().map(|value| (value, false));
    let mut found = None;
    for (value, needs_scheme) in standard.chain(old) {
        let text = value.to_str().map_err(|_| Unclear::Malformed)?;
        let token = bearer(text, needs_scheme)?;
        if found.is_some_and(|other| other != token) {
            return Err(Unclear::Several);
        }
        found = Some(token);
    }
    Ok(found)
}

fn bearer(text: &str, needs_scheme: bool) -> Result<&str, Unclear> {
    let text = text.trim();
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(SCHEME) => token.trim_start(),
        None if text.eq_ignore_ascii_case(SCHEME) => "",
        None if !needs_scheme => text,
        _ => return Err(Unclear::Scheme),
    };
    if token.is_empty() { Err(Unclear::Malformed) } else { Ok(token) }
}

#[cfg(test)]
mod tests {
    use tonic::codegen::http::HeaderValue;

    use super::*;

    fn check(fields: &[(&'static str, &'static str)], expected: Result<Option<&str>, Unclear>) {
        let mut map = HeaderMap::new();
        for (name, value) in fields {
            map.append(*name, HeaderValue::from_static(value));
        }
        assert_eq!(token(&map), expected, "{fields:?}");
    }

    #[test]
    fn a_token_comes_under_either_name() {
        check(&[], Ok(None));
        check(&[("authorization", "Bearer abc")], Ok(Some("abc")));
        check(&[("authorization", "bEARER  abc ")], Ok(Some("abc")));
        check(&[("authentication", "Bearer abc")], Ok(Some("abc")));
        check(&[("authentication", "abc")], Ok(Some("abc")));
        check(&[("authorization", "Bearer abc"), ("authentication", "abc")], Ok(Some("abc")));
        check(&[("authorization", "Bearer Bearer x")], Ok(Some("Bearer x")));
    }

    #[test]
    fn what_is_unclear_is_no_token() {
        check(&[("authorization", "Bearer a"), ("authentication", "b")], Err(Unclear::Several));
        check(&[("authorization", "Bearer a"), ("authorization", "Bearer b")], Err(Unclear::Several));
        check(&[("authorization", "abc")], Err(Unclear::Scheme));
        check(&[("authorization", "Basic YTpi")], Err(Unclear::Scheme));
        check(&[("authentication", "Basic YTpi")], Err(Unclear::Scheme));
        for empty in ["Bearer", "Bearer ", "bearer   "] {
            check(&[("authorization", empty)], Err(Unclear::Malformed));
        }
        check(&[("authorization", "")], Err(Unclear::Scheme));
        check(&[("authentication", "")], Err(Unclear::Malformed));
    }

    #[test]
    fn bytes_that_are_no_text_are_no_token() {
        let mut map = HeaderMap::new();
        map.insert("authorization", HeaderValue::from_bytes(b"Bearer \xff").unwrap());
        assert_eq!(token(&map), Err(Unclear::Malformed));
    }
}
