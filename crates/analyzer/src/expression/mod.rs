//! Unresolved expressions → typed DataFusion expressions.

mod attribute;
mod extract;
pub mod function;
mod lambda;
mod literal;
mod star;
mod subquery;
mod window;

use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Sort;
use sparrow_functions::{Typed, cast};
use sparrow_plan::{CastMode, ExprKind, Expression, SortOrder};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};
use sparrow_spark_types::DataType;

use crate::analyzer::{Analyzer, Env};
use crate::scope::{Attribute, Node};
use crate::{Places, stack};

pub use literal::typed as literal;

/// Where an expression stands: which columns it can see.
pub struct Scope<'e> {
    /// Columns with their visible names.
    pub output: &'e [Attribute],
    /// Columns only for references by plan id or qualifier.
    pub hidden: &'e [Attribute],
    /// What is visible around the relation.
    pub env: &'e Env<'e>,
    /// The operator the expression stands in, for errors.
    pub what: &'static str,
    /// Above an aggregation: the columns the arguments of aggregate calls see.
    pub below_aggregate: Option<&'e [Attribute]>,
    /// The columns of GROUPING SETS, ROLLUP or CUBE, for `grouping()`.
    pub grouping: &'e [Typed],
    /// The variables of the lambdas around the expression.
    pub variables: Option<&'e lambda::Variables<'e>>,
}

impl<'e> Scope<'e> {
    /// The scope over a relation's output; `what` names the operator for errors, such as `Project`.
    pub fn over(node: &'e Node, env: &'e Env<'e>, what: &'static str) -> Self {
        Self {
            output: &node.output,
            hidden: &node.hidden,
            env,
            what,
            below_aggregate: None,
            grouping: &[],
            variables: None,
        }
    }

    /// A scope without columns.
    pub fn empty(env: &'e Env<'e>, what: &'static str) -> Self {
        Self { output: &[], hidden: &[], env, what, below_aggregate: None, grouping: &[], variables: None }
    }
}

