//! The lists of cases that others' clients are known to fail; ours have none. Knows the lists, not why a case fails.
use std::path::Path;

use crate::case::{Case, SETTINGS, matches};
use crate::problem::{At, Problem, Result};

/// Our clients, which pass everything.
pub const OURS: [&str; 4] = ["sparrow-python", "sparrow-python-async", "sparrow-go", "sparrow-rust"];

/// A client's list.
#[derive(Debug, Default)]
pub struct KnownFailing {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    /// `file:number`, for the reader.
    place: String,
    text: String,
    pattern: String,
    /// Where it fails; nowhere else.
    settings: Vec<&'static str>,
}

impl KnownFailing {
    /// Reads the list of a client; each line has to be for one of `cases`, if these are all that there are.
    pub fn read(folder: &Path, client: &str, cases: Option<&[Case]>) -> Result<Self> {
        let file = folder.join("known-failing").join(format!("{client}.txt"));
        if !file.exists() {
            return Ok(Self::default());
        }
        if OURS.contains(&client) {
            return Err(Problem::new("our own clients fail nothing: mend the client, and take this file away")
                .at(file.display()));
        }
        let text = std::fs::read_to_string(&file).at(file.display())?;
        Self::of_text(&file.display().to_string(), &text, cases)
    }

    fn of_text(file: &str, text: &str, cases: Option<&[Case]>) -> Result<Self> {
        let mut lines = Vec::new();
        for (number, text) in text.lines().enumerate() {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let place = format!("{file}:{}", number + 1);
            let line = Line::read(&place, text)?;
            let is_for = |case: &Case| {
                line.settings.iter().any(|setting| case.is_for(setting) && line.is_for(&case.name, setting))
            };
            if cases.is_some_and(|cases| !cases.iter().any(is_for)) {
                return Err(Problem::new(format!("`{text}` is for no case: take the line out")).at(place));
            }
            lines.push(line);
        }
        Ok(Self { lines })
    }

    /// Whether this case is known to fail in this setting.
    pub fn has(&self, case: &str, setting: &str) -> bool {
        self.lines.iter().any(|line| line.is_for(case, setting))
    }

    /// What is wrong with the list after a run of all cases: a line for one case that passed, and a line for many (with stars)
    /// all of which passed. One of many that passes is no news: which of them fail may be chance.
    pub fn stale(&self, passed: &[&str], failed: &[&str], setting: &str) -> Vec<String> {
        let told = |line: &Line| {
            let is_for = |case: &&&str| line.is_for(case, setting);
            let case = passed.iter().find(is_for)?;
            let still = line.is_for_many() && failed.iter().any(|case| line.is_for(case, setting));
            let what = if line.is_for_many() { "all of them pass" } else { "it passes" };
            (!still).then(|| {
                format!("{}: {case} [{setting}]: {what}, although `{}`: take the line out", line.place, line.text)
            })
        };
        self.lines.iter().filter_map(told).collect()
    }
}

impl Line {
    /// `area/case [setting]  # reason`
    fn read(place: &str, text: &str) -> Result<Self> {
        let wrong = || Problem::new(format!("expected `area/case [setting]  # reason`, received `{text}`")).at(place);
        let (what, reason) = text.split_once('#').ok_or_else(wrong)?;
        let mut words = what.split_whitespace();
        let pattern = words.next().filter(|pattern| pattern.contains('/')).ok_or_else(wrong)?;
        let named = words
            .next()
            .map(|named| named.strip_prefix('[').and_then(|named| named.strip_suffix(']')).ok_or_else(wrong))
            .transpose()?;
        if reason.trim().is_empty() || words.next().is_some() {
            return Err(wrong());
        }
        let known = |name: &str| SETTINGS.into_iter().find(|known| *known == name.trim());
        let settings = named.map_or(Some(SETTINGS.to_vec()), |named| named.split(',').map(known).collect());
        let settings =
            settings.ok_or_else(|| Problem::new(format!("settings are {}", SETTINGS.join(", "))).at(place))?;
        Ok(Self { place: place.to_owned(), text: text.to_owned(), pattern: pattern.to_owned(), settings })
    }

    fn is_for_many(&self) -> bool {
        self.pattern.contains(['*', '?'])
    }

    fn is_for(&self, case: &str, setting: &str) -> bool {
        self.settings.contains(&setting) && matches(&self.pattern, case)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::KnownFailing;
    use crate::case::Case;

    fn list(text: &str) -> Result<KnownFailing, String> {
        let case = |name| {
            Case::read(name, Path::new(name), "about: x\nsettings: [embedded, mock]\nsteps: [{version: {}}]\n")
                .expect("right")
        };
        KnownFailing::of_text("list.txt", text, Some(&[case("sql/cte"), case("sql/show")]))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_line_is_for_its_cases_and_settings() {
        let known = list("# others\n\nsql/cte [mock]  # buffers everything\n").expect("right");
        assert!(known.has("sql/cte", "mock") && !known.has("sql/cte", "embedded") && !known.has("sql/show", "mock"));
        let known = list("sql/*  # no SQL\n").expect("right");
        assert!(known.has("sql/cte", "mock") && known.has("sql/show", "embedded"));
    }

    #[test]
    fn a_line_whose_case_passes_is_named() {
        let known = list("sql/cte [mock]  # buffers everything\n").expect("right");
        assert_eq!(known.stale(&["sql/show"], &["sql/cte"], "mock"), [""; 0]);
        assert_eq!(known.stale(&["sql/cte"], &[], "embedded"), [""; 0]);
        let told = known.stale(&["sql/show", "sql/cte"], &[], "mock");
        assert!(told.len() == 1 && told[0].starts_with("list.txt:1: sql/cte [mock]: it passes"), "{told:?}");
    }

    #[test]
    fn a_line_for_many_stays_while_one_of_them_fails() {
        let known = list("sql/* [mock]  # chance\n").expect("right");
        assert_eq!(known.stale(&["sql/show"], &["sql/cte"], "mock"), [""; 0]);
        assert_eq!(known.stale(&["sql/show", "sql/cte"], &[], "mock").len(), 1);
    }

    #[test]
    fn odd_lines_are_refused() {
        for odd in [
            "sql/cte",
            "sql/cte #",
            "sql/cte mock # x",
            "sql/cte [nowhere] # x",
            "sql # x",
            "sql/other # x",
            "sql/cte [spark] # x",
        ] {
            let error = list(odd).expect_err(odd);
            assert!(error.starts_with("list.txt:1: "), "{error}");
        }
    }

    #[test]
    fn our_clients_have_no_list() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("known-failing")).expect("made");
        std::fs::write(folder.path().join("known-failing/sparrow-go.txt"), "").expect("written");
        assert!(KnownFailing::read(folder.path(), "sparrow-go", None).is_err());
        assert!(KnownFailing::read(folder.path(), "sparrow-rust", None).is_ok());
    }
}
