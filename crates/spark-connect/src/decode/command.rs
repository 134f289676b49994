//! Commands: one call per kind.

use sparrow_plan::{Command, Plan};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, field_not_set, invalid_plan, unsupported};

use super::depth::Depth;
use super::{merge, missing, relation, sql, user_function, write};
use proto::command::CommandType;

pub(super) fn decode(depth: Depth, command: &proto::Command) -> Result<Plan> {
    match command.command_type.as_ref() {
        Some(CommandType::SqlCommand(x)) => sql::sql_command(depth, x).map(|command| command.plan),
        Some(other) => dispatch(depth, other).map(Plan::Command),
        None => Err(field_not_set("Command", "COMMANDTYPE")),
    }
}

fn dispatch(depth: Depth, kind: &CommandType) -> Result<Command> {
    match kind {
        CommandType::WriteOperation(x) => write::decode(depth, x).map(Command::Write),
        CommandType::WriteOperationV2(x) => write::decode_v2(depth, x).map(Command::WriteV2),
        CommandType::CreateDataframeView(x) => create_view(depth, x),
        CommandType::CheckpointCommand(x) => checkpoint(depth, x),
        CommandType::RemoveCachedRemoteRelationCommand(x) => remove_cached(x),
        CommandType::MergeIntoTableCommand(x) => merge::decode(depth, x).map(Command::MergeInto),
        CommandType::RegisterFunction(x) => user_function::function(depth, x).map(Command::RegisterFunction),
        CommandType::RegisterTableFunction(x) => {
            user_function::table_function(depth, x).map(Command::RegisterTableFunction)
        }
        CommandType::RegisterDataSource(x) => {
            Ok(Command::RegisterDataSource { name: x.name.clone(), code: user_function::data_source(x)? })
        }
        CommandType::GetResourcesCommand(_) => Ok(Command::GetResources),
        CommandType::MlCommand(x) => ml(x),
        other => Err(refused(other)),
    }
}

/// What the plan cannot express, by the name users call it.
fn refused(kind: &CommandType) -> SparkError {
    let name = match kind {
        CommandType::WriteStreamOperationStart(_) => "writeStream",
        CommandType::StreamingQueryCommand(_) => "a streaming query",
        CommandType::StreamingQueryManagerCommand(_) => "spark.streams",
        CommandType::StreamingQueryListenerBusCommand(_) => "a streaming query listener",
        CommandType::CreateResourceProfileCommand(_) => "a resource profile",
        CommandType::ExecuteExternalCommand(_) => "an external command",
        CommandType::PipelineCommand(_) => "a declarative pipeline",
        CommandType::Extension(any) => return unsupported(format!("the command extension {}", any.type_url)),
        _ => "a command of this kind",
    };
    unsupported(name)
}

fn create_view(depth: Depth, x: &proto::CreateDataFrameViewCommand) -> Result<Command> {
    let parts = sparrow_sql::parse_multipart_identifier(&x.name)?;
    let [name] = parts.as_slice() else {
        return Err(invalid_plan(format!("the name of the temporary view {} must have one part", x.name)));
    };
    let query = relation::required(depth, x.input.as_ref())?;
    let (name, columns) = (name.clone(), vec![]);
    Ok(Command::CreateTempView { name, columns, query, global: x.is_global, replace: x.replace })
}

fn checkpoint(depth: Depth, x: &proto::CheckpointCommand) -> Result<Command> {
    let input = relation::required(depth, x.relation.as_ref())?;
    let level = x.storage_level.as_ref().map(super::storage_level);
    Ok(Command::Checkpoint { input, local: x.local, eager: x.eager, level })
}

fn remove_cached(x: &proto::RemoveCachedRemoteRelationCommand) -> Result<Command> {
    match &x.relation {
        Some(relation) => Ok(Command::RemoveCachedRemoteRelation { id: relation.relation_id.clone() }),
        None => Err(missing("the removal of a cached relation", "relation")),
    }
}

/// Of machine learning only the farewell, which every PySpark process sends when it ends.
fn ml(x: &proto::MlCommand) -> Result<Command> {
    match &x.command {
        Some(proto::ml_command::Command::CleanCache(_)) => Ok(Command::CleanMlCache),
        Some(_) => Err(unsupported("pyspark.ml")),
        None => Err(invalid_plan("an ML command has no kind")),
    }
}
