//! What all aggregate calls share: names, argument counts, the expression.

use std::sync::Arc;

use datafusion::logical_expr::expr::{AggregateFunction, NullTreatment};
use datafusion::logical_expr::{AggregateUDF, Expr};
use sparrow_spark_error::{Result, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::DataType;

use crate::cast::coerce;
use crate::{AggregateCall, Context, Typed};

/// A call taken apart: arguments on one side, the clauses around them on the other.
pub(super) struct Parts {
    pub(super) shown: String,
    pub(super) distinct: bool,
    pub(super) filter: Option<Box<Expr>>,
}

impl Parts {
    /// Names the call `name(args)`, or `name(DISTINCT args)`.
    pub(super) fn of(name: &str, call: AggregateCall) -> (Self, Vec<Typed>) {
        let AggregateCall { args, distinct, filter, order_by: _, ignore_nulls: _ } = call;
        let names: Vec<_> = args.iter().map(|a| a.name.as_str()).collect();
        let word = if distinct { "DISTINCT " } else { "" };
        let shown = format!("{}({word}{})", name.to_lowercase(), names.join(", "));
        (Self { shown, distinct, filter: filter.map(Box::new) }, args)
    }

    /// The call of the aggregate over these arguments.
    pub(super) fn expr(&self, function: Arc<AggregateUDF>, args: Vec<Expr>) -> Expr {
        self.expr_with(function, args, None)
    }

    /// As [`Self::expr`], saying what becomes of NULLs.
    pub(super) fn expr_with(&self, function: Arc<AggregateUDF>, args: Vec<Expr>, nulls: Option<NullTreatment>) -> Expr {
        let filter = self.filter.clone();
        Expr::AggregateFunction(AggregateFunction::new_udf(function, args, self.distinct, filter, vec![], nulls))
    }

    /// The answer of the call.
    pub(super) fn typed(self, expr: Expr, data_type: DataType, nullable: bool) -> Typed {
        Typed::new(expr, data_type, nullable, self.shown)
    }
}

/// Exactly `N` arguments.
pub(super) fn arguments<const N: usize>(name: &str, args: Vec<Typed>) -> Result<[Typed; N]> {
    let count = args.len();
    <[Typed; N]>::try_from(args).map_err(|_| wrong_num_args(name, N, count))
}

/// The argument as DOUBLE, as statistics take it.
pub(super) fn double(context: &Context, shown: &str, index: usize, value: Typed) -> Result<Typed> {
    match &value.data_type {
        t if t.is_numeric() || t.is_string() || *t == DataType::Null => coerce(context, value, &DataType::Double),
        t => Err(unexpected_input_type(shown, index, "\"DOUBLE\"", &value.name, &t.sql_name())),
    }
}
