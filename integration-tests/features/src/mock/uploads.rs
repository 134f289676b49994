//! Uploads: which artifacts a client sends, in which pieces, and the answer that one was damaged on the way. It knows names,
//! sizes and hashes, and not what is in an artifact.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use sparrow_proto::spark::connect as proto;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Extensions, Request, Response, Streaming};

use proto::add_artifacts_request::{ArtifactChunk, Payload};
use proto::add_artifacts_response::ArtifactSummary;

use super::ledger::{Call, Failure};
use super::messages::hex;
use super::script::Rpc;
use super::service::{Shared, Unary};

/// The most bytes of data in one message.
const MESSAGE_BYTES_MAX: usize = 512 * 1024;

/// The most bytes of a piece of cached data: 4 MiB of Arrow, and what Arrow says about it.
const CACHED_BYTES_MAX: u64 = 4 * 1024 * 1024 + 64 * 1024;

/// Cached data, by its hash.
const CACHED: &str = "cache/";

/// An upload that is being read.
struct Upload<'a> {
    shared: &'a Shared,
    call: Call,
    /// The names of the artifacts that came whole.
    names: Vec<String>,
    open: Option<Open>,
}

/// A chunked artifact, not yet whole.
struct Open {
    name: String,
    bytes_said: i64,
    chunks_said: i64,
    bytes: u64,
    chunks: i64,
    hash: Sha256,
}

/// Adds artifacts.
pub async fn add(
    shared: &Arc<Shared>,
    request: Request<Streaming<proto::AddArtifactsRequest>>,
) -> Unary<proto::AddArtifactsResponse> {
    let (metadata, extensions, mut incoming) = request.into_parts();
    let Some(first) = incoming.message().await? else {
        shared.ledger().observed.called(Rpc::AddArtifacts);
        return Err(tonic::Status::invalid_argument("an upload without a message: send at least one"));
    };
    let first_request = Request::from_parts(metadata, extensions, first);
    let (call, first_request) = shared.enter(Rpc::AddArtifacts, first_request).await?;
    let (metadata, _, first) = first_request.into_parts();
    let mut upload = Upload { shared, call, names: Vec::new(), open: None };
    let damaged = shared.script().bad_crc.is_some_and(|fault| shared.ledger().take("bad_crc", Some(fault.times)));
    if damaged {
        upload.look(&first);
        while let Some(message) = incoming.message().await? {
            upload.look(&message);
        }
        shared.ledger().note_failure(&upload.call, Failure::Ended);
        return upload.damaged();
    }
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let passed_on = Request::from_parts(metadata, Extensions::default(), ReceiverStream::new(receiver));
    let mut upstream = shared.upstream.clone();
    let pump = async {
        let mut next = Some(first);
        while let Some(message) = next {
            upload.look(&message);
            if sender.send(message).await.is_err() {
                break;
            }
            next = incoming.message().await?;
        }
        drop(sender);
        Ok(())
    };
    let ((), answer) =
        tokio::try_join!(pump, upstream.add_artifacts(passed_on)).map_err(|status| shared.as_sent(status))?;
    upload.finish(answer.get_ref());
    shared.leave(&upload.call, Ok(answer))
}

/// Answers which artifacts there are.
pub async fn status(
    shared: &Arc<Shared>,
    request: Request<proto::ArtifactStatusesRequest>,
) -> Unary<proto::ArtifactStatusesResponse> {
    let (call, request) = shared.enter(Rpc::ArtifactStatus, request).await?;
    let answer = shared.upstream.clone().artifact_status(request).await;
    if let Ok(answer) = &answer {
        let there = answer.get_ref().statuses.iter().filter(|(_, status)| status.exists).map(|(name, _)| name.clone());
        shared.ledger().artifacts(&call).extend(there);
    }
    shared.leave(&call, answer)
}

