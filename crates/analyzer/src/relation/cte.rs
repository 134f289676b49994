//! `WITH`, and relations that accompany a plan.

use std::rc::Rc;

use sparrow_plan::{Cte, RelKind, Relation};
use sparrow_spark_error::{Result, unsupported};

use super::leaf::requalify;
use crate::analyzer::{Analyzer, Env, NamedQuery};
use crate::scope::{Node, same_name};

impl Analyzer<'_> {
    /// Each definition sees the ones before it; the last of a name wins.
    pub fn with(&self, env: &Env<'_>, ctes: &[Cte], recursive: bool, input: &Relation) -> Result<Node> {
        let mut env = env.clone();
        for cte in ctes {
            if recursive && names_itself(cte) {
                return Err(unsupported("recursive common table expressions (WITH RECURSIVE)"));
            }
            let named = NamedQuery::of_cte(cte, &env);
            env.ctes.push(Rc::new(named));
        }
        self.relation(&env, input)
    }

    /// References that are aliased are views for the root; all may be the target of a subquery expression.
    pub fn with_relations(&self, env: &Env<'_>, root: &Relation, references: &[Relation]) -> Result<Node> {
        let mut env = env.clone();
        for reference in references {
            if let RelKind::SubqueryAlias { input, alias, .. } = &*reference.kind {
                let named = NamedQuery { name: alias.clone(), columns: vec![], query: input, env: env.clone() };
                env.ctes.push(Rc::new(named));
            }
            env.references.push(reference);
        }
        self.relation(&env, root)
    }

    /// The query a name stands for, if one is in sight.
    pub fn cte(&self, env: &Env<'_>, name: &str) -> Result<Option<Node>> {
        let found = env.ctes.iter().rev().find(|c| same_name(&c.name, name, self.context.case_sensitive));
        let Some(named) = found else { return Ok(None) };
        let mut node = self.relation(&named.env, named.query)?;
        if !named.columns.is_empty() {
            node = self.rename_all(node, &named.columns)?;
        }
        Ok(Some(requalify(node, std::slice::from_ref(&named.name))))
    }
}

fn names_itself(cte: &Cte) -> bool {
    let mut todo = vec![&cte.query];
    while let Some(next) = todo.pop() {
        if let RelKind::NamedTable { name, .. } = &*next.kind
            && matches!(name.as_slice(), [single] if same_name(single, &cte.name, false))
        {
            return true;
        }
        todo.extend(sparrow_plan::children(next));
    }
    false
}
