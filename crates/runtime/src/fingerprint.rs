//! What a process can run, in one line: two processes with the same line understand each other's plans.

use sha2::{Digest, Sha256};

use crate::codec::node_names;
use crate::functions::task_functions;

/// A digest of the functions and nodes this process knows, and of its version.
pub fn registry_fingerprint() -> String {
    let functions = task_functions();
    let kinds: [(&str, Vec<&str>); 6] = [
        ("scalar", functions.scalar.keys().map(String::as_str).collect()),
        ("aggregate", functions.aggregate.keys().map(String::as_str).collect()),
        ("window", functions.window.keys().map(String::as_str).collect()),
        ("higher order", functions.higher_order.keys().map(String::as_str).collect()),
        ("lambda", sparrow_functions::higher_order::kernel_names().collect()),
        ("node", node_names().collect()),
    ];
    let mut lines: Vec<String> =
        kinds.iter().flat_map(|(kind, names)| names.iter().map(move |name| format!("{kind} {name}\n"))).collect();
    lines.sort_unstable();
    let mut digest = Sha256::new_with_prefix(format!("version {}\n", env!("CARGO_PKG_VERSION")));
    lines.iter().for_each(|line| digest.update(line));
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_same_each_time() {
        let line = registry_fingerprint();
        assert_eq!(line.len(), 64);
        assert_eq!(line, registry_fingerprint());
    }
}
