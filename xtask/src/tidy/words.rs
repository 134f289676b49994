//! Words that must not reach the main branch: unfinished work, leftovers of debugging, and decisions
//! made by reading a message (I9).

use super::source::Source;

/// Marks of unfinished work, as words of their own: `ssXXX` in a date pattern is none.
const MARKS: &[&str] = &["TODO", "FIXME", "XXX"];

/// Code, found however it is broken into lines.
const CODE: &[(&str, &str)] = &[
    ("unimplemented!(", "return a Spark error condition"),
    ("todo!(", "finish it"),
    ("dbg!(", "remove it"),
    (".message().contains(", "decide by the condition, not by the text (I9)"),
    (".to_string().contains(", "decide by the value, not by its text (I9)"),
];

/// This file has to spell the words.
const EXEMPT: &str = "xtask/src/tidy/words.rs";

/// Checks every line that is not test code.
pub fn check(sources: &[Source]) -> Vec<String> {
    let checked = sources.iter().filter(|source| !source.is_test && source.path != EXEMPT);
    checked.flat_map(check_source).collect()
}

fn check_source(source: &Source) -> Vec<String> {
    let mut found = marks(&source.text);
    found.extend(code(&source.text));
    found.retain(|(line, ..)| !source.is_test_line(*line));
    found.sort();
    let say = |(line, word, remedy)| format!("{}:{line}: `{word}`: {remedy}", source.path);
    found.into_iter().map(say).collect()
}

type Found = (usize, &'static str, &'static str);

fn marks(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let Some((_, comment)) = line.split_once("//") else { continue };
        let words: Vec<&str> = comment.split_whitespace().collect();
        for mark in MARKS {
            if words.iter().any(|word| is_mark(word, mark)) {
                found.push((at + 1, *mark, "do it now, or open an issue"));
            }
        }
    }
    found
}

/// `TODO`, `TODO:`, `TODO(name)` and `//TODO`, but not a quoted or a longer word.
fn is_mark(word: &str, mark: &str) -> bool {
    let rest = word.trim_start_matches(['/', '!']).strip_prefix(mark);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(', ',', '.']))
}

/// Searches the text without its white space and comments.
fn code(text: &str) -> Vec<Found> {
    let mut squeezed = String::new();
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for letter in line.chars().filter(|letter| !letter.is_whitespace()) {
            squeezed.push(letter);
            lines.resize(squeezed.len(), at + 1);
        }
    }
    let hits = CODE.iter().flat_map(|(word, remedy)| {
        let places = squeezed.match_indices(word).filter(|(place, _)| is_whole(&squeezed, *place, word));
        places.map(|(place, _)| (lines[place], *word, *remedy)).collect::<Vec<_>>()
    });
    hits.collect()
}

/// A macro's name must not be the end of a longer one.
fn is_whole(text: &str, place: usize, word: &str) -> bool {
    let before = text[..place].chars().next_back();
    word.starts_with('.') || !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::one;

    fn check_text(text: &str, expected: &[&str]) {
        let problems = check(&one("x/src/y.rs", text));
        let found: Vec<&str> = problems.iter().filter_map(|line| line.split(": ").next()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn marks_in_comments_are_found() {
        check_text("// TODO: later\nfn a() {} // FIXME(me)", &["x/src/y.rs:1", "x/src/y.rs:2"]);
        check_text("//TODO\n/// XXX why\nfn a() {}", &["x/src/y.rs:1", "x/src/y.rs:2"]);
    }

    #[test]
    fn date_patterns_are_no_marks() {
        check_text("/// The pattern `ssXXX`, or `[XXX]`.\nfn a() -> &'static str { \"XXX\" }", &[]);
    }

    #[test]
    fn leftovers_are_found() {
        check_text("fn a() { todo!() }\nfn b() { unimplemented!(\"b\") }", &["x/src/y.rs:1", "x/src/y.rs:2"]);
        check_text("fn a() { dbg!(1); }", &["x/src/y.rs:1"]);
        check_text("fn a() { my_todo!(1); }", &[]);
    }

    #[test]
    fn decisions_by_text_are_found_over_lines() {
        check_text("fn a() {\n    if e.message().contains(\"x\") {}\n}", &["x/src/y.rs:2"]);
        check_text("fn a() {\n    e\n        .to_string()\n        .contains(\"x\");\n}", &["x/src/y.rs:3"]);
    }

    #[test]
    fn tests_are_free() {
        check_text("#[test]\nfn a() { assert!(e.to_string().contains(\"x\")); }", &[]);
        check_text("#[cfg(test)]\nmod t {\n    // TODO\n}", &[]);
    }
}
