//! One AddArtifacts call: artifacts that come whole or in chunks, each chunk with its CRC-32.

use std::io::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sparrow_spark_error::{Result, invalid_plan};
use tempfile::NamedTempFile;

use super::name::Name;
use super::{Artifacts, storage};

/// A piece of an artifact.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// Its bytes.
    pub data: &'a [u8],
    /// Their CRC-32 as the client computed it.
    pub crc: i64,
}

/// What became of an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its name as the client wrote it.
    pub name: String,
    /// Whether what came is what was sent; if not, nothing was stored.
    pub is_intact: bool,
}

/// An upload under way. Dropping it stores nothing of an artifact that is not complete.
pub struct Upload {
    artifacts: Arc<Artifacts>,
    incoming: Option<Incoming>,
    summaries: Vec<Summary>,
}

/// An artifact of which chunks are still to come.
struct Incoming {
    label: String,
    name: Name,
    file: NamedTempFile,
    digest: Sha256,
    bytes: u64,
    bytes_announced: u64,
    chunks_left: u64,
    is_intact: bool,
    room: Room,
}

/// Bytes of the session's quota; given back unless they were used.
struct Room {
    artifacts: Arc<Artifacts>,
    bytes: u64,
}

impl Upload {
    pub(super) fn new(artifacts: Arc<Artifacts>) -> Self {
        Self { artifacts, incoming: None, summaries: Vec::new() }
    }

    /// An artifact that comes in one piece.
    pub fn single(&mut self, name: &str, chunk: Chunk<'_>) -> Result<()> {
        self.begin(name, chunk.data.len() as i64, 1, chunk)
    }

    /// The first chunk of an artifact, with the size of the whole as announced.
    pub fn begin(&mut self, name: &str, total_bytes: i64, num_chunks: i64, first: Chunk<'_>) -> Result<()> {
        if let Some(incoming) = &self.incoming {
            return Err(incoming.broken("ended before its last chunk"));
        }
        let (bytes, chunks) = (u64::try_from(total_bytes).ok(), u64::try_from(num_chunks).ok().filter(|n| *n > 0));
        let Some((bytes_announced, chunks_left)) = bytes.zip(chunks) else {
            return Err(invalid_plan(format!("the artifact announces {total_bytes} bytes in {num_chunks} chunks")));
        };
        let incoming = Incoming::new(&self.artifacts, name, bytes_announced, chunks_left)?;
        self.incoming = Some(incoming);
        self.chunk(first)
    }

    /// The next chunk of the artifact that was begun.
    pub fn chunk(&mut self, chunk: Chunk<'_>) -> Result<()> {
        let Some(mut incoming) = self.incoming.take() else {
            return Err(invalid_plan("a chunk came that belongs to no artifact"));
        };
        incoming.add(chunk)?;
        if incoming.chunks_left > 0 {
            self.incoming = Some(incoming);
            return Ok(());
        }
        let summary = incoming.store(&self.artifacts)?;
        self.summaries.push(summary);
        Ok(())
    }

    /// Nothing more comes; what became of each artifact.
    pub fn finish(self) -> Result<Vec<Summary>> {
        match &self.incoming {
            Some(incoming) => Err(incoming.broken("ended before its last chunk")),
            None => Ok(self.summaries),
        }
    }
}

impl Incoming {
    fn new(artifacts: &Arc<Artifacts>, label: &str, bytes_announced: u64, chunks_left: u64) -> Result<Self> {
        let name = Name::parse(label)?;
        let room = Room::reserve(artifacts, bytes_announced)?;
        let file = NamedTempFile::new_in(artifacts.folder()?).map_err(storage)?;
        let (label, digest) = (label.to_owned(), Sha256::new());
        Ok(Self { label, name, file, digest, bytes: 0, bytes_announced, chunks_left, is_intact: true, room })
    }

    fn add(&mut self, chunk: Chunk<'_>) -> Result<()> {
        self.chunks_left -= 1;
        self.bytes += chunk.data.len() as u64;
        if self.bytes > self.bytes_announced {
            return Err(self.broken("has more bytes than announced"));
        }
        if self.chunks_left == 0 && self.bytes < self.bytes_announced {
            return Err(self.broken("has fewer bytes than announced"));
        }
        self.is_intact &= i64::from(crc32fast::hash(chunk.data)) == chunk.crc;
        if self.is_intact {
            self.digest.update(chunk.data);
            self.file.write_all(chunk.data).map_err(storage)?;
        }
        Ok(())
    }

    fn store(self, artifacts: &Artifacts) -> Result<Summary> {
        let sha256 = hex::encode(self.digest.finalize());
        let keeps_promise = self.name.promised_sha256().is_none_or(|promised| promised == sha256);
        let is_intact = self.is_intact && keeps_promise;
        if is_intact && artifacts.store(&self.name, self.file, sha256)? {
            self.room.keep();
        }
        Ok(Summary { name: self.label, is_intact })
    }

    fn broken(&self, how: &str) -> sparrow_spark_error::SparkError {
        let Self { name, bytes, bytes_announced, chunks_left, .. } = self;
        let name = name.as_str();
        invalid_plan(format!(
            "the artifact {name} {how}: {bytes} of {bytes_announced} bytes came, {chunks_left} chunks were left"
        ))
    }
}

impl Room {
    fn reserve(artifacts: &Arc<Artifacts>, bytes: u64) -> Result<Self> {
        artifacts.reserve(bytes)?;
        Ok(Self { artifacts: Arc::clone(artifacts), bytes })
    }

    fn keep(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.artifacts.give_back(self.bytes);
    }
}
