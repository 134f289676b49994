//! `*`, `t.*`, `df["*"]`, `* EXCEPT (…)` and `colRegex`.

use regex::RegexBuilder;
use sparrow_functions::Typed;
use sparrow_plan::{ExprKind, Expression};
use sparrow_spark_error::{Result, SparkError, condition, quote_parts, unresolved_column};
use sparrow_spark_types::DataType;

use super::Scope;
use crate::analyzer::Analyzer;
use crate::scope::{Attribute, Lookup, ends_with, look_up, same_name};

impl Analyzer<'_> {
    /// The columns a star stands for; `None` when the expression is no star.
    pub fn star_of(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Option<Vec<Typed>>> {
        match &expression.kind {
            ExprKind::Star { target, plan_id, except } => {
                let columns = self.star(scope, target, *plan_id)?;
                self.without(columns, except).map(Some)
            }
            ExprKind::Regex { pattern, plan_id } => self.matching(scope, pattern, *plan_id).map(Some),
            _ => Ok(None),
        }
    }

    fn star(&self, scope: &Scope<'_>, target: &[String], plan_id: Option<i64>) -> Result<Vec<Typed>> {
        if let Some(id) = plan_id {
            return self.columns_of_plan(scope, id);
        }
        if target.is_empty() {
            return Ok(scope.output.iter().map(Attribute::typed).collect());
        }
        let case_sensitive = self.context.case_sensitive;
        let of_target = |a: &&Attribute| ends_with(&a.qualifier, target, case_sensitive);
        let mut found: Vec<&Attribute> = scope.output.iter().filter(of_target).collect();
        found.extend(scope.hidden.iter().filter(of_target));
        if !found.is_empty() {
            return Ok(found.into_iter().map(Attribute::typed).collect());
        }
        self.struct_star(scope, target)
    }

    /// `s.*` over a struct column.
    fn struct_star(&self, scope: &Scope<'_>, target: &[String]) -> Result<Vec<Typed>> {
        let Lookup::One(..) = look_up(target, scope.output.iter(), self.context.case_sensitive) else {
            let columns: Vec<String> =
                scope.output.iter().map(|a| sparrow_spark_error::quote_identifier(&a.name)).collect();
            return Err(SparkError::new(&condition::CANNOT_RESOLVE_STAR_EXPAND)
                .with("targetString", quote_parts(target))
                .with("columns", columns.join(", ")));
        };
        let value = self.column(scope, target, None, false)?;
        let DataType::Struct(fields) = value.data_type.clone() else {
            return Err(unresolved_column(target, []));
        };
        let field = |f: &sparrow_spark_types::Field| {
            let key = super::literal::typed(self.context, &sparrow_plan::Literal::string(f.name.clone()))?;
            let field = sparrow_functions::scalar::complex::extract_value(self.context, value.clone(), key)?;
            Ok(field.named(f.name.clone()))
        };
        fields.fields.iter().map(field).collect()
    }

    fn columns_of_plan(&self, scope: &Scope<'_>, plan_id: i64) -> Result<Vec<Typed>> {
        let occurrences = self.plan_ids.borrow().get(&plan_id).cloned().unwrap_or_default();
        let here = |a: &Attribute| scope.output.iter().chain(scope.hidden).find(|b| b.column == a.column).cloned();
        for output in occurrences {
            let columns: Vec<Attribute> = output.iter().filter_map(here).collect();
            if columns.len() == output.len() {
                return Ok(columns.iter().map(Attribute::typed).collect());
            }
        }
        Err(SparkError::new(&condition::CANNOT_RESOLVE_DATAFRAME_COLUMN).with("name", "`*`"))
    }

    fn without(&self, columns: Vec<Typed>, except: &[Vec<String>]) -> Result<Vec<Typed>> {
        let mut columns = columns;
        for name in except {
            let before = columns.len();
            let last = name.last().map_or("", String::as_str);
            columns.retain(|c| !same_name(&c.name, last, self.context.case_sensitive));
            if columns.len() == before {
                let known: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
                return Err(unresolved_column(name, known));
            }
        }
        Ok(columns)
    }

    fn matching(&self, scope: &Scope<'_>, pattern: &str, plan_id: Option<i64>) -> Result<Vec<Typed>> {
        let columns = match plan_id {
            Some(id) => self.columns_of_plan(scope, id)?,
            None => scope.output.iter().map(Attribute::typed).collect(),
        };
        let bare = pattern.trim_matches('`');
        let regex = RegexBuilder::new(&format!("^(?:{bare})$"))
            .case_insensitive(!self.context.case_sensitive)
            .size_limit(1 << 20)
            .build()
            .map_err(|_| {
                SparkError::new(&condition::INVALID_PARAMETER_VALUE_PATTERN)
                    .with("parameter", "`colName`")
                    .with("functionName", "`colRegex`")
                    .with("value", format!("'{bare}'"))
            })?;
        Ok(columns.into_iter().filter(|c| regex.is_match(&c.name)).collect())
    }
}

/// The error for a star where one value is needed.
pub fn misplaced(element: &str, place: &str) -> SparkError {
    SparkError::new(&condition::INVALID_USAGE_OF_STAR).with("elem", format!("'{element}'")).with("prettyName", place)
}
