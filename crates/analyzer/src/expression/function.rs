//! Calls by name.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use sparrow_functions::higher_order::VARIABLE_NAME;
use sparrow_functions::{AggregateCall, Builder, Function, GeneratorCall, Typed, WindowCall};
use sparrow_plan::{ExprKind, Expression, Literal, SortOrder};
use sparrow_spark_error::{Result, SparkError, condition, quote_parts, unsupported};
use sparrow_spark_types::DataType;

use super::Scope;
use crate::analyzer::Analyzer;
use crate::scope::same_name;

/// The parts of `ExprKind::Function`.
pub struct Call<'c> {
    pub name: &'c str,
    pub args: &'c [Expression],
    pub distinct: bool,
    pub filter: Option<&'c Expression>,
    pub ignore_nulls: Option<bool>,
    pub within_group: &'c [SortOrder],
}

impl Analyzer<'_> {
    /// A call outside of a window.
    pub fn function(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Typed> {
        let call = call_of(expression)?;
        if let Some(special) = self.special_call(scope, &call)? {
            return Ok(special);
        }
        let function = self.find_function(call.name)?;
        if crate::positions::asks_for_one(function.name) {
            self.asks_for_positions.set(true);
        }
        match &function.builder {
            Builder::HigherOrder(build) => {
                refuse_aggregate_clauses(&call)?;
                self.with_lambdas(scope, &call, |arguments| build(self.context, call.name, arguments))
            }
            _ if call.args.iter().any(|a| matches!(a.kind, ExprKind::Lambda(_))) => {
                Err(SparkError::new(&condition::INVALID_LAMBDA_NON_HIGHER_ORDER_FUNCTION).with("class", call.name))
            }
            Builder::Scalar(build) => {
                refuse_aggregate_clauses(&call)?;
                build(self.context, call.name, self.arguments(scope, &call)?)
            }
            Builder::Aggregate(build) => build(self.context, call.name, self.aggregate_call(scope, &call, false)?),
            Builder::Window(_) => Err(SparkError::new(&condition::WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE)
                .with("funcName", format!("\"{}()\"", call.name))),
            Builder::Generator(_) => Err(self.misplaced_generator(scope, &call)),
        }
    }

    /// A call whose window is put in by the caller.
    pub fn over_function(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Typed> {
        let call = call_of(expression)?;
        let function = self.find_function(call.name)?;
        match &function.builder {
            Builder::Window(build) => {
                let args = self.arguments(scope, &call)?;
                build(self.context, call.name, WindowCall { args, ignore_nulls: call.ignore_nulls })
            }
            Builder::Aggregate(build) => build(self.context, call.name, self.aggregate_call(scope, &call, true)?),
            Builder::Scalar(_) | Builder::HigherOrder(_) | Builder::Generator(_) => {
                let shown = self.function(scope, expression)?.name;
                Err(SparkError::new(&condition::UNSUPPORTED_EXPR_FOR_WINDOW).with("sqlExpr", format!("\"{shown}\"")))
            }
        }
    }

    /// The generator call an expression is, if it is one.
    pub fn generator(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Option<GeneratorCall>> {
        let ExprKind::Function { .. } = &expression.kind else { return Ok(None) };
        let call = call_of(expression)?;
        let Some(Function { builder: Builder::Generator(build), .. }) = sparrow_functions::find(call.name) else {
            return Ok(None);
        };
        let args = self.arguments(scope, &call)?;
        build(self.context, call.name, args).map(Some).map_err(|e| e.at_if_unplaced(expression.origin.as_deref()))
    }

    /// Whether an expression is a generator's call, without resolving it.
    pub fn is_generator(expression: &Expression) -> bool {
        let ExprKind::Function { name, .. } = &expression.kind else { return false };
        let [name] = name.as_slice() else { return false };
        matches!(sparrow_functions::find(name), Some(Function { builder: Builder::Generator(_), .. }))
    }

    fn find_function(&self, name: &str) -> Result<&'static Function> {
        if let Some(function) = sparrow_functions::find(name) {
            return Ok(function);
        }
        if sparrow_functions::is_spark_builtin(name) {
            return Err(unsupported(format!("the function `{name}`")));
        }
        Err(SparkError::new(&condition::UNRESOLVED_ROUTINE)
            .with("routineName", quote_parts(&[name]))
            .with("searchPath", self.search_path()))
    }

    /// Where functions are looked for, as Spark prints it.
    fn search_path(&self) -> String {
        let (catalog, database) = (&self.context.catalog, &self.context.database);
        format!("[`system`.`builtin`, `system`.`session`, `{catalog}`.`{database}`]")
    }

    /// Arguments with stars expanded.
    fn arguments(&self, scope: &Scope<'_>, call: &Call<'_>) -> Result<Vec<Typed>> {
        self.expressions(scope, call.args)
    }

    fn aggregate_call(&self, scope: &Scope<'_>, call: &Call<'_>, over_window: bool) -> Result<AggregateCall> {
        let inner;
        let scope = match scope.below_aggregate {
            Some(output) => {
                inner = Scope { output, variables: scope.variables, ..Scope::empty(scope.env, scope.what) };
                &inner
            }
            None => scope,
        };
        let args = match call.args {
            [only] if is_count_star(call.name, only) && !call.distinct => {
                vec![super::literal::typed(self.context, &Literal::int(1))?]
            }
            args => self.expressions(scope, args)?,
        };
        if args.iter().any(|a| has_aggregate(&a.expr)) && !over_window {
            return Err(SparkError::new(&condition::NESTED_AGGREGATE_FUNCTION));
        }
        let filter = call.filter.map(|f| self.condition(scope, f)).transpose()?;
        let order_by = call.within_group.iter().map(|o| self.sort_key(scope, o)).collect::<Result<Vec<_>>>()?;
        Ok(AggregateCall {
            args,
            distinct: call.distinct,
            filter: filter.map(|f| f.expr),
            order_by,
            ignore_nulls: call.ignore_nulls,
        })
    }

    /// Calls that need more than their arguments' values.
    fn special_call(&self, scope: &Scope<'_>, call: &Call<'_>) -> Result<Option<Typed>> {
        if same_name(call.name, "struct", false) {
            return self.struct_call(scope, call).map(Some);
        }
        if same_name(call.name, "not", false) && call.args.iter().any(is_row_in_subquery) {
            return Err(unsupported("NOT IN with several values on the left of a subquery"));
        }
        self.grouping_call(scope, call)
    }

    /// `struct(a, b + 1)`: fields are named by their columns, computed ones `col2`.
    fn struct_call(&self, scope: &Scope<'_>, call: &Call<'_>) -> Result<Typed> {
        let mut pairs = Vec::new();
        let mut shown = Vec::new();
        for argument in call.args {
            let columns = match self.star_of(scope, argument)? {
                Some(columns) => columns.into_iter().map(|c| (c, true)).collect(),
                None => {
                    let named = matches!(
                        &argument.kind,
                        ExprKind::Attribute { .. }
                            | ExprKind::LambdaVariable { .. }
                            | ExprKind::Alias { .. }
                            | ExprKind::ExtractValue { .. }
                    );
                    vec![(self.expression(scope, argument)?, named)]
                }
            };
            for (value, named) in columns {
                let alias = matches!(&argument.kind, ExprKind::Alias { .. });
                let name = if named { field_name(argument, &value) } else { format!("col{}", pairs.len() / 2 + 1) };
                shown.push(if alias { self.alias_words(scope, argument, &name)? } else { value.name.clone() });
                pairs.push(super::literal::typed(self.context, &Literal::string(name))?);
                pairs.push(value);
            }
        }
        let function = self.find_function("named_struct")?;
        let Builder::Scalar(build) = &function.builder else { return Err(unsupported("struct")) };
        Ok(build(self.context, "named_struct", pairs)?.named(format!("struct({})", shown.join(", "))))
    }

    fn alias_words(&self, scope: &Scope<'_>, argument: &Expression, name: &str) -> Result<String> {
        let ExprKind::Alias { child, .. } = &argument.kind else { return Ok(name.to_owned()) };
        Ok(format!("{} AS {name}", self.expression(scope, child)?.name))
    }

    fn misplaced_generator(&self, scope: &Scope<'_>, call: &Call<'_>) -> SparkError {
        let names: Vec<String> =
            self.arguments(scope, call).map(|args| args.into_iter().map(|a| a.name).collect()).unwrap_or_default();
        let shown = format!("{}({})", call.name, names.join(", "));
        match scope.what {
            "Project" => {
                SparkError::new(&condition::UNSUPPORTED_GENERATOR_NESTED).with("expression", format!("\"{shown}\""))
            }
            what => SparkError::new(&condition::UNSUPPORTED_GENERATOR_OUTSIDE_SELECT).with("plan", format!("'{what}")),
        }
    }
}

/// The parts of a call of a built-in; a qualified name must be of `builtin` or `system.builtin`.
pub fn call_of(expression: &Expression) -> Result<Call<'_>> {
    let ExprKind::Function { name, args, distinct, filter, ignore_nulls, within_group } = &expression.kind else {
        return Err(sparrow_spark_error::internal("a call was expected"));
    };
    let bare = match name.as_slice() {
        [name] => name,
        [schema, name] if same_name(schema, "builtin", false) => name,
        [catalog, schema, name] if same_name(catalog, "system", false) && same_name(schema, "builtin", false) => name,
        parts => {
            return Err(SparkError::new(&condition::UNRESOLVED_ROUTINE)
                .with("routineName", quote_parts(parts))
                .with("searchPath", "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]"));
        }
    };
    Ok(Call {
        name: bare,
        args,
        distinct: *distinct,
        filter: filter.as_deref(),
        ignore_nulls: *ignore_nulls,
        within_group,
    })
}

