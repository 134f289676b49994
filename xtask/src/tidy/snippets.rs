//! Snippets that run: between `<!-- example: PATH -->` and `<!-- /example -->` of a Markdown file stands the file at PATH, as a
//! fenced block. It knows where examples are; whether they are right, those who run them know.

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::workspace;

const BEGIN: &str = "<!-- example: ";
const BEGIN_END: &str = " -->";
const END: &str = "<!-- /example -->";

/// The examples that each client has, in the folder `examples`.
const EXAMPLES: &[&str] = &["quickstart", "sql", "dataframe", "streaming"];

/// The clients, and the end of an example's path after its name.
const CLIENTS: &[(&str, &str)] = &[("python", ".py"), ("go", "/main.go"), ("rust", ".rs")];

/// The languages of fences, by the ending of the file.
const LANGUAGES: &[(&str, &str)] = &[
    ("go", "go"),
    ("py", "python"),
    ("rs", "rust"),
    ("sh", "sh"),
    ("toml", "toml"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
];

/// Checks every snippet of the README and of the clients' pages, and that each client has its examples.
pub fn check(root: &Path, files: &[String]) -> Result<Vec<String>, Box<dyn Error>> {
    let mut problems = missing_examples(root);
    for page in pages(files) {
        let text = fs::read_to_string(root.join(page))?;
        let written = rewrite(&text, |path| example(root, page, path));
        problems.extend(written.problems.iter().map(|(line, problem)| format!("{page}:{line}: {problem}")));
        if written.text != text {
            problems.push(format!("{page}: a snippet is not the file that it names: run `cargo xtask codegen`"));
        }
    }
    Ok(problems)
}

/// Writes every snippet anew that can be; what cannot, [`check`] tells.
pub fn write(root: &Path) -> Result<(), Box<dyn Error>> {
    let files = workspace::files(root)?;
    for page in pages(&files) {
        let text = fs::read_to_string(root.join(page))?;
        let written = rewrite(&text, |path| example(root, page, path)).text;
        if written != text {
            fs::write(root.join(page), written)?;
        }
    }
    Ok(())
}

fn pages(files: &[String]) -> impl Iterator<Item = &String> {
    files.iter().filter(|file| *file == "README.md" || file.starts_with("clients/") && file.ends_with(".md"))
}

fn missing_examples(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for (client, ending) in CLIENTS {
        let paths = EXAMPLES.iter().map(|name| format!("clients/{client}/examples/{name}{ending}"));
        problems.extend(
            paths
                .filter(|path| !root.join(path).is_file())
                .map(|path| format!("{path}: every client has this example")),
        );
    }
    problems
}

/// The text of an example, by its path from the folder of the page.
fn example(root: &Path, page: &str, path: &str) -> Result<String, String> {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let found = fs::read_to_string(root.join(folder).join(path));
    found.map_err(|error| format!("the example `{path}` cannot be read: {error}"))
}

/// A page with its snippets put in, and what was wrong, by line.
#[derive(Debug, PartialEq)]
struct Written {
    text: String,
    problems: Vec<(usize, String)>,
}

/// Puts examples between their marks; where something is wrong the lines stay as they are.
fn rewrite(text: &str, example: impl Fn(&str) -> Result<String, String>) -> Written {
    let mut written = Written { text: String::new(), problems: Vec::new() };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut at = 0;
    let mut fence: Option<&str> = None;
    while at < lines.len() {
        let line = lines[at];
        written.text.push_str(line);
        at += 1;
        fence = fence_after(fence, line);
        if fence.is_some() {
            continue;
        }
        if line.trim() == END {
            written.problems.push((at, format!("`{END}` ends no example")));
        }
        let Some(path) = named(line) else { continue };
        let end = lines[at..].iter().position(|line| line.trim() == END || named(line).is_some());
        let Some(end) = end.map(|count| at + count).filter(|end| lines[*end].trim() == END) else {
            written.problems.push((at, format!("the example `{path}` has no `{END}`")));
            continue;
        };
        match example(path) {
            Ok(code) => written.text.push_str(&block(path, &code)),
            Err(problem) => {
                written.problems.push((at, problem));
                written.text.extend(lines[at..end].iter().copied());
            }
        }
        written.text.push_str(lines[end]);
        at = end + 1;
    }
    written
}

/// The path of an example that begins here.
fn named(line: &str) -> Option<&str> {
    line.trim().strip_prefix(BEGIN)?.strip_suffix(BEGIN_END)
}

/// The fence that is open behind a line: marks within other code are text.
fn fence_after<'a>(open: Option<&'a str>, line: &'a str) -> Option<&'a str> {
    let marks = &line[..line.len() - line.trim_start_matches('`').len()];
    match open {
        None => (marks.len() >= 3 && !line[marks.len()..].contains('`')).then_some(marks),
        Some(fence) => (marks.len() < fence.len() || line.trim() != marks).then_some(fence),
    }
}

/// A file as a fenced block, in a fence longer than any of its own.
fn block(path: &str, code: &str) -> String {
    let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let language = LANGUAGES.iter().find(|(known, _)| *known == ending).map_or("", |(_, language)| *language);
    let line_end = if code.is_empty() || code.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{code}{line_end}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(text: &str, expected: &str, problems: &[(usize, &str)]) {
        let example = |path: &str| match path {
            "a.py" => Ok("print(1)\n".to_owned()),
            "b.rs" => Ok("/// ```\nfn b() {}".to_owned()),
            path => Err(format!("no {path}")),
        };
        let problems = problems.iter().map(|(line, problem)| (*line, (*problem).to_owned())).collect();
        assert_eq!(rewrite(text, example), Written { text: expected.to_owned(), problems });
    }

    const GOOD: &str = "# A\n<!-- example: a.py -->\n```python\nprint(1)\n```\n<!-- /example -->\nEnd.\n";

    #[test]
    fn snippets_become_their_files() {
        check_text(GOOD, GOOD, &[]);
        check_text("# A\n<!-- example: a.py -->\n```py\nprint(2)\n```\n\n<!-- /example -->\nEnd.\n", GOOD, &[]);
        check_text("# A\n<!-- example: a.py -->\n<!-- /example -->\nEnd.\n", GOOD, &[]);
    }

    #[test]
    fn fences_are_longer_than_those_within() {
        let expected = "<!-- example: b.rs -->\n````rust\n/// ```\nfn b() {}\n````\n<!-- /example -->\n";
        check_text("<!-- example: b.rs -->\n<!-- /example -->\n", expected, &[]);
        check_text(expected, expected, &[]);
    }

    #[test]
    fn what_is_wrong_stays_and_is_told() {
        let unknown = "<!-- example: c.py -->\nkept\n<!-- /example -->\n";
        check_text(unknown, unknown, &[(1, "no c.py")]);
        let open = "\n<!-- example: a.py -->\nkept\n";
        check_text(open, open, &[(2, "the example `a.py` has no `<!-- /example -->`")]);
        let ended = "<!-- /example -->\n";
        check_text(ended, ended, &[(1, "`<!-- /example -->` ends no example")]);
        let second = "<!-- example: a.py -->\nkept\n<!-- example: a.py -->\n<!-- /example -->\n";
        let expected =
            "<!-- example: a.py -->\nkept\n<!-- example: a.py -->\n```python\nprint(1)\n```\n<!-- /example -->\n";
        check_text(second, expected, &[(1, "the example `a.py` has no `<!-- /example -->`")]);
    }

    #[test]
    fn marks_within_code_are_text() {
        let text = "```\n<!-- example: a.py -->\n```\n`x` and ```y``` end here\n";
        check_text(text, text, &[]);
    }

    #[test]
    fn pages_are_those_of_clients_and_the_first() {
        let files = ["README.md", "clients/go/README.md", "clients/go/a.go", "docs/a.md"].map(String::from);
        assert_eq!(pages(&files).collect::<Vec<_>>(), ["README.md", "clients/go/README.md"]);
    }

    #[test]
    fn clients_without_examples_are_found() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (client, ending) in CLIENTS {
            for name in EXAMPLES {
                let path = folder.path().join(format!("clients/{client}/examples/{name}{ending}"));
                fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder is writable");
                fs::write(path, "").expect("the folder is writable");
            }
        }
        assert_eq!(missing_examples(folder.path()), [""; 0]);
        fs::remove_file(folder.path().join("clients/go/examples/sql/main.go")).expect("it is there");
        assert_eq!(missing_examples(folder.path()), ["clients/go/examples/sql/main.go: every client has this example"]);
    }
}
