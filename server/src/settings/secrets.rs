//! Secrets among the settings: they stand in files and variables of the environment, never in the settings themselves.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::Problem;
use crate::files;

/// What the names of secrets have in them.
const MARKS: &[&str] = &["secret", "password", "token", "credential"];

/// What the names of settings have at their end that say where a secret is, or something about it.
const HARMLESS_ENDS: &[&str] = &["_file", "_max", "_min", "_seconds", "_claim"];

const SECRET_BYTES_MAX: u64 = 64 * 1024;

/// Refuses secrets written into a section, at any depth.
pub(super) fn check(section: &str, keys: &Table) -> Result<(), Problem> {
    for (key, value) in keys {
        let key = format!("{section}.{key}");
        match value {
            Value::String(text) if !text.is_empty() => refuse_inline(&key)?,
            Value::Integer(_) | Value::Float(_) => refuse_inline(&key)?,
            Value::Table(table) if !is_reference(&key, table) => check(&key, table)?,
            Value::Array(values) => {
                values.iter().filter_map(Value::as_table).try_for_each(|table| check(&key, table))?
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses a text under a key that names a secret.
pub(super) fn refuse_inline(key: &str) -> Result<(), Problem> {
    if !is_secret(key) {
        return Ok(());
    }
    let mend = match key.starts_with("spark.") {
        true => format!(
            "write in the settings' file {key} = {{ file = \"/path/to/it\" }}, or {{ env = \"NAME\" }} for a variable of the environment"
        ),
        false => "name it with the setting that ends in _file, as docs/SETTINGS.md lists them".to_owned(),
    };
    Err(Problem(format!(
        "{key} holds a secret, and settings are read by many: put the secret into a file of mode 0600, and {mend}"
    )))
}

/// Refuses the content of a file under a key that names one: what says that there is no such file would show it.
pub(super) fn refuse_content(key: &str, text: &str) -> Result<(), Problem> {
    if key.ends_with("_file") && (text.contains("-----BEGIN") || text.contains('\n')) {
        return Err(Problem(format!("{key} holds what belongs into a file: write it there and name the file's path")));
    }
    Ok(())
}

/// Whether a table under `key` says where a secret is.
pub(super) fn is_reference(key: &str, table: &Table) -> bool {
    is_secret(key) && table.keys().all(|name| matches!(name.as_str(), "file" | "env")) && !table.is_empty()
}

/// The files that secrets of a section come from, at any depth.
pub(super) fn files(section: &str, keys: &Table) -> Vec<PathBuf> {
    let of_key = |(key, value): (&String, &Value)| {
        let key = format!("{section}.{key}");
        match value {
            Value::Table(table) if is_reference(&key, table) => {
                table.get("file").and_then(Value::as_str).map(PathBuf::from).into_iter().collect()
            }
            Value::Table(table) => files(&key, table),
            _ => Vec::new(),
        }
    };
    keys.iter().flat_map(of_key).collect()
}

/// The secret that `{ file = … }` or `{ env = … }` leads to, without the white space around it.
pub(super) fn read(key: &str, reference: &Table) -> Result<String, Problem> {
    let place = |name: &str| reference.get(name).and_then(Value::as_str);
    let text = match (place("file"), place("env")) {
        (Some(file), None) => read_file(key, Path::new(file))?,
        (None, Some(name)) => std::env::var(name).map_err(|_| {
            Problem(format!("{key} is to come from the variable {name}, which is not set: set it, or name a file"))
        })?,
        _ => {
            return Err(Problem(format!(
                "{key} must be {{ file = \"…\" }} or {{ env = \"…\" }}, one of them, as a text"
            )));
        }
    };
    Ok(text.trim().to_owned())
}

fn read_file(key: &str, file: &Path) -> Result<String, Problem> {
    files::private_text(file, SECRET_BYTES_MAX).map_err(|problem| Problem(format!("{key}: {problem}")))
}

/// By the last part of the key, and of it all that stands behind a section of ours.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let name = if key.starts_with("spark.") { key.as_str() } else { key.rsplit('.').next().unwrap_or_default() };
    MARKS.iter().any(|mark| name.contains(mark)) && !HARMLESS_ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str) -> Result<(), String> {
        let table: Table = text.parse().unwrap();
        let sections = table.iter().filter_map(|(name, value)| Some((name, value.as_table()?)));
        sections.into_iter().try_for_each(|(name, keys)| check(name, keys)).map_err(|problem| problem.to_string())
    }

    #[test]
    fn secrets_do_not_stand_in_settings() {
        for text in [
            "[spark]\n'hadoop.fs.s3a.secret.key' = 'canary'",
            "[spark.hadoop.fs.s3a]\nsecret = 'canary'",
            "[spark.ssl]\nkeyPassword = 'canary'",
            "[fleet]\nsecret = 'canary'",
            "[auth]\ntoken = 'canary'",
            "[[auth.jwt]]\nclient_secret = 'canary'",
            "[spark]\npassword = 1234",
        ] {
            let problem = check_text(text).unwrap_err();
            assert!(
                (problem.contains("{ file = ") || problem.contains("ends in _file"))
                    && !problem.contains("canary")
                    && !problem.contains("1234"),
                "{problem}"
            );
        }
        for text in [
            "[fleet]\nsecret_file = '/x'",
            "[auth]\ntokens_file = '/x'",
            "[[auth.jwt]]\ntoken_bytes_max = 1\ntenant_claim = 'x'",
            "[spark]\npassword = { env = 'X' }",
            "[spark]\npassword = ''",
            "[spark]\n'sql.ansi.enabled' = true",
        ] {
            assert_eq!(check_text(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_reference_leads_to_its_secret() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "canary\n").unwrap();
        let reference: Table = format!("file = '{}'", file.display()).parse().unwrap();
        let read_with = |mode: u32| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            read("spark.password", &reference)
        };
        assert_eq!(read_with(0o600).unwrap(), "canary");
        let problem = read_with(0o644).unwrap_err().to_string();
        assert!(problem.contains("chmod 600"), "{problem}");
        for wrong in ["env = 'SPARROW_NO_SUCH_VARIABLE'", "file = '/x'\nenv = 'X'", "file = 1", "file = '/no/such'"] {
            assert!(read("spark.password", &wrong.parse().unwrap()).is_err(), "{wrong}");
        }
    }
}
