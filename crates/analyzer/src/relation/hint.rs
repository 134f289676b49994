//! Hints: how to join, how to partition. What Spark does not know has no effect, as in Spark, which warns in its log.

use sparrow_functions::Context;
use sparrow_operators::join_hint::{JoinHintNode, JoinStrategy};
use sparrow_plan::{ExprKind, Expression, NullOrder, RelKind, Relation, SortOrder, Value};
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use crate::analyzer::{Analyzer, Env};
use crate::expression::{literal, order_words};
use crate::scope::{Node, same_name};

impl Analyzer<'_> {
    pub fn hint(&self, env: &Env<'_>, input: &Relation, name: &str, parameters: &[Expression]) -> Result<Node> {
        if JoinStrategy::named(name).is_some() {
            return self.join_hint(env, input, name, parameters);
        }
        match name.to_ascii_uppercase().as_str() {
            hint @ "COALESCE" => match partitions_of(parameters)? {
                (Some(partitions), []) => self.repartition(env, input, partitions, false),
                _ => Err(SparkError::new(&condition::HINT_WITHOUT_PARTITION_NUMBER).with("hintName", hint)),
            },
            hint @ "REPARTITION" => {
                let (partitions, keys) = partitions_of(parameters)?;
                self.repartition_by(env, input, &keys_of(self.context, hint, keys)?, partitions)
            }
            hint @ "REPARTITION_BY_RANGE" => {
                let (partitions, keys) = partitions_of(parameters)?;
                let keys = columns_of(self.context, hint, keys)?.into_iter().map(ascending).collect::<Vec<_>>();
                self.repartition_by(env, input, &keys, partitions)
            }
            // Spark rebalances while it runs; without that the hint is nothing to it.
            hint @ "REBALANCE" if self.context.conf("spark.sql.adaptive.enabled") != Some("false") => {
                let (partitions, keys) = partitions_of(parameters)?;
                self.repartition_by(env, input, &columns_of(self.context, hint, keys)?, partitions)
            }
            _ => self.relation(env, input),
        }
    }

    /// Marks the relation itself or, where names are given, the relations of these names below.
    fn join_hint(&self, env: &Env<'_>, input: &Relation, name: &str, parameters: &[Expression]) -> Result<Node> {
        let names = parameters.iter().map(|p| relation_name(self.context, p)).collect::<Result<Vec<_>>>()?;
        match JoinStrategy::named(name) {
            Some(strategy) if names.is_empty() => {
                let node = self.relation(env, input)?;
                let plan = super::extension(JoinHintNode::new(super::own(&node.plan), strategy));
                Ok(Node { plan: plan.into(), ..node })
            }
            _ => self.relation(env, &mark_named(input, name, &names)),
        }
    }
}

/// The number a hint begins with, and the parameters after it. Only a plain INT is a number of partitions.
fn partitions_of(parameters: &[Expression]) -> Result<(Option<usize>, &[Expression])> {
    let Some((first, rest)) = parameters.split_first() else { return Ok((None, parameters)) };
    let ExprKind::Literal(literal) = &first.kind else { return Ok((None, parameters)) };
    match (&literal.data_type, &literal.value) {
        (DataType::Integer, Value::Integral(number)) => match usize::try_from(*number) {
            Ok(partitions) if partitions > 0 => Ok((Some(partitions), rest)),
            _ => Err(SparkError::new(&condition::ILLEGAL_ARGUMENT)
                .with("message", format!("requirement failed: Number of partitions ({number}) must be positive"))),
        },
        _ => Ok((None, parameters)),
    }
}

/// The columns of `REPARTITION`, which knows another hint for sort orders.
fn keys_of(context: &Context, hint: &str, parameters: &[Expression]) -> Result<Vec<Expression>> {
    let orders = parameters.iter().filter(|p| matches!(p.kind, ExprKind::SortOrder(_)));
    let orders: Vec<String> = orders.map(|order| format!("'{}", shown(context, order))).collect();
    if orders.is_empty() {
        return columns_of(context, hint, parameters);
    }
    Err(SparkError::new(&condition::HINT_WITH_SORT_ORDERS).with("sortOrders", format!("List({})", orders.join(", "))))
}

