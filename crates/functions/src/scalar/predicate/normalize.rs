//! Floating point numbers as Spark compares them: one zero, one NaN above all else.

use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs};
use sparrow_spark_types::DataType;

use super::super::spec::normal;
use crate::Typed;
use crate::kernel::{Kernel, Returns, over_arrays};

/// `spark_normalize(x)`: `-0.0` as `0.0`, every NaN as the one NaN, at every depth.
pub(super) static NORMALIZE: Kernel = Kernel::new("spark_normalize", Returns::First, run);

fn run(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    over_arrays(args, 1, |arrays| Ok(normal(&arrays[0])?))
}

/// The value as it is compared, joined and grouped by; only floats are touched.
pub fn normalize(value: Expr, data_type: &DataType) -> Expr {
    if !holds_floats(data_type) || matches!(&value, Expr::Literal(literal, _) if is_plain(literal)) {
        return value;
    }
    NORMALIZE.call(vec![value])
}

/// Both sides of a comparison. A bare column beside a constant that is neither zero nor NaN stays bare, so that files can be pruned by it.
pub(super) fn sides(left: &Typed, right: &Typed) -> (Expr, Expr) {
    let bare = |a: &Typed, b: &Typed| matches!(a.expr, Expr::Column(_)) && b.constant().is_some_and(is_plain);
    if bare(left, right) || bare(right, left) {
        return (left.expr.clone(), right.expr.clone());
    }
    (normalize(left.expr.clone(), &left.data_type), normalize(right.expr.clone(), &right.data_type))
}

fn holds_floats(data_type: &DataType) -> bool {
    match data_type {
        DataType::Float | DataType::Double => true,
        DataType::Array { element, .. } => holds_floats(element),
        DataType::Struct(s) => s.fields.iter().any(|f| holds_floats(&f.data_type)),
        _ => false,
    }
}

/// A constant that means the same to the engine and to Spark.
fn is_plain(literal: &ScalarValue) -> bool {
    match literal {
        ScalarValue::Float32(Some(v)) => *v != 0.0 && !v.is_nan(),
        ScalarValue::Float64(Some(v)) => *v != 0.0 && !v.is_nan(),
        ScalarValue::List(_) | ScalarValue::Struct(_) => false,
        _ => true,
    }
}
