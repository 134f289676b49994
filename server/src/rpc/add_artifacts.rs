//! AddArtifacts: takes files, whole or in chunks.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::add_artifacts_request::{ArtifactChunk, Payload};
use sparrow_proto::spark::connect::add_artifacts_response::ArtifactSummary;
use sparrow_session::artifacts::{Chunk, Summary, Upload};
use sparrow_spark_error::{Result, invalid_plan};
use tonic::Streaming;

use super::codec::Received;
use super::{Answer, SparkConnect, failed, limits, refused};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn add_artifacts(
        self,
        mut requests: Streaming<Received<proto::AddArtifactsRequest>>,
    ) -> Answer<proto::AddArtifactsResponse> {
        let refusal = |status| limits::explained_status(status, self.limits.message_bytes_max);
        let Some(first) = requests.message().await.map_err(refusal)? else {
            return Err(refused(invalid_plan("the stream of artifacts is empty")));
        };
        let session = self.open(&first.message)?;
        let mut upload = session.artifacts().upload();
        let mut next = Some(first);
        while let Some(request) = next {
            if request.message.session_id != session.id() {
                return Err(failed(&session, &invalid_plan("one stream of artifacts is for one session")));
            }
            take(&mut upload, request.message).map_err(|error| failed(&session, &error))?;
            next = requests.message().await.map_err(refusal)?;
        }
        let summaries = upload.finish().map_err(|error| failed(&session, &error))?;
        Ok(proto::AddArtifactsResponse {
            artifacts: summaries.into_iter().map(summary).collect(),
            session_id: session.id().to_owned(),
            server_side_session_id: session.server_side_id().to_owned(),
        })
    }
}

fn take(upload: &mut Upload, request: proto::AddArtifactsRequest) -> Result<()> {
    match request.payload {
        Some(Payload::Batch(batch)) => batch
            .artifacts
            .iter()
            .try_for_each(|artifact| upload.single(&artifact.name, chunk(artifact.data.as_ref())?)),
        Some(Payload::BeginChunk(begin)) => {
            let first = chunk(begin.initial_chunk.as_ref())?;
            upload.begin(&begin.name, begin.total_bytes, begin.num_chunks, first)
        }
        Some(Payload::Chunk(next)) => upload.chunk(chunk(Some(&next))?),
        None => Err(invalid_plan("a message of the stream of artifacts is empty")),
    }
}

fn chunk(chunk: Option<&ArtifactChunk>) -> Result<Chunk<'_>> {
    let chunk = chunk.ok_or_else(|| invalid_plan("an artifact has no data"))?;
    Ok(Chunk { data: &chunk.data, crc: chunk.crc })
}

fn summary(summary: Summary) -> ArtifactSummary {
    ArtifactSummary { name: summary.name, is_crc_successful: summary.is_intact }
}
