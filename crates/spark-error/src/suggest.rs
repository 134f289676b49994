//! Which of the known names a misspelt one is nearest to.

/// The five candidates nearest to `name`, nearest first, equal distances in their given order: the list Spark
/// puts into `proposal` and `suggestion` parameters.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut scored: Vec<(usize, &str)> =
        candidates.into_iter().map(|c| (strsim::levenshtein(&wanted, &c.to_lowercase()), c)).collect();
    scored.sort_by_key(|(distance, _)| *distance);
    scored.into_iter().take(5).map(|(_, c)| c.to_owned()).collect()
}
