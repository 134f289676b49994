//! `Column.withField` and `Column.dropFields`.

use datafusion::logical_expr::{Case, Expr};
use sparrow_spark_error::{Result, SparkError, condition, unexpected_input_type};
use sparrow_spark_types::{DataType, StructType};

use super::create::build_struct;
use super::extract::{nth_field, position};
use crate::kernel::target;
use crate::{Context, Typed};

/// The struct with the field at `path` replaced or, at its end, added.
pub fn set_field(context: &Context, child: Typed, path: &[String], value: Typed) -> Result<Typed> {
    let Some((name, rest)) = path.split_first() else { return Ok(child) };
    let fields = fields_of(&child, "WithField")?;
    let value = if rest.is_empty() {
        value
    } else {
        let inner = nth_field(&child, &fields, position(context, &fields, name)?);
        set_field(context, inner, rest, value)?
    };
    let shown = shown(&child, &format!("WithField({})", value.name));
    let places = fields.positions(name, context.case_sensitive);
    let mut all = all_fields(&child, &fields);
    for place in &places {
        all[*place] = (name.clone(), value.clone());
    }
    if places.is_empty() {
        all.push((name.clone(), value));
    }
    Ok(rebuilt(child, all, shown))
}

/// The struct without the field at `path`; a field it does not have is no matter.
pub fn drop_field(context: &Context, child: Typed, path: &[String]) -> Result<Typed> {
    let Some((name, rest)) = path.split_first() else { return Ok(child) };
    let fields = fields_of(&child, "dropfield")?;
    if !rest.is_empty() {
        let inner = nth_field(&child, &fields, position(context, &fields, name)?);
        let value = drop_field(context, inner, rest)?;
        return set_field(context, child, std::slice::from_ref(name), value);
    }
    let shown = shown(&child, "dropfield()");
    let places = fields.positions(name, context.case_sensitive);
    let kept = all_fields(&child, &fields).into_iter().enumerate().filter(|(i, _)| !places.contains(i));
    let kept: Vec<_> = kept.map(|(_, field)| field).collect();
    if kept.is_empty() {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_CANNOT_DROP_ALL_FIELDS)
            .with("sqlExpr", format!("\"{shown}\"")));
    }
    Ok(rebuilt(child, kept, shown))
}

/// Updates of one struct show as one call.
fn shown(child: &Typed, update: &str) -> String {
    match child.name.strip_suffix(')').filter(|name| name.starts_with("update_fields(")) {
        Some(call) => format!("{call}, {update})"),
        None => format!("update_fields({}, {update})", child.name),
    }
}

fn fields_of(child: &Typed, update: &str) -> Result<StructType> {
    match &child.data_type {
        DataType::Struct(fields) => Ok(fields.clone()),
        other => {
            let call = format!("update_fields({}, {update}())", child.name);
            Err(unexpected_input_type(&call, 0, "\"STRUCT\"", &child.name, &other.sql_name()))
        }
    }
}

fn all_fields(child: &Typed, fields: &StructType) -> Vec<(String, Typed)> {
    (0..fields.fields.len())
        .map(|i| (fields.fields[i].name.clone(), nth_field(child, fields, i)))
        .map(not_null_of(fields))
        .collect()
}

/// Inside a struct that is there, a field is as nullable as the struct says.
fn not_null_of(fields: &StructType) -> impl Fn((String, Typed)) -> (String, Typed) + '_ {
    |(name, value)| {
        let declared = fields.fields.iter().find(|f| f.name == name).is_none_or(|f| f.nullable);
        (name, Typed { nullable: declared, ..value })
    }
}

/// A struct of these fields; NULL where the old one is.
fn rebuilt(child: Typed, fields: Vec<(String, Typed)>, shown: String) -> Typed {
    let whole = build_struct(fields, shown);
    if !child.nullable {
        return whole;
    }
    let missing = vec![(Box::new(child.expr.is_null()), Box::new(target(&whole.data_type)))];
    let expr = Expr::Case(Case::new(None, missing, Some(Box::new(whole.expr))));
    Typed { expr, nullable: true, ..whole }
}
