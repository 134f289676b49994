//! Calls with lambdas: every function that takes them, over elements, entries and captured columns.

use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::Expr;
use sparrow_functions::higher_order::{HigherOrderParts, Lambda, LambdaArguments, Variable, kernel_names};
use sparrow_functions::{Builder, Context, Typed, all, find};
use sparrow_spark_error::internal;
use sparrow_spark_types::DataType;

use super::*;

/// Arguments of which the last ones are lambdas with this body.
struct Arguments {
    values: Vec<Typed>,
    lambdas: usize,
    body: fn(&[Typed]) -> Typed,
}

impl LambdaArguments for Arguments {
    fn count(&self) -> usize {
        self.values.len() + self.lambdas
    }

    fn value(&self, index: usize) -> Result<Typed> {
        self.values.get(index).cloned().ok_or_else(|| internal("no value"))
    }

    fn variables(&self, _index: usize) -> usize {
        1
    }

    fn lambda(&self, index: usize, variables: &[Variable]) -> Result<Lambda> {
        if index < self.values.len() {
            return Err(internal("no lambda"));
        }
        let variable = |(place, variable): (usize, &Variable)| {
            let name = format!("x{place}#{index}");
            let expr = Expr::Column(Column::new_unqualified(name.clone()));
            Typed::new(expr, variable.data_type.clone(), true, name)
        };
        let variables: Vec<Typed> = variables.iter().enumerate().map(variable).collect();
        let body = (self.body)(&variables);
        Ok(Lambda { variables: variables.into_iter().map(|v| (v.name, v.data_type)).collect(), body })
    }
}

fn int(value: i32) -> Typed {
    Typed::literal(ScalarValue::Int32(Some(value)), DataType::Integer, value.to_string())
}

/// A call inside the body, with lambdas of its own or not.
fn called(name: &str, args: Vec<Typed>) -> Typed {
    match find(name).unwrap().builder {
        Builder::Scalar(build) => build(&Context::default(), name, args).unwrap(),
        _ => panic!("{name}"),
    }
}

const BODIES: &[fn(&[Typed]) -> Typed] = &[
    |x| x[0].clone(),
    |x| Typed::new(x[0].expr.clone().is_not_null(), DataType::Boolean, false, "set"),
    |_| int(0),
    // A captured column, a literal of a nested type, a call.
    |x| {
        called(
            "array_contains",
            vec![super::pool::argument("ints"), called("length", vec![called("string", vec![x[0].clone()])])],
        )
    },
    |x| called("coalesce", vec![called("string", vec![x[0].clone()]), super::pool::argument("text")]),
    |x| {
        let list = ScalarValue::new_list_nullable(
            &[ScalarValue::Int32(Some(1))],
            &datafusion::arrow::datatypes::DataType::Int32,
        );
        let list = Typed::literal(
            ScalarValue::List(list),
            DataType::Array { element: Box::new(DataType::Integer), contains_null: true },
            "list",
        );
        called(
            "concat",
            vec![
                list.clone(),
                called(
                    "array",
                    vec![called("int", vec![called("length", vec![called("string", vec![x[0].clone()])])])],
                ),
            ],
        )
    },
    |x| {
        let Builder::HigherOrder(build) = find("transform").unwrap().builder else { panic!("transform") };
        let inner = Arguments { values: vec![called("array", vec![x[0].clone()])], lambdas: 1, body: |y| y[0].clone() };
        build(&Context::default(), "transform", &inner).unwrap()
    },
];

const VALUES: &[&[&str]] = &[&["ints"], &["texts"], &["map"], &["ints", "ints"], &["map", "map"], &["ints", "8"]];

#[test]
fn every_function_with_lambdas_answers_the_same_once_sent() {
    let (batch, mut kernels) = (super::pool::batch(), std::collections::BTreeSet::new());
    for function in all() {
        let Builder::HigherOrder(build) = function.builder else { continue };
        let mut sent = 0;
        for confs in [
            &[][..],
            &["spark.sql.legacy.allowNullComparisonResultInArraySort=true"],
            &["spark.sql.legacy.followThreeValuedLogicInArrayExists=false"],
        ] {
            let confs =
                confs.iter().map(|conf| conf.split_once('=').unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned()));
            let context = Context { confs: Arc::new(confs.collect()), ..Context::default() };
            for (values, body) in VALUES.iter().flat_map(|values| BODIES.iter().map(move |body| (values, body))) {
                for lambdas in 1..=2 {
                    let values = values.iter().map(|name| super::pool::argument(name)).collect();
                    let Ok(call) = build(&context, function.name, &Arguments { values, lambdas, body: *body }) else {
                        continue;
                    };
                    kernels.extend(kernel_of(&call.expr));
                    let Ok(expr) = super::functions::physical(&call.expr, &batch.schema()) else { continue };
                    check_expr(&expr, batch);
                    sent += 1;
                }
            }
        }
        assert!(sent > 0, "no call was found of {}", function.name);
    }
    assert_eq!(kernels, kernel_names().map(str::to_owned).collect());
}

fn kernel_of(expr: &Expr) -> Option<String> {
    let Expr::ScalarFunction(call) = expr else { return None };
    HigherOrderParts::of(&call.func).map(|parts| parts.kernel)
}
