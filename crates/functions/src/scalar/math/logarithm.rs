//! Logarithms: NULL where Java's would be NaN or minus infinity.

use sparrow_spark_error::Result;

use super::super::spec::{Param, Returns, Spec, wrong_count};
use crate::{Context, Typed};

const ONE: &[Param] = &[Param::DOUBLE];

/// `ln(expr)`
pub(super) static LN: Spec =
    Spec::new("spark_ln", ONE, Returns::DOUBLE, |c| c.map1(|x: f64| above(x, 0.0).map(libm::log))).nullable();

/// `log10(expr)`
pub(super) static LOG10: Spec =
    Spec::new("spark_log10", ONE, Returns::DOUBLE, |c| c.map1(|x: f64| above(x, 0.0).map(libm::log10)))
        .nullable()
        .shown_as("LOG10");

/// `log2(expr)`
pub(super) static LOG2: Spec = Spec::new("spark_log2", ONE, Returns::DOUBLE, |c| {
    c.map1(|x: f64| above(x, 0.0).map(|x| libm::log(x) / libm::log(2.0)))
})
.nullable()
.shown_as("LOG2");

/// `log1p(expr)`
pub(super) static LOG1P: Spec =
    Spec::new("spark_log1p", ONE, Returns::DOUBLE, |c| c.map1(|x: f64| above(x, -1.0).map(libm::log1p)))
        .nullable()
        .shown_as("LOG1P");

pub(super) static LOG: Spec = Spec::new("spark_log", &[Param::DOUBLE, Param::DOUBLE], Returns::DOUBLE, |c| {
    c.map2(|base: f64, x: f64| Some(libm::log(above(x, 0.0)?) / libm::log(above(base, 0.0)?)))
})
.nullable()
.shown_as("LOG");

/// `log(base, expr)`, `log(expr)`
pub(super) fn log(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
    match args.len() {
        1 => args.insert(0, super::constant::e(context, name, vec![])?),
        2 => {}
        n => return Err(wrong_count("log", &[1, 2], n)),
    }
    LOG.build(context, name, args)
}

/// `x`, unless it is at or below the floor; NaN passes.
fn above(x: f64, floor: f64) -> Option<f64> {
    (x.is_nan() || x > floor).then_some(x)
}
