//! Walking a plan: direct inputs and direct expressions of one relation, by reference and mutably.

use crate::{
    ExprKind, Expression, FrameBound, Plan, RelKind, Relation, SortOrder, StatFunction, SubqueryKind, UpdateField,
};

/// How deeply relations nest below (and with) this one.
pub fn depth(relation: &Relation) -> usize {
    let mut deepest = 0;
    let mut todo = vec![(relation, 1)];
    while let Some((next, level)) = todo.pop() {
        deepest = deepest.max(level);
        todo.extend(children(next).into_iter().map(|child| (child, level + 1)));
    }
    deepest
}

macro_rules! walk_children {
    ($name:ident, $doc:literal, ($($m:tt)?), $iter:ident) => {
        #[doc = $doc]
        pub fn $name(relation: & $($m)? Relation) -> Vec<& $($m)? Relation> {
            match & $($m)? *relation.kind {
                RelKind::OneRow
                | RelKind::NamedTable { .. }
                | RelKind::DataSource(_)
                | RelKind::TableFunction { .. }
                | RelKind::LocalRelation(_)
                | RelKind::CachedLocalRelation { .. }
                | RelKind::ChunkedCachedLocalRelation { .. }
                | RelKind::CachedRemoteRelation { .. }
                | RelKind::Range(_)
                | RelKind::Values { .. }
                | RelKind::Changes(_)
                | RelKind::UserTableFunction(_)
                | RelKind::Command(_) => vec![],
                RelKind::Project { input, .. }
                | RelKind::Filter { input, .. }
                | RelKind::Sort { input, .. }
                | RelKind::Limit { input, .. }
                | RelKind::Offset { input, .. }
                | RelKind::Tail { input, .. }
                | RelKind::SubqueryAlias { input, .. }
                | RelKind::ToDf { input, .. }
                | RelKind::WithColumnsRenamed { input, .. }
                | RelKind::WithColumns { input, .. }
                | RelKind::Drop { input, .. }
                | RelKind::Hint { input, .. }
                | RelKind::Repartition { input, .. }
                | RelKind::RepartitionByExpression { input, .. }
                | RelKind::ToSchema { input, .. }
                | RelKind::ShowString { input, .. }
                | RelKind::HtmlString { input, .. }
                | RelKind::DropNa { input, .. }
                | RelKind::Stat { input, .. }
                | RelKind::CollectMetrics { input, .. } => vec![input],
                RelKind::Join(join) => vec![& $($m)? join.left, & $($m)? join.right],
                RelKind::AsOfJoin(join) => vec![& $($m)? join.left, & $($m)? join.right],
                RelKind::NearestByJoin(join) => vec![& $($m)? join.left, & $($m)? join.right],
                RelKind::CoGroupMap(x) => vec![& $($m)? x.left, & $($m)? x.right],
                RelKind::GroupMap(x) => vec![& $($m)? x.input],
                RelKind::MapPartitions(x) => vec![& $($m)? x.input],
                RelKind::Parse(x) => vec![& $($m)? x.input],
                RelKind::SetOp(op) => vec![& $($m)? op.left, & $($m)? op.right],
                RelKind::Aggregate(x) => vec![& $($m)? x.input],
                RelKind::Pivot(x) => vec![& $($m)? x.input],
                RelKind::Unpivot(x) => vec![& $($m)? x.input],
                RelKind::Generate(x) => vec![& $($m)? x.input],
                RelKind::Deduplicate(x) => vec![& $($m)? x.input],
                RelKind::Sample(x) => vec![& $($m)? x.input],
                RelKind::FillNa(x) => vec![& $($m)? x.input],
                RelKind::Replace(x) => vec![& $($m)? x.input],
                RelKind::With { ctes, input, .. } => {
                    ctes.$iter().map(|cte| & $($m)? cte.query).chain([input]).collect()
                }
                RelKind::WithRelations { root, references } => references.$iter().chain([root]).collect(),
            }
        }
    };
}

