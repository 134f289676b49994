//! Commands, and SQL text: a query is sent back to be run when its rows are wanted, a command is run at once.

use prost::Message;
use sparrow_plan::{Command, Plan};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::{ResponseType, SqlCommandResult};
use sparrow_proto::spark::connect::relation::RelType;
use sparrow_session::{CommandOutcome, Rows};
use sparrow_spark_connect::encode;
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::StructType;

use super::{Execution, rows};

impl Execution {
    /// Answers `spark.sql`.
    pub(super) async fn answer_sql(&self, command: proto::SqlCommand) -> Result<()> {
        let sql = self.decoder.sql_command(&command)?;
        let relation = match (sql.plan, sql.echo) {
            (Plan::Query(_), Some(echo)) => echo,
            (Plan::Command(command), _) => self.run_now(command).await?,
            (Plan::Query(_), None) => return Err(internal("a query was decoded without its relation")),
        };
        self.send(ResponseType::SqlCommandResult(SqlCommandResult { relation: Some(relation) })).await;
        self.send_metrics(None).await;
        Ok(())
    }

    /// Answers any other command, or a plan that holds neither command nor relation.
    pub(super) async fn answer_command(&self, plan: proto::Plan) -> Result<()> {
        match self.decoder.plan(&plan)? {
            Plan::Query(_) => Err(internal("a command was decoded as a query")),
            Plan::Command(command) => match self.perform(command).await? {
                CommandOutcome::Done => Ok(()),
                CommandOutcome::Rows(rows) => self.send_rows(rows).await,
                CommandOutcome::Checkpoint(id) => {
                    self.send(checkpoint(id)).await;
                    Ok(())
                }
                CommandOutcome::NoResources => {
                    self.send(ResponseType::GetResourcesCommandResult(Default::default())).await;
                    Ok(())
                }
                CommandOutcome::MlCacheCleaned => {
                    self.send(ml_cache_cleaned()).await;
                    Ok(())
                }
            },
        }
    }

    async fn perform(&self, command: Command) -> Result<CommandOutcome> {
        self.reporting(None, self.session.command(self.operation.id(), command)).await
    }

    /// Runs a command of SQL; its rows become a relation the client can read.
    async fn run_now(&self, command: Command) -> Result<proto::Relation> {
        match self.perform(command).await? {
            CommandOutcome::Rows(rows) => self.local_relation(rows).await,
            CommandOutcome::Done
            | CommandOutcome::Checkpoint(_)
            | CommandOutcome::NoResources
            | CommandOutcome::MlCacheCleaned => {
                let edge = self.edge(&StructType::new(Vec::new()));
                local_relation(&edge.empty())
            }
        }
    }

    async fn local_relation(&self, rows: Rows) -> Result<proto::Relation> {
        let edge = self.edge(&rows.schema);
        let relation = local_relation(&rows::collect(&edge, rows).await?)?;
        rows::check_result(relation.encoded_len(), &self.result_limits())?;
        Ok(relation)
    }
}

fn local_relation(batch: &arrow::record_batch::RecordBatch) -> Result<proto::Relation> {
    let data = Some(encode::ipc_stream(batch)?);
    let relation = proto::LocalRelation { data, schema: None };
    Ok(proto::Relation { common: None, rel_type: Some(RelType::LocalRelation(relation)) })
}

fn checkpoint(relation_id: String) -> ResponseType {
    let relation = Some(proto::CachedRemoteRelation { relation_id });
    ResponseType::CheckpointCommandResult(proto::CheckpointCommandResult { relation })
}

/// Clients read one number: how many models were dropped.
fn ml_cache_cleaned() -> ResponseType {
    use proto::expression::Literal;
    use proto::expression::literal::LiteralType;
    use proto::ml_command_result::ResultType;
    let none = Literal { literal_type: Some(LiteralType::Integer(0)), ..Default::default() };
    ResponseType::MlCommandResult(proto::MlCommandResult { result_type: Some(ResultType::Param(none)) })
}
