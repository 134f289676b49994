//! Sessions: a connection with views, settings and operations of its own. It knows what belongs to a session, and leaves
//! what frames mean to the server.

mod builder;
mod config;
mod execute;
mod local;
mod reader;
mod sql;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::analyze_plan_request::{self as request, Analyze};
use sparrow_proto::spark::connect::analyze_plan_response as response;
use sparrow_proto::spark::connect::interrupt_request::InterruptType;
use sparrow_proto::spark::connect::read::{NamedTable, ReadType};
use sparrow_proto::spark::connect::relation::RelType;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::frame::DataFrame;
use crate::result::{OnProgress, Progress};
use crate::transport::{Transport, codec, operation};
use crate::types::Schema;

pub use builder::SessionBuilder;
pub use config::Config;
pub use reader::Reader;
pub use sql::Sql;

/// How many tags a session may have.
const TAGS_MAX: usize = 1_000;
/// How long the end of a session may take where it has no deadline.
const CLOSE_WAIT_MAX: Duration = Duration::from_secs(10);
/// How long a close waits for what is being released.
const RELEASE_WAIT_MAX: Duration = Duration::from_secs(5);

/// A session on a server. Clones are the same session; close it with [`Session::close`].
#[derive(Clone)]
pub struct Session {
    core: Arc<Core>,
    pub(crate) options: CallOptions,
}

/// What all clones of a session share.
struct Core {
    transport: Arc<Transport>,
    tags: Mutex<BTreeSet<String>>,
}

/// How the calls of this clone behave.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub deadline: Option<Duration>,
    pub on_progress: Option<OnProgress>,
    pub operation_id: Option<String>,
}

impl Session {
    /// A session at an address, such as `sc://localhost:15002`. The connection is opened by the first call.
    pub async fn connect(address: &str) -> Result<Self> {
        Self::builder().url(address).connect().await
    }

    /// Begins to say how a session is made.
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    fn new(transport: Arc<Transport>, options: CallOptions) -> Self {
        Self { core: Arc::new(Core { transport, tags: Mutex::default() }), options }
    }

    pub(crate) fn transport(&self) -> &Arc<Transport> {
        &self.core.transport
    }

    /// Its UUID.
    pub fn id(&self) -> &str {
        &self.core.transport.identity.session_id
    }

    /// Whether it was closed, here or because the server lost it.
    pub fn is_closed(&self) -> bool {
        self.core.transport.is_closed()
    }

