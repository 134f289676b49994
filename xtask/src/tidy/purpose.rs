//! Every crate, and every file with public items, begins by saying what it is for.

use syn::{Item, Visibility};

use super::source::{Source, attributes_and_visibility};

/// Checks the first line of each file.
pub fn check(sources: &[Source]) -> Vec<String> {
    let silent = sources.iter().filter(|source| must_speak(source) && !speaks(&source.text));
    silent.map(|source| format!("{}:1: begin with `//!` and one sentence of purpose", source.path)).collect()
}

fn speaks(text: &str) -> bool {
    text.strip_prefix("//!").is_some_and(|rest| !rest.lines().next().unwrap_or("").trim().is_empty())
}

fn must_speak(source: &Source) -> bool {
    let is_root = ["src/lib.rs", "src/main.rs"].iter().any(|root| source.path.ends_with(root));
    is_root || has_public_items(&source.syntax.items)
}

fn has_public_items(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Macro(item) => item.attrs.iter().any(|found| found.path().is_ident("macro_export")),
        item => {
            attributes_and_visibility(item).is_some_and(|(_, visibility)| matches!(visibility, Visibility::Public(_)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::one;

    fn check_text(path: &str, text: &str, is_fine: bool) {
        assert_eq!(check(&one(path, text)).is_empty(), is_fine, "{path}: {text}");
    }

    #[test]
    fn crates_and_public_files_must_speak() {
        check_text("x/src/lib.rs", "fn private() {}", false);
        check_text("x/src/main.rs", "fn main() {}", false);
        check_text("x/src/y.rs", "pub struct Y;", false);
        check_text("x/src/y.rs", "#[macro_export]\nmacro_rules! y { () => {} }", false);
        check_text("x/src/y.rs", "//! What a y is.\npub struct Y;", true);
    }

    #[test]
    fn private_files_may_be_silent() {
        check_text("x/src/y.rs", "pub(crate) struct Y;\nfn private() {}", true);
    }

    #[test]
    fn an_empty_sentence_is_none() {
        check_text("x/src/lib.rs", "//!\n//! Late.\n", false);
        check_text("x/src/lib.rs", "// Not documentation.\n//! Late.\n", false);
    }
}
