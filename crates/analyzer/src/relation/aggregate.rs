//! `GROUP BY … HAVING …`.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, GroupingSet, LogicalPlan, LogicalPlanBuilder};
use sparrow_functions::Typed;
use sparrow_plan::{Aggregate, Expression, GroupingKind};
use sparrow_spark_error::{Result, SparkError, condition};

use super::build::{aggregate, project};
use super::filter::AsExprs;
use super::grouping::GROUPING_ID;
use super::project::Base;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::{Attribute, Node};

/// Window calls with the columns they become.
type WindowCalls = Vec<(Expr, String)>;

/// The parts of an aggregation, kept so that HAVING and ORDER BY can add aggregates to it.
#[derive(Clone, Debug)]
pub struct AggregateBase {
    pub input: Node,
    /// Grouping expressions with the columns they become.
    pub groups: Vec<(Typed, Attribute)>,
    /// Indices into `groups` for each grouping set; `None` is one set of all.
    pub sets: Option<Vec<Vec<usize>>>,
    /// Aggregate calls with the columns they become.
    pub aggregates: Vec<(Expr, Attribute)>,
    /// Window calls over these.
    pub windows: Vec<(Expr, String)>,
    /// The select list over all of these, aliased.
    pub select: Vec<Expr>,
}

impl Analyzer<'_> {
    pub fn aggregate(&self, env: &Env<'_>, aggregate: &Aggregate) -> Result<Node> {
        let Aggregate { input, grouping, kind, select, having } = aggregate;
        let input = self.relation(env, input)?;
        self.aggregate_over(env, input, grouping, kind, select, having.as_ref())
    }

    pub fn aggregate_over(
        &self,
        env: &Env<'_>,
        input: Node,
        grouping: &[Expression],
        kind: &GroupingKind,
        select: &[Expression],
        having: Option<&Expression>,
    ) -> Result<Node> {
        let (input, groups, sets) = self.grouping(env, input, grouping, kind, select)?;
        let values = {
            let typed: Vec<Typed> = groups.iter().map(|(g, _)| g.clone()).collect();
            let scope = Scope { grouping: &typed, ..Scope::over(&input, env, "Aggregate") };
            self.expressions_with_metadata(&scope, select)?
        };
        let (values, metadata): (Vec<Typed>, Vec<Option<String>>) = values.into_iter().unzip();
        let base = AggregateBase { input, groups, sets, aggregates: vec![], windows: vec![], select: vec![] };
        let mut node = self.aggregate_values(base, values)?;
        super::project::put_metadata(&mut node.output, metadata)?;
        let Some(having) = having else { return Ok(node) };
        let Some(Base::Aggregate(base)) = node.base.as_deref() else { return Ok(node) };
        let resolve = |scope: &Scope<'_>| self.condition(scope, having);
        let (node, value) = self.resolve_over_aggregate(env, base, &node, "Filter", resolve)?;
        Ok(Node { base: None, ..self.filter_by(node, value)? })
    }

    /// The aggregation that computes these values.
    pub fn aggregate_values(&self, mut base: AggregateBase, values: Vec<Typed>) -> Result<Node> {
        let mut lifted = Vec::with_capacity(values.len());
        for value in values {
            let expr = self.over_groups(&mut base, value.expr, &value.name, &[])?;
            lifted.push(Typed { expr, ..value });
        }
        let windows = std::mem::take(&mut base.windows);
        let (lifted, windows) = self.lift_windows_of(lifted, windows)?;
        base.windows = windows;
        let groups = base.groups.iter().map(|(_, a)| a.clone()).collect();
        let columns = Node::new(super::own(&base.input.plan), groups);
        let (select, output) = self.name_values(&columns, lifted);
        base.select = select;
        self.build_aggregate(base, output, &[])
    }

    fn group_columns(&self, base: &AggregateBase) -> Vec<Attribute> {
        base.groups.iter().map(|(_, a)| a).chain(base.aggregates.iter().map(|(_, a)| a)).cloned().collect()
    }

    /// Rewrites an expression over the input into one over the groups and aggregates; new aggregates are added to the base.
    fn over_groups(&self, base: &mut AggregateBase, expr: Expr, shown: &str, kept: &[Attribute]) -> Result<Expr> {
        let rewritten = expr.transform_down(|e| {
            if let Some((_, attribute)) = base.groups.iter().find(|(group, _)| group.expr == e) {
                return Ok(Transformed::new(attribute.expr(), true, TreeNodeRecursion::Jump));
            }
            if let Expr::AggregateFunction(_) = &e {
                let column = self.aggregate_column(base, e);
                return Ok(Transformed::new(column, true, TreeNodeRecursion::Jump));
            }
            Ok(Transformed::no(e))
        })?;
        let allowed = |name: &str| {
            name == GROUPING_ID
                || kept.iter().any(|a| a.column == name)
                || base.groups.iter().any(|(_, a)| a.column == name)
                || base.aggregates.iter().any(|(_, a)| a.column == name)
        };
        let stray = rewritten.data.column_refs().into_iter().any(|c| !allowed(&c.name));
        if stray {
            return Err(not_grouped(base, shown));
        }
        Ok(rewritten.data)
    }

    fn aggregate_column(&self, base: &mut AggregateBase, call: Expr) -> Expr {
        if let Some((_, attribute)) = base.aggregates.iter().find(|(known, _)| *known == call) {
            return attribute.expr();
        }
        let name = match &call {
            Expr::AggregateFunction(function) => function.func.name().to_owned(),
            _ => "aggregate".to_owned(),
        };
        let placeholder = Typed::new(call.clone(), sparrow_spark_types::DataType::Null, true, name);
        let attribute = self.attribute(&placeholder);
        let column = attribute.expr();
        base.aggregates.push((call, attribute));
        column
    }

    fn lift_windows_of(
        &self,
        values: Vec<Typed>,
        mut windows: Vec<(Expr, String)>,
    ) -> Result<(Vec<Typed>, WindowCalls)> {
        let lift = |value: Typed| {
            let expr = self.lift_windows(value.expr.clone(), &mut windows)?;
            Ok(Typed { expr, ..value })
        };
        let values = values.into_iter().map(lift).collect::<Result<Vec<_>>>()?;
        Ok((values, windows))
    }

    fn aggregate_plan(&self, base: &AggregateBase) -> Result<LogicalPlan> {
        let aggregates: Vec<Expr> =
            base.aggregates.iter().map(|(call, a)| call.clone().alias(a.column.clone())).collect();
        let group = |(value, attribute): &(Typed, Attribute)| match &value.expr {
            Expr::Column(c) if c.name == attribute.column => value.expr.clone(),
            other => other.clone().alias(attribute.column.clone()),
        };
        let groups: Vec<Expr> = match &base.sets {
            None => base.groups.iter().map(group).collect(),
            Some(sets) => {
                let set = |set: &Vec<usize>| set.iter().map(|i| base.groups[*i].1.expr()).collect();
                vec![Expr::GroupingSet(GroupingSet::GroupingSets(sets.iter().map(set).collect()))]
            }
        };
        if groups.is_empty() && aggregates.is_empty() {
            return Ok(LogicalPlanBuilder::empty(true).build()?);
        }
        let (input, aggregates) = self.with_short_arguments(Arc::clone(&base.input.plan), aggregates)?;
        aggregate(input, groups, aggregates)
    }

    /// The plan of an aggregation: aggregate, windows, select list, with some of its columns kept as hidden ones.
    fn build_aggregate(&self, base: AggregateBase, output: Vec<Attribute>, hidden: &[String]) -> Result<Node> {
        let plan = self.aggregate_plan(&base)?;
        let plan = if base.windows.is_empty() {
            plan
        } else {
            self.with_window_columns(Arc::new(plan), base.windows.clone())?
        };
        let mut select = base.select.clone();
        select.extend(hidden.iter().map(|c| super::column(c.clone())));
        let plan = project(Arc::new(plan), select)?;
        let all = self.group_columns(&base);
        let hidden = all.into_iter().filter(|a| hidden.contains(&a.column)).collect();
        Ok(Node { plan: Arc::new(plan), output, hidden, base: Some(Arc::new(Base::Aggregate(base))) })
    }

    /// Resolves HAVING or ORDER BY over an aggregation: names mean its output first, then its input; the arguments of aggregate calls
    /// mean its input.
    pub fn resolve_over_aggregate<T: AsExprs + PutExprs>(
        &self,
        env: &Env<'_>,
        base: &AggregateBase,
        node: &Node,
        what: &'static str,
        resolve: impl Fn(&Scope<'_>) -> Result<T>,
    ) -> Result<(Node, T)> {
        let typed: Vec<Typed> = base.groups.iter().map(|(g, _)| g.clone()).collect();
        let below: Vec<Attribute> = base.input.reachable().cloned().collect();
        let scope =
            |output| Scope { output, below_aggregate: Some(&below), grouping: &typed, ..Scope::empty(env, what) };
        let resolved = match resolve(&scope(&node.output)) {
            Ok(resolved) => resolved,
            Err(error) => {
                let mut both = node.output.clone();
                both.extend(below.iter().filter(|a| !node.output.iter().any(|o| o.column == a.column)).cloned());
                resolve(&scope(&both)).map_err(|_| error)?
            }
        };
        let mut base = base.clone();
        let mut exprs = Vec::new();
        for expr in resolved.exprs() {
            let shown = expr.to_string();
            exprs.push(self.over_groups(&mut base, expr.clone(), &shown, &node.output)?);
        }
        let needed = exprs.iter().flat_map(|e| e.column_refs().into_iter().map(|c| c.name.clone()));
        let mut hidden: Vec<String> = node.hidden.iter().map(|a| a.column.clone()).collect();
        for column in needed {
            if !node.output.iter().any(|a| a.column == column) && !hidden.contains(&column) {
                hidden.push(column);
            }
        }
        let node = self.build_aggregate(base, node.output.clone(), &hidden)?;
        Ok((node, resolved.put(exprs)))
    }
}

/// Resolved things whose expressions can be exchanged.
pub trait PutExprs {
    /// The same with these expressions, in the order of `AsExprs::exprs`.
    #[must_use]
    fn put(self, exprs: Vec<Expr>) -> Self;
}

impl PutExprs for Typed {
    fn put(self, exprs: Vec<Expr>) -> Self {
        match exprs.into_iter().next() {
            Some(expr) => Typed { expr, ..self },
            None => self,
        }
    }
}

impl PutExprs for Vec<(Typed, datafusion::logical_expr::expr::Sort)> {
    fn put(self, exprs: Vec<Expr>) -> Self {
        let put = |((value, mut sort), expr): ((Typed, datafusion::logical_expr::expr::Sort), Expr)| {
            sort.expr = expr.clone();
            (Typed { expr, ..value }, sort)
        };
        self.into_iter().zip(exprs).map(put).collect()
    }
}

fn not_grouped(base: &AggregateBase, shown: &str) -> SparkError {
    if base.groups.is_empty() {
        return SparkError::new(&condition::MISSING_GROUP_BY);
    }
    SparkError::new(&condition::MISSING_AGGREGATION)
        .with("expression", format!("\"{shown}\""))
        .with("expressionAnyValue", format!("\"any_value({shown})\""))
}
