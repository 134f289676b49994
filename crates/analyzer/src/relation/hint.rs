//! Hints.

use sparrow_operators::broadcast::BroadcastNode;
use sparrow_plan::{ExprKind, Expression, RelKind, Relation, Value};
use sparrow_spark_error::Result;

use crate::analyzer::{Analyzer, Env};
use crate::scope::{Node, same_name};

const BROADCAST: [&str; 3] = ["broadcast", "broadcastjoin", "mapjoin"];

impl Analyzer<'_> {
    /// `broadcast` marks its relation (or, from SQL, the named ones below), `coalesce` and `repartition` act, other names have no
    /// effect, as in Spark, which warns in its log.
    pub fn hint(&self, env: &Env<'_>, input: &Relation, name: &str, parameters: &[Expression]) -> Result<Node> {
        let is = |wanted: &str| same_name(name, wanted, false);
        if BROADCAST.iter().any(|b| is(b)) {
            return match names_of(parameters) {
                names if names.is_empty() => self.broadcast(self.relation(env, input)?),
                names => self.relation(env, &mark_named(input, &names)),
            };
        }
        if is("coalesce") || is("repartition") {
            return self.partition_hint(env, input, is("repartition"), parameters);
        }
        self.relation(env, input)
    }

    fn broadcast(&self, node: Node) -> Result<Node> {
        let plan = super::extension(BroadcastNode::new(super::own(&node.plan)));
        Ok(Node { plan: plan.into(), ..node })
    }

    fn partition_hint(
        &self,
        env: &Env<'_>,
        input: &Relation,
        shuffle: bool,
        parameters: &[Expression],
    ) -> Result<Node> {
        let number = parameters.first().and_then(|p| match &p.kind {
            ExprKind::Literal(literal) => match literal.value {
                Value::Integral(n) => usize::try_from(n).ok(),
                _ => None,
            },
            _ => None,
        });
        let keys = &parameters[usize::from(number.is_some())..];
        match (number, keys) {
            (Some(n), []) => self.repartition(env, input, n, shuffle),
            (number, keys) => self.repartition_by(env, input, keys, number),
        }
    }
}

fn names_of(parameters: &[Expression]) -> Vec<String> {
    let name = |p: &Expression| match &p.kind {
        ExprKind::Attribute { name, .. } => name.last().cloned(),
        ExprKind::Literal(literal) => match &literal.value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    parameters.iter().filter_map(name).collect()
}

/// The relation with every table or alias of these names wrapped in a hint of its own.
fn mark_named(relation: &Relation, names: &[String]) -> Relation {
    let mut marked = relation.clone();
    mark(&mut marked, names);
    marked
}

fn mark(relation: &mut Relation, names: &[String]) {
    let own = match &*relation.kind {
        RelKind::SubqueryAlias { alias, .. } => Some(alias),
        RelKind::NamedTable { name, .. } => name.last(),
        _ => None,
    };
    if own.is_some_and(|own| names.iter().any(|n| same_name(n, own, false))) {
        let inner = Relation { plan_id: None, ..relation.clone() };
        *relation.kind = RelKind::Hint { input: inner, name: BROADCAST[0].to_owned(), parameters: vec![] };
        return;
    }
    if matches!(&*relation.kind, RelKind::SubqueryAlias { .. } | RelKind::With { .. }) {
        return;
    }
    sparrow_plan::children_mut(relation).into_iter().for_each(|child| mark(child, names));
}
