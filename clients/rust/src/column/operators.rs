//! Rust's operators on columns. It knows which of Spark's functions each stands for.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Rem, Sub};

use super::{Column, call};

macro_rules! operators {
    ($($trait:ident $method:ident $name:literal),* $(,)?) => {$(
        impl<Right: Into<Column>> $trait<Right> for Column {
            type Output = Column;

            fn $method(self, right: Right) -> Column {
                call($name, [self, right.into()])
            }
        }
    )*};
}

operators! {
    Add add "+",
    Sub sub "-",
    Mul mul "*",
    Div div "/",
    Rem rem "%",
    BitAnd bitand "and",
    BitOr bitor "or",
}

/// Numbers on the left of a column.
macro_rules! left_numbers {
    ($($number:ty),*) => {$(
        impl Add<Column> for $number {
            type Output = Column;

            fn add(self, right: Column) -> Column {
                call("+", [self.into(), right])
            }
        }

        impl Sub<Column> for $number {
            type Output = Column;

            fn sub(self, right: Column) -> Column {
                call("-", [self.into(), right])
            }
        }

        impl Mul<Column> for $number {
            type Output = Column;

            fn mul(self, right: Column) -> Column {
                call("*", [self.into(), right])
            }
        }

        impl Div<Column> for $number {
            type Output = Column;

            fn div(self, right: Column) -> Column {
                call("/", [self.into(), right])
            }
        }
    )*};
}

left_numbers!(i32, i64, f64);

impl Not for Column {
    type Output = Column;

    fn not(self) -> Column {
        call("not", [self])
    }
}

impl Neg for Column {
    type Output = Column;

    fn neg(self) -> Column {
        call("negative", [self])
    }
}
