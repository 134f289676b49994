//! One version of each package whose types cross our crates: two would not fit together.

use std::collections::BTreeMap;

use toml::{Table, Value};

const ONCE: &[&str] = &["arrow", "tonic", "prost"];

/// Checks the text of `Cargo.lock`.
pub fn check(lock: &str) -> Vec<String> {
    match lock.parse::<Table>() {
        Ok(lock) => check_versions(&versions(&lock)),
        Err(error) => vec![format!("Cargo.lock: {error}")],
    }
}

fn check_versions(versions: &BTreeMap<&str, Vec<&str>>) -> Vec<String> {
    let several = ONCE.iter().filter_map(|name| {
        let found = versions.get(name).filter(|found| found.len() > 1)?;
        Some(format!(
            "Cargo.lock: {name} has versions {}: align them, see `cargo tree --invert {name}`",
            found.join(" and ")
        ))
    });
    several.collect()
}

fn versions(lock: &Table) -> BTreeMap<&str, Vec<&str>> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let packages = lock.get("package").and_then(Value::as_array);
    for package in packages.into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        if let (Some(name), Some(version)) = (text("name"), text("version")) {
            versions.entry(name).or_default().push(version);
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str) -> String {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n")
    }

    #[test]
    fn one_version_is_fine() {
        assert!(check(&[package("arrow", "59.1.0"), package("tonic", "0.14.9")].concat()).is_empty());
    }

    #[test]
    fn two_versions_are_found() {
        let lock = [package("arrow", "58.0.0"), package("arrow", "59.1.0")].concat();
        assert_eq!(
            check(&lock),
            ["Cargo.lock: arrow has versions 58.0.0 and 59.1.0: align them, see `cargo tree --invert arrow`"]
        );
    }

    #[test]
    fn other_packages_may_have_several() {
        assert!(check(&[package("syn", "2.0.1"), package("syn", "3.0.0")].concat()).is_empty());
    }
}
