//! Column references: by name, by plan id, from an outer query.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::Column;
use datafusion::logical_expr::Expr;
use sparrow_functions::Typed;
use sparrow_plan::Literal;
use sparrow_spark_error::{Result, SparkError, condition, quote_parts, unresolved_column, unsupported};
use sparrow_spark_types::arrow::to_arrow_field;

use super::Scope;
use crate::analyzer::Analyzer;
use crate::scope::{Attribute, Lookup, look_up};

impl Analyzer<'_> {
    /// The column a reference means.
    pub fn column(&self, scope: &Scope<'_>, name: &[String], plan_id: Option<i64>, metadata: bool) -> Result<Typed> {
        if metadata {
            return Err(unsupported(format!("the metadata column {}", quote_parts(name))));
        }
        match plan_id {
            Some(id) => self.column_of_plan(scope, name, id),
            None => self.column_by_name(scope, name),
        }
    }

    fn column_by_name(&self, scope: &Scope<'_>, name: &[String]) -> Result<Typed> {
        if let Some(value) = self.lambda_variable(scope, name)? {
            return Ok(value);
        }
        let case_sensitive = self.context.case_sensitive;
        let lookup = match look_up(name, scope.output.iter(), case_sensitive) {
            Lookup::None if name.len() > 1 => look_up(name, scope.hidden.iter(), case_sensitive),
            found => found,
        };
        match lookup {
            Lookup::One(attribute, fields) => self.fields_of(as_written(&attribute, name, &fields), &fields),
            Lookup::Many(found) => Err(ambiguous(name, &found)),
            Lookup::None => self.column_from_outside(scope, name),
        }
    }

    /// A column of the query around a subquery, else one of the few functions that need no parentheses, else an error.
    fn column_from_outside(&self, scope: &Scope<'_>, name: &[String]) -> Result<Typed> {
        if let Some(outer) = scope.env.outer
            && let Ok(value) = self.column_by_name(outer, name)
            && let Some(value) = outer_reference(scope, value)
        {
            return Ok(value);
        }
        let known: Vec<String> = scope.output.iter().map(suggestion).collect();
        Err(unresolved_column(name, known.iter().map(String::as_str)))
    }

    fn column_of_plan(&self, scope: &Scope<'_>, name: &[String], plan_id: i64) -> Result<Typed> {
        let case_sensitive = self.context.case_sensitive;
        let reachable: Vec<&Attribute> = scope.output.iter().chain(scope.hidden).collect();
        let mut found: BTreeMap<String, (Attribute, Vec<String>)> = BTreeMap::new();
        let mut named_there = false;
        let mut known = Vec::new();
        let occurrences = self.plan_ids.borrow().get(&plan_id).cloned().unwrap_or_default();
        for output in &occurrences {
            match look_up(name, output.iter(), case_sensitive) {
                Lookup::One(attribute, fields) => {
                    named_there = true;
                    if let Some(here) = reachable.iter().find(|a| a.column == attribute.column) {
                        found.insert(attribute.column, ((*here).clone(), fields));
                    }
                }
                Lookup::Many(several) => return Err(ambiguous(name, &several)),
                Lookup::None => known.extend(output.iter().map(suggestion)),
            }
        }
        let mut found = found.into_values();
        match (found.next(), found.next()) {
            (Some((attribute, fields)), None) => self.fields_of(as_written(&attribute, name, &fields), &fields),
            (Some(_), Some(_)) => {
                Err(SparkError::new(&condition::AMBIGUOUS_COLUMN_REFERENCE).with("name", quote_parts(name)))
            }
            (None, _) if named_there || occurrences.is_empty() => self.plan_column_from_outside(scope, name, plan_id),
            (None, _) => Err(unresolved_column(name, known.iter().map(String::as_str))),
        }
    }

    fn plan_column_from_outside(&self, scope: &Scope<'_>, name: &[String], plan_id: i64) -> Result<Typed> {
        if let Some(outer) = scope.env.outer
            && let Ok(value) = self.column_of_plan(outer, name, plan_id)
            && let Some(value) = outer_reference(scope, value)
        {
            return Ok(value);
        }
        Err(SparkError::new(&condition::CANNOT_RESOLVE_DATAFRAME_COLUMN)
            .with("name", format!("\"{}\"", name.join("."))))
    }

    /// `value.a.b` for the left-over parts of a name.
    fn fields_of(&self, value: Typed, fields: &[String]) -> Result<Typed> {
        fields.iter().try_fold(value, |value, field| {
            let key = super::literal::typed(self.context, &Literal::string(field.clone()))?;
            let name = field.clone();
            Ok(sparrow_functions::scalar::complex::extract_value(self.context, value, key)?.named(name))
        })
    }
}

/// The column under the name it was referred to by: `SELECT NAME` is called `NAME`, as in Spark.
fn as_written(attribute: &Attribute, name: &[String], fields: &[String]) -> Typed {
    let written = name.get(name.len().saturating_sub(fields.len() + 1)).unwrap_or(&attribute.name);
    attribute.typed().named(written.clone())
}

/// A value of the outer query as seen from inside; only plain columns can be carried in.
fn outer_reference(scope: &Scope<'_>, value: Typed) -> Option<Typed> {
    let carried = match &value.expr {
        Expr::Column(Column { name, .. }) => {
            let mut field = value.field();
            field.nullable = true;
            let arrow = to_arrow_field(&field).with_name(name.clone());
            Expr::OuterReferenceColumn(Arc::new(arrow), Column::new_unqualified(name.clone()))
        }
        other @ Expr::OuterReferenceColumn(..) => other.clone(),
        _ => return None,
    };
    let mut references = scope.env.sink?.borrow_mut();
    if !references.contains(&carried) {
        references.push(carried.clone());
    }
    drop(references);
    Some(Typed { expr: carried, ..value })
}

fn ambiguous(name: &[String], found: &[Attribute]) -> SparkError {
    let names: Vec<String> = found.iter().map(Attribute::qualified_name).collect();
    SparkError::new(&condition::AMBIGUOUS_REFERENCE)
        .with("name", quote_parts(name))
        .with("referenceNames", format!("[{}]", names.join(", ")))
}

/// How a candidate is spelt in a proposal.
fn suggestion(attribute: &Attribute) -> String {
    match attribute.qualifier.last() {
        Some(table) if !attribute.qualifier.is_empty() => format!("{table}.{}", attribute.name),
        _ => attribute.name.clone(),
    }
}
