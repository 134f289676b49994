//! Plans as one line of text: functions by name, relations as calls, origins left out.

use sparrow_plan::{
    Command, ExprKind, Expression, FrameBound, GroupingKind, Join, JoinCondition, NullOrder, Plan, RelKind, Relation,
    SortOrder, SubqueryKind, WindowSpec,
};

fn list(items: &[Expression]) -> String {
    items.iter().map(expression).collect::<Vec<_>>().join(", ")
}

fn orders(items: &[SortOrder]) -> String {
    let one = |o: &SortOrder| {
        let nulls = if o.nulls == NullOrder::First { "first" } else { "last" };
        format!("{} {} {nulls}", expression(&o.child), if o.ascending { "asc" } else { "desc" })
    };
    items.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(super) fn expression(e: &Expression) -> String {
    match &e.kind {
        ExprKind::Literal(l) => format!("{:?}:{:?}", l.value, l.data_type),
        ExprKind::Attribute { name, .. } => name.join("."),
        ExprKind::Star { target, except, .. } => format!("*{target:?}{except:?}"),
        ExprKind::Function { name, args, distinct, filter, ignore_nulls, within_group } => {
            let mut out = format!("{}({}{})", name.join("."), if *distinct { "distinct " } else { "" }, list(args));
            if let Some(filter) = filter {
                out += &format!(" filter({})", expression(filter));
            }
            if let Some(ignore) = ignore_nulls {
                out += &format!(" ignore_nulls={ignore}");
            }
            if !within_group.is_empty() {
                out += &format!(" within({})", orders(within_group));
            }
            out
        }
        ExprKind::NamedArgument { name, value } => format!("{name} => {}", expression(value)),
        ExprKind::Cast { child, to, mode } => format!("cast({} as {to:?} {mode:?})", expression(child)),
        ExprKind::Alias { child, names, .. } => format!("{} AS {}", expression(child), names.join("|")),
        ExprKind::Window { function, spec } => format!("{} over({})", expression(function), window(spec)),
        ExprKind::Lambda(l) => format!("({}) -> {}", l.arguments.join(", "), expression(&l.body)),
        ExprKind::ExtractValue { child, extraction } => format!("{}[{}]", expression(child), expression(extraction)),
        ExprKind::Subquery { plan, kind, .. } => {
            let plan = plan.as_ref().map(|p| relation(p)).unwrap_or_default();
            match kind {
                SubqueryKind::Scalar => format!("scalar({plan})"),
                SubqueryKind::Exists => format!("exists({plan})"),
                SubqueryKind::Table { .. } => format!("table({plan})"),
                SubqueryKind::In { values } => format!("({}) in ({plan})", list(values)),
            }
        }
        other => format!("{other:?}"),
    }
}

fn window(spec: &WindowSpec) -> String {
    let mut out = format!("partition [{}] order [{}]", list(&spec.partition_by), orders(&spec.order_by));
    if let Some(frame) = &spec.frame {
        let bound = |b: &FrameBound| match b {
            FrameBound::Offset(e) => expression(e),
            other => format!("{other:?}"),
        };
        out += &format!(" {:?} {} to {}", frame.units, bound(&frame.lower), bound(&frame.upper));
    }
    out
}

pub(super) fn relation(r: &Relation) -> String {
    match &*r.kind {
        RelKind::OneRow => "one".to_owned(),
        RelKind::NamedTable { name, options } if options.is_empty() => format!("table {}", name.join("/")),
        RelKind::NamedTable { name, options } => format!("table {} {options:?}", name.join("/")),
        RelKind::DataSource(source) => format!("{source:?}"),
        RelKind::TableFunction { name, args } => format!("tvf {}({})", name.join("."), list(args)),
        RelKind::Values { rows } => {
            let rows: Vec<_> = rows.iter().map(|row| format!("({})", list(row))).collect();
            format!("values {}", rows.join(", "))
        }
        RelKind::Project { input, expressions } => format!("project [{}]\n<- {}", list(expressions), relation(input)),
        RelKind::Filter { input, condition } => format!("filter {}\n<- {}", expression(condition), relation(input)),
        RelKind::Join(join) => join_outline(join),
        RelKind::SetOp(op) => {
            let all = if op.all { " all" } else { "" };
            format!("{:?}{all}({} ; {})", op.kind, relation(&op.left), relation(&op.right))
        }
        RelKind::Sort { input, order, global } => {
            let kind = if *global { "order" } else { "sort" };
            format!("{kind} [{}]\n<- {}", orders(order), relation(input))
        }
        RelKind::Limit { input, limit } => format!("limit {}\n<- {}", expression(limit), relation(input)),
        RelKind::Offset { input, offset } => format!("offset {}\n<- {}", expression(offset), relation(input)),
        RelKind::Aggregate(a) => {
            let having = a.having.as_ref().map(|h| format!(" having {}", expression(h))).unwrap_or_default();
            let kind = match &a.kind {
                GroupingKind::GroupingSets(sets) => {
                    let sets: Vec<_> = sets.iter().map(|set| format!("({})", list(set))).collect();
                    format!("sets {}", sets.join(" "))
                }
                other => format!("{other:?}"),
            };
            let (grouping, select) = (list(&a.grouping), list(&a.select));
            format!("aggregate {kind} [{grouping}] [{select}]{having}\n<- {}", relation(&a.input))
        }
        other => rarer(other),
    }
}

fn rarer(kind: &RelKind) -> String {
    match kind {
        RelKind::SubqueryAlias { input, alias, columns } => format!("alias {alias}{columns:?}({})", relation(input)),
        RelKind::With { ctes, recursive, input } => {
            let ctes: Vec<_> =
                ctes.iter().map(|c| format!("{}{:?} = {}", c.name, c.columns, relation(&c.query))).collect();
            format!("with recursive={recursive} {{{}}}\n<- {}", ctes.join("; "), relation(input))
        }
        RelKind::Deduplicate(d) => format!("distinct\n<- {}", relation(&d.input)),
        RelKind::Hint { input, name, parameters } => {
            format!("hint {name}({})\n<- {}", list(parameters), relation(input))
        }
        RelKind::RepartitionByExpression { input, expressions, .. } => {
            format!("repartition [{}]\n<- {}", list(expressions), relation(input))
        }
        RelKind::Sample(s) => {
            format!("sample {}..{} seed {:?}({})", s.lower_bound, s.upper_bound, s.seed, relation(&s.input))
        }
        RelKind::Generate(g) => {
            let outer = if g.outer { " outer" } else { "" };
            format!(
                "generate{outer} {} {:?} {:?}\n<- {}",
                expression(&g.generator),
                g.alias,
                g.columns,
                relation(&g.input)
            )
        }
        RelKind::Pivot(p) => {
            let values = p.values.as_deref().map(list).unwrap_or_default();
            let (aggregates, column) = (list(&p.aggregates), expression(&p.column));
            format!("pivot [{aggregates}] for {column} in [{values}]\n<- {}", relation(&p.input))
        }
        RelKind::Unpivot(u) => {
            let group = |(columns, label): &(Vec<Expression>, Option<String>)| format!("({}) {label:?}", list(columns));
            let groups: Vec<_> = u.values.iter().flatten().map(group).collect();
            let (names, variable, nulls) = (&u.value_names, &u.variable_name, u.include_nulls);
            format!(
                "unpivot {names:?} for {variable} in [{}] nulls={nulls}\n<- {}",
                groups.join(", "),
                relation(&u.input)
            )
        }
        other => format!("{other:?}"),
    }
}

fn join_outline(join: &Join) -> String {
    let condition = match &join.condition {
        JoinCondition::On(e) => format!(" on {}", expression(e)),
        JoinCondition::None => String::new(),
        other => format!(" {other:?}"),
    };
    let lateral = if join.lateral { " lateral" } else { "" };
    format!("{:?}{lateral}{condition}({} ; {})", join.kind, relation(&join.left), relation(&join.right))
}

/// Commands as Rust prints them, their queries in outline.
pub(super) fn command(c: &Command) -> String {
    let (shown, query) = match c {
        Command::Explain { mode, plan } => {
            let inner = match plan.as_ref() {
                Plan::Query(query) => relation(query),
                Plan::Command(inner) => command(inner),
            };
            return format!("Explain {mode:?}\n<- {inner}");
        }
        Command::CreateTempView { query, .. }
        | Command::CreateView { query, .. }
        | Command::Insert { query, .. }
        | Command::DescribeQuery { query }
        | Command::CreateTable { query: Some(query), .. }
        | Command::CacheTable { query: Some(query), .. } => (format!("{c:?}"), Some(query)),
        Command::InsertDirectory(write) => (format!("{c:?}"), Some(&write.input)),
        _ => (format!("{c:?}"), None),
    };
    match query {
        Some(query) => {
            let shown = shown.replacen(&format!("{query:?}"), "QUERY", 1);
            format!("{}\n<- {}", without_origins(&shown), relation(query))
        }
        None => shown,
    }
}

/// Expressions inside commands, such as partition values, without where they were written.
fn without_origins(shown: &str) -> String {
    let mut out = shown.to_owned();
    while let Some(start) = out.find(", origin: Some(") {
        let end = out[start..].find("})").map_or(out.len(), |end| start + end + 2);
        out.replace_range(start..end, "");
    }
    out
}
