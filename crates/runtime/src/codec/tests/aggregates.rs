//! Every aggregate function of the list, in plans of two steps, distinct and filtered, and over windows.

use datafusion::datasource::MemTable;
use datafusion::datasource::provider_as_source;
use datafusion::execution::SessionState;
use datafusion::logical_expr::expr::{AggregateFunction, Sort, WindowFunction, WindowFunctionParams};
use datafusion::logical_expr::utils::find_aggregate_exprs;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, WindowFrame, WindowFunctionDefinition, col};
use sparrow_functions::{AggregateCall, Builder, Context, Typed, all};

use super::pool::{argument, batch};
use super::*;
use crate::{Conf, session_state};

fn state() -> SessionState {
    session_state(&super::scans::environment(), &Conf { target_partitions: 2, ..Conf::default() })
}

pub(super) fn table() -> LogicalPlanBuilder {
    let partitions = vec![vec![batch().clone()], vec![batch().clone(), batch().clone()]];
    let table = MemTable::try_new(batch().schema(), partitions).unwrap();
    LogicalPlanBuilder::scan("t", provider_as_source(Arc::new(table)), None).unwrap()
}

/// Columns without the table's name, as the arguments have them.
fn plain() -> LogicalPlanBuilder {
    let columns: Vec<Expr> =
        batch().schema().fields().iter().map(|f| col(format!("t.{}", f.name())).alias(f.name())).collect();
    table().project(columns).unwrap()
}

/// Calls of a function: plain, distinct, filtered, ordered.
fn calls(build: fn(&Context, &str, AggregateCall) -> Result<Typed>, name: &str) -> Vec<Expr> {
    let mut found = Vec::new();
    for ordered in [false, true] {
        for count in 0..=4 {
            for args in super::functions::lists(count) {
                let mut built = 0;
                for (distinct, filtered) in [(false, false), (true, false), (false, true)] {
                    let order = || vec![(argument("double"), Sort::new(argument("double").expr, false, true))];
                    let call = AggregateCall {
                        args: args.clone(),
                        distinct,
                        filter: filtered.then(|| argument("flag").expr),
                        order_by: if ordered { order() } else { vec![] },
                        ignore_nulls: filtered.then_some(true),
                    };
                    let Ok(call) = build(&Context::default(), name, call) else { break };
                    found.push(call.expr);
                    built += 1;
                }
                if built > 0 {
                    break;
                }
            }
        }
    }
    found
}

fn functions() -> impl Iterator<Item = (&'static str, Vec<Expr>)> {
    all().filter_map(|function| match function.builder {
        Builder::Aggregate(build) => Some((function.name, calls(build, function.name))),
        _ => None,
    })
}

async fn planned(state: &SessionState, plan: LogicalPlan) -> Option<Arc<dyn ExecutionPlan>> {
    let plan = state.optimize(&plan).ok()?;
    state.create_physical_plan(&plan).await.ok()
}

/// The rows in any order, and so what is collected in them.
fn lines(batches: &[RecordBatch]) -> Vec<Vec<char>> {
    let sorted = |line: String| {
        let mut line: Vec<char> = line.chars().collect();
        line.sort_unstable();
        line
    };
    let mut lines: Vec<_> = super::scans::lines(batches).into_iter().map(sorted).collect();
    lines.sort_unstable();
    lines
}

/// Rows of hash tables and of exchanges come in any order.
pub(super) async fn check_rows(plan: Arc<dyn ExecutionPlan>) {
    let found = sent(&plan);
    let lines = |rows: Vec<Vec<RecordBatch>>| lines(&rows.concat());
    match (rows(plan.clone()).await, rows(found).await) {
        (Ok(expected), Ok(found)) => assert_eq!(lines(found), lines(expected), "{}", shown(&plan)),
        (Err(expected), Err(found)) => assert_eq!(found.message(), expected.message()),
        (expected, found) => panic!("{found:?} instead of {expected:?}"),
    }
}

#[tokio::test]
async fn every_aggregate_function_answers_the_same_once_sent() {
    let (state, mut names) = (state(), 0);
    for (name, calls) in functions() {
        let mut sent = 0;
        for call in calls {
            let aggregates = find_aggregate_exprs([&call]);
            for groups in [vec![], vec![col("flag")]] {
                let Ok(plan) = plain().aggregate(groups, aggregates.clone()) else { continue };
                let Some(plan) = planned(&state, plan.build().unwrap()).await else { continue };
                check_rows(plan).await;
                sent += 1;
            }
        }
        assert!(sent > 1, "no call was found of {name}");
        names += 1;
    }
    assert!(names > 40, "{names}");
}

#[tokio::test]
async fn every_aggregate_function_over_windows_answers_the_same_once_sent() {
    let state = state();
    for (name, calls) in functions() {
        let mut sent = 0;
        for call in calls {
            let over = find_aggregate_exprs([&call]).into_iter().filter_map(over);
            let Ok(plan) = plain().window(over.collect::<Vec<_>>()) else { continue };
            let Some(plan) = planned(&state, plan.build().unwrap()).await else { continue };
            check_rows(plan).await;
            sent += 1;
        }
        assert!(sent > 0, "no call was found of {name}");
    }
}

/// The call over the rows so far, unless it has a filter, which does not travel.
fn over(call: Expr) -> Option<Expr> {
    let Expr::AggregateFunction(AggregateFunction { func, params }) = call else { return None };
    if params.filter.is_some() {
        return None;
    }
    Some(Expr::from(WindowFunction {
        fun: WindowFunctionDefinition::AggregateUDF(func),
        params: WindowFunctionParams {
            args: params.args,
            partition_by: vec![col("flag")],
            order_by: vec![Sort::new(col("long"), true, true)],
            window_frame: WindowFrame::new(Some(true)),
            filter: None,
            null_treatment: params.null_treatment,
            distinct: params.distinct,
        },
    }))
}
