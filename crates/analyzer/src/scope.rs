//! Attributes, and how a name finds one.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::Column;
use datafusion::logical_expr::{Expr, LogicalPlan};
use sparrow_functions::Typed;
use sparrow_spark_types::{DataType, Field};

use crate::relation::Base;

/// A column of a relation's output.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its internal name, unique within the query.
    pub column: String,
    /// Its visible name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The relation name it may be qualified by, outermost part first.
    pub qualifier: Vec<String>,
    /// Column metadata.
    pub metadata: BTreeMap<String, String>,
}

/// An analyzed relation.
#[derive(Clone, Debug)]
pub struct Node {
    /// The plan; its columns include `output` and `hidden`.
    pub plan: Arc<LogicalPlan>,
    /// What the user sees, in order; one column may appear twice.
    pub output: Vec<Attribute>,
    /// Columns still there under the plan that only qualified or plan-id references may use (the other side of a USING join).
    pub hidden: Vec<Attribute>,
    /// How the top of the plan was made, when ORDER BY or WHERE may reach below it.
    pub base: Option<Arc<Base>>,
}

/// The outcome of looking up a name.
#[derive(Debug)]
pub enum Lookup {
    /// Nothing of that name.
    None,
    /// One attribute; the parts of the name left over are field names.
    One(Attribute, Vec<String>),
    /// Several.
    Many(Vec<Attribute>),
}

impl Attribute {
    /// The reference to it.
    pub fn expr(&self) -> Expr {
        Expr::Column(Column::new_unqualified(self.column.clone()))
    }

    /// As a typed expression.
    pub fn typed(&self) -> Typed {
        Typed::new(self.expr(), self.data_type.clone(), self.nullable, self.name.clone())
    }

    /// As a field of a schema.
    pub fn field(&self) -> Field {
        Field {
            metadata: self.metadata.clone(),
            ..Field::new(self.name.clone(), self.data_type.clone(), self.nullable)
        }
    }

    /// `qualifier.name`, each part in back-ticks, for errors.
    pub fn qualified_name(&self) -> String {
        let parts: Vec<&str> = self.qualifier.iter().chain([&self.name]).map(String::as_str).collect();
        sparrow_spark_error::quote_parts(&parts)
    }
}

impl Node {
    /// A node whose plan holds just these columns.
    pub fn new(plan: LogicalPlan, output: Vec<Attribute>) -> Self {
        Self { plan: Arc::new(plan), output, hidden: vec![], base: None }
    }

    /// Every attribute that can be referred to, visible ones first.
    pub fn reachable(&self) -> impl Iterator<Item = &Attribute> {
        self.output.iter().chain(&self.hidden)
    }

    /// The same over another plan, with nothing to reach below.
    #[must_use]
    pub fn over(self, plan: LogicalPlan) -> Self {
        Self { plan: Arc::new(plan), base: None, ..self }
    }
}

/// Whether two names are one, as `spark.sql.caseSensitive` says.
pub fn same_name(a: &str, b: &str, case_sensitive: bool) -> bool {
    a == b || (!case_sensitive && (a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()))
}

/// Finds the attribute a multipart name means: the longest qualifier that matches wins, then a bare column whose further parts
/// are fields (Spark's `AttributeSeq.resolve`).
pub fn look_up<'a>(
    name: &[String],
    attributes: impl Iterator<Item = &'a Attribute> + Clone,
    case_sensitive: bool,
) -> Lookup {
    for qualifying in (0..name.len().min(4)).rev() {
        let (qualifier, rest) = name.split_at(qualifying);
        let Some((column, fields)) = rest.split_first() else { continue };
        let found = distinct(attributes.clone().filter(|a| {
            same_name(&a.name, column, case_sensitive) && ends_with(&a.qualifier, qualifier, case_sensitive)
        }));
        match found.len() {
            0 => {}
            1 => return found.into_iter().next().map_or(Lookup::None, |a| Lookup::One(a, fields.to_vec())),
            _ => return Lookup::Many(found),
        }
    }
    Lookup::None
}

fn distinct<'a>(attributes: impl Iterator<Item = &'a Attribute>) -> Vec<Attribute> {
    let mut out: Vec<Attribute> = Vec::new();
    for attribute in attributes {
        if !out.iter().any(|seen| seen.column == attribute.column) {
            out.push(attribute.clone());
        }
    }
    out
}

/// Whether a qualifier ends with the written parts.
pub fn ends_with(qualifier: &[String], written: &[String], case_sensitive: bool) -> bool {
    qualifier.len() >= written.len()
        && qualifier.iter().rev().zip(written.iter().rev()).all(|(a, b)| same_name(a, b, case_sensitive))
}
