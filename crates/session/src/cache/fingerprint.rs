//! What tells two queries apart: their structure, without the places they were written at. Equal fingerprints mean equal rows.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};
use std::io;

use arrow::ipc::writer::StreamWriter;
use sha2::{Digest, Sha256};
use sparrow_catalog::TableName;
use sparrow_plan::{
    ExprKind, Expression, LocalRelation, RelKind, Relation, children, expressions_mut, nested_mut,
    visit_expressions_mut, visit_relations_mut,
};
use sparrow_spark_error::SparkError;

use crate::resolve::with_stack_for;

/// A digest of a query.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a table of the catalog.
    pub fn of_table(name: &TableName) -> Self {
        Self::of_text(&format!("table {name}"))
    }

    /// Of a query whose columns got new names.
    #[must_use]
    pub fn renamed(self, columns: &[String]) -> Self {
        if columns.is_empty() { self } else { Self::of_text(&format!("{self:?} {columns:?}")) }
    }

    fn of_text(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// As a number of 32 bits.
    pub fn short(self) -> i32 {
        i32::from_be_bytes([self.0[0], self.0[1], self.0[2], self.0[3]])
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What a name stands for.
pub type Meaning<'a> = &'a dyn Fn(&[String]) -> Option<Fingerprint>;

/// The fingerprint of every relation of a query, in the order `visit_relations_mut` comes to them; the query's own is the last.
pub fn all(relation: &Relation, meaning: Meaning<'_>) -> Vec<Fingerprint> {
    with_stack_for(sparrow_plan::depth(relation), || {
        let mut copy = relation.clone();
        fold(&mut copy, meaning)
    })
}

/// The fingerprint of a query.
pub fn of(relation: &Relation, meaning: Meaning<'_>) -> Fingerprint {
    all(relation, meaning).pop().unwrap_or_else(|| Fingerprint::of_text(""))
}

/// Like [`of`], also equal for DataFrames that were built twice in the same way.
pub fn of_semantics(relation: &Relation, meaning: Meaning<'_>) -> Fingerprint {
    let folded = with_stack_for(sparrow_plan::depth(relation), || {
        let mut copy = relation.clone();
        renumber(&mut copy);
        fold(&mut copy, meaning)
    });
    folded.last().copied().unwrap_or_else(|| Fingerprint::of_text(""))
}

/// Replaces each relation, inputs first, by its digest; so every digest is made of little text.
fn fold(relation: &mut Relation, meaning: Meaning<'_>) -> Vec<Fingerprint> {
    let defined = defined_names(relation);
    let meaning = |name: &[String]| match name {
        [single] if defined.contains(&single.to_lowercase()) => None,
        _ => meaning(name),
    };
    let mut all = Vec::new();
    walk(relation, &mut |relation| {
        let print = digest(relation, &meaning);
        all.push(print);
        *relation = Relation::new(RelKind::CachedRemoteRelation { id: format!("{print:?}") });
    });
    all
}

fn digest(relation: &mut Relation, meaning: Meaning<'_>) -> Fingerprint {
    for expression in expressions_mut(relation) {
        forget_origins(expression);
    }
    match &*relation.kind {
        RelKind::SubqueryAlias { input, columns, .. } if columns.is_empty() => {
            if let RelKind::CachedRemoteRelation { id } = &*input.kind
                && let Ok(bytes) = hex::decode(id)
                && let Ok(bytes) = bytes.try_into()
            {
                return Fingerprint(bytes);
            }
        }
        RelKind::NamedTable { name, options } if options.is_empty() => {
            if let Some(print) = meaning(name) {
                return print;
            }
        }
        RelKind::LocalRelation(local) => return of_rows(local),
        _ => {}
    }
    let mut text = Hashing::default();
    // Hashing text cannot fail.
    let _ = write!(text, "{:?}", relation.kind);
    text.finish()
}

fn forget_origins(expression: &mut Expression) {
    expression.origin = None;
    nested_mut(expression).into_iter().for_each(forget_origins);
}

fn of_rows(local: &LocalRelation) -> Fingerprint {
    let mut hashing = Hashing::default();
    let _ = write!(hashing, "rows {:?}", local.schema);
    for batch in local.batches.iter().flat_map(|batches| batches.iter()) {
        let written = StreamWriter::try_new(&mut hashing, &batch.schema()).and_then(|mut writer| writer.write(batch));
        if let Err(error) = written {
            let _ = write!(hashing, "{error}");
        }
    }
    hashing.finish()
}

/// Names that the query itself defines somewhere.
fn defined_names(relation: &Relation) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut todo = vec![relation];
    while let Some(next) = todo.pop() {
        match &*next.kind {
            RelKind::With { ctes, .. } => names.extend(ctes.iter().map(|cte| cte.name.to_lowercase())),
            RelKind::WithRelations { references, .. } => {
                names.extend(references.iter().filter_map(|reference| match &*reference.kind {
                    RelKind::SubqueryAlias { alias, .. } => Some(alias.to_lowercase()),
                    _ => None,
                }));
            }
            _ => {}
        }
        todo.extend(children(next));
    }
    names
}

/// Gives plan ids the numbers of the order they appear in.
fn renumber(relation: &mut Relation) {
    let mut numbers = HashMap::new();
    walk(relation, &mut |relation| {
        if let Some(id) = relation.plan_id {
            let next = numbers.len() as i64;
            relation.plan_id = Some(*numbers.entry(id).or_insert(next));
        }
    });
    let visited = visit_expressions_mut::<SparkError>(relation, &mut |expression| {
        let id = match &mut expression.kind {
            ExprKind::Attribute { plan_id, .. }
            | ExprKind::Star { plan_id, .. }
            | ExprKind::Regex { plan_id, .. }
            | ExprKind::Subquery { plan_id, .. } => plan_id,
            _ => return Ok(()),
        };
        *id = id.map(|id| numbers.get(&id).copied().unwrap_or(id));
        Ok(())
    });
    debug_assert!(visited.is_ok(), "the visitor never fails");
}

pub(super) fn walk(relation: &mut Relation, visit: &mut dyn FnMut(&mut Relation)) {
    let visited = visit_relations_mut::<SparkError>(relation, &mut |relation| {
        visit(relation);
        Ok(())
    });
    debug_assert!(visited.is_ok(), "the visitor never fails");
}

/// Text and bytes on their way into a digest.
#[derive(Default)]
struct Hashing(Sha256);

impl Hashing {
    fn finish(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into())
    }
}

