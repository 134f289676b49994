//! Rules about places, as text: a rule is a normalised prefix, whole segments of it. Knows no files.

use std::fmt;

/// What is done at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading, listing, asking whether it is there.
    Read,
    /// Making, changing, removing.
    Write,
}

/// A place with all below it, and what may be done there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule {
    prefix: String,
    read_only: bool,
}

/// Why a text is no rule.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleProblem(String);

impl PathRule {
    /// Reads `file:/data/acme`, `/data/acme`, `s3a://lake/acme`, each with `:ro` for reading only.
    pub fn parse(text: &str) -> Result<Self, RuleProblem> {
        let (place, read_only) = match text.strip_suffix(":ro") {
            Some(place) => (place, true),
            None => (text, false),
        };
        let of_machine = ["file:///", "file:/", "/"].iter().find_map(|start| place.strip_prefix(start));
        let prefix = of_machine.map_or_else(|| place.to_owned(), |rest| format!("file:/{rest}"));
        let path = prefix.strip_prefix("file:/").or_else(|| prefix.split_once("://").map(|(_, rest)| rest));
        let is_plain =
            |path: &str| !path.split('/').any(|part| matches!(part, "." | "..") || part.contains(['*', '?', '[', '{']));
        match path.map(|path| path.trim_end_matches('/')) {
            // An empty segment would be in no place as places are shown.
            Some(path) if !path.is_empty() && is_plain(path) && !path.split('/').any(str::is_empty) => {
                Ok(Self { prefix: prefix.trim_end_matches('/').to_owned(), read_only })
            }
            _ => Err(RuleProblem(format!(
                "'{text}' names no place below which a tenant may work: write /data/acme or s3a://lake/acme, with :ro at the end \
                 for reading only"
            ))),
        }
    }

    /// A place where all is allowed, given as places are shown: `file:/data/acme`.
    pub fn writable(prefix: String) -> Self {
        Self { prefix, read_only: false }
    }

    /// Whether `place`, normalised and as shown (`file:/data/acme/x`), is at or below the rule's and the rule lets it be done.
    pub fn allows(&self, place: &str, access: Access) -> bool {
        let below =
            place.strip_prefix(self.prefix.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        below && !(self.read_only && access == Access::Write)
    }

    /// The place, as shown.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether only reading is allowed.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleProblem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_for_whole_segments() {
        let rule = PathRule::parse("/data/acme/").unwrap();
        for (place, allowed) in [
            ("file:/data/acme", true),
            ("file:/data/acme/a b", true),
            ("file:/data/acme2", false),
            ("file:/data", false),
            ("s3a://data/acme", false),
        ] {
            assert_eq!(rule.allows(place, Access::Write), allowed, "{place}");
        }
        assert_eq!(PathRule::parse("file:///data/acme").unwrap(), rule);
        let shared = PathRule::parse("s3a://lake/ref:ro").unwrap();
        assert!(shared.allows("s3a://lake/ref/x", Access::Read) && !shared.allows("s3a://lake/ref/x", Access::Write));
    }

    #[test]
    fn what_names_no_place_is_refused() {
        for text in [
            "",
            "/",
            "file:/",
            "data/acme",
            "/data/../etc",
            "/data/*",
            "s3a://",
            ":ro",
            "/data//acme",
            "/data/[a]",
            "/data/{a,b}",
        ] {
            assert!(PathRule::parse(text).is_err(), "{text}");
        }
    }
}
