//! Calls with lambdas: `transform(values, x -> x + a)`.

use datafusion::common::Column;
use datafusion::logical_expr::Expr;
use sparrow_functions::Typed;
use sparrow_functions::higher_order::{Lambda, LambdaArguments, VARIABLE_NAME, Variable};
use sparrow_plan::{ExprKind, Expression, Literal};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_conf};

use super::Scope;
use super::function::Call;
use crate::analyzer::Analyzer;
use crate::scope::same_name;

/// The variables a lambda's body sees, the innermost lambda's first.
pub struct Variables<'e> {
    /// Names with what they stand for.
    named: Vec<(String, Typed)>,
    outer: Option<&'e Variables<'e>>,
}

impl Variables<'_> {
    fn find(&self, name: &str, case_sensitive: bool) -> Option<&Typed> {
        let own = self.named.iter().find(|(n, _)| same_name(n, name, case_sensitive)).map(|(_, value)| value);
        own.or_else(|| self.outer?.find(name, case_sensitive))
    }

    /// How many lambdas there are around.
    fn depth(&self) -> usize {
        1 + self.outer.map_or(0, Variables::depth)
    }
}

/// The arguments of one call.
struct Arguments<'c> {
    analyzer: &'c Analyzer<'c>,
    scope: &'c Scope<'c>,
    args: &'c [Expression],
}

impl LambdaArguments for Arguments<'_> {
    fn count(&self) -> usize {
        self.args.len()
    }

    fn value(&self, index: usize) -> Result<Typed> {
        let argument = self.argument(index)?;
        if let ExprKind::Lambda(_) = &argument.kind {
            return Err(SparkError::new(&condition::INVALID_LAMBDA_PARAMETER));
        }
        self.analyzer.expression(self.scope, argument)
    }

    fn variables(&self, index: usize) -> usize {
        match self.args.get(index).map(|a| &a.kind) {
            Some(ExprKind::Lambda(lambda)) => lambda.arguments.len(),
            _ => 0,
        }
    }

    fn lambda(&self, index: usize, variables: &[Variable]) -> Result<Lambda> {
        let argument = self.argument(index)?;
        let (names, body) = match &argument.kind {
            ExprKind::Lambda(lambda) => (lambda.arguments.as_slice(), lambda.body.as_ref()),
            _ => (&[] as &[String], argument),
        };
        self.check_names(argument, names, variables.len())?;
        let depth = self.scope.variables.map_or(0, Variables::depth);
        let typed = |(i, v): (usize, &Variable)| {
            // No column is called so: those of a query end in a number after `#`.
            let column = format!("variable.{depth}.{i}");
            let expr = Expr::Column(Column::new_unqualified(column));
            Typed::new(expr, v.data_type.clone(), v.nullable, VARIABLE_NAME)
        };
        let typed: Vec<Typed> = variables.iter().enumerate().map(typed).collect();
        let named = names.iter().cloned().zip(typed.iter().cloned()).collect();
        let frame = Variables { named, outer: self.scope.variables };
        let scope = Scope { variables: Some(&frame), ..*self.scope };
        let body = self.analyzer.expression(&scope, body)?;
        let column = |v: Typed| match v.expr {
            Expr::Column(column) => (column.name, v.data_type),
            other => (other.to_string(), v.data_type),
        };
        Ok(Lambda { variables: typed.into_iter().map(column).collect(), body })
    }
}

impl Arguments<'_> {
    fn argument(&self, index: usize) -> Result<&Expression> {
        self.args.get(index).ok_or_else(|| sparrow_spark_error::internal("a call misses an argument"))
    }

    /// A lambda names exactly as many variables as it is given, each once.
    fn check_names(&self, argument: &Expression, names: &[String], expected: usize) -> Result<()> {
        if !matches!(argument.kind, ExprKind::Lambda(_)) {
            return Ok(());
        }
        if names.len() != expected {
            return Err(SparkError::new(&condition::INVALID_LAMBDA_NUM_ARGS_MISMATCH)
                .with("expectedNumArgs", expected.to_string())
                .with("actualNumArgs", names.len().to_string())
                .at_if_unplaced(argument.origin.as_deref()));
        }
        let case_sensitive = self.analyzer.context.case_sensitive;
        let twice = |(i, name): (usize, &String)| names[..i].iter().any(|n| same_name(n, name, case_sensitive));
        if names.iter().enumerate().any(twice) {
            let shown: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
            return Err(SparkError::new(&condition::INVALID_LAMBDA_DUPLICATE_ARG_NAMES)
                .with("args", shown.join(", "))
                .with("caseSensitiveConfig", to_sql_conf("spark.sql.caseSensitive"))
                .at_if_unplaced(argument.origin.as_deref()));
        }
        Ok(())
    }
}

impl Analyzer<'_> {
    /// A call's arguments for a function that takes lambdas.
    pub fn with_lambdas<R>(
        &self,
        scope: &Scope<'_>,
        call: &Call<'_>,
        build: impl FnOnce(&dyn LambdaArguments) -> Result<R>,
    ) -> Result<R> {
        build(&Arguments { analyzer: self, scope, args: call.args })
    }

    /// The variable, or a field of it, that a name means in a lambda's body.
    pub fn lambda_variable(&self, scope: &Scope<'_>, name: &[String]) -> Result<Option<Typed>> {
        let (Some(variables), Some((first, fields))) = (scope.variables, name.split_first()) else { return Ok(None) };
        let Some(variable) = variables.find(first, self.context.case_sensitive) else { return Ok(None) };
        let value = fields.iter().try_fold(variable.clone(), |value, field| {
            let key = super::literal::typed(self.context, &Literal::string(field.clone()))?;
            sparrow_functions::scalar::complex::extract_value(self.context, value, key)
        });
        value.map(Some)
    }
}
