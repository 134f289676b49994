//! The server's settings: one table names, explains and defaults them all, but for the sections of tenants, issuers and storage.

mod accept;
mod auth;
mod fleet;
mod rows;
mod rules;
mod secrets;
mod storage;
mod tenants;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sparrow_tenancy::Tenants;
use toml::{Table, Value};

pub use accept::{Accepted, accept};
use auth::AuthSection;
pub use fleet::FleetSettings;
use rows::{Kind, ROWS, Row};
pub use rules::{STATE_FOLDER, address};
pub use storage::Storage;
use tenants::TenantSection;

/// Confs that sessions start with; their keys are Spark's.
const SPARK: &str = "spark";
/// Ten years: longer times cannot be reckoned with, and mean the same.
const SECONDS_MAX: u64 = 10 * 365 * 24 * 60 * 60;

/// What is wrong with the settings.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem(String);

/// The settings, checked for their kinds.
#[derive(Clone)]
pub struct Settings {
    values: BTreeMap<&'static str, Value>,
    spark: BTreeMap<String, String>,
    sections: Sections,
    /// Where they are from: the file of settings, and those of the secrets in it.
    files: Vec<PathBuf>,
}

/// Settings as they are gathered; a later source wins.
#[derive(Default)]
pub struct Sources {
    values: BTreeMap<&'static str, Value>,
    spark: BTreeMap<String, String>,
    sections: Sections,
    files: Vec<PathBuf>,
}

/// What only a file can say.
#[derive(Clone, Default)]
struct Sections {
    auth: AuthSection,
    tenants: BTreeMap<String, TenantSection>,
    storage: Storage,
}

impl Sources {
    /// Adds the settings of a TOML file.
    pub fn add_file(&mut self, path: &Path) -> Result<(), Problem> {
        let shown = path.display();
        self.files.push(path.to_owned());
        let text = std::fs::read_to_string(path).map_err(|e| Problem(format!("{shown} cannot be read: {e}")))?;
        self.add_toml(&text).map_err(|Problem(problem)| Problem(format!("{shown}: {problem}")))
    }

    fn add_toml(&mut self, text: &str) -> Result<(), Problem> {
        let table: Table = text.parse().map_err(|e: toml::de::Error| Problem(without_lines(&e, text)))?;
        for (section, value) in table {
            let Value::Table(mut keys) = value else { return Err(unknown(&section)) };
            secrets::check(&section, &keys)?;
            self.files.extend(secrets::files(&section, &keys));
            match section.as_str() {
                SPARK => {
                    flatten(SPARK, keys, &mut self.spark)?;
                    continue;
                }
                "tenant" => {
                    self.sections.tenants = tenants::read(keys)?;
                    continue;
                }
                "storage" => {
                    self.sections.storage = storage::read(keys)?;
                    continue;
                }
                "auth" => self.sections.auth = auth::take(&mut keys)?,
                _ => {}
            }
            for (key, value) in keys {
                self.put(&format!("{section}.{key}"), value)?;
            }
        }
        Ok(())
    }

    /// Adds variables such as `SPARROW_SERVER_LISTEN`; `SPARROW_LISTEN` is short for that one.
    pub fn add_environment(&mut self, variables: impl Iterator<Item = (String, String)>) -> Result<(), Problem> {
        for (name, value) in variables {
            let row = ROWS.iter().find(|row| variable(row.0) == name);
            match row {
                Some(row) => self.add(row.0, &value)?,
                None if name == "SPARROW_LISTEN" => self.add("server.listen", &value)?,
                None => {}
            }
        }
        Ok(())
    }

    /// Adds `key=value`.
    pub fn add_pair(&mut self, pair: &str) -> Result<(), Problem> {
        match pair.split_once('=') {
            Some((key, value)) => self.add(key.trim(), value.trim()),
            None => Err(Problem(format!("'{pair}' is not of the form KEY=VALUE"))),
        }
    }

