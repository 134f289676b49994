//! A plan as the client sent it, one relation a line, inputs indented below.

use std::fmt::Write as _;

use sparrow_plan::{ExprKind, Expression, RelKind, Relation, children, expressions};

/// The text of a plan.
pub(super) fn of(relation: &Relation) -> String {
    let mut out = String::new();
    line(relation, 0, &mut out);
    out
}

fn line(relation: &Relation, level: usize, out: &mut String) {
    let (open, indent) = if level == 0 { ("", 0) } else { ("+- ", (level - 1) * 3) };
    let details = match &*relation.kind {
        RelKind::NamedTable { name, .. } => name.join("."),
        RelKind::DataSource(source) => {
            format!("{} {}", source.format.as_deref().unwrap_or("default"), source.paths.join(", "))
        }
        RelKind::SubqueryAlias { alias, .. } => alias.clone(),
        RelKind::Join(join) => format!("{:?}", join.kind),
        RelKind::Range(range) => format!("({}, {}, step={})", range.start, range.end, range.step),
        _ => expressions(relation).into_iter().map(brief).collect::<Vec<_>>().join(", "),
    };
    let name = variant(&relation.kind);
    let quote = if details.is_empty() { String::new() } else { format!(" [{details}]") };
    // Writing to text cannot fail.
    let _ = writeln!(out, "{:indent$}{open}'{name}{quote}", "");
    for child in children(relation) {
        line(child, level + 1, out);
    }
}

/// What Spark calls the relation.
fn variant(kind: &RelKind) -> &'static str {
    match kind {
        RelKind::OneRow => "OneRowRelation",
        RelKind::NamedTable { .. } => "UnresolvedRelation",
        RelKind::DataSource(_) => "DataSource",
        RelKind::TableFunction { .. } => "TableFunction",
        RelKind::LocalRelation(_)
        | RelKind::CachedLocalRelation { .. }
        | RelKind::ChunkedCachedLocalRelation { .. } => "LocalRelation",
        RelKind::CachedRemoteRelation { .. } => "CachedRemoteRelation",
        RelKind::Range(_) => "Range",
        RelKind::Values { .. } => "InlineTable",
        RelKind::Project { .. } => "Project",
        RelKind::Filter { .. } => "Filter",
        RelKind::Join(_) => "Join",
        RelKind::AsOfJoin(_) => "AsOfJoin",
        RelKind::NearestByJoin(_) => "NearestByJoin",
        RelKind::Changes(_) => "RelationChanges",
        RelKind::Parse(_) => "Parse",
        RelKind::Stat { .. } => "Statistics",
        RelKind::MapPartitions(_) => "MapPartitions",
        RelKind::GroupMap(_) => "FlatMapGroups",
        RelKind::CoGroupMap(_) => "FlatMapCoGroups",
        RelKind::UserTableFunction(_) => "TableFunction",
        RelKind::SetOp(_) => "SetOperation",
        RelKind::Sort { .. } => "Sort",
        RelKind::Limit { .. } => "Limit",
        RelKind::Offset { .. } => "Offset",
        RelKind::Tail { .. } => "Tail",
        RelKind::Aggregate(_) => "Aggregate",
        RelKind::Pivot(_) => "Pivot",
        RelKind::Unpivot(_) => "Unpivot",
        RelKind::Generate(_) => "Generate",
        RelKind::SubqueryAlias { .. } => "SubqueryAlias",
        RelKind::With { .. } | RelKind::WithRelations { .. } => "With",
        RelKind::Deduplicate(_) => "Deduplicate",
        RelKind::Sample(_) => "Sample",
        RelKind::Repartition { .. } => "Repartition",
        RelKind::RepartitionByExpression { .. } => "RepartitionByExpression",
        RelKind::Hint { .. } => "UnresolvedHint",
        RelKind::CollectMetrics { .. } => "CollectMetrics",
        RelKind::Command(_) => "Command",
        _ => "Project",
    }
}

fn brief(expression: &Expression) -> String {
    match &expression.kind {
        ExprKind::Attribute { name, .. } => format!("'{}", name.join(".")),
        ExprKind::Star { .. } => "*".to_owned(),
        ExprKind::Literal(literal) => format!("{:?}", literal.value),
        ExprKind::Alias { child, names, .. } => format!("{} AS {}", brief(child), names.join(", ")),
        ExprKind::Function { name, args, .. } => {
            format!("'{}({})", name.join("."), args.iter().map(brief).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Cast { child, to, .. } => format!("cast({} as {})", brief(child), to.simple_string()),
        ExprKind::SortOrder(order) => brief(&order.child),
        ExprKind::Window { function, .. } => format!("{} OVER (...)", brief(function)),
        ExprKind::Subquery { .. } => "subquery".to_owned(),
        _ => "expression".to_owned(),
    }
}
