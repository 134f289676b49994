//! Files that are for their owner's eyes only.

use std::fs::Metadata;
use std::path::Path;

/// Whether others than its owner can read or change a file, as [`is_open_to_others`] says.
pub fn others_may_use(file: &Path) -> std::io::Result<bool> {
    std::fs::metadata(file).map(|facts| is_open_to_others(&facts))
}

/// Whether others than its owner can read or change a file of these facts; where files have no modes, nobody can.
///
/// A file of root's that its group may read, and nobody else, is for the eyes of the process as well, when that is not
/// root's: in this way orchestrators mount secrets for a process with a user of its own. PostgreSQL takes keys by the same rule.
#[cfg(unix)]
pub fn is_open_to_others(facts: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    is_open(facts.mode(), facts.uid(), rustix::process::geteuid().as_raw())
}

/// Whether others than its owner can read or change a file of these facts; where files have no modes, nobody can.
#[cfg(not(unix))]
pub fn is_open_to_others(_: &Metadata) -> bool {
    false
}

/// By the file's mode and owner, and the user who asks.
#[cfg(unix)]
fn is_open(mode: u32, owner: u32, asking: u32) -> bool {
    const ROOT: u32 = 0;
    let allowed = if owner == ROOT && asking != ROOT { 0o040 } else { 0 };
    mode & 0o077 & !allowed != 0
}

#[cfg(all(test, unix))]
mod tests {
    use super::is_open;

    #[test]
    fn a_file_is_its_owners_or_mounted_for_the_group_of_a_process() {
        for (mode, owner, asking, expected) in [
            (0o600, 1000, 1000, false),
            (0o400, 0, 0, false),
            (0o440, 0, 65532, false),
            (0o640, 0, 65532, false),
            (0o660, 0, 65532, true),
            (0o444, 0, 65532, true),
            (0o440, 0, 0, true),
            (0o440, 65532, 65532, true),
            (0o601, 1000, 1000, true),
        ] {
            assert_eq!(is_open(mode, owner, asking), expected, "{mode:o} of {owner} for {asking}");
        }
    }
}
