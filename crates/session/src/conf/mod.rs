//! A session's confs: Spark's keys with Spark's defaults and checks, over them the server's settings, over those what
//! the client sets. Whoever reads confs reads a snapshot.

mod acting;
mod known;
mod partitions;
mod time_zone;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use sparrow_sources::egress;
use sparrow_spark_error::{Result, SparkError, condition, limit_exceeded, to_sql_conf};

pub use known::{Defaults, Known};
pub use partitions::Partitions;

/// How much a client may set.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Keys set in one session.
    pub keys_count_max: usize,
    /// Bytes of their names and values together.
    pub conf_bytes_max: usize,
    /// Partitions a shuffle may be told to make.
    pub partitions_count_max: usize,
}

/// The confs of one session.
#[derive(Debug)]
pub struct Conf {
    defaults: Arc<Defaults>,
    limits: Limits,
    /// Where it is there, confs that name endpoints must name public ones, or these.
    egress: Option<Arc<[String]>>,
    state: RwLock<State>,
}

#[derive(Clone, Debug, Default)]
struct State {
    set: BTreeMap<String, String>,
    bytes: usize,
    snapshot: Option<Arc<BTreeMap<String, String>>>,
}

/// A row of `SET -v`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The key.
    pub key: String,
    /// Its value; `None` when it has none.
    pub value: Option<String>,
}

/// What stands for a value that is not shown, as in Spark.
const REDACTED: &str = "*********(redacted)";

/// Whether the value of a key is not to be shown, by the default of Spark's `spark.redaction.regex`.
fn names_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "password", "token", "accesskey", "access.key"].iter().any(|mark| key.contains(mark))
}

/// Where Hadoop's file systems and their helpers connect to: `spark.hadoop.fs.s3a.endpoint`, `fs.s3a.bucket.b.endpoint`,
/// `fs.defaultFS`, `fs.s3a.proxy.host`.
fn names_endpoint(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let key = key.strip_prefix("spark.hadoop.").unwrap_or(&key);
    let last = key.rsplit('.').next().unwrap_or_default();
    key.starts_with("fs.")
        && (key.contains(".endpoint") || matches!(last, "endpoint" | "host" | "uri" | "url" | "defaultfs"))
        && last != "region"
}

impl Conf {
    /// The confs of a new session.
    pub fn new(defaults: Arc<Defaults>, limits: Limits) -> Self {
        Self { defaults, limits, egress: None, state: RwLock::default() }
    }

    /// A session's confs to start another one with.
    #[must_use]
    pub fn copy(&self) -> Self {
        let state = RwLock::new(self.state.read().clone());
        let defaults = Arc::clone(&self.defaults);
        Self { defaults, limits: self.limits, egress: self.egress.clone(), state }
    }

    /// The same confs, where those that name endpoints must name public ones or some of `allowed`: for tenants with rules about
    /// paths.
    #[must_use]
    pub fn with_egress_held(self, allowed: Arc<[String]>) -> Self {
        Self { egress: Some(allowed), ..self }
    }

    /// Sets a key after Spark's checks. The answer is a warning when the key has no effect here.
    pub fn set(&self, key: &str, value: &str) -> Result<Option<String>> {
        self.check_modifiable(key)?;
        self.defaults.check(key, value)?;
        if let Some(allowed) = self.egress.as_ref().filter(|_| names_endpoint(key)) {
            egress::check_endpoint(value, allowed)?;
        }
        let mut state = self.state.write();
        self.check_room(&state, key, value)?;
        state.put(key, Some(value));
        Ok(self.warning(key, value))
    }

    /// The value of a key; `None` for a key of Spark that has no value. A key nobody knows is an error.
    pub fn get(&self, key: &str) -> Result<Option<String>> {
        match self.lookup(key) {
            Some(value) => Ok(value.map(|value| self.shown(key, value))),
            None => Err(SparkError::new(&condition::SQL_CONF_NOT_FOUND).with("sqlConf", to_sql_conf(key))),
        }
    }

    /// The value of a key, or `default`; like Spark, checks that `default` would be allowed.
    pub fn get_with_default(&self, key: &str, default: Option<&str>) -> Result<Option<String>> {
        if let Some(default) = default {
            self.defaults.check(key, default)?;
        }
        let value = self.chosen(key).map(|value| self.shown(key, value));
        let own = |default: Option<&str>| match default {
            Some(default) => Some(default.to_owned()),
            None => self.defaults.value(key).flatten(),
        };
        Ok(value.or_else(|| own(default)))
    }

    /// The value of a key, if there is one.
    pub fn get_option(&self, key: &str) -> Option<String> {
        self.lookup(key).flatten()
    }

    /// The value a client or the server has set, if one has.
    pub fn chosen(&self, key: &str) -> Option<String> {
        let set = self.state.read().set.get(key).cloned();
        set.or_else(|| self.defaults.setting(key))
    }

    /// The number under a key, if there is one.
    pub fn number(&self, key: &str) -> Option<u64> {
        self.get_option(key)?.trim().parse().ok()
    }

    /// The duration under a key, if there is one.
    pub fn duration(&self, key: &str) -> Option<Duration> {
        let microseconds = value::microseconds(&self.get_option(key)?)?;
        u64::try_from(microseconds).ok().map(Duration::from_micros)
    }