walk_children!(children, "The relations directly below this one, not those inside its expressions.", (), iter);
walk_children!(children_mut, "Like [`children`], mutably.", (mut), iter_mut);

macro_rules! walk_expressions {
    ($name:ident, $nested:ident, $doc:literal, ($($m:tt)?), $iter:ident) => {
        #[doc = $doc]
        pub fn $name(relation: & $($m)? Relation) -> Vec<& $($m)? Expression> {
            match & $($m)? *relation.kind {
                RelKind::TableFunction { args, .. } => args.$iter().collect(),
                RelKind::Values { rows } => rows.$iter().flatten().collect(),
                RelKind::Project { expressions, .. }
                | RelKind::WithColumns { columns: expressions, .. }
                | RelKind::Drop { columns: expressions, .. }
                | RelKind::Hint { parameters: expressions, .. }
                | RelKind::RepartitionByExpression { expressions, .. }
                | RelKind::CollectMetrics { metrics: expressions, .. } => expressions.$iter().collect(),
                RelKind::Filter { condition: e, .. }
                | RelKind::Limit { limit: e, .. }
                | RelKind::Offset { offset: e, .. }
                | RelKind::Tail { limit: e, .. } => vec![e],
                RelKind::Join(join) => match & $($m)? join.condition {
                    crate::JoinCondition::On(e) => vec![e],
                    _ => vec![],
                },
                RelKind::AsOfJoin(join) => {
                    let mut out = vec![& $($m)? join.left_as_of, & $($m)? join.right_as_of];
                    if let crate::JoinCondition::On(e) = & $($m)? join.condition {
                        out.push(e);
                    }
                    out.extend(& $($m)? join.tolerance);
                    out
                }
                RelKind::NearestByJoin(join) => vec![& $($m)? join.ranking],
                RelKind::UserTableFunction(x) => x.function.arguments.$iter().collect(),
                RelKind::MapPartitions(x) => x.function.arguments.$iter().collect(),
                RelKind::GroupMap(x) => x.grouping.$iter().chain(x.function.arguments.$iter()).collect(),
                RelKind::CoGroupMap(x) => x
                    .left_grouping
                    .$iter()
                    .chain(x.right_grouping.$iter())
                    .chain(x.function.arguments.$iter())
                    .collect(),
                RelKind::Sort { order, .. } => order.$iter().map(|o| & $($m)? o.child).collect(),
                RelKind::Aggregate(x) => {
                    let sets: Vec<_> = match & $($m)? x.kind {
                        crate::GroupingKind::GroupingSets(sets) => sets.$iter().flatten().collect(),
                        _ => vec![],
                    };
                    x.grouping.$iter().chain(x.select.$iter()).chain(x.having.$iter()).chain(sets).collect()
                }
                RelKind::Pivot(x) => x
                    .grouping
                    .$iter()
                    .flatten()
                    .chain([& $($m)? x.column])
                    .chain(x.values.$iter().flatten())
                    .chain(x.aggregates.$iter())
                    .collect(),
                RelKind::Unpivot(x) => {
                    x.ids.$iter().flatten().chain(x.values.$iter().flatten().flat_map(|(g, _)| g.$iter())).collect()
                }
                RelKind::Generate(x) => vec![& $($m)? x.generator],
                RelKind::Stat { function: StatFunction::SampleBy(e, ..), .. } => vec![e],
                RelKind::Stat { function: StatFunction::Transpose(es), .. } => es.$iter().collect(),
                _ => vec![],
            }
        }

        /// The expressions directly below one, not those inside a subquery's plan.
        pub fn $nested(expression: & $($m)? Expression) -> Vec<& $($m)? Expression> {
            match & $($m)? expression.kind {
                ExprKind::Function { args, filter, within_group, .. } => args
                    .$iter()
                    .chain(filter.$iter().map(|f| & $($m)? **f))
                    .chain(within_group.$iter().map(|o| & $($m)? o.child))
                    .collect(),
                ExprKind::NamedArgument { value: child, .. }
                | ExprKind::Cast { child, .. }
                | ExprKind::Alias { child, .. } => vec![child],
                ExprKind::SortOrder(order) => vec![& $($m)? order.child],
                ExprKind::Window { function, spec } => {
                    let mut out = vec![& $($m)? **function];
                    out.extend(spec.partition_by.$iter());
                    out.extend(spec.order_by.$iter().map(|o: & $($m)? SortOrder| & $($m)? o.child));
                    if let Some(frame) = & $($m)? spec.frame {
                        for bound in [& $($m)? frame.lower, & $($m)? frame.upper] {
                            if let FrameBound::Offset(e) = bound {
                                out.push(e);
                            }
                        }
                    }
                    out
                }
                ExprKind::Lambda(lambda) => vec![& $($m)? lambda.body],
                ExprKind::ExtractValue { child, extraction } => vec![child, extraction],
                ExprKind::UpdateFields { child, update } => match update {
                    UpdateField::Set { value, .. } => vec![child, value],
                    UpdateField::Drop { .. } => vec![child],
                },
                ExprKind::UserFunction(function) => function.arguments.$iter().collect(),
                ExprKind::PartitionId(child) => vec![child],
                ExprKind::Subquery { kind: SubqueryKind::Table { partition_by, order_by, .. }, .. } => {
                    partition_by.$iter().chain(order_by.$iter().map(|o: & $($m)? SortOrder| & $($m)? o.child)).collect()
                }
                ExprKind::Subquery { kind: SubqueryKind::In { values }, .. } => values.$iter().collect(),
                _ => vec![],
            }
        }
    };
}

