//! Where the crate under test is.

use std::path::PathBuf;

/// The folder of the crate under test, as Cargo says while it runs: what was known when the test was built may be another checkout
/// that shares the target directory.
pub fn crate_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").expect("tests are run by Cargo").into()
}
