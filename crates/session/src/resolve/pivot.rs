//! Pivots without values: a query of its own finds them, sorted, before the pivot is analyzed.

use sparrow_plan::{Deduplicate, Expression, Literal, NullOrder, Pivot, RelKind, Relation, SortOrder};
use sparrow_spark_error::{Condition, Kind, Result, SparkError};

use super::Prepared;
use crate::{Session, literal};

static TOO_MANY_VALUES: Condition = Condition {
    name: "_LEGACY_ERROR_TEMP_1324",
    sql_state: "42000",
    kind: Kind::Analysis,
    template: "The pivot column <pivotColumn> has more than <maxValues> distinct values. Was that meant? If so, raise <config>.",
};

const VALUES_MAX_CONF: &str = "spark.sql.pivotMaxValues";

impl Session {
    /// Gives every pivot its values.
    pub(super) async fn fill_pivots(&self, prepared: &mut Prepared) -> Result<()> {
        let references = super::references(&mut prepared.relation);
        while let Some((input, column)) = first_open(&mut prepared.relation) {
            let values = self.pivot_values(prepared, input, column, &references).await?;
            fill_first(&mut prepared.relation, values);
        }
        Ok(())
    }

    async fn pivot_values(
        &self,
        prepared: &Prepared,
        input: Relation,
        column: Expression,
        references: &[Relation],
    ) -> Result<Vec<Literal>> {
        let most: usize = self.conf().get_option(VALUES_MAX_CONF).and_then(|v| v.parse().ok()).unwrap_or(10_000);
        let name = crate::show::name_of(&column);
        let query = distinct(input, column, most + 1, references);
        let rows = self.run_with(query, prepared.snapshot.clone()).await?;
        let data_type = rows.schema.fields.first().map(|f| f.data_type.clone());
        let batches = crate::run::collect(rows).await?;
        let data_type = data_type.ok_or_else(|| sparrow_spark_error::internal("a pivot column is missing"))?;
        let mut values = Vec::new();
        for batch in &batches {
            values.extend(literal::of_column(batch.column(0), &data_type)?);
        }
        if values.len() > most {
            return Err(SparkError::new(&TOO_MANY_VALUES)
                .with("pivotColumn", name)
                .with("maxValues", most.to_string())
                .with("config", VALUES_MAX_CONF));
        }
        Ok(values)
    }
}

/// `SELECT DISTINCT column FROM input ORDER BY column LIMIT limit`
fn distinct(input: Relation, column: Expression, limit: usize, references: &[Relation]) -> Relation {
    const VALUE: &str = "value";
    let project = Relation::new(RelKind::Project { input, expressions: vec![column.alias(VALUE)] });
    let distinct = Deduplicate { input: project, columns: None, within_watermark: false };
    let by_value = SortOrder { child: Expression::column([VALUE]), ascending: true, nulls: NullOrder::First };
    let limit = Expression::literal(Literal::int(i32::try_from(limit).unwrap_or(i32::MAX)));
    let input = Relation::new(RelKind::Deduplicate(distinct));
    let input = Relation::new(RelKind::Limit { input, limit });
    let root = Relation::new(RelKind::Sort { input, order: vec![by_value], global: true });
    super::alone(root, references)
}

/// The input and column of the first pivot without values, inner ones first.
fn first_open(relation: &mut Relation) -> Option<(Relation, Expression)> {
    let mut found = None;
    super::each(relation, &mut |relation| {
        if let RelKind::Pivot(Pivot { input, column, values: None, .. }) = &*relation.kind
            && found.is_none()
        {
            found = Some((super::with_stack(input, || input.clone()), column.clone()));
        }
    });
    found
}

fn fill_first(relation: &mut Relation, values: Vec<Literal>) {
    let mut values = Some(values);
    super::each(relation, &mut |relation| {
        if let RelKind::Pivot(pivot) = &mut *relation.kind
            && pivot.values.is_none()
            && let Some(values) = values.take()
        {
            pivot.values = Some(values.into_iter().map(Expression::literal).collect());
        }
    });
}
