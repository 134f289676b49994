//! As-of joins and `nearestByJoin`.

use sparrow_plan::{AsOfDirection, AsOfJoin, JoinCondition, JoinKind, NearestByJoin, RelKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, condition, invalid_plan};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::expression;

pub(super) fn as_of(depth: Depth, x: &proto::AsOfJoin) -> Result<RelKind> {
    let condition = match (x.join_expr.as_ref(), x.using_columns.is_empty()) {
        (Some(_), false) => return Err(invalid_plan("an as-of join has both a condition and USING columns")),
        (Some(condition), true) => JoinCondition::On(expression::decode(depth, condition)?),
        (None, false) => JoinCondition::Using(x.using_columns.clone()),
        (None, true) => JoinCondition::None,
    };
    let place = |expression| expression::required(depth, expression, "an as-of join", "as-of expression");
    Ok(RelKind::AsOfJoin(Box::new(AsOfJoin {
        left: required(depth, x.left.as_deref())?,
        right: required(depth, x.right.as_deref())?,
        left_as_of: place(x.left_as_of.as_ref())?,
        right_as_of: place(x.right_as_of.as_ref())?,
        condition,
        kind: kind(&x.join_type)?,
        tolerance: x.tolerance.as_ref().map(|tolerance| expression::decode(depth, tolerance)).transpose()?,
        allow_exact_matches: x.allow_exact_matches,
        direction: direction(&x.direction)?,
    })))
}

pub(super) fn by_ranking(depth: Depth, x: &proto::NearestByJoin) -> Result<RelKind> {
    let approximate = match x.mode.to_lowercase().as_str() {
        "approx" => true,
        "exact" => false,
        mode => {
            return Err(SparkError::new(&condition::NEAREST_BY_JOIN_MODE)
                .with("mode", mode)
                .with("supported", "'approx', 'exact'"));
        }
    };
    let highest = match x.direction.to_lowercase().as_str() {
        "similarity" => true,
        "distance" => false,
        other => {
            return Err(SparkError::new(&condition::NEAREST_BY_JOIN_DIRECTION)
                .with("direction", other)
                .with("supported", "'distance', 'similarity'"));
        }
    };
    Ok(RelKind::NearestByJoin(NearestByJoin {
        left: required(depth, x.left.as_deref())?,
        right: required(depth, x.right.as_deref())?,
        ranking: expression::required(depth, x.ranking_expression.as_ref(), "nearestByJoin", "ranking")?,
        count: x.num_results,
        kind: kind(&x.join_type)?,
        approximate,
        highest,
    }))
}

/// Joins by the words Spark takes for them, underscores left out.
fn kind(word: &str) -> Result<JoinKind> {
    Ok(match word.to_lowercase().replace('_', "").as_str() {
        "inner" => JoinKind::Inner,
        "cross" => JoinKind::Cross,
        "outer" | "full" | "fullouter" => JoinKind::FullOuter,
        "left" | "leftouter" => JoinKind::LeftOuter,
        "right" | "rightouter" => JoinKind::RightOuter,
        "semi" | "leftsemi" => JoinKind::LeftSemi,
        "anti" | "leftanti" => JoinKind::LeftAnti,
        _ => return Err(illegal(format!("{word} is no type of join"))),
    })
}

fn direction(word: &str) -> Result<AsOfDirection> {
    Ok(match word.to_lowercase().as_str() {
        "backward" => AsOfDirection::Backward,
        "forward" => AsOfDirection::Forward,
        "nearest" => AsOfDirection::Nearest,
        _ => {
            return Err(SparkError::new(&condition::AS_OF_JOIN_DIRECTION)
                .with("direction", word)
                .with("supported", "'forward', 'backward', 'nearest'"));
        }
    })
}

fn illegal(message: String) -> SparkError {
    SparkError::new(&condition::ILLEGAL_ARGUMENT).with("message", message)
}