impl Upload<'_> {
    /// Counts and checks one message.
    fn look(&mut self, message: &proto::AddArtifactsRequest) {
        match &message.payload {
            Some(Payload::Batch(batch)) => {
                let chunks = batch.artifacts.iter().filter_map(|artifact| artifact.data.as_ref());
                self.look_at_size(chunks.map(|chunk| chunk.data.len()).sum());
                for artifact in &batch.artifacts {
                    let data = artifact.data.as_ref().map(|chunk| chunk.data.clone()).unwrap_or_default();
                    self.whole(&artifact.name, data.len() as u64, &hex(&Sha256::digest(&data)));
                }
            }
            Some(Payload::BeginChunk(begin)) => {
                if let Some(open) = self.open.take() {
                    self.violation(&format!("{} is not whole, and another one begins", open.name));
                }
                self.open = Some(Open {
                    name: begin.name.clone(),
                    bytes_said: begin.total_bytes,
                    chunks_said: begin.num_chunks,
                    bytes: 0,
                    chunks: 0,
                    hash: Sha256::new(),
                });
                if let Some(chunk) = &begin.initial_chunk {
                    self.chunk(chunk);
                }
            }
            Some(Payload::Chunk(chunk)) => self.chunk(chunk),
            None => self.violation("a message bears no artifact"),
        }
    }

    fn chunk(&mut self, chunk: &ArtifactChunk) {
        self.look_at_size(chunk.data.len());
        let Some(open) = &mut self.open else {
            return self.violation("a chunk comes where no artifact has begun");
        };
        open.hash.update(&chunk.data);
        open.bytes += chunk.data.len() as u64;
        open.chunks += 1;
        if open.chunks < open.chunks_said {
            return;
        }
        if let Some(open) = self.open.take() {
            if i64::try_from(open.bytes) != Ok(open.bytes_said) {
                self.violation(&format!("{} has {} bytes, and {} were said", open.name, open.bytes, open.bytes_said));
            }
            self.whole(&open.name, open.bytes, &hex(&open.hash.finalize()));
        }
    }

    fn look_at_size(&mut self, bytes: usize) {
        {
            let largest = &mut self.shared.ledger().observed.artifact_message_bytes_max;
            *largest = (*largest).max(bytes as u64);
        }
        if bytes > MESSAGE_BYTES_MAX {
            self.violation(&format!("a message has {bytes} bytes of artifacts; {MESSAGE_BYTES_MAX} are allowed"));
        }
    }

    /// An artifact came whole.
    fn whole(&mut self, name: &str, bytes: u64, hash: &str) {
        let known = {
            let mut ledger = self.shared.ledger();
            ledger.observed.artifacts_sent += 1;
            ledger.observed.artifact_bytes_max = ledger.observed.artifact_bytes_max.max(bytes);
            ledger.artifacts(&self.call).contains(name)
        };
        if let Some(named) = name.strip_prefix(CACHED) {
            if named != hash {
                self.violation(&format!("{name} has the hash {hash}"));
            }
            if bytes > CACHED_BYTES_MAX {
                self.violation(&format!("{name} has {bytes} bytes; {CACHED_BYTES_MAX} are allowed"));
            }
            if known {
                self.violation(&format!("{name} is sent, and the server said that it has it"));
            }
        }
        self.names.push(name.to_owned());
    }

    /// The answer that nothing arrived as it was sent.
    fn damaged(self) -> Unary<proto::AddArtifactsResponse> {
        let artifacts = self.names.iter().map(|name| ArtifactSummary { name: name.clone(), is_crc_successful: false });
        let answer = proto::AddArtifactsResponse {
            artifacts: artifacts.collect(),
            session_id: self.call.session_id.clone(),
            server_side_session_id: self.shared.ledger().server_side(&self.call),
        };
        self.shared.leave(&self.call, Ok(Response::new(answer)))
    }

    /// Looks at upstream's answer.
    fn finish(&mut self, answer: &proto::AddArtifactsResponse) {
        if let Some(open) = self.open.take() {
            self.violation(&format!("{} ended after {} of {} chunks", open.name, open.chunks, open.chunks_said));
        }
        for summary in &answer.artifacts {
            if summary.is_crc_successful {
                self.shared.ledger().artifacts(&self.call).insert(summary.name.clone());
            } else {
                self.violation(&format!("{} has a wrong checksum", summary.name));
            }
        }
    }

    fn violation(&self, sentence: &str) {
        self.shared.ledger().violation(&self.call, sentence);
    }
}
