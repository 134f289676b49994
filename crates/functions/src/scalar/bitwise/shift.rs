//! `shiftleft`, `shiftright`, `shiftrightunsigned` and their operators; the distance wraps at the width, as in Java.

use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, accept, call_name, wrong_count};
use crate::{Context, Typed};

const PARAMS: &[Param] = &[Param::OneOf(&[DataType::Integer, DataType::Long]), Param::INT];

macro_rules! shift {
    ($name:ident $kernel:literal $int:expr, $long:expr) => {
        pub(super) static $name: Spec = Spec::new($kernel, PARAMS, Returns::Argument(0), |c| {
            let (int, long): (fn(i32, u32) -> i32, fn(i64, u32) -> i64) = ($int, $long);
            match c.type_of(0)? {
                ArrowType::Int64 => c.map2(|n: i64, by: i32| long(n, by as u32)),
                _ => c.map2(|n: i32, by: i32| int(n, by as u32)),
            }
        });
    };
}
shift!(LEFT "spark_shiftleft" i32::wrapping_shl, i64::wrapping_shl);
shift!(RIGHT "spark_shiftright" i32::wrapping_shr, i64::wrapping_shr);
shift!(RIGHT_UNSIGNED "spark_shiftrightunsigned"
    |n, by| (n as u32).wrapping_shr(by) as i32, |n, by| (n as u64).wrapping_shr(by) as i64);

/// `shiftleft(base, expr)`, `base << expr`
pub(super) fn left(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &LEFT)
}

/// `shiftright(base, expr)`, `base >> expr`
pub(super) fn right(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &RIGHT)
}

/// `shiftrightunsigned(base, expr)`, `base >>> expr`
pub(super) fn right_unsigned(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &RIGHT_UNSIGNED)
}

fn build(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let name = name.to_lowercase();
    if args.len() != 2 {
        return Err(wrong_count(&name, &[2], args.len()));
    }
    let call = match name.starts_with("shift") {
        true => call_name(&name, &args),
        false => format!("({} {name} {})", args[0].name, args[1].name),
    };
    let fit = |(i, arg)| accept(context, &call, i, arg, PARAMS[i]);
    let args = args.into_iter().enumerate().map(fit).collect::<Result<_>>()?;
    spec.apply(call.clone(), args)
}
