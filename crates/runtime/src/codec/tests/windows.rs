//! Window functions, with the flags DataFusion's message leaves out.

use datafusion::common::ScalarValue;
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::functions_window::lead_lag::{lag_udwf, lead_udwf};
use datafusion::functions_window::nth_value::nth_value_udwf;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::{WindowFrame, WindowFrameBound, WindowFrameUnits, WindowUDF};
use datafusion::physical_expr::PhysicalSortExpr;
use datafusion::physical_expr::aggregate::AggregateExprBuilder;
use datafusion::physical_expr::expressions::{col, lit};
use datafusion::physical_expr::window::{
    PlainAggregateWindowExpr, SlidingAggregateWindowExpr, StandardWindowExpr, WindowExpr,
};
use datafusion::physical_plan::InputOrderMode;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec, create_udwf_window_expr};
use sparrow_spark_error::condition;

use super::pool::batch;
use super::*;

fn column(name: &str) -> Arc<dyn PhysicalExpr> {
    col(name, &batch().schema()).unwrap()
}

/// Rows of NULLs and values in one partition.
fn input() -> Arc<dyn ExecutionPlan> {
    let batches = vec![batch().clone(), batch().slice(1, 2), batch().clone()];
    datafusion::datasource::memory::MemorySourceConfig::try_new_exec(&[batches], batch().schema(), None).unwrap()
}

fn order() -> Vec<PhysicalSortExpr> {
    vec![]
}

fn frame() -> Arc<WindowFrame> {
    let rows = |rows| ScalarValue::UInt64(Some(rows));
    let (start, end) = (WindowFrameBound::Preceding(rows(2)), WindowFrameBound::Following(rows(1)));
    Arc::new(WindowFrame::new_bounds(WindowFrameUnits::Rows, start, end))
}

fn call(
    function: Arc<WindowUDF>,
    args: Vec<Arc<dyn PhysicalExpr>>,
    ignore_nulls: bool,
    reversed: bool,
) -> Arc<dyn WindowExpr> {
    let name = format!("{} {ignore_nulls} {reversed}", function.name());
    let made = create_udwf_window_expr(&function, &args, &batch().schema(), name, ignore_nulls).unwrap();
    let made = if reversed { made.reverse_expr().unwrap() } else { made };
    Arc::new(StandardWindowExpr::new(made, &[], &order(), frame()))
}

fn calls() -> Vec<Arc<dyn WindowExpr>> {
    let mut calls = vec![call(row_number_udwf(), vec![], false, false)];
    for (ignore_nulls, reversed) in [(false, false), (true, false), (false, true), (true, true)] {
        calls.push(call(lag_udwf(), vec![column("int"), lit(1_i64), lit(-7_i32)], ignore_nulls, reversed));
        calls.push(call(lead_udwf(), vec![column("int"), lit(2_i64), lit(9_i32)], ignore_nulls, reversed));
        calls.push(call(nth_value_udwf(), vec![column("int"), lit(2_i64)], ignore_nulls, reversed));
    }
    calls
}

#[tokio::test]
async fn window_functions_keep_their_flags() {
    for call in calls() {
        let plan: Arc<dyn ExecutionPlan> =
            Arc::new(WindowAggExec::try_new(vec![call.clone()], input(), false).unwrap());
        check(plan).await;
        let bounded = BoundedWindowAggExec::try_new(vec![call], input(), InputOrderMode::Sorted, false);
        check(Arc::new(bounded.unwrap())).await;
    }
    check(Arc::new(WindowAggExec::try_new(calls(), input(), false).unwrap())).await;
}

fn sum(filter: Option<Arc<dyn PhysicalExpr>>, sliding: bool) -> Arc<dyn WindowExpr> {
    let sum = AggregateExprBuilder::new(sum_udaf(), vec![column("long")]).schema(batch().schema()).alias("s").build();
    let sum = Arc::new(sum.unwrap());
    match sliding {
        true => Arc::new(SlidingAggregateWindowExpr::new(sum, &[], &order(), frame(), filter)),
        false => {
            let frame = Arc::new(WindowFrame::new(None));
            Arc::new(PlainAggregateWindowExpr::new(sum, &[], &order(), frame, filter))
        }
    }
}

/// DataFusion would send the aggregate without its filter.
#[tokio::test]
async fn filters_of_aggregates_over_windows_are_refused() {
    for sliding in [false, true] {
        let plan = |filter| -> Arc<dyn ExecutionPlan> {
            Arc::new(WindowAggExec::try_new(vec![sum(filter, sliding)], input(), false).unwrap())
        };
        check(plan(None)).await;
        assert!(encode_plan(&plan(Some(column("flag")))).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
    }
}
