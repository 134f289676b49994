//! What came of a run: a tally for each client and setting, kept in a file over several runs, told as a matrix.
use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::case::SETTINGS;
use crate::known_failing::OURS;
use crate::problem::{At, Problem, Result};

const OPEN: &str = "<!-- matrix -->";
const CLOSE: &str = "<!-- /matrix -->";

/// How many cases of a client in a setting passed and failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    pub client: String,
    pub version: String,
    pub setting: String,
    pub passed: usize,
    pub failed: usize,
    pub known_failing: usize,
    pub seconds: f64,
    /// What is wrong beside cases: stale lines of known failures, adapters that do not end.
    #[serde(default)]
    pub complaints: Vec<String>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(client: &str, setting: &str) -> Self {
        Self { client: client.to_owned(), setting: setting.to_owned(), ..Self::default() }
    }

    /// Notes something that fails the run.
    pub fn complain(&mut self, text: String) {
        self.complaints.push(text);
    }

    /// Whether the run may end well. One in which nothing was played has shown nothing.
    pub fn is_good(&self) -> bool {
        self.failed == 0 && self.complaints.is_empty() && self.passed + self.known_failing > 0
    }

    /// `sparrow-go  secured  131 passed, 0 failed, 0 known failing`
    pub fn line(&self) -> String {
        let Self { client, setting, passed, failed, known_failing, seconds, .. } = self;
        format!(
            "{client:<21} {setting:<9} {passed} passed, {failed} failed, {known_failing} known failing   {seconds:.1} s"
        )
    }
}

/// Puts the tallies of a run among those of earlier runs, by client and setting.
pub fn keep(file: &Path, tallies: &[Tally]) -> Result<()> {
    let mut kept = if file.exists() { read(file)? } else { Vec::new() };
    kept.retain(|old| !tallies.iter().any(|new| new.client == old.client && new.setting == old.setting));
    kept.extend(tallies.iter().cloned());
    std::fs::write(file, serde_json::to_string_pretty(&kept).at(file.display())?).at(file.display())
}

/// The tallies of a file.
pub fn read(file: &Path) -> Result<Vec<Tally>> {
    let text = std::fs::read_to_string(file).at(file.display())?;
    serde_json::from_str(&text).at(file.display())
}

/// Writes the matrix of the tallies between the markers of a page.
pub fn write_matrix(page: &Path, tallies: &[Tally]) -> Result<()> {
    let text = std::fs::read_to_string(page).at(page.display())?;
    let new = with_matrix(&text, tallies).at(page.display())?;
    std::fs::write(page, new).at(page.display())
}

fn with_matrix(text: &str, tallies: &[Tally]) -> Result<String> {
    let missing = || Problem::new(format!("the page has no {OPEN} … {CLOSE}"));
    let (before, rest) = text.split_once(OPEN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(CLOSE).ok_or_else(missing)?;
    Ok(format!("{before}{OPEN}\n{}{CLOSE}{after}", matrix(tallies)))
}

/// A row for each client, ours first, and a column for each setting.
fn matrix(tallies: &[Tally]) -> String {
    let mut rows: BTreeMap<(usize, &str), Vec<&Tally>> = BTreeMap::new();
    for tally in tallies {
        let place = OURS.iter().position(|name| *name == tally.client).unwrap_or(OURS.len());
        rows.entry((place, &tally.client)).or_default().push(tally);
    }
    let mut lines = vec![
        format!("| client | version | {} |", SETTINGS.join(" | ")),
        format!("|---|---{}|", "|---".repeat(SETTINGS.len())),
    ];
    for ((_, client), tallies) in rows {
        let version = tallies.last().map_or("", |tally| tally.version.as_str());
        let cell = |setting: &&str| {
            tallies.iter().find(|tally| tally.setting == **setting).map_or("–".to_owned(), |tally| cell(tally))
        };
        lines.push(format!("| {client} | {version} | {} |", SETTINGS.iter().map(cell).collect::<Vec<_>>().join(" | ")));
    }
    lines.join("\n") + "\n"
}

fn cell(tally: &Tally) -> String {
    let total = tally.passed + tally.failed + tally.known_failing;
    match tally.known_failing {
        0 => format!("{}/{total}", tally.passed),
        known => format!("{}/{total}, {known} known failing", tally.passed),
    }
}

#[cfg(test)]
mod tests {
    use super::{Tally, keep, read, with_matrix};

    fn tally(client: &str, setting: &str, passed: usize, known_failing: usize) -> Tally {
        Tally { version: "0.1.0".to_owned(), passed, known_failing, ..Tally::new(client, setting) }
    }

    #[test]
    fn the_matrix_stands_between_its_markers() {
        let tallies = [
            tally("apache-go", "embedded", 90, 41),
            tally("sparrow-go", "mock", 131, 0),
            tally("sparrow-go", "embedded", 130, 0),
        ];
        let page = with_matrix("# A\n<!-- matrix -->\nold\n<!-- /matrix -->\nB\n", &tallies).expect("it has markers");
        let rows: Vec<_> = page.lines().filter(|line| line.contains("-go")).collect();
        assert_eq!(
            rows,
            [
                "| sparrow-go | 0.1.0 | 130/130 | – | – | – | 131/131 |",
                "| apache-go | 0.1.0 | 90/131, 41 known failing | – | – | – | – |"
            ]
        );
        assert!(
            page.starts_with("# A\n<!-- matrix -->\n| client")
                && page.ends_with("<!-- /matrix -->\nB\n")
                && !page.contains("old")
        );
        assert!(with_matrix("# A\n", &tallies).is_err());
    }

    #[test]
    fn results_of_several_runs_come_together() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("results.json");
        keep(&file, &[tally("a", "mock", 1, 0), tally("a", "spark", 1, 0)]).expect("written");
        keep(&file, &[tally("a", "mock", 2, 0)]).expect("written");
        let told: Vec<_> = read(&file).expect("there").into_iter().map(|tally| (tally.setting, tally.passed)).collect();
        assert_eq!(told, [("spark".to_owned(), 1), ("mock".to_owned(), 2)]);
    }

    #[test]
    fn a_run_of_nothing_is_not_good() {
        assert!(!Tally::new("a", "mock").is_good() && tally("a", "mock", 1, 0).is_good());
        let mut stale = tally("a", "mock", 1, 0);
        stale.complain("x".to_owned());
        assert!(!stale.is_good());
    }
}