/// The columns parameters stand for. A text is a column's name, also one in a list.
fn columns_of(context: &Context, hint: &str, parameters: &[Expression]) -> Result<Vec<Expression>> {
    let mut columns = Vec::with_capacity(parameters.len());
    let mut others = Vec::new();
    for parameter in parameters.iter().flat_map(elements) {
        match &parameter.kind {
            ExprKind::Attribute { .. } => columns.push(parameter.clone()),
            ExprKind::Literal(literal) => match &literal.value {
                Value::String(name) => {
                    columns.push(Expression::column(parts(name)).at(parameter.origin.clone()));
                }
                _ => others.push(format!("\"{}\"", shown(context, parameter))),
            },
            _ => others.push(format!("\"{}\"", shown(context, parameter))),
        }
    }
    if others.is_empty() {
        return Ok(columns);
    }
    Err(SparkError::new(&condition::HINT_WITH_OTHER_PARAMETERS)
        .with("hintName", hint)
        .with("invalidParams", others.join(", ")))
}

fn ascending(key: Expression) -> Expression {
    let origin = key.origin.clone();
    let order = SortOrder { child: key, ascending: true, nulls: NullOrder::First };
    Expression::new(ExprKind::SortOrder(Box::new(order))).at(origin)
}

fn elements(parameter: &Expression) -> &[Expression] {
    match &parameter.kind {
        ExprKind::Function { name, args, .. } if name.last().is_some_and(|n| n.eq_ignore_ascii_case("array")) => args,
        _ => std::slice::from_ref(parameter),
    }
}

/// A relation's name in a hint for joins.
fn relation_name(context: &Context, parameter: &Expression) -> Result<String> {
    match &parameter.kind {
        ExprKind::Attribute { name, .. } => Ok(name.last().cloned().unwrap_or_default()),
        ExprKind::Literal(sparrow_plan::Literal { value: Value::String(text), .. }) => {
            Ok(parts(text).pop().unwrap_or_default())
        }
        kind => {
            let class = if matches!(kind, ExprKind::Literal(_)) { "Literal" } else { "Expression" };
            Err(SparkError::new(&condition::HINT_FOR_NO_RELATION)
                .with("unsupported", format!("\"{}\"", shown(context, parameter)))
                .with("class", format!("class org.apache.spark.sql.catalyst.expressions.{class}")))
        }
    }
}

/// A parameter as Spark shows it.
fn shown(context: &Context, parameter: &Expression) -> String {
    match &parameter.kind {
        ExprKind::Attribute { name, .. } => name.join("."),
        ExprKind::Literal(value) => literal(context, value).map_or_else(|e| e.to_string(), |value| value.name),
        ExprKind::Function { name, args, .. } => {
            let args: Vec<String> = args.iter().map(|arg| shown(context, arg)).collect();
            format!("{}({})", name.join("."), args.join(", "))
        }
        ExprKind::SortOrder(order) => format!("{} {}", shown(context, &order.child), order_words(order)),
        _ => "an expression".to_owned(),
    }
}

/// The parts of a name as a text gives it.
fn parts(name: &str) -> Vec<String> {
    if name.contains('`') {
        return vec![name.trim_matches('`').replace("``", "`")];
    }
    name.split('.').map(str::to_owned).collect()
}

/// The relation with every table or alias of these names wrapped in a hint of its own.
fn mark_named(relation: &Relation, hint: &str, names: &[String]) -> Relation {
    let mut marked = relation.clone();
    mark(&mut marked, hint, names);
    marked
}

fn mark(relation: &mut Relation, hint: &str, names: &[String]) {
    let own = match &*relation.kind {
        RelKind::SubqueryAlias { alias, .. } => Some(alias),
        RelKind::NamedTable { name, .. } => name.last(),
        _ => None,
    };
    if own.is_some_and(|own| names.iter().any(|n| same_name(n, own, false))) {
        let inner = Relation { plan_id: None, ..relation.clone() };
        *relation.kind = RelKind::Hint { input: inner, name: hint.to_owned(), parameters: vec![] };
        return;
    }
    if matches!(&*relation.kind, RelKind::SubqueryAlias { .. } | RelKind::With { .. }) {
        return;
    }
    sparrow_plan::children_mut(relation).into_iter().for_each(|child| mark(child, hint, names));
}
