//! What the client prints to standard output, kept apart from the answers. Knows file descriptors; refuses to know answers.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::os::fd::AsFd;

/// The most that is read of what one action printed, in bytes.
const PRINTED_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The file that stands for standard output.
pub(crate) struct Printed {
    file: File,
}

impl Printed {
    /// The real standard output, for the answers, and what stands in its place from now on.
    pub(crate) fn take_over() -> std::io::Result<(File, Self)> {
        let answers = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
        let path = std::env::temp_dir().join(format!("apache-rust-{}.printed", std::process::id()));
        let file = File::options().read(true).append(true).create_new(true).open(&path)?;
        std::fs::remove_file(&path)?;
        rustix::stdio::dup2_stdout(&file)?;
        Ok((answers, Self { file }))
    }

    /// What `work` prints, without the line's end that `println!` adds.
    pub(crate) fn of<E: From<std::io::Error>>(&mut self, work: impl FnOnce() -> Result<(), E>) -> Result<String, E> {
        self.file.set_len(0)?;
        work()?;
        std::io::stdout().flush()?;
        self.file.rewind()?;
        let mut text = String::new();
        (&self.file).take(PRINTED_BYTES_MAX).read_to_string(&mut text)?;
        Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
    }
}

impl From<std::io::Error> for crate::failure::Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Client(error.to_string())
    }
}
