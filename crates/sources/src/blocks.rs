//! A file's bytes as blocks that end where records may end, decompressed, cut to a byte range.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::DataFusionError;
use datafusion::common::runtime::SpawnedTask;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt, TryStreamExt};
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use sparrow_spark_error::{Result, internal, unsupported};

use crate::condition::failed_store;

const BLOCK_BYTES: u64 = 4 << 20;
const RANGE_BYTES: usize = 32 << 20;

/// How records are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A record ends with this byte at the latest.
    Lines(u8),
    /// The file is one record, or only its reader can tell.
    Whole,
}

/// A file to read, or the part of it between two offsets.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub store: Arc<dyn ObjectStore>,
    pub meta: ObjectMeta,
    /// First and last offset, the last exclusive; records belong to the range they begin in.
    pub range: Option<(u64, u64)>,
    /// The file's URI, for errors.
    pub uri: String,
}

/// A block and whether the file's first byte is in it.
#[derive(Debug)]
pub(crate) struct Block {
    pub bytes: Bytes,
    pub first: bool,
}

/// How a file of this name is compressed.
pub(crate) fn compression_of(name: &str) -> Result<FileCompressionType> {
    match name.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("gz") => Ok(FileCompressionType::GZIP),
        Some("bz2") => Ok(FileCompressionType::BZIP2),
        Some("zst" | "zstd") => Ok(FileCompressionType::ZSTD),
        Some("xz") => Ok(FileCompressionType::XZ),
        Some(codec @ ("snappy" | "lz4" | "deflate")) => {
            Err(unsupported(format!("reading text compressed with {codec}")))
        }
        _ => Ok(FileCompressionType::UNCOMPRESSED),
    }
}

/// The blocks of a file.
pub(crate) fn read(input: Input, framing: Framing) -> BoxStream<'static, Result<Block>> {
    let compression = match compression_of(input.meta.location.as_ref()) {
        Ok(compression) => compression,
        Err(error) => return futures::stream::once(async { Err(error) }).boxed(),
    };
    match framing {
        Framing::Lines(terminator) if !compression.is_compressed() => ranged(input, terminator),
        Framing::Lines(terminator) => framed(decompressed(input, compression), Some(terminator)),
        Framing::Whole => framed(decompressed(input, compression), None),
    }
}

/// The inputs cut to ranges that can be read side by side.
pub(crate) fn split(inputs: Vec<Input>, framing: Framing) -> Vec<Input> {
    let mut out = Vec::with_capacity(inputs.len());
    for input in inputs {
        let plain = compression_of(input.meta.location.as_ref()).is_ok_and(|kind| !kind.is_compressed());
        if framing == Framing::Whole || !plain {
            out.push(input);
            continue;
        }
        let size = input.meta.size;
        for start in (0..size).step_by(RANGE_BYTES) {
            out.push(Input { range: Some((start, (start + RANGE_BYTES as u64).min(size))), ..input.clone() });
        }
    }
    out
}

/// Computes something of every input, as many at a time as there are processors; answers in the order of the inputs.
pub(crate) async fn each<T, F>(inputs: Vec<Input>, compute: impl Fn(Input) -> F) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let concurrent = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let died = |error| internal(format!("a task died: {error}"));
    futures::stream::iter(inputs)
        .map(|input| SpawnedTask::spawn(compute(input)).join().map(|done| done.map_err(died)?))
        .buffered(concurrent)
        .try_collect()
        .await
}

/// All bytes of a file.
fn decompressed(input: Input, compression: FileCompressionType) -> BoxStream<'static, Result<Bytes>> {
    let uri = input.uri.clone();
    let open = async move {
        let failed = |error: &(dyn std::error::Error + 'static)| failed_store(&input.uri, error);
        let found = input.store.get(&input.meta.location).await.map_err(|error| failed(&error))?;
        let stream = found.into_stream().map_err(DataFusionError::from).boxed();
        compression.convert_stream(stream).map_err(|error| failed(&error))
    };
    futures::stream::once(open)
        .map_ok(move |stream| {
            let uri = uri.clone();
            stream.map_err(move |error| failed_store(&uri, &error))
        })
        .try_flatten()
        .boxed()
}

