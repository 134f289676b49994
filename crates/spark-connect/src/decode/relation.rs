//! Relations: one call per kind.

mod aggregate;
mod columns;
mod join;
mod local;
mod na;
mod nearest;
mod partitioning;
mod read;
mod reshape;
mod rows;
mod set_op;
mod show;
mod stat;
mod user_code;

use sparrow_plan::{RelKind, Relation};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, condition, field_not_set, unsupported};

use super::depth::{Depth, with_stack};
use super::{catalog, origin, sql};
use proto::relation::RelType;

pub(super) fn decode(depth: Depth, relation: &proto::Relation) -> Result<Relation> {
    let depth = depth.relation()?;
    let kind = relation.rel_type.as_ref().ok_or_else(not_set)?;
    let common = relation.common.as_ref();
    let origin = origin::decode(common.and_then(|common| common.origin.as_ref()));
    let decoded = with_stack(|| dispatch(depth, kind));
    match decoded {
        // A DataFrame's id names its outermost relation; one that SQL text or a catalog operation gave keeps its own origin.
        Ok(decoded) => Ok(decoded.with_plan_id(common.and_then(|common| common.plan_id)).at(origin)),
        Err(error) => Err(error.at_if_unplaced(origin.as_deref())),
    }
}

fn dispatch(depth: Depth, kind: &RelType) -> Result<Relation> {
    match kind {
        RelType::Sql(x) => sql::relation(depth, x),
        RelType::Extension(any) => Err(unsupported(format!("the relation extension {}", any.type_url))),
        other => dispatch_kind(depth, other).map(Relation::new),
    }
}

#[rustfmt::skip] // One line per kind, so that the list reads as a table.
fn dispatch_kind(depth: Depth, kind: &RelType) -> Result<RelKind> {
    match kind {
        RelType::Read(x) => read::decode(x),
        RelType::Project(x) => rows::project(depth, x),
        RelType::Filter(x) => rows::filter(depth, x),
        RelType::Sort(x) => rows::sort(depth, x),
        RelType::Limit(x) => rows::limit(depth, x),
        RelType::Offset(x) => rows::offset(depth, x),
        RelType::Tail(x) => rows::tail(depth, x),
        RelType::Deduplicate(x) => rows::deduplicate(depth, x),
        RelType::Sample(x) => rows::sample(depth, x),
        RelType::RelationChanges(x) => read::changes(x),
        RelType::Parse(x) => read::parse(depth, x),
        RelType::Join(x) => join::decode(depth, x),
        RelType::LateralJoin(x) => join::lateral(depth, x),
        RelType::AsOfJoin(x) => nearest::as_of(depth, x),
        RelType::NearestByJoin(x) => nearest::by_ranking(depth, x),
        RelType::SetOp(x) => set_op::decode(depth, x),
        RelType::Aggregate(x) => aggregate::decode(depth, x),
        RelType::LocalRelation(x) => local::decode(x),
        RelType::CachedLocalRelation(x) => local::cached(x),
        RelType::ChunkedCachedLocalRelation(x) => local::chunked(x),
        RelType::CachedRemoteRelation(x) => local::remote(x),
        RelType::Range(x) => local::range(x),
        RelType::UnresolvedTableValuedFunction(x) => local::table_function(depth, x),
        RelType::SubqueryAlias(x) => columns::subquery_alias(depth, x),
        RelType::ToDf(x) => columns::to_df(depth, x),
        RelType::WithColumnsRenamed(x) => columns::renamed(depth, x),
        RelType::WithColumns(x) => columns::with_columns(depth, x),
        RelType::Drop(x) => columns::drop(depth, x),
        RelType::ToSchema(x) => columns::to_schema(depth, x),
        RelType::Hint(x) => columns::hint(depth, x),
        RelType::WithRelations(x) => columns::with_relations(depth, x),
        RelType::CollectMetrics(x) => columns::collect_metrics(depth, x),
        RelType::Repartition(x) => partitioning::repartition(depth, x),
        RelType::RepartitionByExpression(x) => partitioning::by_expression(depth, x),
        RelType::Unpivot(x) => reshape::unpivot(depth, x),
        RelType::Transpose(x) => reshape::transpose(depth, x),
        RelType::ShowString(x) => show::string(depth, x),
        RelType::HtmlString(x) => show::html(depth, x),
        RelType::FillNa(x) => na::fill(depth, x),
        RelType::DropNa(x) => na::drop(depth, x),
        RelType::Replace(x) => na::replace(depth, x),
        RelType::Summary(x) => stat::summary(depth, x),
        RelType::Describe(x) => stat::describe(depth, x),
        RelType::Crosstab(x) => stat::crosstab(depth, x),
        RelType::Cov(x) => stat::cov(depth, x),
        RelType::Corr(x) => stat::corr(depth, x),
        RelType::ApproxQuantile(x) => stat::approx_quantile(depth, x),
        RelType::FreqItems(x) => stat::freq_items(depth, x),
        RelType::SampleBy(x) => stat::sample_by(depth, x),
        RelType::MapPartitions(x) => user_code::map_partitions(depth, x),
        RelType::GroupMap(x) => user_code::group_map(depth, x),
        RelType::CoGroupMap(x) => user_code::co_group_map(depth, x),
        RelType::CommonInlineUserDefinedTableFunction(x) => user_code::table_function(depth, x),
        RelType::Catalog(x) => catalog::decode(x),
        other => Err(refused(other)),
    }
}

/// What the plan cannot express, by the name users call it.
fn refused(kind: &RelType) -> SparkError {
    let name = match kind {
        RelType::WithWatermark(_) => "withWatermark",
        RelType::ApplyInPandasWithState(_) => "applyInPandasWithState",
        RelType::CommonInlineUserDefinedDataSource(_) => "a Python data source",
        RelType::MlRelation(_) => "pyspark.ml",
        _ => return unknown(),
    };
    unsupported(name)
}

/// The placeholder of the protocol for a relation nobody knows.
fn unknown() -> SparkError {
    SparkError::new(&condition::INVALID_PLAN_FIELD_NOT_SUPPORTED)
        .with("fullName", "spark.connect.Relation")
        .with("name", "UNKNOWN")
        .with("number", "999")
}

/// The relation another one must have. One that is missing is, as in Spark, one that says nothing.
pub(super) fn required(depth: Depth, relation: Option<&proto::Relation>) -> Result<Relation> {
    decode(depth, relation.ok_or_else(not_set)?)
}

/// A relation without a kind.
pub(super) fn not_set() -> SparkError {
    field_not_set("Relation", "RELTYPE")
}
