//! Relations that run the user's own code.

use sparrow_plan::{CoGroupMap, GroupMap, MapPartitions, RelKind, UserTableFunction};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, unsupported};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::{expression, user_function};

/// `mapInPandas`, `mapInArrow`, `foreachPartition`.
pub(super) fn map_partitions(depth: Depth, x: &proto::MapPartitions) -> Result<RelKind> {
    if let Some(profile) = x.profile_id {
        return Err(unsupported(format!("the resource profile {profile}")));
    }
    Ok(RelKind::MapPartitions(MapPartitions {
        input: required(depth, x.input.as_deref())?,
        function: user_function::required(depth, x.func.as_ref(), "mapInPandas")?,
        barrier: x.is_barrier.unwrap_or(false),
    }))
}

/// `applyInPandas`, `applyInArrow`; what keeps state is streaming's.
pub(super) fn group_map(depth: Depth, x: &proto::GroupMap) -> Result<RelKind> {
    let keeps_state = x.transform_with_state_info.is_some()
        || x.is_map_groups_with_state.is_some()
        || x.state_schema.is_some()
        || x.initial_input.is_some();
    if keeps_state {
        return Err(unsupported("transformWithState and mapGroupsWithState"));
    }
    if !x.sorting_expressions.is_empty() {
        return Err(unsupported("sorted groups of a typed (Scala) Dataset"));
    }
    Ok(RelKind::GroupMap(GroupMap {
        input: required(depth, x.input.as_deref())?,
        grouping: expression::list(depth, &x.grouping_expressions)?,
        function: user_function::required(depth, x.func.as_ref(), "applyInPandas")?,
    }))
}

/// `cogroup`.
pub(super) fn co_group_map(depth: Depth, x: &proto::CoGroupMap) -> Result<RelKind> {
    if !x.input_sorting_expressions.is_empty() || !x.other_sorting_expressions.is_empty() {
        return Err(unsupported("sorted groups of a typed (Scala) Dataset"));
    }
    Ok(RelKind::CoGroupMap(CoGroupMap {
        left: required(depth, x.input.as_deref())?,
        left_grouping: expression::list(depth, &x.input_grouping_expressions)?,
        right: required(depth, x.other.as_deref())?,
        right_grouping: expression::list(depth, &x.other_grouping_expressions)?,
        function: user_function::required(depth, x.func.as_ref(), "cogroup")?,
    }))
}

/// A call of a Python table function.
pub(super) fn table_function(depth: Depth, x: &proto::CommonInlineUserDefinedTableFunction) -> Result<RelKind> {
    Ok(RelKind::UserTableFunction(UserTableFunction { function: user_function::table_function(depth, x)? }))
}
