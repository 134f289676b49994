//! `date_format`, `from_unixtime`: timestamps written by a pattern.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use sparrow_spark_error::Result;

use super::super::spec::{Default as Missing, Param, Returns, Spec};
use super::pattern::{Moment, Pattern};
use crate::cast::zone::Zone;

/// `date_format(timestamp, fmt)`
pub(super) static DATE_FORMAT: Spec =
    Spec::new("spark_date_format", &[Param::TIMESTAMP, Param::STRING], Returns::STRING, |c| {
        let (zone, name, patterns) = (Zone::parse(c.time_zone())?, c.time_zone(), Patterns::default());
        c.map2(|us: i64, pattern: &str| patterns.get(pattern)?.write(&Moment::new(us, zone, name)))
    });

/// `from_unixtime(unix_time[, fmt])`
pub(super) static FROM_UNIXTIME: Spec =
    Spec::new("spark_from_unixtime", &[Param::LONG, Param::STRING], Returns::STRING, |c| {
        let (zone, name, patterns) = (Zone::parse(c.time_zone())?, c.time_zone(), Patterns::default());
        c.map2(|seconds: i64, pattern: &str| {
            patterns.get(pattern)?.write(&Moment::new(seconds.saturating_mul(1_000_000), zone, name))
        })
    })
    .nullable()
    .defaults(&[Missing::Text("yyyy-MM-dd HH:mm:ss")]);

/// The patterns of one batch, each taken apart once.
#[derive(Default)]
pub(super) struct Patterns(RefCell<HashMap<String, Arc<Pattern>>>);

impl Patterns {
    /// The pattern of this text.
    pub(super) fn get(&self, text: &str) -> Result<Arc<Pattern>> {
        if let Some(known) = self.0.borrow().get(text) {
            return Ok(known.clone());
        }
        let pattern = Arc::new(Pattern::parse(text)?);
        self.0.borrow_mut().insert(text.to_owned(), pattern.clone());
        Ok(pattern)
    }
}
