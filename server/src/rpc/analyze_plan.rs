//! AnalyzePlan: questions about a plan that need no run of it.

use std::sync::Arc;

use sparrow_plan::{ExplainMode, Plan, RelKind, Relation};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::analyze_plan_request::{self as ask, Analyze};
use sparrow_proto::spark::connect::analyze_plan_response::{self as answer, Result as Answered};
use sparrow_session::Session;
use sparrow_spark_connect::decode::Decoder;
use sparrow_spark_connect::encode;
use sparrow_spark_error::{Result, SparkError, condition, invalid_plan};
use sparrow_spark_types::{DataType, ddl, json};

use super::codec::Received;
use super::{Answer, SparkConnect, failed};

/// The version of Spark whose behaviour this is; clients branch on it.
const SPARK_VERSION: &str = "4.2.1";

impl SparkConnect {
    /// The RPC.
    pub(super) async fn analyze_plan(
        self,
        request: Received<proto::AnalyzePlanRequest>,
    ) -> Answer<proto::AnalyzePlanResponse> {
        let request = request.message;
        let session = self.open(&request)?;
        let (looked_at, decoder) = (Arc::clone(&session), self.decoder);
        let work = async move { looked_at.in_turn(analyze(decoder, Arc::clone(&looked_at), request.analyze)).await };
        let result = self.query(&session, work).await.map_err(|error| failed(&session, &error))?;
        Ok(proto::AnalyzePlanResponse {
            session_id: request.session_id,
            server_side_session_id: session.server_side_id().to_owned(),
            result: Some(result),
        })
    }
}

async fn analyze(decoder: Decoder, session: Arc<Session>, asked: Option<Analyze>) -> Result<Answered> {
    match asked {
        Some(Analyze::Schema(x)) => schema(decoder, &session, x).await.map(Answered::Schema),
        Some(Analyze::Explain(x)) => explain(decoder, &session, x).await.map(Answered::Explain),
        Some(Analyze::TreeString(x)) => tree_string(decoder, &session, x).await.map(Answered::TreeString),
        Some(Analyze::IsLocal(x)) => is_local(decoder, x).map(Answered::IsLocal),
        Some(Analyze::IsStreaming(x)) => is_streaming(decoder, x).map(Answered::IsStreaming),
        Some(Analyze::InputFiles(x)) => input_files(decoder, &session, x).await.map(Answered::InputFiles),
        Some(Analyze::SparkVersion(_)) => Ok(Answered::SparkVersion(spark_version())),
        Some(Analyze::DdlParse(x)) => ddl_parse(&x).map(Answered::DdlParse),
        Some(Analyze::SameSemantics(x)) => same_semantics(decoder, &session, x).await.map(Answered::SameSemantics),
        Some(Analyze::SemanticHash(x)) => semantic_hash(decoder, &session, x).await.map(Answered::SemanticHash),
        Some(Analyze::Persist(x)) => persist(decoder, &session, x).await.map(Answered::Persist),
        Some(Analyze::Unpersist(x)) => unpersist(decoder, &session, x).await.map(Answered::Unpersist),
        Some(Analyze::GetStorageLevel(x)) => storage_level(decoder, &session, x).await.map(Answered::GetStorageLevel),
        Some(Analyze::JsonToDdl(x)) => json_to_ddl(&x).map(Answered::JsonToDdl),
        None => Err(unknown_method()),
    }
}

fn unknown_method() -> SparkError {
    SparkError::new(&condition::INVALID_PLAN_UNKNOWN_ANALYZE_METHOD).with("other", "ANALYZE_NOT_SET")
}

async fn schema(decoder: Decoder, session: &Session, x: ask::Schema) -> Result<answer::Schema> {
    let schema = session.schema(query(decoder, x.plan)?).await?;
    Ok(answer::Schema { schema: Some(encode::schema(&schema)) })
}

async fn explain(decoder: Decoder, session: &Session, x: ask::Explain) -> Result<answer::Explain> {
    use ask::explain::ExplainMode as Asked;
    let mode = match x.explain_mode() {
        Asked::Simple => ExplainMode::Simple,
        Asked::Extended => ExplainMode::Extended,
        Asked::Codegen => ExplainMode::Codegen,
        Asked::Cost => ExplainMode::Cost,
        Asked::Formatted => ExplainMode::Formatted,
        Asked::Unspecified => return Err(invalid_plan("there is no explain mode EXPLAIN_MODE_UNSPECIFIED")),
    };
    Ok(answer::Explain { explain_string: session.explain(query(decoder, x.plan)?, mode).await? })
}

