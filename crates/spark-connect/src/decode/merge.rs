//! `mergeInto`.

use sparrow_plan::{Expression, MergeAction, MergeChange, MergeInto};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::depth::Depth;
use super::{expression, relation};
use proto::expression::ExprType;

pub(super) fn decode(depth: Depth, x: &proto::MergeIntoTableCommand) -> Result<MergeInto> {
    Ok(MergeInto {
        table: sparrow_sql::parse_multipart_identifier(&x.target_table_name)?,
        source: relation::required(depth, x.source_table_plan.as_ref())?,
        condition: expression::required(depth, x.merge_condition.as_ref(), "mergeInto", "condition")?,
        matched: actions(depth, &x.match_actions)?,
        not_matched: actions(depth, &x.not_matched_actions)?,
        not_matched_by_source: actions(depth, &x.not_matched_by_source_actions)?,
        schema_evolution: x.with_schema_evolution,
    })
}

fn actions(depth: Depth, list: &[proto::Expression]) -> Result<Vec<MergeAction>> {
    let of = |x: &proto::Expression| match &x.expr_type {
        Some(ExprType::MergeAction(action)) => one(depth, action),
        _ => Err(invalid_plan("what mergeInto does with rows must be merge actions")),
    };
    list.iter().map(of).collect()
}

fn one(depth: Depth, x: &proto::MergeAction) -> Result<MergeAction> {
    use proto::merge_action::ActionType;
    let change = match ActionType::try_from(x.action_type) {
        Ok(ActionType::Delete) => MergeChange::Delete,
        Ok(ActionType::InsertStar) => MergeChange::InsertAll,
        Ok(ActionType::UpdateStar) => MergeChange::UpdateAll,
        Ok(ActionType::Insert) => MergeChange::Insert(assignments(depth, &x.assignments)?),
        Ok(ActionType::Update) => MergeChange::Update(assignments(depth, &x.assignments)?),
        Ok(ActionType::Invalid) | Err(_) => {
            return Err(invalid_plan(format!("{} is no action of mergeInto", x.action_type)));
        }
    };
    let condition = x.condition.as_deref().map(|condition| expression::decode(depth, condition)).transpose()?;
    Ok(MergeAction { condition, change })
}

fn assignments(depth: Depth, list: &[proto::merge_action::Assignment]) -> Result<Vec<(Expression, Expression)>> {
    let side = |x: Option<&proto::Expression>, field| expression::required(depth, x, "an assignment", field);
    list.iter().map(|x| Ok((side(x.key.as_ref(), "column")?, side(x.value.as_ref(), "value")?))).collect()
}
