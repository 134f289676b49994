//! Locks of the system: they end with the process that holds them, however it ends.

use std::fs::{File, TryLockError};
use std::io;

/// A lock on a file or folder, until it is dropped or its process ends.
#[derive(Debug)]
pub(super) struct Lock(File);

/// What came of asking for a lock.
#[derive(Debug)]
pub(super) enum Asked {
    Mine(Lock),
    /// Somebody who lives has it.
    Taken,
    /// The file system has no locks.
    Unknown,
}

/// Asks for the lock of a file or folder; another handle of it has another lock, also in the same process.
pub(super) fn ask(file: &File) -> io::Result<Asked> {
    match file.try_lock() {
        Ok(()) => Ok(Asked::Mine(Lock(file.try_clone()?))),
        Err(TryLockError::WouldBlock) => Ok(Asked::Taken),
        Err(TryLockError::Error(_)) => Ok(Asked::Unknown),
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file may be open elsewhere in this process. Closing it unlocks it too, so that a failure changes nothing.
        let _ = self.0.unlock();
    }
}