    /// The same session, each call of which may take so long, with retries and all.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        let mut session = self.clone();
        session.options.deadline = Some(deadline);
        session
    }

    /// The same session, the queries of which tell how far they are. A panic there does not end the query.
    #[must_use]
    pub fn on_progress(&self, on_progress: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        let mut session = self.clone();
        session.options.on_progress = Some(Arc::new(on_progress));
        session
    }

    /// A statement: awaited, a command runs at once, and a query becomes a frame.
    pub fn sql(&self, text: &str) -> Sql {
        Sql::new(self.clone(), text)
    }

    /// A table or view by its name.
    pub fn table(&self, name: &str) -> DataFrame {
        let table = NamedTable { unparsed_identifier: name.to_owned(), options: Default::default() };
        let read = proto::Read { read_type: Some(ReadType::NamedTable(table)), is_streaming: false };
        DataFrame::source(self.clone(), RelType::Read(read))
    }

    /// The numbers from `start` to below `end`, as the column `id`.
    pub fn range(&self, start: i64, end: i64) -> DataFrame {
        self.range_by(start, end, 1, None)
    }

    /// The numbers from `start` to below `end` in steps, in so many partitions.
    pub fn range_by(&self, start: i64, end: i64, step: i64, partitions: Option<i32>) -> DataFrame {
        let range = proto::Range { start: Some(start), end, step, num_partitions: partitions };
        DataFrame::source(self.clone(), RelType::Range(range))
    }

    /// Begins to say what is read from files.
    pub fn read(&self) -> Reader {
        Reader::new(self.clone())
    }

    /// The settings.
    pub fn config(&self) -> Config {
        Config::new(self.clone())
    }

    /// The version of Spark the server speaks.
    pub async fn version(&self) -> Result<String> {
        match self.analyze(0, || Analyze::SparkVersion(request::SparkVersion {})).await? {
            response::Result::SparkVersion(answer) => Ok(answer.version),
            _ => Err(Error::answer("the server answered another question than its version")),
        }
    }

    /// The schema that a text of DDL describes, such as `a INT, b STRING NOT NULL`.
    pub async fn parse_schema(&self, ddl: &str) -> Result<Schema> {
        let ask = || Analyze::DdlParse(request::DdlParse { ddl_string: ddl.to_owned() });
        match self.analyze(0, ask).await? {
            response::Result::DdlParse(response::DdlParse { parsed: Some(parsed) }) => Schema::from_proto(&parsed),
            _ => Err(Error::answer("the server answered another question than a schema")),
        }
    }

    /// Marks the operations that begin from now on; what has a tag can be interrupted together.
    pub fn add_tag(&self, tag: &str) -> Result<()> {
        check_tag(tag)?;
        let mut tags = self.tag_set();
        if tags.len() >= TAGS_MAX && !tags.contains(tag) {
            return Err(Error::client(format!("the session has {TAGS_MAX} tags: remove one first")));
        }
        tags.insert(tag.to_owned());
        Ok(())
    }

    /// Marks them no longer.
    pub fn remove_tag(&self, tag: &str) -> Result<()> {
        check_tag(tag)?;
        self.tag_set().remove(tag);
        Ok(())
    }

    /// The tags, sorted.
    pub fn tags(&self) -> Vec<String> {
        self.tag_set().iter().cloned().collect()
    }

    /// Removes all tags.
    pub fn clear_tags(&self) {
        self.tag_set().clear();
    }

    fn tag_set(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.core.tags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Interrupts all operations of the session; gives their ids.
    pub async fn interrupt_all(&self) -> Result<Vec<String>> {
        self.interrupt(InterruptType::All, None).await
    }

    /// Interrupts the operations with a tag; gives their ids.
    pub async fn interrupt_tag(&self, tag: &str) -> Result<Vec<String>> {
        check_tag(tag)?;
        self.interrupt(InterruptType::Tag, Some(tag)).await
    }

    /// Interrupts one operation; gives its id where it ran.
    pub async fn interrupt_operation(&self, operation_id: &str) -> Result<Vec<String>> {
        self.interrupt(InterruptType::OperationId, Some(operation_id)).await
    }

    async fn interrupt(&self, kind: InterruptType, what: Option<&str>) -> Result<Vec<String>> {
        let message = codec::encode(&operation::interrupt(self.transport(), kind, what));
        let answer: proto::InterruptResponse =
            self.transport().unary(codec::INTERRUPT, message, self.deadline()).await?;
        Ok(answer.interrupted_ids)
    }

    /// Ends the session: interrupts what runs, lets the server drop what it keeps, and gives up the connection. A second
    /// close does nothing. An error says that the server may keep the session for a while; it is closed here all the same.
    pub async fn close(&self) -> Result<()> {
        let transport = self.transport();
        if transport.is_closed() {
            return Ok(());
        }
        let deadline = self.deadline().unwrap_or_else(|| Instant::now() + CLOSE_WAIT_MAX);
        if transport.has_running() {
            let message = codec::encode(&operation::interrupt(transport, InterruptType::All, None));
            // The release below ends them too.
            let _ = transport.unary::<proto::InterruptResponse>(codec::INTERRUPT, message, Some(deadline)).await;
        }
        transport.released(RELEASE_WAIT_MAX).await;
        let message = codec::encode(&proto::ReleaseSessionRequest {
            session_id: self.id().to_owned(),
            user_context: transport.user_context(),
            client_type: transport.client_type(),
            allow_reconnect: false,
        });
        let released: Result<proto::ReleaseSessionResponse> =
            transport.unary(codec::RELEASE_SESSION, message, Some(deadline)).await;
        transport.give_up();
        released.map(|_| ())
    }

    /// When a call that begins now is to have ended.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.options.deadline.and_then(|deadline| Instant::now().checked_add(deadline))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.id()).field("is_closed", &self.is_closed()).finish_non_exhaustive()
    }
}

fn check_tag(tag: &str) -> Result<()> {
    if tag.is_empty() || tag.contains(',') {
        return Err(Error::client(format!("{tag:?} is no tag: a tag is not empty and has no comma")));
    }
    Ok(())
}
