//! `function OVER (…)`.

use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::expr::{AggregateFunction, Sort, WindowFunction, WindowFunctionParams};
use datafusion::logical_expr::{Expr, WindowFrame, WindowFrameBound, WindowFrameUnits, WindowFunctionDefinition};
use sparrow_functions::Typed;
use sparrow_plan::{ExprKind, Expression, FrameBound, FrameUnits, WindowSpec};
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::{Scope, order_words};
use crate::analyzer::Analyzer;

/// A resolved window.
struct Window {
    partition_by: Vec<Expr>,
    order_by: Vec<Sort>,
    frame: WindowFrame,
    /// `(PARTITION BY … ORDER BY …` without frame and closing.
    head: String,
    frame_words: String,
}

impl Analyzer<'_> {
    pub fn window(&self, scope: &Scope<'_>, function: &Expression, spec: &WindowSpec) -> Result<Typed> {
        let ExprKind::Function { name, .. } = &function.kind else {
            let shown = self.expression(scope, function)?.name;
            return Err(
                SparkError::new(&condition::UNSUPPORTED_EXPR_FOR_WINDOW).with("sqlExpr", format!("\"{shown}\""))
            );
        };
        let call = self.over_function(scope, function)?;
        let window = self.window_of(scope, spec, &call.name, Fixed::of(name, &call))?;
        let expr = put_window(call.expr, &window)?;
        let space = if window.head == "(" { "" } else { " " };
        let name = format!("{} OVER {}{space}{})", call.name, window.head, window.frame_words);
        Ok(Typed { expr, name, ..call })
    }

    fn window_of(&self, scope: &Scope<'_>, spec: &WindowSpec, call: &str, fixed: Fixed) -> Result<Window> {
        let partitions = spec.partition_by.iter().map(|e| self.expression(scope, e)).collect::<Result<Vec<_>>>()?;
        let mut keys = Vec::new();
        let mut order_words_all = Vec::new();
        let mut order_types = Vec::new();
        for order in &spec.order_by {
            let (value, sort) = self.sort_key(scope, order)?;
            order_words_all.push(format!("{} {}", value.name, order_words(order)));
            order_types.push(value.data_type);
            keys.push(sort);
        }
        let mut head = String::from("(");
        if !partitions.is_empty() {
            let names: Vec<&str> = partitions.iter().map(|p| p.name.as_str()).collect();
            head.push_str(&format!("PARTITION BY {}", names.join(", ")));
        }
        if !order_words_all.is_empty() {
            let space = if partitions.is_empty() { "" } else { " " };
            head.push_str(&format!("{space}ORDER BY {}", order_words_all.join(", ")));
        }
        let (frame, frame_words) = self.frame_of(scope, spec, call, &order_types, fixed)?;
        Ok(Window {
            partition_by: partitions.into_iter().map(|p| p.expr).collect(),
            order_by: keys,
            frame,
            head,
            frame_words,
        })
    }

    fn frame_of(
        &self,
        scope: &Scope<'_>,
        spec: &WindowSpec,
        call: &str,
        order_types: &[DataType],
        fixed: Fixed,
    ) -> Result<(WindowFrame, String)> {
        let unbounded_start = WindowFrameBound::Preceding(ScalarValue::UInt64(None));
        let unbounded_end = WindowFrameBound::Following(ScalarValue::UInt64(None));
        let (units, lower, upper, words) = match &spec.frame {
            None if fixed != Fixed::No => {
                let words = fixed.words();
                (WindowFrameUnits::Rows, unbounded_start, WindowFrameBound::CurrentRow, words)
            }
            None if order_types.is_empty() => {
                let words = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING".to_owned();
                (WindowFrameUnits::Rows, unbounded_start, unbounded_end, words)
            }
            None => {
                let words = "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW".to_owned();
                (WindowFrameUnits::Range, range_unbounded(), WindowFrameBound::CurrentRow, words)
            }
            Some(frame) => {
                let range = frame.units == FrameUnits::Range;
                let (lower, lower_words) = self.bound(scope, &frame.lower, true, range, order_types, call)?;
                let (upper, upper_words) = self.bound(scope, &frame.upper, false, range, order_types, call)?;
                let (units, word) =
                    if range { (WindowFrameUnits::Range, "RANGE") } else { (WindowFrameUnits::Rows, "ROWS") };
                (units, lower, upper, format!("{word} BETWEEN {lower_words} AND {upper_words}"))
            }
        };
        Ok((WindowFrame::new_bounds(units, lower, upper), words))
    }

    fn bound(
        &self,
        scope: &Scope<'_>,
        bound: &FrameBound,
        lower: bool,
        range: bool,
        order_types: &[DataType],
        call: &str,
    ) -> Result<(WindowFrameBound, String)> {
        let offset = match bound {
            FrameBound::CurrentRow => return Ok((WindowFrameBound::CurrentRow, "CURRENT ROW".to_owned())),
            FrameBound::Unbounded if lower => {
                let bound =
                    if range { range_unbounded() } else { WindowFrameBound::Preceding(ScalarValue::UInt64(None)) };
                return Ok((bound, "UNBOUNDED PRECEDING".to_owned()));
            }
            FrameBound::Unbounded => {
                let null = if range { ScalarValue::Null } else { ScalarValue::UInt64(None) };
                return Ok((WindowFrameBound::Following(null), "UNBOUNDED FOLLOWING".to_owned()));
            }
            FrameBound::Offset(offset) => self.expression(scope, offset)?,
        };
        let (value, negative, shown) = offset_value(&offset)
            .ok_or_else(|| frame_type_error(call, &offset.data_type, order_types, offset.name.clone()))?;
        let magnitude =
            if range { range_offset(value, order_types, call, &offset)? } else { ScalarValue::UInt64(Some(value)) };
        if value == 0 {
            return Ok((WindowFrameBound::CurrentRow, "CURRENT ROW".to_owned()));
        }
        Ok(match negative {
            true => (WindowFrameBound::Preceding(magnitude), format!("-{shown} FOLLOWING")),
            false => (WindowFrameBound::Following(magnitude), format!("{shown} FOLLOWING")),
        })
    }
}

