//! `toDF`, `withColumns`, `withColumnsRenamed`, `drop`.

use sparrow_functions::Typed;
use sparrow_plan::{ExprKind, Expression, Relation};
use sparrow_spark_error::{Result, SparkError, condition, quote_identifier, unsupported};

use super::project::strip_alias;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::expression::function::has_aggregate;
use crate::scope::{Node, same_name};

impl Analyzer<'_> {
    pub fn to_df(&self, env: &Env<'_>, input: &Relation, names: &[String]) -> Result<Node> {
        let node = self.relation(env, input)?;
        self.rename_all(node, names)
    }

    /// Renames one pair after the other; a name that is not there is left aside.
    pub fn with_columns_renamed(&self, env: &Env<'_>, input: &Relation, renames: &[(String, String)]) -> Result<Node> {
        let mut node = self.relation(env, input)?;
        for (old, new) in renames {
            for attribute in &mut node.output {
                if same_name(&attribute.name, old, self.context.case_sensitive) {
                    attribute.name.clone_from(new);
                }
            }
        }
        Ok(Node { base: None, ..node })
    }

    /// Columns of an existing name are replaced in place, others appended.
    pub fn with_columns(&self, env: &Env<'_>, input: &Relation, columns: &[Expression]) -> Result<Node> {
        let input = self.relation(env, input)?;
        self.refuse_repeated_names(columns)?;
        if columns.iter().any(|c| Self::is_generator(strip_alias(c).0)) {
            return self.with_generated_column(env, input, columns);
        }
        let new = {
            let scope = Scope::over(&input, env, "Project");
            columns.iter().map(|c| Ok((self.expression(&scope, c)?, metadata_of(c)))).collect::<Result<Vec<_>>>()?
        };
        if let Some((value, _)) = new.iter().find(|(v, _)| has_aggregate(&v.expr)) {
            return Err(SparkError::new(&condition::MISSING_GROUP_BY).with("expression", value.name.clone()));
        }
        let values = self.replaced(&input, new);
        self.project_values(input, values)
    }

    fn replaced(&self, input: &Node, new: Vec<(Typed, Option<String>)>) -> Vec<(Typed, Option<String>)> {
        let same = |a: &str, b: &str| same_name(a, b, self.context.case_sensitive);
        let mut values = Vec::with_capacity(input.output.len() + new.len());
        for attribute in &input.output {
            match new.iter().find(|(v, _)| same(&v.name, &attribute.name)) {
                Some(value) => values.push(value.clone()),
                None => values.push((attribute.typed(), None)),
            }
        }
        let is_new = |(v, _): &(Typed, Option<String>)| !input.output.iter().any(|a| same(&a.name, &v.name));
        values.extend(new.into_iter().filter(is_new));
        values
    }

    fn refuse_repeated_names(&self, columns: &[Expression]) -> Result<()> {
        let names: Vec<&String> = columns.iter().flat_map(|c| strip_alias(c).1).collect();
        for (index, name) in names.iter().enumerate() {
            if names[..index].iter().any(|other| same_name(other, name, self.context.case_sensitive)) {
                return Err(
                    SparkError::new(&condition::COLUMN_ALREADY_EXISTS).with("columnName", quote_identifier(name))
                );
            }
        }
        Ok(())
    }

    fn with_generated_column(&self, env: &Env<'_>, input: Node, columns: &[Expression]) -> Result<Node> {
        let [column] = columns else { return Err(unsupported("withColumns with a generator among several columns")) };
        let (_, names) = strip_alias(column);
        let [name] = names else { return Err(unsupported("withColumn with a generator of several columns")) };
        let kept = input.output.iter().filter(|a| !same_name(&a.name, name, self.context.case_sensitive));
        let mut list: Vec<Expression> = kept.map(|a| Expression::column([a.name.clone()])).collect();
        list.push(column.clone());
        self.project_generator(env, input, &list)
    }

    /// Drops by name (one that is not there is left aside) and by reference.
    pub fn drop_columns(
        &self,
        env: &Env<'_>,
        input: &Relation,
        columns: &[Expression],
        names: &[String],
    ) -> Result<Node> {
        let mut node = self.relation(env, input)?;
        let case_sensitive = self.context.case_sensitive;
        let mut dropped: Vec<String> = Vec::new();
        for column in columns {
            dropped.extend(self.dropped_column(env, &node, column)?);
        }
        node.output
            .retain(|a| !dropped.contains(&a.column) && !names.iter().any(|n| same_name(&a.name, n, case_sensitive)));
        Ok(Node { base: None, ..node })
    }

    /// The internal column a reference drops; none when it is not part of the input.
    fn dropped_column(&self, env: &Env<'_>, node: &Node, column: &Expression) -> Result<Option<String>> {
        let ExprKind::Attribute { name, plan_id, .. } = &column.kind else {
            return Err(unsupported("drop() of an expression that is no column"));
        };
        let scope = Scope::over(node, env, "Drop");
        match self.column(&scope, name, *plan_id, false) {
            Ok(Typed { expr: datafusion::logical_expr::Expr::Column(c), .. }) => Ok(Some(c.name)),
            Ok(_) => Ok(None),
            Err(error)
                if error.is(&condition::AMBIGUOUS_REFERENCE) || error.is(&condition::AMBIGUOUS_COLUMN_REFERENCE) =>
            {
                Err(error)
            }
            Err(_) => Ok(None),
        }
    }
}

fn metadata_of(expression: &Expression) -> Option<String> {
    match &expression.kind {
        ExprKind::Alias { metadata, .. } => metadata.clone(),
        _ => None,
    }
}
