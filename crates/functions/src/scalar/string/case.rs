//! `upper`, `lower`, `initcap`: letter case.

use super::super::spec::{Param, Returns, Spec};

/// `upper(str)`
pub(super) static UPPER: Spec =
    Spec::new("spark_upper", &[Param::STRING], Returns::STRING, |c| c.map1(|s: &str| s.to_uppercase()));

/// `lower(str)`
pub(super) static LOWER: Spec =
    Spec::new("spark_lower", &[Param::STRING], Returns::STRING, |c| c.map1(|s: &str| s.to_lowercase()));

/// `initcap(str)`: words are what stands between spaces.
pub(super) static INITCAP: Spec = Spec::new("spark_initcap", &[Param::STRING], Returns::STRING, |c| c.map1(initcap));

fn initcap(text: &str) -> String {
    text.split(' ').map(capitalized).collect::<Vec<_>>().join(" ")
}

/// The first character in title case: of the capitals it becomes, only the first stays one.
fn capitalized(word: &str) -> String {
    let lower = word.to_lowercase();
    let mut chars = lower.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut capitals = first.to_uppercase();
    let head = capitals.next();
    head.into_iter().chain(capitals.flat_map(char::to_lowercase)).chain(chars).collect()
}
