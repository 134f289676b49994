//! Every scalar function of the list, in calls found by trying arguments.

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::DFSchema;
use datafusion::common::Result as DfResult;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::create_physical_expr;
use sparrow_functions::{Builder, Context, Typed, all};
use sparrow_spark_error::condition;

use super::*;

/// So many calls of each number of arguments are sent.
const CALLS: usize = 2;
/// Arguments of functions that no trying finds.
const BY_HAND: &[(&str, &[&str])] = &[
    ("make_interval", &["int", "int", "int", "int", "int", "int", "decimal"]),
    ("make_timestamp", &["int", "int", "int", "int", "int", "decimal"]),
    ("timestampadd", &["DAY", "int", "time"]),
    ("timestampdiff", &["DAY", "time", "time"]),
    ("try_make_timestamp", &["int", "int", "int", "int", "int", "decimal"]),
];

pub(super) fn physical(expr: &Expr, schema: &SchemaRef) -> DfResult<Arc<dyn PhysicalExpr>> {
    let options = context().session_config().options().clone();
    let columns = Arc::new(DFSchema::try_from(Arc::clone(schema))?);
    let facts =
        SimplifyContext::builder().with_schema(Arc::clone(&columns)).with_config_options(Arc::clone(&options)).build();
    let simple = ExprSimplifier::new(facts).simplify(expr.clone())?;
    let mut properties = ExecutionProps::new();
    properties.config_options = Some(options);
    create_physical_expr(&simple, &columns, &properties, &PhysicalPlanningContext::default())
}

/// Lists of so many arguments, all combinations of few and the same one again and again of many.
pub(super) fn lists(count: usize) -> Vec<Vec<Typed>> {
    let pool = super::pool::arguments();
    let few: Vec<Typed> = pool.iter().take(9).cloned().collect();
    match count {
        0 => vec![vec![]],
        1 => pool.into_iter().map(|a| vec![a]).collect(),
        2 => product(&pool, 2),
        3 => product(&few, 3),
        _ => pool.iter().map(|a| vec![a.clone(); count]).collect(),
    }
}

fn product(pool: &[Typed], count: usize) -> Vec<Vec<Typed>> {
    (0..count).fold(vec![vec![]], |lists, _| {
        lists.iter().flat_map(|list| pool.iter().map(|a| list.iter().chain([a]).cloned().collect())).collect()
    })
}

/// The first calls of a function that can be built.
fn calls(name: &str, build: impl Fn(Vec<Typed>) -> Result<Typed>) -> Vec<Typed> {
    let mut found = Vec::new();
    for count in 0..=7 {
        let mut left = CALLS;
        for args in lists(count) {
            match build(args) {
                Ok(call) => {
                    found.push(call);
                    left -= 1;
                }
                Err(error) if error.is(&condition::WRONG_NUM_ARGS) => break,
                Err(_) => {}
            }
            if left == 0 {
                break;
            }
        }
    }
    if let Some((_, names)) = BY_HAND.iter().find(|(known, _)| *known == name) {
        found.extend(build(names.iter().map(|name| super::pool::argument(name)).collect()));
    }
    found
}

#[test]
fn every_scalar_function_answers_the_same_once_sent() {
    let (context, batch) = (Context::default(), super::pool::batch());
    let (mut functions, mut sent, mut without) = (0, 0, Vec::new());
    for function in all() {
        let calls: Vec<Expr> = match function.builder {
            Builder::Scalar(build) => calls(function.name, |args| build(&context, function.name, args)),
            Builder::Generator(build) => calls(function.name, |args| {
                let call = build(&context, function.name, args)?;
                Ok(Typed::new(call.rows, sparrow_spark_types::DataType::Null, true, call.name))
            }),
            _ => continue,
        }
        .into_iter()
        .map(|call| call.expr)
        .collect();
        functions += 1;
        if calls.is_empty() {
            without.push(function.name);
        }
        for call in calls {
            // What DataFusion cannot plan it cannot run here either.
            let Ok(expr) = physical(&call, &batch.schema()) else { continue };
            check_expr(&expr, batch);
            sent += 1;
        }
    }
    assert!(without.is_empty(), "no call was found of {without:?}: give their arguments by hand");
    assert!(functions > 300 && sent > 2 * functions, "{sent} calls of {functions} functions");
}

#[test]
fn functions_nobody_would_find_are_refused() {
    use datafusion::arrow::datatypes::DataType;
    use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
    let stranger = create_udf(
        "stranger",
        vec![],
        DataType::Null,
        Volatility::Immutable,
        Arc::new(|_| Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::Null))),
    );
    let batch = super::pool::batch();
    let expr = physical(&stranger.call(vec![]), &batch.schema());
    // A function of no arguments is a constant to DataFusion unless it varies.
    if let Ok(expr) = expr
        && !expr.is::<datafusion::physical_expr::expressions::Literal>()
    {
        assert!(sent_expr(&expr, &batch.schema()).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
    }
    let upper =
        physical(&datafusion::functions::string::expr_fn::upper(super::pool::argument("text").expr), &batch.schema());
    check_expr(&upper.unwrap(), batch);
}

#[test]
fn random_numbers_begin_anew_and_differ_between_partitions() {
    let batch = super::pool::batch();
    let context = Context::default();
    for (name, args) in [("rand", vec!["8"]), ("randn", vec!["8"]), ("randstr", vec!["8", "1"])] {
        let Builder::Scalar(build) = sparrow_functions::find(name).unwrap().builder else { panic!("{name}") };
        let args = args.into_iter().map(super::pool::argument).collect();
        let expr = physical(&build(&context, name, args).unwrap().expr, &batch.schema()).unwrap();
        let message = Converter::default().physical_expr_to_proto(&expr, &PlanCodec::default()).unwrap();
        let drawn = |partition| {
            let (context, codec) = (self::context(), PlanCodec::default());
            let decoding = PhysicalPlanDecodeContext::new(&context, &codec);
            let expr = Converter::default().proto_to_physical_expr(&message, &batch.schema(), &decoding).unwrap();
            codec.set_partition(partition);
            expr.evaluate(batch).unwrap().into_array(3).unwrap()
        };
        assert_eq!(&drawn(None), &drawn(Some(0)), "{name}");
        assert_eq!(&drawn(Some(1)), &drawn(Some(1)), "{name}");
        assert_ne!(&drawn(Some(0)), &drawn(Some(1)), "{name}");
    }
}