impl fmt::Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl io::Write for &mut Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use sparrow_plan::{ExprKind, Expression, Join, JoinCondition, JoinKind, Range, RelKind, Relation};

    use super::{of, of_semantics};

    fn range(end: i64, plan_id: i64) -> Relation {
        Relation::new(RelKind::Range(Range { start: 0, end, step: 1, partitions: None })).with_plan_id(Some(plan_id))
    }

    fn column(plan_id: i64) -> Expression {
        Expression::new(ExprKind::Attribute { name: vec!["id".into()], plan_id: Some(plan_id), is_metadata: false })
    }

    fn join(left: i64, right: i64, of_right: i64) -> Relation {
        let condition = JoinCondition::On(Expression::call("=", vec![column(left), column(of_right)]));
        let (left, right) = (range(5, left), range(5, right));
        Relation::new(RelKind::Join(Join { left, right, kind: JoinKind::Inner, condition, lateral: false }))
    }

    #[test]
    fn structure_counts_and_ids_only_where_they_tell_inputs_apart() {
        let none = |_: &[String]| None;
        assert_eq!(of(&range(5, 1), &none), of(&range(5, 2), &none));
        assert_ne!(of(&range(5, 1), &none), of(&range(6, 1), &none));
        assert_eq!(of_semantics(&join(1, 2, 2), &none), of_semantics(&join(7, 8, 8), &none));
        assert_ne!(of_semantics(&join(1, 2, 2), &none), of_semantics(&join(1, 2, 1), &none));
    }

    #[test]
    fn an_alias_changes_nothing_but_new_columns_do() {
        let none = |_: &[String]| None;
        let alias = |columns: Vec<String>| {
            Relation::new(RelKind::SubqueryAlias { input: range(5, 1), alias: "a".into(), columns })
        };
        assert_eq!(of(&alias(vec![]), &none), of(&range(5, 1), &none));
        assert_ne!(of(&alias(vec!["x".into()]), &none), of(&range(5, 1), &none));
    }
}
