//! Places of the process itself: a gate that comes with a task closes those of the process that runs it, too.

use std::path::{Path, PathBuf};

use datafusion::execution::TaskContext;

use super::{Gate, GateRules, resolve};

/// Files and folders of a process that runs tasks, as an extension of the configuration of its tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPlaces(pub Vec<PathBuf>);

impl Gate {
    /// The gate as it is where a task runs: the places of that process are closed as well.
    pub(crate) fn where_it_runs(&self, context: &TaskContext) -> Self {
        match (&self.0, context.session_config().get_extension::<OwnPlaces>()) {
            (Some(rules), Some(own)) => {
                let given = rules.given.clone();
                Self::new(GateRules { own_places: [given.own_places, own.0.clone()].concat(), ..given })
            }
            _ => self.clone(),
        }
    }
}

/// The place itself and, where it is a link, what it leads to; both without links on the way.
pub(super) fn names(place: &Path) -> Vec<PathBuf> {
    let itself = match (place.parent(), place.file_name()) {
        (Some(folder), Some(name)) => resolve::real(folder).join(name),
        _ => place.to_owned(),
    };
    let real = resolve::real(place);
    if real == itself { vec![real] } else { vec![itself, real] }
}
