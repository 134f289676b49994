//! Naming, casting, and taking values apart.

use sparrow_plan::{CastMode, ExprKind, Expression, UpdateField};
use sparrow_proto::spark::connect::expression as proto;
use sparrow_spark_error::{Result, invalid_plan};
use sparrow_spark_types::ddl;

use super::{boxed, new};
use crate::decode::depth::Depth;
use crate::decode::{data_type, missing, name, non_empty};

pub(super) fn alias(depth: Depth, x: &proto::Alias) -> Result<Expression> {
    if x.name.is_empty() {
        return Err(missing("an alias", "name"));
    }
    let metadata = non_empty(x.metadata.as_deref());
    if metadata.is_some() && x.name.len() > 1 {
        return Err(invalid_plan("an alias of several names takes no metadata"));
    }
    let child = boxed(depth, x.expr.as_deref(), "an alias", "expression")?;
    Ok(new(ExprKind::Alias { child, names: x.name.clone(), metadata }))
}

pub(super) fn cast(depth: Depth, x: &proto::Cast) -> Result<Expression> {
    use proto::cast::{CastToType, EvalMode};
    let to = match &x.cast_to_type {
        Some(CastToType::Type(to)) => data_type::decode(to)?,
        Some(CastToType::TypeStr(text)) => ddl::parse_data_type(text)?,
        None => return Err(missing("a cast", "type")),
    };
    let mode = match EvalMode::try_from(x.eval_mode) {
        Ok(EvalMode::Unspecified) => CastMode::Session,
        Ok(EvalMode::Legacy) => CastMode::Legacy,
        Ok(EvalMode::Ansi) => CastMode::Ansi,
        Ok(EvalMode::Try) => CastMode::Try,
        Err(_) => return Err(invalid_plan(format!("{} is no evaluation mode of a cast", x.eval_mode))),
    };
    let child = boxed(depth, x.expr.as_deref(), "a cast", "expression")?;
    Ok(new(ExprKind::Cast { child, to, mode }))
}

pub(super) fn extract_value(depth: Depth, x: &proto::UnresolvedExtractValue) -> Result<Expression> {
    let child = boxed(depth, x.child.as_deref(), "an extraction", "child")?;
    let extraction = boxed(depth, x.extraction.as_deref(), "an extraction", "key")?;
    Ok(new(ExprKind::ExtractValue { child, extraction }))
}

/// `withField`, or without a value `dropFields`.
pub(super) fn update_fields(depth: Depth, x: &proto::UpdateFields) -> Result<Expression> {
    let child = boxed(depth, x.struct_expression.as_deref(), "a field update", "struct")?;
    let path = name::attribute(&x.field_name)?;
    let update = match x.value_expression.as_deref() {
        Some(value) => UpdateField::Set { path, value: boxed(depth, Some(value), "a field update", "value")? },
        None => UpdateField::Drop { path },
    };
    Ok(new(ExprKind::UpdateFields { child, update }))
}
