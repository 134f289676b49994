//! Files that fit in a head: the length of source files and of the page about the architecture.

use std::error::Error;
use std::fs;
use std::path::Path;

use super::source::is_generated;
use crate::Report;

const EXTENSIONS: &[&str] = &[".rs", ".py", ".go"];
const FILE_LINES_GOOD: usize = 400;
const FILE_LINES_MAX: usize = 800;
const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";
const ARCHITECTURE_LINES_MAX: usize = 300;

/// Checks the length of each file that people write.
pub fn check(root: &Path, files: &[String]) -> Result<Report, Box<dyn Error>> {
    let mut report = Report::default();
    for path in files.iter().filter(|path| limits(path).is_some()) {
        measure(path, &fs::read_to_string(root.join(path))?, &mut report);
    }
    Ok(report)
}

/// The length a file should have, and the length it must not exceed.
fn limits(path: &str) -> Option<(usize, usize)> {
    if path == ARCHITECTURE {
        return Some((ARCHITECTURE_LINES_MAX, ARCHITECTURE_LINES_MAX));
    }
    let is_source = EXTENSIONS.iter().any(|extension| path.ends_with(extension));
    (is_source && !is_generated(path)).then_some((FILE_LINES_GOOD, FILE_LINES_MAX))
}

fn measure(path: &str, text: &str, report: &mut Report) {
    let Some((good, max)) = limits(path) else { return };
    let lines = text.lines().count();
    if lines > max {
        report.problems.push(format!("{path}: {lines} lines, at most {max}: split it by subject"));
    } else if lines > good {
        report.notes.push(format!("{path}: {lines} lines, better at most {good}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_lines(path: &str, lines: usize, problems: &[&str], notes: &[&str]) {
        let mut report = Report::default();
        measure(path, &"x\n".repeat(lines), &mut report);
        assert_eq!((report.problems, report.notes), (strings(problems), strings(notes)));
    }

    fn strings(lines: &[&str]) -> Vec<String> {
        lines.iter().copied().map(String::from).collect()
    }

    #[test]
    fn short_files_are_fine() {
        check_lines("x/src/y.rs", 400, &[], &[]);
    }

    #[test]
    fn long_files_are_noted() {
        check_lines("x/y.py", 401, &[], &["x/y.py: 401 lines, better at most 400"]);
        check_lines("x/y.py", 800, &[], &["x/y.py: 800 lines, better at most 400"]);
    }

    #[test]
    fn very_long_files_are_found() {
        check_lines("x/y.go", 801, &["x/y.go: 801 lines, at most 800: split it by subject"], &[]);
    }

    #[test]
    fn generated_files_and_data_are_free() {
        check_lines("proto/src/generated/spark.connect.rs", 9000, &[], &[]);
        check_lines("x/y.json", 9000, &[], &[]);
    }

    #[test]
    fn the_architecture_page_stays_short() {
        let problem = "docs/ARCHITECTURE.md: 301 lines, at most 300: split it by subject";
        check_lines(ARCHITECTURE, 301, &[problem], &[]);
        check_lines(ARCHITECTURE, 300, &[], &[]);
    }
}