fn range_unbounded() -> WindowFrameBound {
    WindowFrameBound::Preceding(ScalarValue::Null)
}

/// The frame of functions that choose their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fixed {
    /// The function takes the window's frame.
    No,
    /// All rows up to the current one.
    UpToCurrent,
    /// The one row so many rows away.
    Offset(i64),
}

impl Fixed {
    fn of(name: &[String], call: &Typed) -> Self {
        const RANKS: [&str; 6] = ["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"];
        let [name] = name else { return Self::No };
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if RANKS.iter().any(|rank| is(rank)) {
            return Self::UpToCurrent;
        }
        match (is("lag"), is("lead")) {
            (true, _) => Self::Offset(-shift(&call.expr)),
            (_, true) => Self::Offset(shift(&call.expr)),
            _ => Self::No,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Offset(0) => "ROWS BETWEEN CURRENT ROW AND CURRENT ROW".to_owned(),
            Self::Offset(n) => format!("ROWS BETWEEN {n} FOLLOWING AND {n} FOLLOWING"),
            Self::No | Self::UpToCurrent => "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW".to_owned(),
        }
    }
}

/// The offset argument of `lag` or `lead`.
fn shift(call: &Expr) -> i64 {
    match call {
        Expr::WindowFunction(function) => function.params.args.get(1).and_then(constant_integer).unwrap_or(1),
        _ => 1,
    }
}

/// Magnitude, sign and spelling of a whole-number offset.
fn offset_value(offset: &Typed) -> Option<(u64, bool, String)> {
    let value = constant_integer(&offset.expr)?;
    Some((value.unsigned_abs(), value < 0, value.abs().to_string()))
}

