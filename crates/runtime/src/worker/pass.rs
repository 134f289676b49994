//! The pass of a task: it comes with the task's configuration, and goes no further than to the task's inputs.

use ballista_core::serde::protobuf::{KeyValuePair, TaskDefinition};
use sparrow_tenancy::Pass;

/// The key it comes under, which is none of the configuration.
const KEY: &str = "sparrow.fleet.pass";

/// Gives a task the pass for the files of its job.
pub fn give_pass(task: &mut TaskDefinition, pass: &Pass) {
    task.props.retain(|pair| !is_pass(pair));
    task.props.push(KeyValuePair { key: KEY.to_owned(), value: Some(pass.to_secret_text()) });
}

/// The pass a task was given.
pub(super) fn pass_of(task: &TaskDefinition) -> Option<Pass> {
    task.props.iter().find(|pair| is_pass(pair))?.value.as_deref().and_then(Pass::parse)
}

/// Whether this is no value of the configuration.
pub(super) fn is_pass(pair: &KeyValuePair) -> bool {
    pair.key == KEY
}
