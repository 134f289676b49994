//! Unresolved relations → plans whose columns have internal names.

mod aggregate;
mod alias;
pub(crate) mod build;
mod calls;
mod columns;
mod cte;
mod dedup;
mod filter;
mod generate;
mod grouping;
mod hint;
mod join;
mod leaf;
mod limit;
mod merge;
mod na;
mod nearest;
mod observe;
mod partition;
mod pivot;
mod project;
mod sample;
mod set_op;
mod sort;
mod statistic;
mod to_schema;
mod unpivot;
pub mod user_code;

use datafusion::logical_expr::{Expr, LogicalPlan};
use sparrow_plan::{RelKind, Relation};
use sparrow_spark_error::{Result, SparkError, condition, internal, unsupported};

use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;
use crate::stack;

pub use build::project;
pub use project::Base;

impl Analyzer<'_> {
    /// Resolves one relation and remembers its output under its plan id.
    pub fn relation(&self, env: &Env<'_>, relation: &Relation) -> Result<Node> {
        let node = stack::grow(|| self.dispatch_relation(env, relation))?;
        self.remember(relation.plan_id, &node);
        Ok(node)
    }

    fn dispatch_relation(&self, env: &Env<'_>, relation: &Relation) -> Result<Node> {
        match &*relation.kind {
            RelKind::OneRow => self.one_row(),
            RelKind::NamedTable { name, .. } => self.named_table(env, name).map_err(|e| placed(e, relation)),
            RelKind::DataSource(source) => self.data_source(source),
            RelKind::TableFunction { name, args } => {
                self.table_function(env, name, args).map_err(|e| placed(e, relation))
            }
            RelKind::LocalRelation(local) => self.local_relation(local),
            RelKind::CachedRemoteRelation { id } => self.remote_relation(id),
            RelKind::Range(range) => self.range(range),
            RelKind::Values { rows } => self.values(env, rows),
            RelKind::Project { input, expressions } => self.project(env, input, expressions),
            RelKind::Filter { input, condition } => self.filter(env, input, condition),
            RelKind::Join(join) => self.join(env, join),
            RelKind::SetOp(op) => self.set_op(env, op),
            RelKind::Sort { input, order, global } => self.sort(env, input, order, *global),
            RelKind::Limit { input, limit } => self.limit(env, input, limit),
            RelKind::Offset { input, offset } => self.offset(env, input, offset),
            RelKind::Tail { input, limit } => self.tail(env, input, limit),
            RelKind::Aggregate(aggregate) => self.aggregate(env, aggregate),
            RelKind::Pivot(pivot) => self.pivot(env, pivot),
            RelKind::Unpivot(unpivot) => self.unpivot(env, unpivot),
            RelKind::Generate(generate) => self.lateral_view(env, generate),
            RelKind::SubqueryAlias { input, alias, columns } => self.subquery_alias(env, input, alias, columns),
            RelKind::With { ctes, recursive, input } => self.with(env, ctes, *recursive, input),
            RelKind::WithRelations { root, references } => self.with_relations(env, root, references),
            RelKind::Deduplicate(dedup) => self.deduplicate(env, dedup),
            RelKind::ToDf { input, names } => self.to_df(env, input, names),
            RelKind::WithColumnsRenamed { input, renames } => self.with_columns_renamed(env, input, renames),
            RelKind::WithColumns { input, columns } => self.with_columns(env, input, columns),
            RelKind::Drop { input, columns, names } => self.drop_columns(env, input, columns, names),
            RelKind::Hint { input, name, parameters } => self.hint(env, input, name, parameters),
            RelKind::Sample(sample) => self.sample(env, sample),
            RelKind::Repartition { input, partitions, shuffle } => self.repartition(env, input, *partitions, *shuffle),
            RelKind::RepartitionByExpression { input, expressions, partitions } => {
                self.repartition_by(env, input, expressions, *partitions)
            }
            RelKind::ToSchema { input, schema } => self.to_schema(env, input, schema),
            RelKind::FillNa(fill) => self.fill_na(env, fill),
            RelKind::DropNa { input, columns, min_non_nulls } => self.drop_na(env, input, columns, *min_non_nulls),
            RelKind::Replace(replace) => self.replace(env, replace),
            RelKind::CollectMetrics { input, name, metrics } => {
                self.collect_metrics(env, relation.plan_id, input, name, metrics)
            }
            RelKind::Stat { input, function } => self.statistic(env, input, function),
            RelKind::AsOfJoin(join) => self.as_of_join(env, join),
            RelKind::NearestByJoin(join) => self.nearest_by_join(env, join),
            RelKind::Changes(_) => Err(SparkError::new(&condition::UNSUPPORTED_CHANGE_DATA_CAPTURE)
                .with("catalogName", self.context.catalog.to_string())),
            RelKind::MapPartitions(map) => Err(user_code::refused("mapInPandas", &map.function)),
            RelKind::GroupMap(map) => Err(user_code::refused("applyInPandas", &map.function)),
            RelKind::CoGroupMap(map) => Err(user_code::refused("cogroup", &map.function)),
            RelKind::UserTableFunction(table) => Err(user_code::refused("a table function", &table.function)),
            RelKind::ShowString { .. } | RelKind::HtmlString { .. } => {
                Err(unsupported("show() below another operator"))
            }
            RelKind::CachedLocalRelation { .. }
            | RelKind::ChunkedCachedLocalRelation { .. }
            | RelKind::Parse(_)
            | RelKind::Command(_) => {
                Err(internal("a relation reached the analyzer that name resolution should have replaced"))
            }
        }
    }
}

/// An error about a relation that is named in the query points at the name.
fn placed(error: SparkError, relation: &Relation) -> SparkError {
    error.at_if_unplaced(relation.origin.as_deref())
}

/// A reference to an internal column.
pub fn column(name: String) -> Expr {
    Expr::Column(datafusion::common::Column::new_unqualified(name))
}

/// A node of ours in a plan.
pub fn extension(node: impl datafusion::logical_expr::UserDefinedLogicalNode + 'static) -> LogicalPlan {
    let node = std::sync::Arc::new(node);
    LogicalPlan::Extension(datafusion::logical_expr::Extension { node })
}

/// A plan taken out of its `Arc` (shallow: inputs stay shared).
fn own(plan: &std::sync::Arc<LogicalPlan>) -> LogicalPlan {
    plan.as_ref().clone()
}
