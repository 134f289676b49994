//! `trim`, `ltrim`, `rtrim`, `btrim`: characters taken off the ends.

use sparrow_spark_error::{Result, wrong_num_args};

use super::super::spec::{Param, Returns, Spec, accept};
use crate::{Context, Typed};

macro_rules! trim {
    ($name:ident, $kernel:literal, $method:ident) => {
        pub(super) static $name: Spec = Spec::new($kernel, &[Param::STRING, Param::STRING], Returns::STRING, |c| {
            c.map2(|text: &str, unwanted: &str| text.$method(|ch| unwanted.contains(ch)).to_owned())
        });
    };
}
trim!(BOTH, "spark_trim", trim_matches);
trim!(LEADING, "spark_ltrim", trim_start_matches);
trim!(TRAILING, "spark_rtrim", trim_end_matches);

/// `btrim(str)`, `btrim(str, trimStr)`
pub(super) fn btrim(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &BOTH, None)
}

/// `trim(str)`, `TRIM(BOTH trimStr FROM str)`; two arguments come as the keywords have them: what to trim, from what.
pub(super) fn trim(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &BOTH, Some("BOTH"))
}

/// `ltrim(str)`, `TRIM(LEADING trimStr FROM str)`
pub(super) fn ltrim(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &LEADING, Some("LEADING"))
}

/// `rtrim(str)`, `TRIM(TRAILING trimStr FROM str)`
pub(super) fn rtrim(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &TRAILING, Some("TRAILING"))
}

fn build(
    context: &Context,
    name: &str,
    mut args: Vec<Typed>,
    spec: &'static Spec,
    side: Option<&str>,
) -> Result<Typed> {
    let name = name.to_lowercase();
    if !(1..=2).contains(&args.len()) {
        return Err(wrong_num_args(&name, "[1, 2]", args.len()));
    }
    let unwanted = if side.is_some() && args.len() == 2 { Some(args.remove(0)) } else { None };
    let text = args.remove(0);
    let unwanted = unwanted.or(args.pop());
    let call = match (&unwanted, side) {
        (None, _) => format!("{name}({})", text.name),
        (Some(unwanted), Some(side)) => format!("TRIM({side} {} FROM {})", unwanted.name, text.name),
        (Some(unwanted), None) => format!("{name}({}, {})", text.name, unwanted.name),
    };
    let space = || super::super::spec::string_literal(" ");
    let text = accept(context, &call, 0, text, Param::STRING)?;
    let unwanted = accept(context, &call, 1, unwanted.unwrap_or_else(space), Param::STRING)?;
    spec.apply(call, vec![text, unwanted])
}
