//! SQL text with its arguments, as a relation and as a command.

mod parameters;
mod views;

use sparrow_plan::{Plan, RelKind, Relation};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::depth::Depth;
use super::relation as relations;
use parameters::Arguments;
use proto::relation::RelType;

/// What `spark.sql` asked for.
#[derive(Clone, Debug)]
pub struct SqlCommand {
    /// The statement, its arguments bound.
    pub plan: Plan,
    /// For a query: the relation to send back instead of running it, as the client sent it. `None` for a command, whose result
    /// is sent back.
    pub echo: Option<proto::Relation>,
}

/// The statement of a `SqlCommand`, whichever generation of client sent it.
pub(super) fn sql_command(depth: Depth, x: &proto::SqlCommand) -> Result<SqlCommand> {
    let input = match &x.input {
        Some(input) => input.clone(),
        None => deprecated_input(x),
    };
    let plan = statement(depth, &input)?;
    let echo = matches!(plan, Plan::Query(_)).then_some(input);
    Ok(SqlCommand { plan, echo })
}

/// 3.5 and the Go client put text and arguments into the command itself.
fn deprecated_input(x: &proto::SqlCommand) -> proto::Relation {
    let sql = proto::Sql {
        query: x.sql.clone(),
        args: x.args.clone(),
        pos_args: x.pos_args.clone(),
        named_arguments: x.named_arguments.clone(),
        pos_arguments: x.pos_arguments.clone(),
    };
    proto::Relation { common: None, rel_type: Some(RelType::Sql(sql)) }
}

/// The statement of a SQL relation, or of one wrapped in `WithRelations`, whose references the statement may name.
fn statement(depth: Depth, input: &proto::Relation) -> Result<Plan> {
    let plan_id = input.common.as_ref().and_then(|common| common.plan_id);
    match &input.rel_type {
        Some(RelType::Sql(sql)) => match parse(depth.relation()?, sql)? {
            Plan::Query(query) => Ok(Plan::Query(query.with_plan_id(plan_id))),
            command => Ok(command),
        },
        Some(RelType::WithRelations(x)) => {
            let root = x.root.as_deref().ok_or_else(relations::not_set)?;
            let inner = depth.relation()?;
            let references = x.references.iter().map(|r| relations::decode(inner, r)).collect::<Result<Vec<_>>>()?;
            match statement(inner, root)? {
                Plan::Query(root) => {
                    Ok(Plan::Query(Relation::new(RelKind::WithRelations { root, references }).with_plan_id(plan_id)))
                }
                Plan::Command(command) => Ok(Plan::Command(views::visible_in(command, &references))),
            }
        }
        Some(_) => Err(invalid_plan("a SQL command must hold SQL text")),
        None => Err(relations::not_set()),
    }
}

/// SQL text as a relation: its query, or a command that runs when its rows are read.
pub(super) fn relation(depth: Depth, x: &proto::Sql) -> Result<Relation> {
    match parse(depth, x)? {
        Plan::Query(query) => Ok(query),
        Plan::Command(command) => Ok(Relation::new(RelKind::Command(Box::new(command)))),
    }
}

fn parse(depth: Depth, x: &proto::Sql) -> Result<Plan> {
    let mut plan = sparrow_sql::parse_statement_within(&x.query, depth.sql_levels_max())?;
    let arguments = Arguments::decode(depth, x)?;
    parameters::bind(&mut plan, &arguments)?;
    Ok(plan)
}
