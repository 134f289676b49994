//! Errors a session has raised, kept by id so that a client can ask for their details.

use parking_lot::Mutex;
use sparrow_spark_error::SparkError;
use uuid::Uuid;

use crate::tombstones::Tombstones;

/// The errors of one session; the oldest are forgotten first.
#[derive(Debug)]
pub struct Errors(Mutex<Tombstones<String, SparkError>>);

impl Errors {
    /// Keeps up to `errors_count_max` errors.
    pub fn new(errors_count_max: usize) -> Self {
        Self(Mutex::new(Tombstones::new(errors_count_max)))
    }

    /// Keeps an error; answers its id.
    pub fn keep(&self, error: &SparkError) -> String {
        let id = Uuid::new_v4().to_string();
        self.0.lock().insert(id.clone(), error.clone());
        id
    }

    /// How many are kept.
    pub fn count(&self) -> usize {
        self.0.lock().count()
    }

    /// The error of this id, if it is still known. It stays: clients may ask twice.
    pub fn get(&self, id: &str) -> Option<SparkError> {
        self.0.lock().get(id).cloned()
    }
}