/// A whole number, also when wrapped in a negation or cast.
fn constant_integer(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(ScalarValue::Int8(Some(v)), _) => Some((*v).into()),
        Expr::Literal(ScalarValue::Int16(Some(v)), _) => Some((*v).into()),
        Expr::Literal(ScalarValue::Int32(Some(v)), _) => Some((*v).into()),
        Expr::Literal(ScalarValue::Int64(Some(v)), _) => Some(*v),
        Expr::Negative(inner) => constant_integer(inner).map(|v| -v),
        Expr::ScalarFunction(f) if f.args.len() == 1 && f.name().contains("negative") => {
            constant_integer(&f.args[0]).map(|v| -v)
        }
        _ => None,
    }
}

/// A range offset in the type of the sort key.
fn range_offset(value: u64, order_types: &[DataType], call: &str, offset: &Typed) -> Result<ScalarValue> {
    let [order_type] = order_types else {
        let condition = if order_types.is_empty() {
            &condition::DATATYPE_MISMATCH_RANGE_FRAME_WITHOUT_ORDER
        } else {
            &condition::DATATYPE_MISMATCH_RANGE_FRAME_MULTI_ORDER
        };
        return Err(SparkError::new(condition).with("sqlExpr", format!("\"{call}\"")).with("orderSpec", ""));
    };
    let signed = i64::try_from(value).unwrap_or(i64::MAX);
    Ok(match order_type {
        DataType::Byte => ScalarValue::Int8(Some(i8::try_from(signed).unwrap_or(i8::MAX))),
        DataType::Short => ScalarValue::Int16(Some(i16::try_from(signed).unwrap_or(i16::MAX))),
        DataType::Integer => ScalarValue::Int32(Some(i32::try_from(signed).unwrap_or(i32::MAX))),
        DataType::Long => ScalarValue::Int64(Some(signed)),
        DataType::Float => ScalarValue::Float32(Some(value as f32)),
        DataType::Double => ScalarValue::Float64(Some(value as f64)),
        DataType::Decimal { precision, scale } => {
            ScalarValue::Decimal128(Some(i128::from(value) * 10i128.pow((*scale).into())), *precision, *scale as i8)
        }
        DataType::Date => ScalarValue::new_interval_dt(i32::try_from(signed).unwrap_or(i32::MAX), 0),
        _ => return Err(frame_type_error(call, &offset.data_type, order_types, offset.name.clone())),
    })
}

fn frame_type_error(call: &str, bound: &DataType, order_types: &[DataType], shown: String) -> SparkError {
    let order = order_types.first().map_or_else(String::new, DataType::sql_name);
    SparkError::new(&condition::DATATYPE_MISMATCH_RANGE_FRAME_INVALID_TYPE)
        .with("sqlExpr", format!("\"{call} ({shown})\""))
        .with("orderSpecType", format!("\"{order}\""))
        .with("valueBoundaryType", format!("\"{}\"", bound.sql_name()))
}

/// Every aggregate or window call inside becomes a call over this window.
fn put_window(expr: Expr, window: &Window) -> Result<Expr> {
    let transformed = expr.transform_down(|node| {
        Ok(match node {
            Expr::AggregateFunction(AggregateFunction { func, params }) => Transformed::new(
                Expr::from(WindowFunction {
                    fun: WindowFunctionDefinition::AggregateUDF(func),
                    params: WindowFunctionParams {
                        args: params.args,
                        partition_by: window.partition_by.clone(),
                        order_by: window.order_by.clone(),
                        window_frame: window.frame.clone(),
                        filter: params.filter,
                        null_treatment: params.null_treatment,
                        distinct: params.distinct,
                    },
                }),
                true,
                datafusion::common::tree_node::TreeNodeRecursion::Jump,
            ),
            Expr::WindowFunction(mut function) => {
                function.params.partition_by = window.partition_by.clone();
                function.params.order_by = window.order_by.clone();
                function.params.window_frame = window.frame.clone();
                Transformed::new(
                    Expr::WindowFunction(function),
                    true,
                    datafusion::common::tree_node::TreeNodeRecursion::Jump,
                )
            }
            other => Transformed::no(other),
        })
    })?;
    Ok(transformed.data)
}
