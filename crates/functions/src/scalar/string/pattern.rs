//! Java's regular expressions as the engine's: what both spell alike but mean differently is spelt out.

/// The pattern with Java's ASCII classes, quotes and end-of-input anchor in the engine's spelling.
pub(crate) fn to_rust(java: &str) -> String {
    let mut out = String::with_capacity(java.len() + 8);
    let mut rest = java;
    let mut in_class = 0usize;
    while let Some(ch) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix("\\Q") {
            let end = quoted.find("\\E").unwrap_or(quoted.len());
            quoted[..end].chars().for_each(|c| push_literal(&mut out, c));
            rest = quoted.get(end + 2..).unwrap_or("");
            continue;
        }
        if ch == '\\' {
            let mut after = rest[1..].chars();
            let Some(escaped) = after.next() else {
                out.push('\\');
                break;
            };
            rest = after.as_str();
            push_escape(&mut out, escaped, in_class > 0, &mut rest);
            continue;
        }
        rest = &rest[ch.len_utf8()..];
        match ch {
            '[' if in_class == 0 => {
                in_class = 1;
                out.push('[');
                if let Some(after) = rest.strip_prefix('^') {
                    out.push('^');
                    rest = after;
                }
                if let Some(after) = rest.strip_prefix(']') {
                    out.push_str("\\]");
                    rest = after;
                }
            }
            '[' => {
                in_class += 1;
                out.push('[');
            }
            ']' => {
                in_class = in_class.saturating_sub(1);
                out.push(']');
            }
            '~' if in_class > 0 => out.push_str("\\~"),
            // Java's `$` also stands before a line end that ends the text.
            '$' if in_class == 0 && !java.contains("(?m") => out.push_str("(?=\\n?\\z)"),
            other => out.push(other),
        }
    }
    out
}

fn push_literal(out: &mut String, ch: char) {
    if ch.is_ascii_punctuation() {
        out.push('\\');
    }
    out.push(ch);
}

/// One escape; Java's classes are ASCII unless asked otherwise.
fn push_escape(out: &mut String, escaped: char, in_class: bool, rest: &mut &str) {
    const CLASSES: [(char, &str); 5] = [
        ('d', "0-9"),
        ('w', "a-zA-Z0-9_"),
        ('s', " \\t\\n\\x0B\\f\\r"),
        ('h', " \\t\\u{a0}\\u{3000}"),
        ('v', "\\n\\x0B\\f\\r\\u{85}"),
    ];
    const POSIX: [(&str, &str); 13] = [
        ("Lower", "a-z"),
        ("Upper", "A-Z"),
        ("ASCII", "\\x00-\\x7F"),
        ("Alpha", "a-zA-Z"),
        ("Digit", "0-9"),
        ("Alnum", "a-zA-Z0-9"),
        ("Punct", "!-/:-@\\[-`{-~"),
        ("Graph", "!-~"),
        ("Print", " -~"),
        ("Blank", " \\t"),
        ("Cntrl", "\\x00-\\x1F\\x7F"),
        ("XDigit", "0-9a-fA-F"),
        ("Space", " \\t\\n\\x0B\\f\\r"),
    ];
    let mut push_class = |members: &str, negated: bool| match (in_class, negated) {
        (true, false) => out.push_str(members),
        (_, true) => out.push_str(&format!("[^{members}]")),
        (false, false) => out.push_str(&format!("[{members}]")),
    };
    let lower = escaped.to_ascii_lowercase();
    if let Some((_, members)) = CLASSES.iter().find(|(letter, _)| *letter == lower) {
        return push_class(members, escaped.is_ascii_uppercase());
    }
    if lower == 'p'
        && let Some((name, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}'))
    {
        *rest = after;
        if let Some((_, members)) = POSIX.iter().find(|(known, _)| *known == name) {
            return push_class(members, escaped == 'P');
        }
        let name = name.strip_prefix("Is").or(name.strip_prefix("java")).unwrap_or(name);
        return out.push_str(&format!("\\{escaped}{{{name}}}"));
    }
    match escaped {
        'Z' => out.push_str("(?=\\n?\\z)"),
        'e' => out.push_str("\\x1B"),
        'R' => out.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r\\u{85}\\u{2028}\\u{2029}])"),
        other => {
            out.push('\\');
            out.push(other);
        }
    }
}
