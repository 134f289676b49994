//! `cargo xtask record` and `cargo xtask reference`: hand over to `integration-tests/run.py`, which has the Python side.

use std::path::Path;
use std::process::Command;

/// The entry to everything Python, from the workspace's root.
const RUN: &str = "integration-tests/run.py";

/// Runs a command of `run.py`; returns what went wrong.
pub fn run(root: &Path, command: &str, arguments: &[String]) -> Vec<String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    match Command::new(&python).arg(root.join(RUN)).arg(command).args(arguments).status() {
        Ok(status) if status.success() => vec![],
        Ok(status) => vec![format!("{RUN} {command}: {status}")],
        Err(error) => {
            vec![format!("{python} did not start ({error}): install Python 3 or set PYTHON to an interpreter")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn what_run_py_does_not_know_is_a_problem() {
        let problems = run(&workspace::root(), "nonsense", &[]);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("integration-tests/run.py nonsense: "), "{problems:?}");
    }
}
