//! Spark's casts: which expression a cast becomes, and the kernels behind it.

use std::sync::Arc;

use datafusion::logical_expr::{Cast, Expr, ScalarUDF, lit};
use sparrow_spark_error::{Result, SparkError, cast_not_allowed, condition, to_sql_conf, to_sql_type};
use sparrow_spark_types::{DataType, arrow::to_arrow, can_ansi_cast, can_cast, can_up_cast};

use crate::kernel::{null_of, target};
use crate::{Context, Typed};

mod binary;
mod boolean;
pub mod calendar;
mod datetime;
pub mod datetime_text;
pub mod decimal;
mod dispatch;
mod interval;
pub mod interval_text;
mod kernel;
mod nested;
mod number_text;
mod numeric;
pub mod options;
mod rules;
pub mod text;
pub mod zone;

#[cfg(test)]
mod tests;

pub use dispatch::cast_array;
pub use options::Options;
pub use rules::forces_null;
pub use text::to_display_strings;

/// How a cast that does not fit shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Raises an error.
    Ansi,
    /// NULL, and Spark's old wrap-around for numbers.
    Legacy,
    /// NULL under ANSI's rules of what may be cast (`try_cast`).
    Try,
}

impl Mode {
    /// The mode as a kernel's argument.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ansi => "ansi",
            Self::Legacy => "legacy",
            Self::Try => "try",
        }
    }

    /// The mode a kernel's argument names.
    pub fn of(name: &str) -> Self {
        match name {
            "legacy" => Self::Legacy,
            "try" => Self::Try,
            _ => Self::Ansi,
        }
    }

    /// The mode of casts nobody wrote: ANSI or legacy as the session says.
    pub fn of_session(context: &Context) -> Self {
        if context.ansi { Self::Ansi } else { Self::Legacy }
    }
}

/// `CAST(value AS to)` as the user wrote it: named `CAST(x AS T)`, checked against Spark's rules.
pub fn cast(context: &Context, value: Typed, to: &DataType, mode: Mode) -> Result<Typed> {
    let to = to.without_lengths();
    let word = if mode == Mode::Try { "TRY_CAST" } else { "CAST" };
    // Spark does not show casts to nested types.
    let name = match to {
        DataType::Array { .. } | DataType::Map { .. } | DataType::Struct(_) => value.name.clone(),
        _ => format!("{word}({} AS {})", value.name, to.sql_name()),
    };
    if value.data_type == to {
        return Ok(value.named(name));
    }
    check(context, &value, &to, mode)?;
    let nullable = rules::nullable(&value, &to, mode);
    let expr = build(context, value.expr, &value.data_type, &to, mode);
    Ok(Typed::new(expr, to, nullable, name))
}

/// A cast put in by coercion: keeps the value's name; ANSI or legacy as the session says.
pub fn coerce(context: &Context, value: Typed, to: &DataType) -> Result<Typed> {
    if value.data_type == *to {
        return Ok(value);
    }
    let name = value.name.clone();
    Ok(cast(context, value, to, Mode::of_session(context))?.named(name))
}

/// Coerces each value to the type.
pub fn coerce_all(context: &Context, values: Vec<Typed>, to: &DataType) -> Result<Vec<Typed>> {
    values.into_iter().map(|value| coerce(context, value, to)).collect()
}

fn check(context: &Context, value: &Typed, to: &DataType, mode: Mode) -> Result<()> {
    let from = &value.data_type;
    let allowed = if mode == Mode::Legacy { can_cast(from, to) } else { can_ansi_cast(from, to) };
    if allowed {
        return Ok(());
    }
    let (source, goal) = (from.sql_name(), to.sql_name());
    let word = if mode == Mode::Try { "TRY_CAST" } else { "CAST" };
    let call = format!("{word}({} AS {goal})", value.name);
    let error = |condition| {
        SparkError::new(condition)
            .with("sqlExpr", format!("\"{call}\""))
            .with("srcType", to_sql_type(&source))
            .with("targetType", to_sql_type(&goal))
    };
    if let Some(function) = rules::function_instead(from, to).filter(|_| mode == Mode::Ansi && context.ansi) {
        let names = format!("`{function}`");
        return Err(error(&condition::DATATYPE_MISMATCH_CAST_WITH_FUNC_SUGGESTION).with("functionNames", names));
    }
    if mode == Mode::Ansi && can_cast(from, to) {
        return Err(error(&condition::DATATYPE_MISMATCH_CAST_WITH_CONF_SUGGESTION)
            .with("config", to_sql_conf("spark.sql.ansi.enabled"))
            .with("configVal", "'false'"));
    }
    Err(cast_not_allowed(&call, &source, &goal))
}

/// The expression: nothing where the Arrow types agree, DataFusion's cast where it is exact, our kernel elsewhere.
fn build(context: &Context, value: Expr, from: &DataType, to: &DataType, mode: Mode) -> Expr {
    let (source, goal) = (to_arrow(from), to_arrow(to));
    if *from == DataType::Null {
        return null_of(&goal);
    }
    if source == goal && rules::same_values(from, to) {
        return value;
    }
    if rules::is_native(from, to) {
        return Expr::Cast(Cast::new(Box::new(value), goal));
    }
    let mut args = vec![value, lit(mode.name())];
    if rules::needs_type_names(from) || rules::needs_type_names(to) {
        args.push(lit(from.simple_string()));
        args.push(lit(to.simple_string()));
    }
    let _ = context;
    args.push(target(to));
    kernel::CAST.call(args)
}

/// The value as the text `show()` prints for it.
pub fn display(value: Typed) -> Typed {
    let args = vec![value.expr, lit(value.data_type.catalog_string())];
    Typed::new(kernel::DISPLAY.call(args), DataType::String, false, value.name)
}

/// Whether the cast from one to the other never loses and never fails.
pub fn is_safe(from: &DataType, to: &DataType) -> bool {
    can_up_cast(from, to)
}

/// The kernels of this module.
pub fn kernels() -> Vec<Arc<ScalarUDF>> {
    vec![kernel::CAST.udf(), kernel::DISPLAY.udf()]
}
