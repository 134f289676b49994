//! Static tokens, for services and for trying out: 256 random bits each, of which a file has the SHA-256. Whoever reads the
//! file can be nobody by it.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, NaiveTime};
use parking_lot::{Mutex, RwLock};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sparrow_tenancy::{Principal, is_open_to_others};
use subtle::ConstantTimeEq;

use crate::claims::{NAME_BYTES_MAX, NAMES_COUNT_MAX, TENANT_NAME_RULE, is_name, is_tenant_name};
use crate::clock::Clock;
use crate::config::Problem;
use crate::{Reason, Refusal, counts};

/// What static tokens begin with; scanners for lost secrets find them by it.
pub const PREFIX: &str = "sparrow_";

/// The bytes of chance in a token.
const RANDOM_BYTES: usize = 32;

/// The tokens of a file.
const TOKENS_COUNT_MAX: usize = 10_000;

const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// How often the file is looked at for changes.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(default)]
    token: Vec<EntryText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryText {
    sha256: String,
    tenant: String,
    subject: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
}

/// Makes a token, and the entry for the file of tokens. The token is not kept anywhere: show it once.
pub fn issue(tenant: &str, subject: &str, groups: &[String], roles: &[String]) -> (String, String) {
    let mut random = [0; RANDOM_BYTES];
    getrandom::fill(&mut random).expect("the system has random numbers");
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
    let entry = EntryText {
        sha256: hex::encode(Sha256::digest(&token)),
        tenant: tenant.to_owned(),
        subject: subject.to_owned(),
        groups: groups.to_vec(),
        roles: roles.to_vec(),
        expires: None,
    };
    let text = toml::to_string(&FileText { token: vec![entry] }).expect("strings and lists of them are TOML");
    (token, text)
}

/// Refuses names that a file of tokens may not have; ask before [`issue`].
pub fn check_names(tenant: &str, subject: &str, groups: &[String], roles: &[String]) -> Result<(), Problem> {
    if !is_tenant_name(tenant) {
        return Err(Problem::new(format!("the tenant {tenant:?} cannot be used: {TENANT_NAME_RULE}")));
    }
    if let Some(name) =
        [subject].into_iter().chain(groups.iter().chain(roles).map(String::as_str)).find(|name| !is_name(name))
    {
        return Err(Problem::new(format!(
            "the subject, group or role {name:?} cannot be used: use 1 to {NAME_BYTES_MAX} bytes without control characters"
        )));
    }
    if groups.len().max(roles.len()) > NAMES_COUNT_MAX {
        return Err(Problem::new(format!(
            "the groups or roles of {subject:?} are too many: use {NAMES_COUNT_MAX} at most"
        )));
    }
    Ok(())
}