impl Analyzer<'_> {
    /// Resolves one expression. Errors without a place get this expression's.
    pub fn expression(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Typed> {
        self.note_place(expression);
        stack::grow(|| self.dispatch(scope, expression)).map_err(|e| e.at_if_unplaced(expression.origin.as_deref()))
    }

    /// Remembers where the constructs stand that can fail while the plan runs.
    fn note_place(&self, expression: &Expression) {
        let name = match &expression.kind {
            ExprKind::Function { name, .. } => name.last().map_or("", String::as_str),
            ExprKind::Cast { .. } => "cast",
            ExprKind::ExtractValue { .. } => "[]",
            ExprKind::Subquery { .. } => "subquery",
            _ => return,
        };
        Places::add(&self.places, name, expression.origin.as_ref());
    }

    fn dispatch(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Typed> {
        match &expression.kind {
            ExprKind::Literal(value) => literal::typed(self.context, value),
            ExprKind::Attribute { name, plan_id, is_metadata } => self.column(scope, name, *plan_id, *is_metadata),
            ExprKind::Star { .. } => Err(star::misplaced("*", scope.what)),
            ExprKind::Regex { pattern, .. } => Err(star::misplaced(pattern, scope.what)),
            ExprKind::Function { .. } => self.function(scope, expression),
            ExprKind::NamedArgument { name, .. } => Err(unsupported(format!("the named argument `{name}` here"))),
            ExprKind::Cast { child, to, mode } => self.cast(scope, child, to, *mode),
            ExprKind::Alias { child, names, .. } => self.alias(scope, child, names),
            ExprKind::SortOrder(order) => self.expression(scope, &order.child),
            ExprKind::Window { function, spec } => self.window(scope, function, spec),
            ExprKind::Lambda(_) => Err(SparkError::new(&condition::INVALID_LAMBDA_PARAMETER)),
            ExprKind::LambdaVariable { name } => self.column(scope, name, None, false),
            ExprKind::ExtractValue { child, extraction } => self.extract(scope, child, extraction),
            ExprKind::UpdateFields { child, update } => self.update_fields(scope, child, update),
            ExprKind::Subquery { plan, plan_id, kind } => self.subquery(scope, plan.as_deref(), *plan_id, kind),
            ExprKind::UserFunction(function) => Err(crate::relation::user_code::refused_call(function)),
            ExprKind::PartitionId(_) => Err(unsupported("the number of a partition elsewhere than in repartitionById")),
            ExprKind::Parameter { name, positional } => Err(unbound(name, *positional)),
        }
    }

    /// Resolves a list in which stars stand for several columns.
    pub fn expressions(&self, scope: &Scope<'_>, list: &[Expression]) -> Result<Vec<Typed>> {
        let mut out = Vec::with_capacity(list.len());
        for expression in list {
            match self.star_of(scope, expression)? {
                Some(columns) => out.extend(columns),
                None => out.push(self.expression(scope, expression)?),
            }
        }
        Ok(out)
    }

    fn cast(&self, scope: &Scope<'_>, child: &Expression, to: &DataType, mode: CastMode) -> Result<Typed> {
        let value = self.expression(scope, child)?;
        let written = mode;
        let mode = match mode {
            CastMode::Session if self.context.ansi => cast::Mode::Ansi,
            CastMode::Session | CastMode::Legacy => cast::Mode::Legacy,
            CastMode::Ansi => cast::Mode::Ansi,
            CastMode::Try => cast::Mode::Try,
        };
        let value = cast::cast(self.context, value, to, mode)?;
        if written == CastMode::Ansi && matches!(child.kind, ExprKind::Literal(_)) {
            self.typed_literal(child, value)
        } else {
            Ok(value)
        }
    }

    /// `TIMESTAMP '…'`: the text is cast at once, in the session's time zone.
    fn typed_literal(&self, child: &Expression, value: Typed) -> Result<Typed> {
        let ExprKind::Literal(text) = &child.kind else { return Ok(value) };
        let options = cast::Options::of_session(cast::Mode::Ansi, &self.context.time_zone)?;
        let array = literal::scalar(text)?.to_array()?;
        let array = cast::cast_array(&array, &text.data_type, &value.data_type, &options)?;
        let shown = cast::to_display_strings(array.as_ref(), &value.data_type, &self.context.time_zone)?;
        let word = match &value.data_type {
            DataType::Time(_) => "TIME".to_owned(),
            other => other.sql_name(),
        };
        let name = format!("{word} '{}'", shown.value(0));
        let scalar = datafusion::common::ScalarValue::try_from_array(&array, 0)?;
        Ok(Typed::new(Expr::Literal(scalar, None), value.data_type, false, name))
    }

    fn alias(&self, scope: &Scope<'_>, child: &Expression, names: &[String]) -> Result<Typed> {
        let value = self.expression(scope, child)?;
        match names {
            [name] => Ok(value.named(name.clone())),
            _ => Err(unsupported(format!("an alias of {} names on what is no generator", names.len()))),
        }
    }

    /// A boolean for WHERE, HAVING, FILTER or a join; a string is cast, as Spark does.
    pub fn condition(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Typed> {
        let value = self.expression(scope, expression)?;
        match value.data_type {
            DataType::Boolean => Ok(value),
            DataType::Null => self.coerced(value, &DataType::Boolean),
            _ => Err(SparkError::new(&condition::DATATYPE_MISMATCH_FILTER_NOT_BOOLEAN)
                .with("sqlExpr", format!("\"{}\"", value.name))
                .with("filter", format!("\"{}\"", value.name))
                .with("type", format!("\"{}\"", value.data_type.sql_name()))),
        }
    }

    /// A resolved sort key with DataFusion's form of it.
    pub fn sort_key(&self, scope: &Scope<'_>, order: &SortOrder) -> Result<(Typed, Sort)> {
        let value = self.expression(scope, &order.child)?;
        self.sort_key_of(value, order)
    }

    /// DataFusion's form of a sort by a resolved value.
    pub fn sort_key_of(&self, value: Typed, order: &SortOrder) -> Result<(Typed, Sort)> {
        if !value.data_type.is_orderable() {
            return Err(SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_ORDERING_TYPE)
                .with("sqlExpr", format!("\"{} {}\"", value.name, order_words(order)))
                .with("functionName", "`sortorder`")
                .with("dataType", format!("\"{}\"", value.data_type.sql_name()))
                .at_if_unplaced(order.child.origin.as_deref()));
        }
        let nulls_first = order.nulls == sparrow_plan::NullOrder::First;
        let sort = value.expr.clone().sort(order.ascending, nulls_first);
        Ok((value, sort))
    }
}

/// `ASC NULLS FIRST` and so on.
pub fn order_words(order: &SortOrder) -> &'static str {
    match (order.ascending, order.nulls) {
        (true, sparrow_plan::NullOrder::First) => "ASC NULLS FIRST",
        (true, sparrow_plan::NullOrder::Last) => "ASC NULLS LAST",
        (false, sparrow_plan::NullOrder::First) => "DESC NULLS FIRST",
        (false, sparrow_plan::NullOrder::Last) => "DESC NULLS LAST",
    }
}

fn unbound(name: &str, positional: bool) -> SparkError {
    let shown = if positional { format!("_{name}") } else { name.to_owned() };
    SparkError::new(&condition::UNBOUND_SQL_PARAMETER).with("name", shown)
}
