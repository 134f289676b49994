//! Functions of numbers.

mod bucket;
mod constant;
mod conv;
mod decimal;
mod logarithm;
mod rand;
mod round;
mod trigonometry;

pub(crate) use rand::begun_anew;

pub(crate) use decimal::{decimal_text, java_double, round_text};

super::spec::functions! {
    "sqrt" => trigonometry::SQRT;
    "cbrt" => trigonometry::CBRT;
    "exp" => trigonometry::EXP;
    "expm1" => trigonometry::EXPM1;
    "sin" => trigonometry::SIN;
    "cos" => trigonometry::COS;
    "tan" => trigonometry::TAN;
    "cot" => trigonometry::COT;
    "sec" => trigonometry::SEC;
    "csc" => trigonometry::CSC;
    "asin" => trigonometry::ASIN;
    "acos" => trigonometry::ACOS;
    "atan" => trigonometry::ATAN;
    "sinh" => trigonometry::SINH;
    "cosh" => trigonometry::COSH;
    "tanh" => trigonometry::TANH;
    "asinh" => trigonometry::ASINH;
    "acosh" => trigonometry::ACOSH;
    "atanh" => trigonometry::ATANH;
    "atan2" => trigonometry::ATAN2;
    "hypot" => trigonometry::HYPOT;
    "pow" => trigonometry::POW;
    "power" => trigonometry::POWER;
    "degrees" => trigonometry::DEGREES;
    "radians" => trigonometry::RADIANS;
    "rint" => trigonometry::RINT;
    "sign" => trigonometry::SIGN;
    "signum" => trigonometry::SIGNUM;
    "factorial" => trigonometry::FACTORIAL;
    "ln" => logarithm::LN;
    "log10" => logarithm::LOG10;
    "log2" => logarithm::LOG2;
    "log1p" => logarithm::LOG1P;
    "conv" => conv::CONV;
    "bin" => conv::BIN;
    "width_bucket" => bucket::WIDTH_BUCKET;
    builders:
    "log" => logarithm::log;
    "pi" => constant::pi;
    "e" => constant::e;
    "ceil" | "ceiling" => round::ceil;
    "floor" => round::floor;
    "round" => round::round;
    "bround" => round::bround;
    "rand" | "random" => rand::rand;
    "randn" => rand::randn;
    "uniform" => rand::uniform;
    "randstr" => rand::randstr;
    kernels: logarithm::LOG, round::CEIL, round::FLOOR, round::ROUND, round::BROUND, round::CEIL_TO, round::FLOOR_TO;
    more: rand::kernels
}

#[cfg(test)]
mod tests;
