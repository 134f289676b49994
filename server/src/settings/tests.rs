//! Settings from every source, and what is said when they are wrong.

use super::*;

fn from_toml(text: &str) -> Result<Settings, Problem> {
    let mut sources = Sources::default();
    sources.add_toml(text)?;
    sources.finish()
}

fn check_problem<T: fmt::Debug>(result: Result<T, Problem>, expected: &str) {
    assert_eq!(result.unwrap_err().0, expected);
}

#[test]
fn every_default_is_of_its_kind() {
    let settings = Sources::default().finish().unwrap();
    for (key, kind, ..) in ROWS {
        match kind {
            Kind::Text => drop(settings.text(key)),
            Kind::Number => drop(settings.number(key)),
            Kind::Flag => drop(settings.flag(key)),
            Kind::Ratio => drop(settings.ratio(key)),
        }
    }
}

#[test]
fn later_sources_win() {
    let mut sources = Sources::default();
    sources.add_toml("[server]\nlisten = \"127.0.0.1:1\"\ndrain_seconds = 3").unwrap();
    let variables =
        [("SPARROW_LISTEN", "127.0.0.1:2"), ("SPARROW_ENGINE_THREADS_COUNT", "4"), ("SPARROW_PROFILE", "x")];
    sources.add_environment(variables.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned()))).unwrap();
    sources.add_pair("server.drain_seconds=5").unwrap();
    let settings = sources.finish().unwrap();
    assert_eq!(settings.text("server.listen"), "127.0.0.1:2");
    assert_eq!((settings.number("server.drain_seconds"), settings.number("engine.threads_count")), (5, 4));
}

#[test]
fn confs_are_flattened() {
    let text = "[spark]\n\"sql.x\" = 1\n\"spark.sql.y\" = \"a\"\n[spark.sql.session]\ntimeZone = \"UTC\"\n[spark.sql.ansi]\nenabled = false";
    let pairs: Vec<_> = from_toml(text).unwrap().spark().clone().into_iter().collect();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        pairs,
        [
            pair("spark.sql.ansi.enabled", "false"),
            pair("spark.sql.session.timeZone", "UTC"),
            pair("spark.sql.x", "1"),
            pair("spark.sql.y", "a"),
        ]
    );
}

#[test]
fn mistakes_are_named() {
    let unknown = |key: &str| format!("there is no setting '{key}'; `sparrow-server --help` lists them");
    check_problem(from_toml("[server]\nlisen = 1"), &unknown("server.lisen"));
    check_problem(from_toml("[severs]\nlisten = 1"), &unknown("severs.listen"));
    check_problem(from_toml("listen = 1"), &unknown("listen"));
    check_problem(from_toml("[server]\nlisten = 1"), "server.listen must be a text, but is 1");
    let mut sources = Sources::default();
    check_problem(sources.add_pair("x"), "'x' is not of the form KEY=VALUE");
    check_problem(
        sources.add_pair("server.drain_seconds=-1"),
        "server.drain_seconds must be a whole number, not negative, but is -1",
    );
    check_problem(sources.add_pair("server.reflection=yes"), "server.reflection must be true or false, but is \"yes\"");
    check_problem(
        sources.add_pair("server.drain_seconds=soon"),
        "server.drain_seconds must be a whole number, not negative, but is \"soon\"",
    );
}

/// `docs/SETTINGS.md` has a row for each setting, with its variable and its default.
#[test]
fn every_setting_is_in_the_docs() {
    let docs = include_str!("../../../docs/SETTINGS.md");
    for (key, _, default, _) in ROWS {
        let shown = match *default {
            "" => "empty".to_owned(),
            text if text.parse::<f64>().is_ok() => text.to_owned(),
            text => format!("`{text}`"),
        };
        let row = format!("| `{key}` | `{}` | {shown} |", variable(key));
        assert!(docs.contains(&row), "docs/SETTINGS.md lacks a row that begins: {row}");
    }
    let documented = docs.lines().filter(|line| line.starts_with("| `") && line.contains("` | `SPARROW_")).count();
    assert_eq!(documented, ROWS.len(), "docs/SETTINGS.md has rows for settings that are not there");
}

#[test]
fn help_names_every_setting() {
    let help = help();
    assert!(ROWS.iter().all(|row| help.contains(row.0)));
}
