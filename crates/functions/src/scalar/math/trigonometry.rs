//! Functions of one or two doubles, computed as Java's `StrictMath` computes them.

use super::super::spec::{Param, Returns, Spec};

const ONE: &[Param] = &[Param::DOUBLE];
const TWO: &[Param] = &[Param::DOUBLE, Param::DOUBLE];

macro_rules! unary {
    ($($name:ident $kernel:literal $shown:literal $body:expr;)*) => {
        $(pub(super) static $name: Spec = Spec::new($kernel, ONE, Returns::DOUBLE, |c| {
            let body: fn(f64) -> f64 = $body;
            c.map1(body)
        }).nullable().shown_as($shown);)*
    };
}

unary! {
    SQRT "spark_sqrt" "SQRT" f64::sqrt;
    CBRT "spark_cbrt" "CBRT" libm::cbrt;
    EXP "spark_exp" "EXP" libm::exp;
    EXPM1 "spark_expm1" "EXPM1" libm::expm1;
    SIN "spark_sin" "SIN" f64::sin;
    COS "spark_cos" "COS" f64::cos;
    TAN "spark_tan" "TAN" f64::tan;
    COT "spark_cot" "COT" |x| 1.0 / x.tan();
    SEC "spark_sec" "SEC" |x| 1.0 / x.cos();
    CSC "spark_csc" "CSC" |x| 1.0 / x.sin();
    ASIN "spark_asin" "ASIN" libm::asin;
    ACOS "spark_acos" "ACOS" libm::acos;
    ATAN "spark_atan" "ATAN" libm::atan;
    SINH "spark_sinh" "SINH" libm::sinh;
    COSH "spark_cosh" "COSH" libm::cosh;
    TANH "spark_tanh" "TANH" libm::tanh;
    ASINH "spark_asinh" "ASINH" libm::asinh;
    ACOSH "spark_acosh" "ACOSH" libm::acosh;
    ATANH "spark_atanh" "ATANH" |x| 0.5 * (libm::log1p(x) - libm::log1p(-x));
    DEGREES "spark_degrees" "DEGREES" |x| x * 57.295_779_513_082_32;
    RADIANS "spark_radians" "RADIANS" |x| x * 0.017_453_292_519_943_295;
    RINT "spark_rint" "rint" f64::round_ties_even;
    SIGN "spark_sign" "sign" sign;
    SIGNUM "spark_signum" "SIGNUM" sign;
}

macro_rules! binary {
    ($($name:ident $kernel:literal $shown:literal $body:expr;)*) => {
        $(pub(super) static $name: Spec = Spec::new($kernel, TWO, Returns::DOUBLE, |c| {
            let body: fn(f64, f64) -> f64 = $body;
            c.map2(body)
        }).shown_as($shown);)*
    };
}

binary! {
    // Adding 0.0 turns -0.0 into 0.0, as Spark does.
    ATAN2 "spark_atan2" "ATAN2" |y, x| libm::atan2(y + 0.0, x + 0.0);
    HYPOT "spark_hypot" "HYPOT" libm::hypot;
    POW "spark_pow" "pow" pow;
    POWER "spark_power" "POWER" pow;
}

/// `factorial(expr)`: NULL outside 0 to 20.
pub(super) static FACTORIAL: Spec = Spec::new("spark_factorial", &[Param::INT], Returns::LONG, |c| {
    c.map1(|n: i32| (0..=20).contains(&n).then(|| (1..=i64::from(n)).product::<i64>()))
})
.nullable();

fn sign(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() { x } else { x.signum() }
}

/// Java gives NaN where an exponent is NaN, and for 1 to an infinite power.
fn pow(x: f64, y: f64) -> f64 {
    if y.is_nan() || (x.abs() == 1.0 && y.is_infinite()) { f64::NAN } else { libm::pow(x, y) }
}