/// What a field of `struct(…)` is called: a lambda's variable keeps the name it was given.
fn field_name(argument: &Expression, value: &Typed) -> String {
    match &argument.kind {
        ExprKind::Attribute { name, .. } | ExprKind::LambdaVariable { name } if value.name == VARIABLE_NAME => {
            name.last().cloned().unwrap_or_default()
        }
        _ => value.name.clone(),
    }
}

fn is_row_in_subquery(expression: &Expression) -> bool {
    let ExprKind::Subquery { kind: sparrow_plan::SubqueryKind::In { values }, .. } = &expression.kind else {
        return false;
    };
    match values.as_slice() {
        [Expression { kind: ExprKind::Function { name, .. }, .. }] => {
            matches!(name.as_slice(), [name] if same_name(name, "struct", false))
        }
        values => values.len() > 1,
    }
}

fn is_count_star(name: &str, argument: &Expression) -> bool {
    same_name(name, "count", false)
        && matches!(&argument.kind, ExprKind::Star { target, plan_id: _, except } if target.is_empty() && except.is_empty())
}

fn refuse_aggregate_clauses(call: &Call<'_>) -> Result<()> {
    let clause = match call {
        Call { distinct: true, .. } => "DISTINCT",
        Call { filter: Some(_), .. } => "FILTER",
        Call { within_group: [_, ..], .. } => "WITHIN GROUP",
        _ => return Ok(()),
    };
    Err(unsupported(format!("{clause} with the function `{}`, which is no aggregate", call.name)))
}

/// Whether an aggregate call (not over a window) stands somewhere in an expression.
pub fn has_aggregate(expr: &Expr) -> bool {
    use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
    let mut found = false;
    let walk = expr.apply(|e| {
        Ok(match e {
            Expr::AggregateFunction(_) => {
                found = true;
                TreeNodeRecursion::Stop
            }
            _ => TreeNodeRecursion::Continue,
        })
    });
    walk.is_ok() && found
}

/// Whether an expression is a whole number constant, and which.
pub fn constant_integer(value: &Typed) -> Option<i64> {
    match (&value.data_type, value.constant()?) {
        (DataType::Byte, ScalarValue::Int8(Some(v))) => Some((*v).into()),
        (DataType::Short, ScalarValue::Int16(Some(v))) => Some((*v).into()),
        (DataType::Integer, ScalarValue::Int32(Some(v))) => Some((*v).into()),
        (DataType::Long, ScalarValue::Int64(Some(v))) => Some(*v),
        _ => None,
    }
}
