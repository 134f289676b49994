//! What comes with a task's configuration and is none of it: the pass, which goes no further than to the task's inputs, and the
//! priority.

use ballista_core::serde::protobuf::{KeyValuePair, TaskDefinition};
use sparrow_tenancy::Pass;

use crate::priority::STEPS_MAX;

const PASS: &str = "sparrow.fleet.pass";
const PRIORITY: &str = "sparrow.fleet.priority";

/// Gives a task the pass for the files of its job.
pub fn give_pass(task: &mut TaskDefinition, pass: &Pass) {
    give(task, PASS, pass.to_secret_text());
}

/// Has a task run so many steps of priority below the worker's own.
pub fn give_priority(task: &mut TaskDefinition, steps: u32) {
    give(task, PRIORITY, steps.to_string());
}

/// The pass a task was given.
pub(super) fn pass_of(task: &TaskDefinition) -> Option<Pass> {
    given(task, PASS).and_then(Pass::parse)
}

/// The steps a task runs below the worker's own priority; none unless they were given.
pub(super) fn priority_of(task: &TaskDefinition) -> u32 {
    given(task, PRIORITY).and_then(|steps| steps.parse().ok()).unwrap_or(0).min(STEPS_MAX)
}

/// Whether this is no value of the configuration.
pub(super) fn is_carried(pair: &KeyValuePair) -> bool {
    [PASS, PRIORITY].contains(&pair.key.as_str())
}

fn give(task: &mut TaskDefinition, key: &str, value: String) {
    task.props.retain(|pair| pair.key != key);
    task.props.push(KeyValuePair { key: key.to_owned(), value: Some(value) });
}

fn given<'a>(task: &'a TaskDefinition, key: &str) -> Option<&'a str> {
    task.props.iter().find(|pair| pair.key == key)?.value.as_deref()
}
