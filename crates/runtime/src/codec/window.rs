//! Windows: DataFusion's message leaves out two flags of a window function and the filter of an aggregate.

use std::fmt::Debug;
use std::sync::Arc;

use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::window::{
    PlainAggregateWindowExpr, SlidingAggregateWindowExpr, StandardWindowExpr, WindowExpr,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec, WindowUDFExpr, create_udwf_window_expr};
use serde::{Deserialize, Serialize};
use sparrow_operators::portable::Parts;
use sparrow_spark_error::unsupported;

/// The flags DataFusion's message leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flags {
    reversed: bool,
    ignore_nulls: bool,
}

/// Refuses windows of which DataFusion's message leaves something out that cannot be told.
pub(super) fn check(plan: &dyn ExecutionPlan) -> Result<()> {
    let exprs = window_exprs(plan).unwrap_or_default();
    match exprs.iter().map(flags).collect::<Option<Vec<_>>>() {
        Some(flags) if flags.iter().all(|flags| *flags == Flags::default()) => Ok(()),
        _ => Err(unsupported("sending a window function with a filter or an order of its own").into()),
    }
}

fn window_exprs(plan: &dyn ExecutionPlan) -> Option<&[Arc<dyn WindowExpr>]> {
    let bounded = plan.downcast_ref::<BoundedWindowAggExec>().map(BoundedWindowAggExec::window_expr);
    bounded.or_else(|| plan.downcast_ref::<WindowAggExec>().map(WindowAggExec::window_expr))
}

/// The flags of a window expression; `None` where it has more that would be left out.
///
/// The fields cannot be asked for: they are read off the end of what `derive(Debug)` shows, and any other end is refused.
fn flags(expr: &Arc<dyn WindowExpr>) -> Option<Flags> {
    let plain = expr.as_any().downcast_ref::<PlainAggregateWindowExpr>();
    let sliding = expr.as_any().downcast_ref::<SlidingAggregateWindowExpr>();
    let aggregate = plain.map(|expr| (expr as &dyn Debug, expr.get_aggregate_expr()));
    let aggregate = aggregate.or(sliding.map(|expr| (expr as &dyn Debug, expr.get_aggregate_expr())));
    if let Some((shown, aggregate)) = aggregate {
        let has_no_filter = format!("{shown:?}").ends_with(", filter: None }");
        let is_plain = has_no_filter && !aggregate.is_reversed() && aggregate.order_bys().is_empty();
        return is_plain.then(Flags::default);
    }
    let shown = format!("{:?}", function(expr)?.1);
    let all = [(false, false), (false, true), (true, false), (true, true)];
    let all = all.map(|(reversed, ignore_nulls)| Flags { reversed, ignore_nulls });
    let ends = |Flags { reversed, ignore_nulls }: &Flags| {
        shown.ends_with(&format!(", is_reversed: {reversed}, ignore_nulls: {ignore_nulls} }}"))
    };
    all.into_iter().find(ends)
}

fn function(expr: &Arc<dyn WindowExpr>) -> Option<(&StandardWindowExpr, &WindowUDFExpr)> {
    let standard = expr.as_any().downcast_ref::<StandardWindowExpr>()?;
    Some((standard, standard.get_standard_func_expr().as_any().downcast_ref()?))
}

/// A window whose functions look at their rows backwards, or past NULLs.
pub(super) struct FlaggedWindow;

impl FlaggedWindow {
    /// What marks it on the wire.
    pub const NAME: &'static str = "FlaggedWindow";

    /// The window without the flags as input, the flags beside it; `None` where no flag is set.
    pub fn encode(plan: &dyn ExecutionPlan) -> Option<Result<Parts>> {
        let exprs = window_exprs(plan)?;
        let flags = exprs.iter().map(flags).collect::<Option<Vec<_>>>()?;
        if flags.iter().all(|flags| *flags == Flags::default()) {
            return None;
        }
        let plain = flags.iter().map(|_| Flags::default());
        let plain = with_flags(plan, flags.iter().copied().zip(plain));
        Some(plain.and_then(|plain| Ok(Parts { inputs: Some(vec![plain]), ..Parts::of(&flags)? })))
    }

    /// The window with its flags.
    pub fn decode(
        parts: Parts,
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let flags: Vec<Flags> = parts.state()?;
        let window = inputs.first().ok_or_else(|| internal_datafusion_err!("a window misses its input"))?;
        with_flags(window.as_ref(), flags.into_iter().map(|flags| (Flags::default(), flags)))
    }
}

/// The window with these flags in the place of those it has.
fn with_flags(plan: &dyn ExecutionPlan, flags: impl Iterator<Item = (Flags, Flags)>) -> Result<Arc<dyn ExecutionPlan>> {
    let missing = || internal_datafusion_err!("flags of a window without a window");
    let (exprs, children) = (window_exprs(plan).ok_or_else(missing)?, plan.children());
    let input = Arc::clone(children.first().ok_or_else(missing)?);
    let changed = exprs.iter().zip(flags).map(|(expr, (has, gets))| match has == gets {
        true => Ok(Arc::clone(expr)),
        false => changed(expr, &input, has, gets),
    });
    let exprs = changed.collect::<Result<Vec<_>>>()?;
    if let Some(window) = plan.downcast_ref::<BoundedWindowAggExec>() {
        let can_repartition = !window.partition_keys().is_empty();
        let order = window.input_order_mode.clone();
        return Ok(Arc::new(BoundedWindowAggExec::try_new(exprs, input, order, can_repartition)?));
    }
    let window = plan.downcast_ref::<WindowAggExec>().ok_or_else(missing)?;
    let can_repartition = !window.partition_keys().is_empty();
    Ok(Arc::new(WindowAggExec::try_new(exprs, input, can_repartition)?))
}

fn changed(
    expr: &Arc<dyn WindowExpr>,
    input: &Arc<dyn ExecutionPlan>,
    has: Flags,
    gets: Flags,
) -> Result<Arc<dyn WindowExpr>> {
    let lost = || internal_datafusion_err!("the window function {} cannot be turned around", expr.name());
    let (standard, function) = function(expr).ok_or_else(lost)?;
    // What is made anew looks forwards; a function that looks backwards is made by turning it around.
    let function = match has.reversed {
        true => Arc::clone(standard.get_standard_func_expr()).reverse_expr().ok_or_else(lost)?,
        false => Arc::new(function.clone()),
    };
    let forwards: &WindowUDFExpr = function.as_any().downcast_ref().ok_or_else(lost)?;
    let name = expr.name().to_owned();
    let made = create_udwf_window_expr(forwards.fun(), forwards.args(), &input.schema(), name, gets.ignore_nulls)?;
    let made = if gets.reversed { made.reverse_expr().ok_or_else(lost)? } else { made };
    let (keys, order) = (standard.partition_by(), standard.order_by());
    Ok(Arc::new(StandardWindowExpr::new(made, keys, order, Arc::clone(standard.get_window_frame()))))
}
