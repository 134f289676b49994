//! Spark's keys, recorded from real Spark 4.2.1, and the server's settings over them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use sparrow_spark_error::Result;

use super::value::Kind;

/// Every key Spark 4.2.1 knows, with its default as `spark.conf.get` answers it and what it accepts.
const RECORDED: &str = include_str!("spark_421_confs.json");

/// What we answer differently, and why.
const OURS: &[(&str, &str)] = &[
    // Else clients append a Java stack trace, which we do not have, to every message.
    ("spark.sql.connect.serverStacktrace.enabled", "false"),
    ("spark.sql.pyspark.jvmStacktrace.enabled", "false"),
];

static KNOWN: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| {
    let recorded: BTreeMap<String, Recorded> =
        serde_json::from_str(RECORDED).expect("the file is ours, and a test reads it");
    recorded.into_iter().map(|(key, recorded)| (key.clone(), Known::new(&key, recorded))).collect()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    #[serde(default)]
    default: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    options: Option<String>,
    #[serde(default)]
    min: Option<i64>,
    #[serde(default)]
    requirement: Option<String>,
    #[serde(default, rename = "static")]
    is_static: bool,
    #[serde(default, rename = "cluster")]
    is_of_cluster: bool,
    #[serde(default, rename = "public")]
    is_public: bool,
}

/// A key of Spark.
#[derive(Debug)]
pub struct Known {
    /// Its default, if it has one.
    pub default: Option<String>,
    /// Set when the server starts, never by a session.
    pub is_static: bool,
    /// Belongs to the cluster rather than to SQL; Spark refuses it in a session.
    pub is_of_cluster: bool,
    /// What `isModifiable` answers.
    pub modifiable: bool,
    /// Listed by `SET -v`.
    pub is_public: bool,
    pub(super) kind: Kind,
}

impl Known {
    fn new(key: &str, recorded: Recorded) -> Self {
        let Recorded { default, kind, options, min, requirement, is_static, is_of_cluster, is_public } = recorded;
        let kind = Kind::new(key, kind.as_deref(), options.as_deref(), min.zip(requirement));
        let modifiable = !is_static && !is_of_cluster;
        Self { default, is_static, is_of_cluster, modifiable, is_public, kind }
    }
}

/// What a session starts with.
#[derive(Debug)]
pub struct Defaults {
    settings: BTreeMap<String, String>,
    all: BTreeMap<String, String>,
}

impl Defaults {
    /// Spark's defaults, and over them the server's `settings`, which pass the same checks as a client's.
    pub fn new(settings: BTreeMap<String, String>) -> Result<Self> {
        let recorded = KNOWN.iter().filter_map(|(key, known)| Some((key.clone(), known.default.clone()?)));
        let ours = OURS.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let all = recorded.chain(ours).chain(settings.clone()).collect();
        let defaults = Self { settings, all };
        for (key, value) in &defaults.settings {
            defaults.check(key, value)?;
        }
        Ok(defaults)
    }

    /// Whether Spark would accept `value` for `key`.
    pub fn check(&self, key: &str, value: &str) -> Result<()> {
        self.known(key).map_or(Ok(()), |known| known.kind.check(key, value))
    }

    /// What Spark knows of a key.
    pub fn known(&self, key: &str) -> Option<&'static Known> {
        KNOWN.get(key)
    }

    /// Outer `None`: nobody knows the key. Inner `None`: it has no value.
    pub fn value(&self, key: &str) -> Option<Option<String>> {
        match self.all.get(key) {
            Some(value) => Some(Some(value.clone())),
            None => self.known(key).filter(|known| !known.is_of_cluster).map(|_| None),
        }
    }

    /// The server's setting of a key.
    pub fn setting(&self, key: &str) -> Option<String> {
        self.settings.get(key).cloned()
    }

    /// The server's settings.
    pub fn settings(&self) -> &BTreeMap<String, String> {
        &self.settings
    }

    /// Every key with a value.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.all
    }

    /// The keys that Spark documents.
    pub fn public_keys(&self) -> impl Iterator<Item = &'static str> {
        KNOWN.iter().filter(|(_, known)| known.is_public).map(|(key, _)| key.as_str())
    }
}
