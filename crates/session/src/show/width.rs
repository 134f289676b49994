//! How wide text is on a screen, and how cells are cut. Lengths count UTF-16 units, as Java does.

/// The text of a cell: control characters as escapes, cut to `truncate` units when that is above 0.
pub(super) fn cell(text: &str, truncate: i32) -> String {
    let text = escape_control(text);
    let Ok(most) = usize::try_from(truncate) else { return text };
    if most == 0 || units(&text) <= most {
        return text;
    }
    match most {
        ..4 => first_units(&text, most).to_owned(),
        _ => format!("{}...", first_units(&text, most - 3)),
    }
}

/// UTF-16 units of a text.
fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// As many whole characters as fit.
fn first_units(text: &str, most: usize) -> &str {
    let mut left = most;
    let fits = |(_, c): &(usize, char)| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    };
    let end = text.char_indices().find(fits).map_or(text.len(), |(index, _)| index);
    &text[..end]
}

/// Columns a text takes: full-width characters take two.
pub(super) fn width(text: &str) -> usize {
    units(text) + text.chars().filter(|c| is_full_width(*c)).count()
}

fn is_full_width(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Spark's `escapeMetaCharacters`.
pub(super) fn escape_control(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{c}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{7}' => out.push_str("\\a"),
            other => out.push(other),
        }
    }
    out
}
