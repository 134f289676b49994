//! The server's settings: one table names, explains and defaults them all.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::{Table, Value};

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
}

/// A setting: key, kind, default as shown, explanation.
type Row = (&'static str, Kind, &'static str, &'static str);

const ROWS: &[Row] = &[
    (
        "server.listen",
        Kind::Text,
        "127.0.0.1:15002",
        "Address and port for gRPC. Only loopback, as long as there is no authentication.",
    ),
    ("server.drain_seconds", Kind::Number, "10", "Time running operations have to finish after SIGTERM."),
    ("server.message_bytes_max", Kind::Number, "134217728", "Size of the largest message a client may send."),
    ("server.streams_count_max", Kind::Number, "1000", "Calls one connection may have open; a client with more waits."),
    ("server.response_seconds_max", Kind::Number, "120", "Time after which a stream ends and its client reattaches."),
    (
        "server.response_bytes_max",
        Kind::Number,
        "1073741824",
        "Bytes after which a stream ends and its client reattaches.",
    ),
    (
        "server.reflection",
        Kind::Flag,
        "false",
        "Development mode: tools such as grpcurl may ask which calls and messages there are.",
    ),
    ("plan.relation_levels_max", Kind::Number, "2000", "Relations of a plan above each other; at most 10000."),
    ("plan.expression_levels_max", Kind::Number, "1000", "Expressions inside each other; at most 10000."),
    ("plan.sql_levels_max", Kind::Number, "1000", "Nesting of SQL text; at most 10000."),
    ("plan.nodes_count_max", Kind::Number, "4000000", "Relations, expressions and literals of one request."),
    ("plan.decompressed_bytes_max", Kind::Number, "1073741824", "Size of a compressed plan once expanded."),
    ("plan.expansion_ratio_max", Kind::Number, "1000", "Times its size a plan above 64 MiB may expand to."),
    (
        "engine.memory_bytes_max",
        Kind::Number,
        "0",
        "Memory all queries share; 0 is 60 % of the container's or the machine's.",
    ),
    ("engine.spill_folder", Kind::Text, "", "Where queries spill; empty is the system's folder for temporary files."),
    ("engine.spill_bytes_max", Kind::Number, "107374182400", "Disk all spills may take together."),
    ("engine.partitions_count_max", Kind::Number, "10000", "Partitions any step of a query may have."),
    ("engine.threads_count", Kind::Number, "0", "Threads that run queries; 0 is one a core."),
    (
        "server.state_folder",
        Kind::Text,
        "",
        "Where writes are noted for the next start after a crash; empty is .sparrow in the warehouse.",
    ),
    ("warehouse.folder", Kind::Text, "spark-warehouse", "Where managed tables are stored."),
    ("sessions.sessions_count_max", Kind::Number, "1000", "Sessions alive at once."),
    ("sessions.idle_seconds_max", Kind::Number, "3600", "Time without a request after which a session is closed."),
    (
        "sessions.operations_count_max",
        Kind::Number,
        "1000",
        "Operations of a session that are alive or not yet released.",
    ),
    ("sessions.detached_seconds_max", Kind::Number, "300", "Time an operation lives while nobody reads it."),
    ("sessions.conf_keys_count_max", Kind::Number, "10000", "Confs a session may set."),
    ("sessions.conf_bytes_max", Kind::Number, "8388608", "Size of their names and values together."),
    ("sessions.artifacts_bytes_max", Kind::Number, "8589934592", "Disk a session's uploads may take."),
    ("sessions.artifacts_count_max", Kind::Number, "100000", "Number of a session's uploads."),
    ("sessions.views_count_max", Kind::Number, "10000", "Temporary views of a session, and global ones."),
    ("sessions.view_levels_max", Kind::Number, "500", "Temporary views made of one another."),
    ("sessions.checkpoints_count_max", Kind::Number, "1000", "Checkpoints of a session."),
    ("sessions.kept_count_max", Kind::Number, "1000", "DataFrames a session keeps (cache, persist)."),
    ("sessions.sent_bytes_max", Kind::Number, "10485760", "Responses of an operation kept behind its reader."),
    (
        "sessions.unsent_bytes_max",
        Kind::Number,
        "33554432",
        "Responses of an operation ahead of its reader; then it waits.",
    ),
    ("sessions.errors_count_max", Kind::Number, "200", "Errors of a session kept for their details; the oldest go."),
    ("sessions.closed_count_max", Kind::Number, "1000", "Closed sessions remembered; the oldest are forgotten."),
    (
        "sessions.ended_count_max",
        Kind::Number,
        "1000",
        "Released operations a session remembers; the oldest are forgotten.",
    ),
    ("catalog.databases_count_max", Kind::Number, "10000", "Databases of a tenant."),
    ("catalog.tables_count_max", Kind::Number, "100000", "Tables and views of a tenant."),
    (
        "fleet.listen",
        Kind::Text,
        "",
        "Address and port where executors join; empty for a server without a fleet. Only loopback without a secret.",
    ),
    (
        "fleet.http_listen",
        Kind::Text,
        "",
        "Loopback address and port where GET /fleet/jobs tells how far jobs are; empty for none.",
    ),
    ("fleet.advertise", Kind::Text, "", "Host under which executors reach this server; empty is the address itself."),
    (
        "fleet.secret_file",
        Kind::Text,
        "",
        "File with the secret that executors must have, readable by its owner only; or SPARROW_FLEET_SECRET holds it.",
    ),
    (
        "fleet.tls_cert_file",
        Kind::Text,
        "",
        "PEM file with the certificate this server shows to executors; with the next two, all talk within the fleet is mutual TLS.",
    ),
    ("fleet.tls_key_file", Kind::Text, "", "PEM file with that certificate's key, readable by its owner only."),
    (
        "fleet.tls_ca_file",
        Kind::Text,
        "",
        "PEM file with the authority that the certificates of the server and of all executors are from.",
    ),
    (
        "fleet.route",
        Kind::Text,
        "auto",
        "Where queries run: auto by their size, embedded in this process, or fleet on the executors.",
    ),
    (
        "fleet.route_bytes_min",
        Kind::Number,
        "1073741824",
        "Bytes a query has to read for auto to send it to the fleet.",
    ),
    (
        "fleet.partitions_count",
        Kind::Number,
        "4",
        "The most partitions of a shuffle for each slot of the fleet; a query has one a slot, and more the more it reads.",
    ),
    (
        "fleet.executors_wait_seconds_max",
        Kind::Number,
        "60",
        "Time a query waits where there is no executor before it fails.",
    ),
    ("fleet.executors_count_max", Kind::Number, "1000", "Executors at once."),
    ("fleet.silence_seconds_max", Kind::Number, "15", "Time without a word after which an executor is lost."),
    (
        "fleet.message_bytes_max",
        Kind::Number,
        "268435456",
        "Size of the largest message between server and executor, and so of a task.",
    ),
    (
        "fleet.slots_count",
        Kind::Number,
        "0",
        "Tasks this process runs at once, of those that cannot leave it; 0 is one a core.",
    ),
    (
        "fleet.memory_bytes_max",
        Kind::Number,
        "0",
        "Memory of those tasks, taken from engine.memory_bytes_max; 0 is a quarter of it.",
    ),
    ("fleet.work_folder", Kind::Text, "", "Where those tasks keep what executors read; empty is one for this process."),
    (
        "fleet.job_data_seconds_max",
        Kind::Number,
        "604800",
        "Age after which files there that nobody removed are swept away.",
    ),
    ("log.format", Kind::Text, "text", "text for people, json for machines."),
    ("log.filter", Kind::Text, "info", "What is logged, such as info or info,sparrow_session=debug."),
];

/// Confs that sessions start with; their keys are Spark's.
const SPARK: &str = "spark";

/// What is wrong with the settings.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem(String);

/// The settings, checked for their kinds.
#[derive(Clone, Debug)]
pub struct Settings {
    values: BTreeMap<&'static str, Value>,
    spark: BTreeMap<String, String>,
}

/// Settings as they are gathered; a later source wins.
#[derive(Debug, Default)]
pub struct Sources {
    values: BTreeMap<&'static str, Value>,
    spark: BTreeMap<String, String>,
}

impl Sources {
    /// Adds the settings of a TOML file.
    pub fn add_file(&mut self, path: &Path) -> Result<(), Problem> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|e| Problem(format!("{shown} cannot be read: {e}")))?;
        self.add_toml(&text).map_err(|Problem(problem)| Problem(format!("{shown}: {problem}")))
    }

    fn add_toml(&mut self, text: &str) -> Result<(), Problem> {
        let table: Table = text.parse().map_err(|e: toml::de::Error| Problem(e.to_string()))?;
        for (section, value) in table {
            let Value::Table(keys) = value else { return Err(unknown(&section)) };
            if section == SPARK {
                flatten(SPARK, keys, &mut self.spark)?;
                continue;
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
            self.spark.insert(key.to_owned(), text.to_owned());
            return Ok(());
        }
        let value = match row(key)?.1 {
            Kind::Text => Value::String(text.to_owned()),
            Kind::Number => text.parse().map(Value::Integer).unwrap_or_else(|_| Value::String(text.to_owned())),
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
            _ => false,
        };
        if !fits {
            let expected = match kind {
                Kind::Text => "a text",
                Kind::Number => "a whole number, not negative",
                Kind::Flag => "true or false",
            };
            return Err(Problem(format!("{key} must be {expected}, but is {value}")));
        }
        self.values.insert(key, value);
        Ok(())
    }

    /// The settings.
    pub fn finish(self) -> Result<Settings, Problem> {
        Ok(Settings { values: self.values, spark: self.spark })
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

    /// The number under `key` as a count or a size in memory.
    pub fn count(&self, key: &str) -> usize {
        usize::try_from(self.number(key)).unwrap_or(usize::MAX)
    }

    /// The seconds under `key`.
    pub fn duration(&self, key: &str) -> Duration {
        Duration::from_secs(self.number(key))
    }

    /// The path under `key`; `None` when it is empty.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        Some(self.text(key)).filter(|text| !text.is_empty()).map(PathBuf::from)
    }

    /// Confs that sessions start with.
    pub fn spark(&self) -> &BTreeMap<String, String> {
        &self.spark
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

fn unknown(key: &str) -> Problem {
    Problem(format!("there is no setting '{key}'; `sparrow-server --help` lists them"))
}

fn variable(key: &str) -> String {
    format!("SPARROW_{}", key.replace('.', "_").to_ascii_uppercase())
}

/// `[spark.sql] ansi.enabled = true` and `[spark] "sql.ansi.enabled" = "true"` say the same.
fn flatten(prefix: &str, table: Table, into: &mut BTreeMap<String, String>) -> Result<(), Problem> {
    for (key, value) in table {
        let key = if key.starts_with("spark.") { key } else { format!("{prefix}.{key}") };
        let text = match value {
            Value::Table(table) => {
                flatten(&key, table, into)?;
                continue;
            }
            Value::String(text) => text,
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => value.to_string(),
            Value::Array(_) | Value::Datetime(_) => {
                return Err(Problem(format!("{key} must be a text, but is {value}")));
            }
        };
        into.insert(key, text);
    }
    Ok(())
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests;
