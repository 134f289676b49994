//! References to columns: by name, all of them, or by regular expression.

use sparrow_plan::{ExprKind, Expression};
use sparrow_proto::spark::connect::expression as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};

use super::new;
use crate::decode::name;

pub(super) fn attribute(x: &proto::UnresolvedAttribute) -> Result<Expression> {
    let name = name::attribute(&x.unparsed_identifier)?;
    Ok(new(ExprKind::Attribute { name, plan_id: x.plan_id, is_metadata: x.is_metadata_column.unwrap_or(false) }))
}

/// `*`, `t.*` or `df["*"]`.
pub(super) fn star(x: &proto::UnresolvedStar) -> Result<Expression> {
    let target = match x.unparsed_target.as_deref() {
        None | Some("" | "*") => vec![],
        Some(text) => match text.strip_suffix(".*") {
            Some(target) => name::attribute(target)?,
            None => return Err(invalid_plan(format!("the star {text} does not end in .*"))),
        },
    };
    Ok(new(ExprKind::Star { target, plan_id: x.plan_id, except: vec![] }))
}

/// `colRegex`: a pattern in back-ticks. A name without back-ticks is a plain column.
pub(super) fn regex(x: &proto::UnresolvedRegex) -> Result<Expression> {
    let Some(before_last) = x.col_name.strip_suffix('`') else {
        let name = name::attribute(&x.col_name)?;
        return Ok(new(ExprKind::Attribute { name, plan_id: x.plan_id, is_metadata: false }));
    };
    match before_last.strip_prefix('`') {
        Some(pattern) => Ok(new(ExprKind::Regex { pattern: pattern.to_owned(), plan_id: x.plan_id })),
        None => Err(unsupported(format!("the qualified column pattern {}", x.col_name))),
    }
}
