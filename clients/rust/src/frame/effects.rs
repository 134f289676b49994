//! What a frame leaves on the server: kept rows, checkpoints and views.

use std::str::FromStr;
use std::sync::Arc;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::analyze_plan_request::{self as request, Analyze};
use sparrow_proto::spark::connect::command::CommandType;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use sparrow_proto::spark::connect::relation::RelType;

use super::DataFrame;
use super::plan::{Node, Parts};
use crate::error::{Error, Result};
use crate::session::Session;

/// Where rows are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageLevel {
    /// On disk.
    pub use_disk: bool,
    /// In memory.
    pub use_memory: bool,
    /// In memory outside the heap.
    pub use_off_heap: bool,
    /// As objects.
    pub deserialized: bool,
    /// On so many machines.
    pub replication: i32,
}

impl StorageLevel {
    /// Not kept.
    pub const NONE: Self = Self::level(false, false, false, false, 1);
    /// On disk.
    pub const DISK_ONLY: Self = Self::level(true, false, false, false, 1);
    /// In memory.
    pub const MEMORY_ONLY: Self = Self::level(false, true, false, false, 1);
    /// In memory, and on disk where that is full.
    pub const MEMORY_AND_DISK: Self = Self::level(true, true, false, false, 1);
    /// The same, as objects.
    pub const MEMORY_AND_DISK_DESER: Self = Self::level(true, true, false, true, 1);
    /// Outside the heap.
    pub const OFF_HEAP: Self = Self::level(true, true, true, false, 1);

    const fn level(disk: bool, memory: bool, off_heap: bool, deserialized: bool, replication: i32) -> Self {
        Self { use_disk: disk, use_memory: memory, use_off_heap: off_heap, deserialized, replication }
    }

    pub(super) fn of(message: &proto::StorageLevel) -> Self {
        Self {
            use_disk: message.use_disk,
            use_memory: message.use_memory,
            use_off_heap: message.use_off_heap,
            deserialized: message.deserialized,
            replication: message.replication,
        }
    }

    fn to_proto(self) -> proto::StorageLevel {
        proto::StorageLevel {
            use_disk: self.use_disk,
            use_memory: self.use_memory,
            use_off_heap: self.use_off_heap,
            deserialized: self.deserialized,
            replication: self.replication,
        }
    }
}

impl FromStr for StorageLevel {
    type Err = Error;

    /// A level by Spark's name, such as `MEMORY_AND_DISK` or `DISK_ONLY_2`.
    fn from_str(name: &str) -> Result<Self> {
        let (kind, replication) = match name.rsplit_once('_') {
            Some((kind, "2")) => (kind, 2),
            Some((kind, "3")) => (kind, 3),
            _ => (name, 1),
        };
        let level = match kind {
            "NONE" => Self::NONE,
            "DISK_ONLY" => Self::DISK_ONLY,
            "MEMORY_ONLY" => Self::MEMORY_ONLY,
            "MEMORY_AND_DISK" => Self::MEMORY_AND_DISK,
            "MEMORY_AND_DISK_DESER" => Self::MEMORY_AND_DISK_DESER,
            "OFF_HEAP" => Self::OFF_HEAP,
            _ => return Err(Error::client(format!("{name:?} is no storage level: use one such as MEMORY_AND_DISK"))),
        };
        Ok(Self { replication, ..level })
    }
}

impl DataFrame {
    /// Marks its rows to be kept once they are computed; gives the frame again.
    pub async fn cache(&self) -> Result<Self> {
        self.keep(None).await
    }

    /// The same, with where they are kept.
    pub async fn persist(&self, level: StorageLevel) -> Result<Self> {
        self.keep(Some(level)).await
    }

    async fn keep(&self, level: Option<StorageLevel>) -> Result<Self> {
        let storage_level = level.map(StorageLevel::to_proto);
        self.ask(|frame| Analyze::Persist(request::Persist { relation: Some(frame.node.relation()), storage_level }))
            .await?;
        Ok(self.clone())
    }

    /// Its rows are kept no longer; with `blocking`, waits until they are gone.
    pub async fn unpersist(&self, blocking: bool) -> Result<()> {
        let ask = |frame: &Self| {
            Analyze::Unpersist(request::Unpersist { relation: Some(frame.node.relation()), blocking: Some(blocking) })
        };
        self.ask(ask).await.map(|_| ())
    }

    /// Computes it now and keeps its rows on the server as long as frames use them; gives a frame of these rows.
    pub async fn local_checkpoint(&self) -> Result<Self> {
        self.check()?;
        let make = || {
            CommandType::CheckpointCommand(proto::CheckpointCommand {
                relation: Some(self.node.relation()),
                local: true,
                eager: true,
                storage_level: None,
            })
        };
        for answer in self.session.command(self.node.depth, make).await? {
            if let ResponseType::CheckpointCommandResult(proto::CheckpointCommandResult { relation: Some(relation) }) =
                answer
            {
                return Ok(kept_on_server(&self.session, relation));
            }
        }
        Err(Error::answer("the server made a checkpoint, but did not say which"))
    }

    /// Names it for the session; a view of the name that is there is an error.
    pub async fn create_temp_view(&self, name: &str) -> Result<()> {
        self.create_view(name, false, false).await
    }

    /// Names it for the session, in place of a view of the name.
    pub async fn create_or_replace_temp_view(&self, name: &str) -> Result<()> {
        self.create_view(name, true, false).await
    }

    /// Names it for all sessions, as `global_temp.name`; a view of the name that is there is an error.
    pub async fn create_global_temp_view(&self, name: &str) -> Result<()> {
        self.create_view(name, false, true).await
    }

    /// Names it for all sessions, in place of a view of the name.
    pub async fn create_or_replace_global_temp_view(&self, name: &str) -> Result<()> {
        self.create_view(name, true, true).await
    }

    async fn create_view(&self, name: &str, replace: bool, is_global: bool) -> Result<()> {
        self.check()?;
        let make = || {
            CommandType::CreateDataframeView(proto::CreateDataFrameViewCommand {
                input: Some(self.node.relation()),
                name: name.to_owned(),
                is_global,
                replace,
            })
        };
        self.session.command(self.node.depth, make).await.map(|_| ())
    }
}

/// Rows that the server keeps for frames; the last frame that lets go of them tells it to drop them.
struct Kept {
    session: Session,
    relation: proto::CachedRemoteRelation,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // Without a runtime the session's end drops them.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if self.session.is_closed() {
            return;
        }
        let (session, relation) = (self.session.clone(), self.relation.clone());
        runtime.spawn(async move {
            let relation = Some(relation);
            let command = proto::RemoveCachedRemoteRelationCommand { relation };
            // The session's end drops what this did not.
            let _ = session.command(0, || CommandType::RemoveCachedRemoteRelationCommand(command)).await;
        });
    }
}

fn kept_on_server(session: &Session, relation: proto::CachedRemoteRelation) -> DataFrame {
    let mut session_of_kept = session.clone();
    session_of_kept.options = Default::default();
    let kept = Arc::new(Kept { session: session_of_kept, relation: relation.clone() });
    let mut node = Node::new(Vec::new(), Parts::default(), move |_| RelType::CachedRemoteRelation(relation.clone()));
    node.keep = Some(kept);
    DataFrame::new(session.clone(), node)
}