/// Cuts a stream of bytes after terminators; without one, everything is one block.
fn framed(bytes: BoxStream<'static, Result<Bytes>>, terminator: Option<u8>) -> BoxStream<'static, Result<Block>> {
    let state = (bytes, Vec::new(), true, false);
    let next = move |(mut bytes, mut carry, first, done): (BoxStream<'static, Result<Bytes>>, Vec<u8>, bool, bool)| async move {
        if done {
            return Ok(None);
        }
        while let Some(more) = bytes.try_next().await? {
            carry.extend_from_slice(&more);
            let enough = carry.len() as u64 >= BLOCK_BYTES;
            let cut = terminator.filter(|_| enough).and_then(|byte| carry.iter().rposition(|b| *b == byte));
            if let Some(cut) = cut {
                let rest = carry.split_off(cut + 1);
                return Ok(Some((Block { bytes: carry.into(), first }, (bytes, rest, false, false))));
            }
        }
        let last = (!carry.is_empty()).then(|| Block { bytes: carry.into(), first });
        Ok(last.map(|block| (block, (bytes, Vec::new(), false, true))))
    };
    futures::stream::try_unfold(state, next).boxed()
}

/// Where a ranged read is.
struct Cursor {
    input: Input,
    terminator: u8,
    /// Offset of the next byte to fetch.
    at: u64,
    /// Records that begin at or after this offset belong to another range.
    end: u64,
    /// Bytes after the last terminator, fetched but not handed out.
    carry: Vec<u8>,
    /// The rest of a record that began before the range is still to be skipped.
    skipping: bool,
    first: bool,
    done: bool,
}

/// The records that begin inside the range.
fn ranged(input: Input, terminator: u8) -> BoxStream<'static, Result<Block>> {
    let (start, end) = input.range.unwrap_or((0, input.meta.size));
    let end = end.min(input.meta.size);
    // The byte before the range tells whether a record begins with the range.
    let (at, skipping, done) = (start.saturating_sub(1), start > 0, start >= end);
    let cursor = Cursor { input, terminator, at, end, carry: Vec::new(), skipping, first: start == 0, done };
    futures::stream::try_unfold(cursor, |mut cursor| async move {
        let block = cursor.next().await?;
        Ok(block.map(|block| (block, cursor)))
    })
    .boxed()
}

impl Cursor {
    async fn next(&mut self) -> Result<Option<Block>> {
        while !self.done {
            let size = self.input.meta.size;
            if self.at >= size {
                self.done = true;
                let rest = std::mem::take(&mut self.carry);
                return Ok((!rest.is_empty() && !self.skipping).then(|| self.block(rest)));
            }
            let to = (self.at + BLOCK_BYTES).min(size);
            let fetched = self.input.store.get_range(&self.input.meta.location, self.at..to).await;
            let fetched = fetched.map_err(|error| failed_store(&self.input.uri, &error))?;
            let from = self.at;
            self.at = from + fetched.len() as u64;
            if fetched.is_empty() {
                self.at = size;
            }
            if let Some(records) = self.records(from, &fetched) {
                return Ok(Some(self.block(records)));
            }
        }
        Ok(None)
    }

    /// Whole records out of bytes fetched at offset `from`.
    fn records(&mut self, from: u64, fetched: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = fetched;
        if self.skipping {
            let skipped = bytes.iter().position(|b| *b == self.terminator)? + 1;
            if from + skipped as u64 >= self.end {
                self.done = true;
                return None;
            }
            bytes = &bytes[skipped..];
            self.skipping = false;
        }
        // A record that begins at the end is not ours, so the terminator that may end the last one is the byte before it.
        let offset = from + (fetched.len() - bytes.len()) as u64;
        let limit = usize::try_from((self.end - 1).saturating_sub(offset)).unwrap_or(usize::MAX);
        let cut = if limit < bytes.len() && self.end < self.input.meta.size {
            let last = bytes[limit..].iter().position(|b| *b == self.terminator).map(|at| limit + at + 1);
            self.done = last.is_some();
            last
        } else {
            bytes.iter().rposition(|b| *b == self.terminator).map(|at| at + 1)
        };
        let Some(cut) = cut else {
            self.carry.extend_from_slice(bytes);
            return None;
        };
        let mut records = std::mem::take(&mut self.carry);
        records.extend_from_slice(&bytes[..cut]);
        if !self.done {
            self.carry.extend_from_slice(&bytes[cut..]);
        }
        Some(records)
    }

    fn block(&mut self, bytes: Vec<u8>) -> Block {
        Block { bytes: bytes.into(), first: std::mem::take(&mut self.first) }
    }
}

/// The lines of a block, without their ends. Without a separator of its own a line ends with `\n`, `\r` or `\r\n`.
pub(crate) fn lines(block: &[u8], separator: Option<&[u8]>) -> Vec<(usize, usize)> {
    match separator {
        Some(separator) if !separator.is_empty() => separated(block, separator),
        _ => plain_lines(block),
    }
}

fn plain_lines(block: &[u8]) -> Vec<(usize, usize)> {
    let mut lines = Vec::with_capacity(block.len() / 64 + 1);
    let carriage = block.contains(&b'\r');
    let mut start = 0;
    let mut at = 0;
    while at < block.len() {
        match block[at] {
            b'\n' => {
                lines.push((start, at));
                start = at + 1;
            }
            b'\r' if carriage => {
                lines.push((start, at));
                at += usize::from(block.get(at + 1) == Some(&b'\n'));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if start < block.len() {
        lines.push((start, block.len()));
    }
    lines
}

fn separated(block: &[u8], separator: &[u8]) -> Vec<(usize, usize)> {
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < block.len() {
        if block[at..].starts_with(separator) {
            lines.push((start, at));
            at += separator.len();
            start = at;
        } else {
            at += 1;
        }
    }
    if start < block.len() {
        lines.push((start, block.len()));
    }
    lines
}