walk_expressions!(expressions, nested, "The expressions directly in this relation.", (), iter);
walk_expressions!(expressions_mut, nested_mut, "Like [`expressions`], mutably.", (mut), iter_mut);

/// Calls `visit` on every relation of the plan, inputs first, including those inside subqueries.
pub fn visit_relations_mut<E>(
    relation: &mut Relation,
    visit: &mut dyn FnMut(&mut Relation) -> Result<(), E>,
) -> Result<(), E> {
    for child in children_mut(relation) {
        visit_relations_mut(child, visit)?;
    }
    for expression in expressions_mut(relation) {
        visit_subqueries_mut(expression, visit)?;
    }
    visit(relation)
}

fn visit_subqueries_mut<E>(
    expression: &mut Expression,
    visit: &mut dyn FnMut(&mut Relation) -> Result<(), E>,
) -> Result<(), E> {
    if let ExprKind::Subquery { plan: Some(plan), .. } = &mut expression.kind {
        visit_relations_mut(plan, visit)?;
    }
    nested_mut(expression).into_iter().try_for_each(|child| visit_subqueries_mut(child, visit))
}

/// Calls `visit` on every expression of the plan, subqueries included, outer before inner.
pub fn visit_expressions_mut<E>(
    relation: &mut Relation,
    visit: &mut dyn FnMut(&mut Expression) -> Result<(), E>,
) -> Result<(), E> {
    for child in children_mut(relation) {
        visit_expressions_mut(child, visit)?;
    }
    expressions_mut(relation).into_iter().try_for_each(|e| visit_expression_mut(e, visit))
}

/// Calls `visit` on this expression and all below it, subqueries included.
pub fn visit_expression_mut<E>(
    expression: &mut Expression,
    visit: &mut dyn FnMut(&mut Expression) -> Result<(), E>,
) -> Result<(), E> {
    visit(expression)?;
    if let ExprKind::Subquery { plan: Some(plan), .. } = &mut expression.kind {
        visit_expressions_mut(plan, visit)?;
    }
    nested_mut(expression).into_iter().try_for_each(|child| visit_expression_mut(child, visit))
}

/// The query of a plan, when it is one.
pub fn query_of(plan: &Plan) -> Option<&Relation> {
    match plan {
        Plan::Query(relation) => Some(relation),
        Plan::Command(_) => None,
    }
}