    /// The bytes of results Spark's `spark.driver.maxResultSize` lets an operation send; `None` is any number. Spark's own
    /// default of 1 GiB does not hold: it protects a driver that keeps whole results, and ours never does.
    pub fn result_bytes_max(&self) -> Option<usize> {
        let bytes = value::bytes(&self.defaults.setting(value::RESULT_SIZE)?)?;
        usize::try_from(bytes).ok().filter(|bytes| *bytes > 0)
    }

    /// How many keys are set, and the bytes of their names and values.
    pub fn usage(&self) -> (usize, usize) {
        let state = self.state.read();
        (state.set.len(), state.bytes)
    }

    /// All keys that a client or the server has set, those with `prefix` only, without it.
    pub fn get_all(&self, prefix: Option<&str>) -> Vec<(String, String)> {
        let prefix = prefix.unwrap_or_default();
        let mut all = self.defaults.settings().clone();
        all.extend(self.state.read().set.clone());
        let stripped = |(key, value): (String, String)| {
            let value = self.shown(&key, value);
            Some((key.strip_prefix(prefix)?.to_owned(), value))
        };
        all.into_iter().filter_map(stripped).collect()
    }

    /// Takes a key back to its default.
    pub fn unset(&self, key: &str) -> Result<()> {
        self.check_modifiable(key)?;
        self.state.write().put(key, None);
        Ok(())
    }

    /// Takes all keys back to their defaults.
    pub fn unset_all(&self) {
        *self.state.write() = State::default();
    }

    /// Whether Spark lets a session set this key and knows it.
    pub fn is_modifiable(&self, key: &str) -> bool {
        self.defaults.known(key).is_some_and(|known| known.modifiable)
    }

    /// Every key that has a value, for those who run plans. Cheap while nothing changes.
    pub fn snapshot(&self) -> Arc<BTreeMap<String, String>> {
        if let Some(snapshot) = &self.state.read().snapshot {
            return Arc::clone(snapshot);
        }
        let mut state = self.state.write();
        let mut all = self.defaults.all().clone();
        all.extend(state.set.clone());
        let snapshot = Arc::new(all);
        state.snapshot = Some(Arc::clone(&snapshot));
        snapshot
    }

    /// The public keys of Spark with their values, as `SET -v` lists them.
    pub fn listed(&self) -> Vec<Listed> {
        let value = |key: &str| self.get_option(key).map(|value| self.shown(key, value));
        let row = |key: &str| Listed { key: key.to_owned(), value: value(key) };
        self.defaults.public_keys().map(row).collect()
    }

    /// The value of a key as clients see it: the server's own secrets are for nobody to read.
    fn shown(&self, key: &str, value: String) -> String {
        let is_servers = self.defaults.setting(key).is_some() && !self.state.read().set.contains_key(key);
        if is_servers && names_secret(key) { REDACTED.to_owned() } else { value }
    }

    /// Outer `None`: nobody knows the key. Inner `None`: it has no value.
    fn lookup(&self, key: &str) -> Option<Option<String>> {
        let set = self.state.read().set.get(key).cloned();
        set.map(Some).or_else(|| self.defaults.value(key))
    }

    fn check_modifiable(&self, key: &str) -> Result<()> {
        let Some(known) = self.defaults.known(key) else { return Ok(()) };
        if known.is_static {
            return Err(SparkError::new(&condition::CANNOT_MODIFY_STATIC_CONFIG).with("key", to_sql_conf(key)));
        }
        if known.is_of_cluster {
            return Err(SparkError::new(&condition::CANNOT_MODIFY_CONFIG)
                .with("key", to_sql_conf(key))
                .with("docroot", "https://spark.apache.org/docs/latest"));
        }
        Ok(())
    }

    fn check_room(&self, state: &State, key: &str, value: &str) -> Result<()> {
        let advice = "Unset keys that are not needed.";
        let Limits { keys_count_max, conf_bytes_max, partitions_count_max } = self.limits;
        if !state.set.contains_key(key) && state.set.len() >= keys_count_max {
            let what = "The number of confs of this session";
            return Err(limit_exceeded(what, keys_count_max, "sessions.conf_keys_count_max", advice));
        }
        if state.bytes.saturating_add(key.len() + value.len()) > conf_bytes_max {
            let what = "The size in bytes of this session's confs";
            return Err(limit_exceeded(what, conf_bytes_max, "sessions.conf_bytes_max", advice));
        }
        if partitions::is_more_than(key, value, partitions_count_max) {
            let (what, advice) = ("The number of partitions", "Ask for fewer partitions.");
            return Err(limit_exceeded(what, partitions_count_max, "engine.partitions_count_max", advice));
        }
        Ok(())
    }

    /// What to tell a client whose wish has no effect (invariant I12).
    fn warning(&self, key: &str, value: &str) -> Option<String> {
        let Some(known) = self.defaults.known(key) else {
            return acting::is_for_a_cluster(key).then(|| format!("The conf '{key}' has no effect in Sparrow."));
        };
        let same = self.defaults.value(key).flatten().is_some_and(|default| known.kind.is_same(&default, value));
        (!same && !acting::acts(key)).then(|| format!("The conf '{key}' has no effect in Sparrow yet."))
    }
}

impl State {
    fn put(&mut self, key: &str, value: Option<&str>) {
        if let Some(old) = self.set.remove(key) {
            self.bytes -= key.len() + old.len();
        }
        if let Some(value) = value {
            self.bytes += key.len() + value.len();
            self.set.insert(key.to_owned(), value.to_owned());
        }
        self.snapshot = None;
    }
}

#[cfg(test)]
mod tests;
