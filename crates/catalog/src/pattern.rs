//! The patterns of `SHOW … LIKE` and of `spark.catalog`: `*` stands for anything, `|` separates alternatives, case is ignored.

/// Whether a name fits a pattern.
pub fn matches(pattern: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    pattern.to_lowercase().split('|').any(|alternative| fits(alternative.trim(), &name))
}

/// Greedy matching of the pieces between stars.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(at) = left.find(piece) else { return false };
        left = &left[at + piece.len()..];
    }
    left.ends_with(last)
}
