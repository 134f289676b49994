//! `sparrow-server token`: makes tokens, and tells why one is refused. A token is printed once, where it is made.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use chrono::{Days, SecondsFormat, Utc};
use sparrow_auth::{Authenticator, tokens};

use super::say;
use crate::options::Issue;
use crate::settings::Settings;
use crate::{EXIT_SETTINGS, fail, files};

const TOKEN_BYTES_MAX: u64 = 1 << 20;

/// Makes a token, notes its digest in the file, and gives the token back.
pub fn issue(issue: &Issue) -> Result<String, String> {
    tokens::check_names(&issue.tenant, &issue.subject, &issue.groups, &issue.roles).map_err(|e| e.to_string())?;
    let (token, mut entry) = tokens::issue(&issue.tenant, &issue.subject, &issue.groups, &issue.roles);
    if let Some(days) = issue.expires_days {
        let end =
            Utc::now().checked_add_days(Days::new(days.into())).ok_or("the expiry is too far away: give fewer days")?;
        if !entry.ends_with('\n') {
            entry.push('\n');
        }
        entry.push_str(&format!("expires = \"{}\"\n", end.to_rfc3339_opts(SecondsFormat::Secs, true)));
    }
    append(&issue.file, &entry)?;
    Ok(token)
}

/// Adds an entry in one write, so that a server that reads meanwhile finds all of it or nothing.
fn append(file: &Path, entry: &str) -> Result<(), String> {
    let shown = file.display();
    if file.exists() {
        files::check_private(file)?;
    }
    let mut opened = private()
        .open(file)
        .map_err(|e| format!("{shown} cannot be written: {e}; name a file in a folder of yours"))?;
    // What is there may end without a line's end.
    opened
        .write_all(format!("\n{}\n", entry.trim_end()).as_bytes())
        .and_then(|()| opened.sync_all())
        .map_err(|e| format!("{shown} cannot be written: {e}; name a file in a folder of yours"))
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    options
}

/// Tells how the server judges a token; the exit code says whether it is taken.
pub fn explain(settings: &Settings, token_file: Option<&Path>) -> ExitCode {
    if !settings.authenticates() {
        return fail(
            EXIT_SETTINGS,
            &"there is no authentication in these settings: name a file with --config, or set auth.tokens_file",
        );
    }
    let token = match read(token_file) {
        Ok(token) => token,
        Err(problem) => return fail(1, &problem),
    };
    let authenticator = match Authenticator::new(settings.auth()) {
        Ok(authenticator) => authenticator,
        Err(problem) => return fail(EXIT_SETTINGS, &problem),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(1, &format!("no threads: {error}")),
    };
    let (steps, judged) =
        runtime.block_on(async { (authenticator.explain(&token).await, authenticator.bearer(&token).await) });
    for step in steps {
        match step.outcome {
            Ok(found) => say(&format!("passed   {}: {found}", step.name)),
            Err(why) => say(&format!("refused  {}: {why}", step.name)),
        };
    }
    match judged {
        Ok(caller) if !settings.knows_tenant(caller.tenant()) => {
            fail(1, &format!("refused: there is no section [tenant.{}]; add one", caller.tenant()))
        }
        Ok(caller) => say(&format!("taken: subject '{}' of tenant '{}'", caller.subject(), caller.tenant())),
        Err(refusal) => fail(1, &format!("refused: {refusal}")),
    }
}

/// The token, without the white space around it.
fn read(file: Option<&Path>) -> Result<String, String> {
    let text = match file {
        Some(file) => files::text(file, TOKEN_BYTES_MAX)?,
        None => {
            let mut text = String::new();
            let read = std::io::stdin().lock().take(TOKEN_BYTES_MAX).read_to_string(&mut text);
            read.map_err(|e| format!("the token cannot be read from standard input: {e}"))?;
            text
        }
    };
    Ok(text.trim().to_owned())
}
