//! Rows and plans as text: `show()`, the notebook's table, `EXPLAIN`.

mod explain;
mod html;
mod plan_text;
mod table;
mod width;

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::record_batch::RecordBatch;
use arrow::util::display::array_value_to_string;
use sparrow_plan::{ExprKind, Expression, Literal, RelKind, Relation};
use sparrow_spark_error::Result;
use sparrow_spark_types::arrow::to_arrow_schema;
use sparrow_spark_types::{DataType, Field, StructType};

pub(crate) use explain::explain;

use crate::resolve::Keep;
use crate::run::collect;
use crate::{Observed, Rows, Session};

/// The rows Spark would ever show.
const ROWS_MAX: i32 = i32::MAX - 15;

/// Cells as `show()` prints them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Cells {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// More rows were there than asked for.
    more: bool,
}

impl Session {
    /// `show()`: one row with the table as text.
    pub(crate) async fn show_string(
        &self,
        operation_id: &str,
        input: Relation,
        rows: i32,
        truncate: i32,
        vertical: bool,
    ) -> Result<Rows> {
        let rows = rows.clamp(0, ROWS_MAX);
        let (cells, observed) = self.cells(operation_id, input, rows, truncate).await?;
        let text = if vertical { table::vertical(&cells, rows) } else { table::horizontal(&cells, rows, truncate) };
        Ok(Rows { observed, ..one_text("show_string", text)? })
    }

    /// The notebook's table: one row with it as HTML.
    pub(crate) async fn html_string(
        &self,
        operation_id: &str,
        input: Relation,
        rows: i32,
        truncate: i32,
    ) -> Result<Rows> {
        let rows = rows.clamp(0, ROWS_MAX);
        let (cells, observed) = self.cells(operation_id, input, rows, truncate).await?;
        Ok(Rows { observed, ..one_text("html_string", html::table(&cells, rows))? })
    }

    /// Up to `rows` rows as text, and whether there are more.
    async fn cells(
        &self,
        operation_id: &str,
        input: Relation,
        rows: i32,
        truncate: i32,
    ) -> Result<(Cells, Vec<Observed>)> {
        let limit = Expression::literal(Literal::int(rows.saturating_add(1)));
        let relation = Relation::new(RelKind::Limit { input, limit });
        let prepared = self.prepare(relation, Keep::Fill).await?;
        let display = sparrow_analyzer::analyze_for_display;
        let analyzed = self.analyze_as(prepared.relation, prepared.snapshot, display).await?;
        let header = analyzed.schema.fields.iter().map(|f| width::escape_control(&f.name)).collect();
        let shown = self.start(operation_id, analyzed).await?;
        let observed = shown.observed.clone();
        let batches = collect(shown).await?;
        let mut cells = Cells { header, ..Cells::default() };
        for batch in &batches {
            cells.add(batch, truncate)?;
        }
        let rows = usize::try_from(rows).unwrap_or(0);
        cells.more = cells.rows.len() > rows;
        cells.rows.truncate(rows);
        Ok((cells, observed))
    }
}

impl Cells {
    fn add(&mut self, batch: &RecordBatch, truncate: i32) -> Result<()> {
        for row in 0..batch.num_rows() {
            let cell = |column: &ArrayRef| Ok(width::cell(&array_value_to_string(column, row)?, truncate));
            self.rows.push(batch.columns().iter().map(cell).collect::<Result<_>>()?);
        }
        Ok(())
    }
}

/// `only showing top N rows`, where there are more.
fn only_top(rows: i32) -> String {
    format!("only showing top {rows} {}", if rows == 1 { "row" } else { "rows" })
}

fn one_text(name: &str, text: String) -> Result<Rows> {
    let schema = StructType::new(vec![Field::new(name, DataType::String, false)]);
    let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
    let batch = RecordBatch::try_new(Arc::new(to_arrow_schema(&schema)), vec![column])?;
    Ok(Rows::of(schema, vec![batch]))
}

/// The name of a column for errors; expressions show as what they are.
pub(crate) fn name_of(expression: &Expression) -> String {
    match &expression.kind {
        ExprKind::Attribute { name, .. } => name.join("."),
        ExprKind::Alias { names, .. } => names.join(", "),
        _ => "the pivot expression".to_owned(),
    }
}

#[cfg(test)]
mod tests;