    /// Adds a value given as text.
    pub fn add(&mut self, key: &str, text: &str) -> Result<(), Problem> {
        if key.starts_with("spark.") {
            secrets::refuse_inline(key)?;
            self.spark.insert(key.to_owned(), text.to_owned());
            return Ok(());
        }
        let value = match row(key)?.1 {
            Kind::Text => Value::String(text.to_owned()),
            Kind::Number => text.parse().map(Value::Integer).unwrap_or_else(|_| Value::String(text.to_owned())),
            Kind::Ratio => text.parse().map(Value::Float).unwrap_or_else(|_| Value::String(text.to_owned())),
            Kind::Flag => text.parse().map(Value::Boolean).unwrap_or_else(|_| Value::String(text.to_owned())),
        };
        self.put(key, value)
    }

    fn put(&mut self, key: &str, value: Value) -> Result<(), Problem> {
        let (key, kind, ..) = *row(key)?;
        let fits = match (kind, &value) {
            (Kind::Text, Value::String(_)) => true,
            (Kind::Number, Value::Integer(number)) => *number >= 0,
            (Kind::Flag, Value::Boolean(_)) => true,
            (Kind::Ratio, ratio) => as_ratio(ratio).is_some(),
            _ => false,
        };
        if !fits {
            let expected = match kind {
                Kind::Text => "a text",
                Kind::Number => "a whole number, not negative",
                Kind::Flag => "true or false",
                Kind::Ratio => "a number from 0 to 1",
            };
            return Err(Problem(format!("{key} must be {expected}, but is {value}")));
        }
        secrets::refuse_content(key, value.as_str().unwrap_or_default())?;
        self.values.insert(key, value);
        Ok(())
    }

    /// The settings.
    pub fn finish(self) -> Result<Settings, Problem> {
        Ok(Settings { values: self.values, spark: self.spark, sections: self.sections, files: self.files })
    }
}

impl Settings {
    /// The text under `key`, which is one of the table.
    pub fn text(&self, key: &str) -> &str {
        let given = self.values.get(key).and_then(Value::as_str);
        given.unwrap_or_else(|| row(key).expect("it is in the table").2)
    }

    /// The number under `key`, which is one of the table.
    pub fn number(&self, key: &str) -> u64 {
        let given = self.values.get(key).and_then(Value::as_integer).and_then(|number| u64::try_from(number).ok());
        given.unwrap_or_else(|| {
            row(key).expect("it is in the table").2.parse().expect("numbers have numbers as defaults")
        })
    }

    /// Whether `key`, which is one of the table, is true.
    pub fn flag(&self, key: &str) -> bool {
        let given = self.values.get(key).and_then(Value::as_bool);
        given.unwrap_or_else(|| row(key).expect("it is in the table").2 == "true")
    }

    /// The number from 0 to 1 under `key`, which is one of the table.
    pub fn ratio(&self, key: &str) -> f64 {
        let default = || row(key).expect("it is in the table").2.parse().expect("ratios have numbers as defaults");
        self.values.get(key).and_then(as_ratio).unwrap_or_else(default)
    }

    /// The number under `key` as a count or a size in memory.
    pub fn count(&self, key: &str) -> usize {
        usize::try_from(self.number(key)).unwrap_or(usize::MAX)
    }

    /// The seconds under `key`, ten years at most.
    pub fn duration(&self, key: &str) -> Duration {
        Duration::from_secs(self.number(key).min(SECONDS_MAX))
    }

