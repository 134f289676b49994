//! Puts kept rows in the place of the relations that would compute them.
//!
//! A relation may be replaced only when nothing outside it refers into it: by the plan id of one of its inputs, or by the
//! name one of them has. Then it is computed as if it were not kept: slower, never wrong.

use std::collections::{HashMap, HashSet};

use sparrow_analyzer::Resolved;
use sparrow_plan::{ExprKind, Expression, RelKind, Relation, children, expressions, nested};
use sparrow_spark_error::Result;

use super::fingerprint::walk;
use super::kept::is_name;
use super::{Fingerprint, fingerprints};
use crate::Session;
use crate::resolve::{Binding, Bindings, Keep, with_stack_for};

impl Session {
    /// Replaces what is kept in a query whose names mean what they mean now. Answers the rows by id.
    pub(crate) async fn substitute_kept(
        &self,
        relation: &mut Relation,
        keep: Keep,
    ) -> Result<HashMap<String, Resolved>> {
        self.substitute(relation, &|name| self.meaning(name), keep).await
    }

    /// The same for a query whose names were bound before.
    pub(crate) async fn substitute_kept_with(
        &self,
        relation: &mut Relation,
        bindings: &Bindings,
        keep: Keep,
    ) -> Result<HashMap<String, Resolved>> {
        let meaning = |name: &[String]| match bindings.tables.get(name)? {
            Binding::View(view) => Some(view.fingerprint.renamed(&view.columns)),
            Binding::Table(name, _) => Some(Fingerprint::of_table(name)),
            Binding::Files(_) => None,
        };
        self.substitute(relation, &meaning, keep).await
    }

    async fn substitute(
        &self,
        relation: &mut Relation,
        meaning: &(dyn Fn(&[String]) -> Option<Fingerprint> + Sync),
        keep: Keep,
    ) -> Result<HashMap<String, Resolved>> {
        let mut rows = HashMap::new();
        if self.workspace().cache().is_empty() {
            return Ok(rows);
        }
        for fingerprint in self.replace(relation, meaning, keep) {
            if let Some((id, resolved)) = self.kept(fingerprint, keep).await? {
                rows.insert(id, resolved);
            }
        }
        Ok(rows)
    }

    /// Replaces relations by the ids of entries; answers which are used.
    fn replace(
        &self,
        relation: &mut Relation,
        meaning: &dyn Fn(&[String]) -> Option<Fingerprint>,
        keep: Keep,
    ) -> HashSet<Fingerprint> {
        let prints = fingerprints(relation, meaning);
        let everywhere = Uses::of(relation);
        let mut by_id = HashMap::new();
        let mut next = prints.iter();
        with_stack_for(sparrow_plan::depth(relation), || {
            walk(relation, &mut |relation| {
                let Some(print) = next.next() else { return };
                let Some(entry) = self.workspace().cache().get(*print) else { return };
                let is_filled = || entry.rows.try_lock().is_ok_and(|rows| rows.is_some());
                let wanted = match keep {
                    Keep::Fill => true,
                    Keep::FillExcept(except) => except != *print,
                    Keep::Use => is_filled(),
                    Keep::Ignore => false,
                };
                if wanted && !is_name(relation) && everywhere.leave_alone(relation) {
                    by_id.insert(entry.id.clone(), *print);
                    *relation.kind = RelKind::CachedRemoteRelation { id: entry.id.clone() };
                }
            });
        });
        used(relation).into_iter().filter_map(|id| by_id.get(&id).copied()).collect()
    }
}

/// The ids that are left in the plan: an entry inside a larger one is not needed.
fn used(relation: &mut Relation) -> HashSet<String> {
    let mut ids = HashSet::new();
    with_stack_for(sparrow_plan::depth(relation), || {
        walk(relation, &mut |relation| {
            if let RelKind::CachedRemoteRelation { id } = &*relation.kind {
                ids.insert(id.clone());
            }
        });
    });
    ids
}

/// How often expressions refer to plan ids and to names.
#[derive(Default)]
struct Uses {
    plan_ids: HashMap<i64, usize>,
    names: HashMap<String, usize>,
}

impl Uses {
    fn of(relation: &Relation) -> Self {
        let mut uses = Self::default();
        with_stack_for(sparrow_plan::depth(relation), || uses.relation(relation));
        uses
    }

    fn relation(&mut self, relation: &Relation) {
        children(relation).into_iter().for_each(|child| self.relation(child));
        expressions(relation).into_iter().for_each(|e| self.expression(e));
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExprKind::Attribute { name, plan_id, .. } => {
                self.plan_id(*plan_id);
                self.name(name, 1);
            }
            ExprKind::Star { target, plan_id, .. } => {
                self.plan_id(*plan_id);
                self.name(target, 0);
            }
            ExprKind::Regex { plan_id, .. } => self.plan_id(*plan_id),
            ExprKind::Subquery { plan, plan_id, .. } => {
                self.plan_id(*plan_id);
                plan.iter().for_each(|plan| self.relation(plan));
            }
            _ => {}
        }
        nested(expression).into_iter().for_each(|e| self.expression(e));
    }

    fn plan_id(&mut self, id: Option<i64>) {
        if let Some(id) = id {
            *self.plan_ids.entry(id).or_default() += 1;
        }
    }

    /// All parts but the last `own` ones may be a relation's name.
    fn name(&mut self, parts: &[String], own: usize) {
        for part in parts.iter().take(parts.len().saturating_sub(own)) {
            *self.names.entry(part.to_lowercase()).or_default() += 1;
        }
    }

    /// Whether nothing outside `inner` refers into it.
    fn leave_alone(&self, inner: &Relation) -> bool {
        let own = Self::of(inner);
        let is_inside = |all: usize, own: Option<&usize>| all <= own.copied().unwrap_or_default();
        let (ids, names) = labels(inner);
        ids.iter().all(|id| is_inside(self.plan_ids.get(id).copied().unwrap_or_default(), own.plan_ids.get(id)))
            && names.iter().all(|n| is_inside(self.names.get(n).copied().unwrap_or_default(), own.names.get(n)))
    }
}

/// The plan ids of a relation's inputs, its own left out, and the names its inputs have.
fn labels(relation: &Relation) -> (HashSet<i64>, HashSet<String>) {
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    let mut todo = vec![relation];
    while let Some(next) = todo.pop() {
        ids.extend(next.plan_id.filter(|_| !std::ptr::eq(next, relation)));
        match &*next.kind {
            RelKind::SubqueryAlias { alias, .. } => {
                names.insert(alias.to_lowercase());
            }
            RelKind::NamedTable { name, .. } => names.extend(name.iter().map(|part| part.to_lowercase())),
            _ => {}
        }
        todo.extend(children(next));
    }
    if let Some(own) = relation.plan_id {
        ids.remove(&own);
    }
    (ids, names)
}
