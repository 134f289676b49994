//! What a builder may know of the session it works for.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The facts of one analysis. A snapshot: nothing here changes while a plan is analyzed.
#[derive(Clone, Debug)]
pub struct Context {
    /// `spark.sql.ansi.enabled`
    pub ansi: bool,
    /// `spark.sql.session.timeZone`, an IANA name or an offset such as `+02:00`
    pub time_zone: Arc<str>,
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
    /// `spark.sql.decimalOperations.allowPrecisionLoss`
    pub decimal_precision_loss: bool,
    /// When the query began, in microseconds since the epoch: `current_timestamp()` is this everywhere in it.
    pub now_us: i64,
    /// `current_user()`
    pub user: Arc<str>,
    /// `current_catalog()`
    pub catalog: Arc<str>,
    /// `current_database()`
    pub database: Arc<str>,
    /// Every conf of the session, defaults included.
    pub confs: Arc<BTreeMap<String, String>>,
}

impl Context {
    /// The value of a conf, if it has one.
    pub fn conf(&self, key: &str) -> Option<&str> {
        self.confs.get(key).map(String::as_str)
    }
}

impl Default for Context {
    /// Spark's defaults in UTC at the epoch; for tests.
    fn default() -> Self {
        Self {
            ansi: true,
            time_zone: "UTC".into(),
            case_sensitive: false,
            decimal_precision_loss: true,
            now_us: 0,
            user: "sparrow".into(),
            catalog: "spark_catalog".into(),
            database: "default".into(),
            confs: Arc::default(),
        }
    }
}