    /// The path under `key`; `None` when it is empty.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        Some(self.text(key)).filter(|text| !text.is_empty()).map(PathBuf::from)
    }

    /// Confs that sessions start with.
    pub fn spark(&self) -> &BTreeMap<String, String> {
        &self.spark
    }

    /// Whose credentials are taken.
    pub fn auth(&self) -> sparrow_auth::Config {
        self.sections.auth.config(self.path("auth.tokens_file"))
    }

    /// Whether callers must have a credential.
    pub fn authenticates(&self) -> bool {
        self.sections.auth.is_set() || self.path("auth.tokens_file").is_some()
    }

    /// What holds for tenants. Without authentication there is one, on this machine, that may go anywhere unless told otherwise.
    pub fn tenants(&self) -> Tenants {
        tenants::tenants(&self.sections.tenants, &self.sections.storage, self.authenticates())
    }

    /// Whether credentials may name `tenant`: any, as long as no section names one.
    pub fn knows_tenant(&self, tenant: &str) -> bool {
        self.sections.tenants.is_empty() || self.sections.tenants.contains_key(tenant)
    }

    /// Files and folders that the settings name or are from, and that belong to the server alone: every setting that is called a
    /// file or a folder names one.
    pub fn own_places(&self) -> Vec<PathBuf> {
        let named = ROWS.iter().filter(|row| row.0.ends_with("_file") || row.0.ends_with("_folder"));
        let named = named.filter_map(|row| self.path(row.0));
        let keys = self.sections.auth.pem_files();
        let all = named.chain(keys).chain(self.files.iter().cloned());
        // What has no absolute path is found by no other path either.
        all.filter_map(|place| std::path::absolute(place).ok()).collect()
    }

    /// The section about storage.
    pub fn storage(&self) -> &Storage {
        &self.sections.storage
    }
}

/// The keys of all limits: what may grow, and how far.
pub fn limits() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.0).filter(|key| key.ends_with("_max"))
}

/// The part of `--help` that lists the settings.
pub fn help() -> String {
    let mut text = String::from(
        "Settings, by section and key of the TOML file; each is also a variable, server.listen for\n\
         instance SPARROW_SERVER_LISTEN. Confs in the section [spark] are defaults of sessions.\n",
    );
    for (key, _, default, explanation) in ROWS {
        let default = if default.is_empty() { "\"\"" } else { default };
        text.push_str(&format!("\n  {key} = {default}\n      {explanation}\n"));
    }
    text
}

fn row(key: &str) -> Result<&'static Row, Problem> {
    ROWS.iter().find(|row| row.0 == key).ok_or_else(|| unknown(key))
}

fn as_ratio(value: &Value) -> Option<f64> {
    let number = value.as_float().or(value.as_integer().map(|number| number as f64));
    number.filter(|number| (0.0..=1.0).contains(number))
}

fn unknown(key: &str) -> Problem {
    Problem(format!("there is no setting '{key}'; `sparrow-server --help` lists them"))
}

fn variable(key: &str) -> String {
    format!("SPARROW_{}", key.replace('.', "_").to_ascii_uppercase())
}

/// What a TOML reader says, without the lines it shows: a secret may be in them.
fn without_lines(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map(|before| format!("line {}: ", before.matches('\n').count() + 1)).unwrap_or_default();
    format!("{line}{}", error.message())
}

/// `[spark.sql] ansi.enabled = true` and `[spark] "sql.ansi.enabled" = "true"` say the same.
fn flatten(prefix: &str, table: Table, into: &mut BTreeMap<String, String>) -> Result<(), Problem> {
    for (key, value) in table {
        let key = if key.starts_with("spark.") { key } else { format!("{prefix}.{key}") };
        let text = match value {
            Value::Table(table) if secrets::is_reference(&key, &table) => secrets::read(&key, &table)?,
            Value::Table(table) => {
                flatten(&key, table, into)?;
                continue;
            }
            Value::String(text) => text,
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => value.to_string(),
            Value::Array(_) | Value::Datetime(_) => {
                return Err(Problem(format!("{key} must be a text, but is a list or a time: put it in quotes")));
            }
        };
        into.insert(key, text);
    }
    Ok(())
}

/// Keys alone: values may be secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).entries(self.spark.keys()).finish()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests;