async fn tree_string(decoder: Decoder, session: &Session, x: ask::TreeString) -> Result<answer::TreeString> {
    let schema = session.schema(query(decoder, x.plan)?).await?;
    let tree_string = schema.tree_string(x.level.map(|level| usize::try_from(level).unwrap_or_default()));
    Ok(answer::TreeString { tree_string })
}

/// Like Spark, only rows that came with the plan are local.
fn is_local(decoder: Decoder, x: ask::IsLocal) -> Result<answer::IsLocal> {
    let is_local = matches!(*query(decoder, x.plan)?.kind, RelKind::LocalRelation(_));
    Ok(answer::IsLocal { is_local })
}

fn is_streaming(decoder: Decoder, x: ask::IsStreaming) -> Result<answer::IsStreaming> {
    let is_streaming = reads_stream(&query(decoder, x.plan)?);
    Ok(answer::IsStreaming { is_streaming })
}

fn reads_stream(query: &Relation) -> bool {
    let mut open = vec![query];
    while let Some(relation) = open.pop() {
        if matches!(&*relation.kind, RelKind::DataSource(source) if source.streaming) {
            return true;
        }
        open.extend(sparrow_plan::children(relation));
    }
    false
}

async fn input_files(decoder: Decoder, session: &Session, x: ask::InputFiles) -> Result<answer::InputFiles> {
    Ok(answer::InputFiles { files: session.input_files(query(decoder, x.plan)?).await? })
}

fn spark_version() -> answer::SparkVersion {
    answer::SparkVersion { version: SPARK_VERSION.to_owned() }
}

fn ddl_parse(x: &ask::DdlParse) -> Result<answer::DdlParse> {
    let parsed = ddl::parse_schema_text(&x.ddl_string)?;
    Ok(answer::DdlParse { parsed: Some(encode::data_type(&parsed)) })
}

fn json_to_ddl(x: &ask::JsonToDdl) -> Result<answer::JsonToDdl> {
    match json::from_json(&x.json_string)? {
        DataType::Struct(schema) => Ok(answer::JsonToDdl { ddl_string: schema.to_ddl() }),
        _ => Err(invalid_plan("the JSON of a schema must be a struct")),
    }
}

async fn same_semantics(decoder: Decoder, session: &Session, x: ask::SameSemantics) -> Result<answer::SameSemantics> {
    let result = session.same_semantics(query(decoder, x.target_plan)?, query(decoder, x.other_plan)?).await?;
    Ok(answer::SameSemantics { result })
}

async fn semantic_hash(decoder: Decoder, session: &Session, x: ask::SemanticHash) -> Result<answer::SemanticHash> {
    Ok(answer::SemanticHash { result: session.semantic_hash(query(decoder, x.plan)?).await? })
}

async fn persist(decoder: Decoder, session: &Session, x: ask::Persist) -> Result<answer::Persist> {
    let level = x.storage_level.as_ref().map(sparrow_spark_connect::decode::storage_level);
    session.persist(relation(decoder, x.relation)?, level).await?;
    Ok(answer::Persist {})
}

async fn unpersist(decoder: Decoder, session: &Session, x: ask::Unpersist) -> Result<answer::Unpersist> {
    session.unpersist(relation(decoder, x.relation)?, x.blocking.unwrap_or_default()).await?;
    Ok(answer::Unpersist {})
}

async fn storage_level(
    decoder: Decoder,
    session: &Session,
    x: ask::GetStorageLevel,
) -> Result<answer::GetStorageLevel> {
    let level = session.storage_level(relation(decoder, x.relation)?).await?;
    let storage_level = Some(proto::StorageLevel {
        use_disk: level.use_disk,
        use_memory: level.use_memory,
        use_off_heap: level.use_off_heap,
        deserialized: level.deserialized,
        replication: level.replication,
    });
    Ok(answer::GetStorageLevel { storage_level })
}

/// The plan as a query; commands cannot be analyzed.
fn query(decoder: Decoder, plan: Option<proto::Plan>) -> Result<Relation> {
    let plan = plan.ok_or_else(|| invalid_plan("the request has no plan"))?;
    match decoder.plan(&plan)? {
        Plan::Query(relation) => Ok(relation),
        Plan::Command(_) => Err(invalid_plan("a command cannot be analyzed")),
    }
}

fn relation(decoder: Decoder, relation: Option<proto::Relation>) -> Result<Relation> {
    decoder.relation(&relation.ok_or_else(|| invalid_plan("the request has no relation"))?)
}
