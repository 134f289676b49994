//! String and binary constants.

/// The value of a string constant's body: backslash escapes as Spark's, a doubled quote is one.
pub(crate) fn unescape(body: &str, quote: char) -> String {
    let mut out = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut out),
            c if c == quote => {
                chars.next();
                out.push(quote);
            }
            c => out.push(c),
        }
    }
    out
}

/// One escape, its backslash already read.
fn escape(chars: &mut std::str::Chars<'_>, out: &mut String) {
    if let Some((code, length)) = coded(chars.as_str()) {
        out.push(code);
        chars.nth(length - 1);
        return;
    }
    match chars.next() {
        Some('0') => out.push('\0'),
        Some('b') => out.push('\u{8}'),
        Some('n') => out.push('\n'),
        Some('r') => out.push('\r'),
        Some('t') => out.push('\t'),
        Some('Z') => out.push('\u{1a}'),
        // These keep their backslash, for LIKE patterns.
        Some(c @ ('%' | '_')) => out.extend(['\\', c]),
        Some(c) => out.push(c),
        None => out.push('\\'),
    }
}

/// `\u0041`, `\U00000041` and `\101`: the character and how many characters spelt it.
fn coded(rest: &str) -> Option<(char, usize)> {
    let number = |range: std::ops::Range<usize>, radix| {
        let digits = rest.get(range.clone())?;
        let fits = digits.chars().all(|c| c.is_digit(radix));
        let code = if fits { u32::from_str_radix(digits, radix).ok().and_then(char::from_u32) } else { None };
        code.map(|code| (code, range.end))
    };
    match rest.as_bytes().first()? {
        b'u' => number(1..5, 16),
        b'U' => number(1..9, 16),
        b'0' | b'1' => number(0..3, 8),
        _ => None,
    }
}

/// The bytes of `X'…'`; an odd number of digits takes a leading zero.
pub(crate) fn parse_hex(digits: &str) -> Option<Vec<u8>> {
    let values =
        digits.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<Vec<_>>>()?;
    let padded = if values.len() % 2 == 1 { [&[0], values.as_slice()].concat() } else { values };
    Some(padded.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}
