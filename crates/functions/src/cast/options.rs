//! What a cast needs to know beside its values.

use datafusion::common::config::ConfigOptions;
use sparrow_spark_error::{Result, SparkError};

use super::Mode;
use super::zone::Zone;

/// Mode and zone of a cast.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What becomes of a value that does not fit.
    pub mode: Mode,
    /// The zone of the session.
    pub zone: Zone,
}

impl Options {
    /// Options in the session's zone.
    pub fn new(mode: Mode, config: &ConfigOptions) -> Result<Self> {
        Ok(Self { mode, zone: session_zone(config)? })
    }

    /// Options in the zone of this name.
    pub fn of_session(mode: Mode, time_zone: &str) -> Result<Self> {
        Ok(Self { mode, zone: Zone::parse(time_zone)? })
    }

    /// A value that does not fit: the error under ANSI mode, NULL elsewhere.
    pub fn misfit<V>(&self, error: impl FnOnce() -> SparkError) -> Result<Option<V>> {
        match self.mode {
            Mode::Ansi => Err(error()),
            Mode::Legacy | Mode::Try => Ok(None),
        }
    }
}

/// The zone of the session the configuration belongs to.
pub fn session_zone(config: &ConfigOptions) -> Result<Zone> {
    match &config.execution.time_zone {
        Some(name) => Zone::parse(name),
        None => Ok(Zone::UTC),
    }
}
