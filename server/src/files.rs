//! Files with secrets: read only where nobody but their owner can.

use std::io::Read;
use std::path::Path;

use sparrow_tenancy::others_may_use;

/// The text of a file that others may not read, with a sentence when there is none.
pub fn private_text(file: &Path, bytes_max: u64) -> Result<String, String> {
    check_private(file)?;
    text(file, bytes_max)
}

/// The text of a file of at most `bytes_max`.
pub fn text(file: &Path, bytes_max: u64) -> Result<String, String> {
    let shown = file.display();
    let unreadable = |e: std::io::Error| format!("{shown} cannot be read: {e}");
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(bytes_max.saturating_add(1)).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > bytes_max {
        return Err(format!("{shown} has more than {bytes_max} bytes: name another file"));
    }
    Ok(text)
}

/// Refuses a file that others than its owner can read or change.
pub fn check_private(file: &Path) -> Result<(), String> {
    let shown = file.display();
    if others_may_use(file).map_err(|e| format!("{shown} cannot be read: {e}"))? {
        return Err(format!("{shown} can be read by others: `chmod 600 {shown}` keeps it to its owner"));
    }
    Ok(())
}
