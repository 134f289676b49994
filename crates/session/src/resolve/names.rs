//! Which names, sources and held DataFrames a query refers to. Names that the query itself defines are none.

use std::collections::BTreeMap;

use sparrow_plan::{DataSource, ExprKind, Expression, RelKind, Relation, children, expressions, nested};

/// What a query refers to outside itself.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Tables and views by name parts, with the read options given.
    pub tables: BTreeMap<Vec<String>, Vec<(String, String)>>,
    /// Sources by their key.
    pub sources: BTreeMap<String, DataSource>,
    /// Ids of held DataFrames.
    pub remotes: Vec<String>,
}

/// What a query refers to outside itself.
pub(super) fn references(relation: &Relation) -> References {
    let mut found = References::default();
    super::with_stack(relation, || found.relation(relation, &mut vec![]));
    found
}

impl References {
    fn relation(&mut self, relation: &Relation, defined: &mut Vec<String>) {
        let outside = defined.len();
        match &*relation.kind {
            RelKind::NamedTable { name, options } => self.table(name, options, defined),
            RelKind::DataSource(source) => {
                self.sources.insert(sparrow_analyzer::source_key(source), source.clone());
            }
            RelKind::CachedRemoteRelation { id } => self.remotes.push(id.clone()),
            RelKind::With { ctes, recursive, .. } => {
                for cte in ctes {
                    if *recursive {
                        defined.push(cte.name.clone());
                    }
                    self.relation(&cte.query, defined);
                    defined.push(cte.name.clone());
                }
            }
            RelKind::WithRelations { references, .. } => {
                for reference in references {
                    self.relation(reference, defined);
                    if let RelKind::SubqueryAlias { alias, .. } = &*reference.kind {
                        defined.push(alias.clone());
                    }
                }
            }
            _ => {}
        }
        self.below(relation, defined);
        defined.truncate(outside);
    }

    /// The inputs and subqueries that see everything defined so far.
    fn below(&mut self, relation: &Relation, defined: &mut Vec<String>) {
        match &*relation.kind {
            RelKind::With { input, .. } => self.relation(input, defined),
            RelKind::WithRelations { root, .. } => self.relation(root, defined),
            _ => children(relation).into_iter().for_each(|child| self.relation(child, defined)),
        }
        expressions(relation).into_iter().for_each(|e| self.expression(e, defined));
    }

    fn expression(&mut self, expression: &Expression, defined: &mut Vec<String>) {
        if let ExprKind::Subquery { plan: Some(plan), .. } = &expression.kind {
            self.relation(plan, defined);
        }
        nested(expression).into_iter().for_each(|e| self.expression(e, defined));
    }

    fn table(&mut self, name: &[String], options: &[(String, String)], defined: &[String]) {
        let own = matches!(name, [single] if defined.iter().any(|d| d.eq_ignore_ascii_case(single)));
        if !own {
            self.tables.entry(name.to_vec()).or_insert_with(|| options.to_vec());
        }
    }
}