/// Whether a token is to be looked up, not verified.
pub(crate) fn is_static(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// Refuses a file of tokens that cannot be used.
pub(crate) fn check_file(file: &Path) -> Result<(), Problem> {
    load(file).map(|_| ())
}

/// A file of tokens, read again when it changes.
pub(crate) struct TokensFile {
    file: PathBuf,
    /// By the first bytes of their digest. That much a bearer could learn by the time a look takes; it is no use to him.
    tokens: RwLock<Arc<Tokens>>,
    look: Mutex<Look>,
}

/// The last look at the file.
struct Look {
    at: Duration,
    stamp: Option<Stamp>,
}

/// What tells one state of a file from the next: time and inode of the contents, time of their entry, size.
type Stamp = (i64, i64, i64, i64, u64, u64);

struct Token {
    digest: [u8; 32],
    principal: Principal,
    expires: Option<u64>,
}

impl TokensFile {
    /// Reads the file.
    pub(crate) fn open(file: PathBuf, now: Duration) -> Result<Self, Problem> {
        let (tokens, stamp) = load(&file)?;
        let look = Mutex::new(Look { at: now, stamp: Some(stamp) });
        Ok(Self { file, tokens: RwLock::new(Arc::new(tokens)), look })
    }

    /// The bearer of a token. One that is not there and one that is no token at all get the same answer.
    pub(crate) fn find(&self, token: &str, clock: &dyn Clock) -> Result<Principal, Refusal> {
        self.look(clock.elapsed());
        let unknown = || Refusal::new(Reason::Unknown, "it is not in the tokens file");
        let random = token.strip_prefix(PREFIX).and_then(|rest| URL_SAFE_NO_PAD.decode(rest).ok());
        if random.is_none_or(|random| random.len() != RANDOM_BYTES) {
            return Err(unknown());
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        let tokens = Arc::clone(&self.tokens.read());
        let near = tokens.get(&first_bytes(&digest)).map(Vec::as_slice).unwrap_or_default();
        let found = near.iter().find(|token| bool::from(token.digest.ct_eq(&digest))).ok_or_else(unknown)?;
        match found.expires {
            Some(expires) if clock.now() >= expires => Err(Refusal::new(
                Reason::Expired,
                format!("its entry expired at {expires}, the time is {}", clock.now()),
            )),
            _ => Ok(found.principal.clone()),
        }
    }

    /// Reads the file again if it has changed. A file that cannot be read leaves the tokens as they are: a slip of an
    /// editor must not lock everybody out. It is logged and counted.
    fn look(&self, now: Duration) {
        let Some(mut look) = self.look.try_lock() else { return };
        if now.saturating_sub(look.at) < LOOK_INTERVAL {
            return;
        }
        look.at = now;
        let stamp = std::fs::metadata(&self.file).ok().map(|metadata| stamp(&metadata));
        if stamp == look.stamp {
            return;
        }
        look.stamp = stamp;
        match load(&self.file) {
            Ok((tokens, read)) => {
                tracing::info!(file = %self.file.display(), tokens = tokens.len(), "read the changed tokens file");
                look.stamp = Some(read);
                *self.tokens.write() = Arc::new(tokens);
            }
            Err(problem) => {
                // What cannot be opened now may be in a second, without having changed.
                if File::open(&self.file).is_err() {
                    look.stamp = None;
                }
                counts::add(&counts::TOKENS_FILE_FAILURES);
                tracing::error!(%problem, "the tokens before hold until the file can be read");
            }
        }
    }
}

type Tokens = HashMap<[u8; 8], Vec<Token>>;

fn load(file: &Path) -> Result<(Tokens, Stamp), Problem> {
    let problem =
        |what: String, mend: &str| Problem::new(format!("auth.tokens_file: {} {what}: {mend}", file.display()));
    let readable = "set it to a file that this server may read";
    let unreadable = |error: std::io::Error| problem(format!("cannot be read, {error}"), readable);
    let opened = File::open(file).map_err(unreadable)?;
    let metadata = opened.metadata().map_err(unreadable)?;
    let mode = metadata.permissions().mode() & 0o7777;
    if !metadata.is_file() {
        return Err(problem("is not a file".to_owned(), readable));
    }
    if mode & 0o7100 != 0 || is_open_to_others(&metadata) {
        return Err(problem(format!("has the mode {mode:04o}, others may use it"), "run chmod 600 on it"));
    }
    let mut text = String::new();
    opened.take(FILE_BYTES_MAX + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(problem(format!("has more than {FILE_BYTES_MAX} bytes"), "remove tokens that are not used"));
    }
    let read: FileText = toml::from_str(&text).map_err(|error| {
        // The library would also show the line, with what is in it.
        let line =
            error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.lines().count().max(1));
        problem(format!("is wrong near line {line}, {}", error.message()), "mend the line; token issue writes entries")
    })?;
    if read.token.len() > TOKENS_COUNT_MAX {
        let what = format!("has {} tokens, more than {TOKENS_COUNT_MAX}", read.token.len());
        return Err(problem(what, "remove tokens that are not used"));
    }
    let mut tokens = Tokens::new();
    for (at, entry) in read.token.into_iter().enumerate() {
        let wrong = |what: String, mend: &str| problem(format!("has in token {} {what}", at + 1), mend);
        let token = read_entry(entry, wrong)?;
        let near = tokens.entry(first_bytes(&token.digest)).or_default();
        if near.iter().any(|other| other.digest == token.digest) {
            return Err(wrong("the sha256 of one before".to_owned(), "keep one of them"));
        }
        near.push(token);
    }
    Ok((tokens, stamp(&metadata)))
}

fn read_entry(entry: EntryText, wrong: impl Fn(String, &str) -> Problem) -> Result<Token, Problem> {
    let EntryText { sha256, tenant, subject, groups, roles, expires } = entry;
    let mut digest = [0; 32];
    hex::decode_to_slice(&sha256, &mut digest)
        .map_err(|_| wrong("a sha256 that is not 64 hex digits".to_owned(), "write it as token issue does"))?;
    check_names(&tenant, &subject, &groups, &roles)
        .map_err(|problem| wrong(format!("a name that is wrong, {problem}"), "change it"))?;
    let expires = match expires.as_deref().map(|text| (text, read_time(text))) {
        None => None,
        Some((_, Some(time))) => Some(time),
        Some((text, None)) => {
            return Err(wrong(format!("expires = {text:?}"), "write \"2030-01-31\" or \"2030-01-31T12:00:00Z\""));
        }
    };
    Ok(Token { digest, principal: Principal::verified(&tenant, &subject, groups, roles), expires })
}

/// Seconds since 1970 of a time, or of the beginning of a day in UTC.
fn read_time(text: &str) -> Option<u64> {
    let time = DateTime::parse_from_rfc3339(text).map(|time| time.timestamp());
    let day =
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN).and_utc().timestamp());
    time.or_else(|_| day()).ok()?.try_into().ok()
}

fn stamp(metadata: &Metadata) -> Stamp {
    let (changed, entered) = ((metadata.mtime(), metadata.mtime_nsec()), (metadata.ctime(), metadata.ctime_nsec()));
    (changed.0, changed.1, entered.0, entered.1, metadata.ino(), metadata.size())
}

fn first_bytes(digest: &[u8; 32]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = *digest;
    [a, b, c, d, e, f, g, h]
}
