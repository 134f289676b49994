//! I3: the analyzer is synchronous and does no IO, so that a plan and a snapshot give one answer.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::Source;

const PURE: &str = "crates/analyzer/src/";
const WORDS: &[&str] = &["async", "await", "tokio"];
const STD_MODULES: &[&str] = &["fs", "net", "process"];

/// Checks every token of the analyzer outside its tests, macros included.
pub fn check(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|source| source.path.starts_with(PURE)).flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<String> {
    let Ok(tokens) = source.text.parse::<TokenStream>() else {
        return vec![format!("{}: not Rust", source.path)];
    };
    let mut found = Vec::new();
    find(tokens, &mut found);
    found.retain(|(line, _)| !source.is_test_line(*line));
    let say = |(line, what)| {
        format!("{}:{line}: no `{what}` in the analyzer (I3): put the fact it lacks in its input", source.path)
    };
    found.into_iter().map(say).collect()
}

fn find(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) => {
                let line = word.span().start().line;
                let word = word.to_string();
                if WORDS.contains(&word.as_str()) {
                    found.push((line, word));
                } else if word == "std" {
                    found.extend(std_modules(&tokens[at + 1..]));
                }
            }
            TokenTree::Group(group) => find(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The forbidden modules named after `std`, as `::fs` or as `::{fs, net::TcpStream}`.
fn std_modules(rest: &[TokenTree]) -> Vec<(usize, String)> {
    let named: Vec<TokenTree> = match rest {
        [colon, _, TokenTree::Group(group), ..] if is_colon(colon) && group.delimiter() == Delimiter::Brace => {
            first_words(group.stream())
        }
        [colon, _, word @ TokenTree::Ident(_), ..] if is_colon(colon) => vec![word.clone()],
        _ => Vec::new(),
    };
    let lines = named.into_iter().map(|word| (word.span().start().line, word.to_string()));
    let forbidden = lines.filter(|(_, word)| STD_MODULES.contains(&word.as_str()));
    forbidden.map(|(line, word)| (line, format!("std::{word}"))).collect()
}

/// The first token of each entry of a use list.
fn first_words(list: TokenStream) -> Vec<TokenTree> {
    let mut starts = true;
    let entries = list.into_iter().filter(|token| {
        let is_first = starts;
        starts = matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
        is_first
    });
    entries.collect()
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::one;

    fn check_text(path: &str, text: &str, expected: &[&str]) {
        let problems = check(&one(path, text));
        let found: Vec<&str> = problems.iter().filter_map(|line| line.split('`').nth(1)).collect();
        assert_eq!(found, expected, "{text}");
    }

    const PATH: &str = "crates/analyzer/src/join.rs";

    #[test]
    fn asynchronous_code_is_found() {
        check_text(PATH, "async fn a() {}", &["async"]);
        check_text(PATH, "fn a() { b(async { c().await }) }", &["async", "await"]);
        check_text(PATH, "use tokio::sync::Mutex;", &["tokio"]);
        check_text(PATH, "fn a() { run!(x.await) }", &["await"]);
    }

    #[test]
    fn input_and_output_are_found() {
        check_text(PATH, "use std::fs::File;", &["std::fs"]);
        check_text(PATH, "fn a() { std::net::TcpStream::connect(1); }", &["std::net"]);
        check_text(PATH, "use std::{collections::HashMap, fs, net::{self}};", &["std::fs", "std::net"]);
    }

    #[test]
    fn words_in_text_and_comments_are_fine() {
        check_text(PATH, "// async\nfn a() -> &'static str { \"await std::fs tokio\" }", &[]);
        check_text(PATH, "use std::collections::HashMap;", &[]);
    }

    #[test]
    fn tests_and_other_crates_are_free() {
        check_text(PATH, "#[cfg(test)]\nmod tests {\n    use std::fs;\n}", &[]);
        check_text("crates/engine/src/lib.rs", "async fn a() {}", &[]);
    }
}
