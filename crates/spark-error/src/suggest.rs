//! Which of the known names a misspelt one is nearest to.

use crate::quote_parts;

/// The most names an error proposes.
const PROPOSALS_MAX: usize = 5;

/// The five candidates nearest to `name`, nearest first, equal distances in their given order.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut scored: Vec<(usize, &str)> =
        candidates.into_iter().map(|c| (strsim::levenshtein(&wanted, &c.to_lowercase()), c)).collect();
    scored.sort_by_key(|(distance, _)| *distance);
    scored.into_iter().take(PROPOSALS_MAX).map(|(_, c)| c.to_owned()).collect()
}

/// What Spark puts into the parameter `proposal`: the five nearest names, quoted. The distance is from the plain `name` to the
/// quoted candidate, and equal distances are in the order of the alphabet. A qualifier all candidates share is left out.
pub(crate) fn proposal(name: &[String], candidates: &[Vec<&str>]) -> Vec<String> {
    let wanted = name.join(".");
    let kept = kept_parts(name.len(), candidates);
    let scored = candidates.iter().map(|parts| {
        let quoted = quote_parts(&parts[parts.len() - kept.min(parts.len())..]);
        (strsim::levenshtein(&wanted, &quoted), quoted)
    });
    let mut scored: Vec<(usize, String)> = scored.collect();
    scored.sort_unstable();
    scored.into_iter().take(PROPOSALS_MAX).map(|(_, quoted)| quoted).collect()
}

/// How many of a candidate's last parts tell it from the others: its own name when all have one qualifier, the table's too when
/// all are of one database, else everything.
fn kept_parts(parts: usize, candidates: &[Vec<&str>]) -> usize {
    let has_one_prefix = |own: usize| {
        let prefix =
            |c: &Vec<&str>| c[..c.len().saturating_sub(own)].iter().map(ToString::to_string).collect::<Vec<_>>();
        candidates.windows(2).all(|pair| prefix(&pair[0]) == prefix(&pair[1]))
    };
    match parts {
        1 if has_one_prefix(1) => 1,
        1 | 2 if has_one_prefix(2) => 2,
        _ => usize::MAX,
    }
}
