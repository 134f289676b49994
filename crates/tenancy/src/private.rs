//! Files that are for their owner's eyes only.

use std::path::Path;

/// Whether others than its owner can read or change a file; where files have no modes, nobody can.
#[cfg(unix)]
pub fn others_may_use(file: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(file)?.permissions().mode() & 0o077 != 0)
}

/// Whether others than its owner can read or change a file; where files have no modes, nobody can.
#[cfg(not(unix))]
pub fn others_may_use(file: &Path) -> std::io::Result<bool> {
    std::fs::metadata(file).map(|_| false)
}
