//! Relations without input: tables, local rows, ranges, inline tables.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::{Column, TableReference};
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder};
use sparrow_functions::Typed;
use sparrow_operators::local::LocalTable;
use sparrow_operators::range::RangeTable;
use sparrow_plan::{DataSource, Expression, LocalRelation, Range};
use sparrow_spark_error::{Result, SparkError, condition, internal, invalid_plan};
use sparrow_spark_types::arrow::{from_arrow_field, to_arrow_schema};
use sparrow_spark_types::{DataType, Field, StructType, find_wider_type};

use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::{Attribute, Node};
use crate::{Resolved, Scan, source_key};

/// The name scans have inside a plan; their columns are renamed right above.
const SCAN_NAME: &str = "scan";

impl Analyzer<'_> {
    pub fn one_row(&self) -> Result<Node> {
        Ok(Node::new(LogicalPlanBuilder::empty(true).build()?, vec![]))
    }

    pub fn named_table(&self, env: &Env<'_>, name: &[String]) -> Result<Node> {
        if let [single] = name
            && let Some(node) = self.cte(env, single)?
        {
            return Ok(node);
        }
        let resolved = self.snapshot.tables.get(name);
        self.resolved(resolved.ok_or_else(|| self.table_not_found(name))?)
    }

    pub fn table_not_found(&self, name: &[String]) -> SparkError {
        let (catalog, database) = (&self.context.catalog, &self.context.database);
        sparrow_spark_error::table_not_found(
            name,
            &format!("[`system`.`builtin`, `system`.`session`, `{catalog}`.`{database}`]"),
        )
    }

    pub fn data_source(&self, source: &DataSource) -> Result<Node> {
        let resolved = self.snapshot.sources.get(&source_key(source));
        self.resolved(resolved.ok_or_else(|| internal("a data source was not resolved before the analysis"))?)
    }

    pub fn remote_relation(&self, id: &str) -> Result<Node> {
        let resolved = self.snapshot.remotes.get(id);
        self.resolved(
            resolved.ok_or_else(|| {
                SparkError::new(&condition::DATAFRAME_NOT_FOUND).with("dfId", id).with("sessionId", "")
            })?,
        )
    }

    fn resolved(&self, resolved: &Resolved) -> Result<Node> {
        match resolved {
            Resolved::Scan(scan) => self.scan(scan),
            Resolved::View(view) => self.view(view),
        }
    }

    fn view(&self, view: &crate::View) -> Result<Node> {
        let inner = self.for_view(&view.snapshot);
        let mut node = inner.relation(&Env::default(), &view.relation)?;
        self.observed.borrow_mut().append(&mut inner.observed.borrow_mut());
        if !view.columns.is_empty() {
            node = self.rename_all(node, &view.columns)?;
        }
        Ok(requalify(node, &view.qualifier))
    }

    fn scan(&self, scan: &Scan) -> Result<Node> {
        let mut node = self.scan_of(Arc::clone(&scan.provider), &scan.schema)?;
        for attribute in &mut node.output {
            attribute.qualifier.clone_from(&scan.qualifier);
        }
        Ok(node)
    }

    /// A scan of all columns, each renamed to an internal name.
    pub fn scan_of(&self, provider: Arc<dyn TableProvider>, schema: &StructType) -> Result<Node> {
        let arrow = provider.schema();
        let table = TableReference::bare(SCAN_NAME);
        let output: Vec<Attribute> = schema.fields.iter().map(|f| self.attribute_of(f)).collect();
        let renamed = arrow.fields().iter().zip(&output).map(|(field, attribute)| {
            Expr::Column(Column::new(Some(table.clone()), field.name().clone())).alias(attribute.column.clone())
        });
        let renamed: Vec<Expr> = renamed.collect();
        let plan = LogicalPlanBuilder::scan(table, provider_as_source(provider), None)?.project(renamed)?.build()?;
        Ok(Node::new(plan, output))
    }

    pub fn attribute_of(&self, field: &Field) -> Attribute {
        Attribute {
            column: self.fresh(&field.name),
            name: field.name.clone(),
            data_type: field.data_type.clone(),
            nullable: field.nullable,
            qualifier: vec![],
            metadata: field.metadata.clone(),
        }
    }

    pub fn range(&self, range: &Range) -> Result<Node> {
        if range.step == 0 {
            return Err(invalid_plan("the step of range() is 0"));
        }
        let table = RangeTable::new(range.start, range.end, range.step, range.partitions, "id");
        let schema = StructType::new(vec![Field::new("id", DataType::Long, false)]);
        self.scan_of(Arc::new(table), &schema)
    }

    /// Rows that came with the plan, cast to the wanted schema by position.
    pub fn local_relation(&self, local: &LocalRelation) -> Result<Node> {
        let batches = local.batches.as_deref().map(Vec::as_slice).unwrap_or_default();
        let own = own_schema(batches, local.schema.as_ref())?;
        let arrow = Arc::new(unique_names(&own));
        let rows = batches.iter().map(|b| conform(b, &arrow)).collect::<Result<Vec<_>>>()?;
        let table = LocalTable::new(arrow, rows);
        let node = self.scan_of(Arc::new(table), &own)?;
        match &local.schema {
            None => Ok(node),
            Some(wanted) if wanted.fields.len() == own.fields.len() => self.cast_by_position(node, wanted),
            Some(wanted) => Err(invalid_plan(format!(
                "the local relation has {} columns, its schema names {}",
                own.fields.len(),
                wanted.fields.len()
            ))),
        }
    }

    fn cast_by_position(&self, node: Node, wanted: &StructType) -> Result<Node> {
        let cast = |(attribute, field): (&Attribute, &Field)| -> Result<Typed> {
            let value = attribute.typed();
            let value = if value.data_type.same_type(&field.data_type) {
                Typed { data_type: field.data_type.clone(), ..value }
            } else {
                self.coerced(value, &field.data_type)?
            };
            Ok(Typed { nullable: field.nullable, name: field.name.clone(), ..value })
        };
        let values = node.output.iter().zip(&wanted.fields).map(cast).collect::<Result<Vec<_>>>()?;
        let mut node = self.project_typed(node, values)?;
        for (attribute, field) in node.output.iter_mut().zip(&wanted.fields) {
            attribute.nullable = field.nullable;
            attribute.data_type = field.data_type.clone();
            attribute.metadata.clone_from(&field.metadata);
        }
        Ok(node)
    }

    /// `VALUES`: columns `col1`, `col2`, … of their rows' common types.
    pub fn values(&self, env: &Env<'_>, rows: &[Vec<Expression>]) -> Result<Node> {
        let scope = Scope::empty(env, "inline table");
        let width = rows.first().map_or(0, Vec::len);
        let mut resolved = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            if row.len() != width {
                return Err(SparkError::new(&condition::INVALID_INLINE_TABLE_COLUMNS)
                    .with("expectedNumCols", width.to_string())
                    .with("actualNumCols", row.len().to_string())
                    .with("rowIndex", index.to_string()));
            }
            resolved.push(row.iter().map(|e| self.expression(&scope, e)).collect::<Result<Vec<_>>>()?);
        }
        let types = (0..width).map(|c| self.common_type(&resolved, c)).collect::<Result<Vec<_>>>()?;
        let nullable = |c: usize| resolved.iter().any(|row| row[c].nullable);
        let output: Vec<Attribute> = (0..width)
            .map(|c| self.attribute_of(&Field::new(format!("col{}", c + 1), types[c].clone(), nullable(c))))
            .collect();
        let mut cells = Vec::with_capacity(resolved.len());
        for row in resolved {
            let cast = row.into_iter().zip(&types).map(|(v, t)| Ok(self.coerced(v, t)?.expr));
            cells.push(cast.collect::<Result<Vec<_>>>()?);
        }
        let schema = StructType::new(
            output.iter().map(|a| Field { name: a.column.clone(), nullable: true, ..a.field() }).collect(),
        );
        let schema = datafusion::common::DFSchema::try_from(to_arrow_schema(&schema))?;
        let plan = LogicalPlanBuilder::values_with_schema(cells, &Arc::new(schema))?.build()?;
        let renamed: Vec<Expr> = plan
            .schema()
            .columns()
            .into_iter()
            .zip(&output)
            .map(|(column, a)| Expr::Column(column).alias(a.column.clone()))
            .collect();
        let plan = LogicalPlanBuilder::new(plan).project(renamed)?.build()?;
        Ok(Node::new(plan, output))
    }

    fn common_type(&self, rows: &[Vec<Typed>], column: usize) -> Result<DataType> {
        let mut types = rows.iter().map(|row| &row[column].data_type);
        let first = types.next().cloned().unwrap_or(DataType::Null);
        let widest = types.try_fold(first, |a, b| find_wider_type(&a, b, self.context.ansi));
        widest.ok_or_else(|| {
            SparkError::new(&condition::INVALID_INLINE_TABLE_TYPES).with("colName", format!("`col{}`", column + 1))
        })
    }

    /// `range(…)` in FROM, or a generator.
    pub fn table_function(&self, env: &Env<'_>, name: &[String], args: &[Expression]) -> Result<Node> {
        match name {
            [single] if single.eq_ignore_ascii_case("range") => self.range_function(env, args),
            [single] => self.generator_table(env, single, args),
            _ => Err(unresolvable(name)),
        }
    }

    fn range_function(&self, env: &Env<'_>, args: &[Expression]) -> Result<Node> {
        let scope = Scope::empty(env, "range");
        let number = |e: &Expression| -> Result<i64> {
            let value = self.expression(&scope, e)?;
            let found = crate::expression::function::constant_integer(&value);
            let type_name = value.data_type.sql_name();
            found.ok_or_else(|| {
                sparrow_spark_error::unexpected_input_type("range()", 0, "\"BIGINT\"", &value.name, &type_name)
            })
        };
        let numbers = args.iter().map(number).collect::<Result<Vec<_>>>()?;
        let partitions = |n: i64| usize::try_from(n).ok();
        let range = match *numbers.as_slice() {
            [end] => Range { start: 0, end, step: 1, partitions: None },
            [start, end] => Range { start, end, step: 1, partitions: None },
            [start, end, step] => Range { start, end, step, partitions: None },
            [start, end, step, n] => Range { start, end, step, partitions: partitions(n) },
            _ => return Err(sparrow_spark_error::wrong_num_args("range", "[1, 2, 3, 4]", numbers.len())),
        };
        self.range(&range)
    }
}

pub fn unresolvable(name: &[String]) -> SparkError {
    SparkError::new(&condition::UNRESOLVABLE_TABLE_VALUED_FUNCTION).with("name", sparrow_spark_error::quote_parts(name))
}

/// The same columns under another relation name.
pub fn requalify(mut node: Node, qualifier: &[String]) -> Node {
    for attribute in &mut node.output {
        attribute.qualifier = qualifier.to_vec();
    }
    Node { hidden: vec![], base: None, ..node }
}

/// The Spark types the rows came with.
fn own_schema(batches: &[RecordBatch], wanted: Option<&StructType>) -> Result<StructType> {
    match (batches.first(), wanted) {
        (Some(batch), _) => {
            Ok(StructType::new(batch.schema().fields().iter().map(|f| from_arrow_field(f)).collect::<Result<_>>()?))
        }
        (None, Some(wanted)) => Ok(wanted.clone()),
        (None, None) => Err(invalid_plan("the local relation has neither rows nor a schema")),
    }
}

/// The Arrow schema with column names that cannot clash.
fn unique_names(schema: &StructType) -> arrow::datatypes::Schema {
    let renamed = |(i, f): (usize, &Field)| Field { name: format!("c{i}"), nullable: true, ..f.clone() };
    to_arrow_schema(&StructType::new(schema.fields.iter().enumerate().map(renamed).collect()))
}

/// The rows in the internal Arrow types.
fn conform(batch: &RecordBatch, schema: &arrow::datatypes::SchemaRef) -> Result<RecordBatch> {
    if batch.num_columns() != schema.fields().len() {
        return Err(invalid_plan("the batches of a local relation differ in their columns"));
    }
    let cast = |(column, field): (&arrow::array::ArrayRef, &arrow::datatypes::FieldRef)| {
        sparrow_spark_types::arrow::conform_array(column, field.data_type())
    };
    let columns = batch.columns().iter().zip(schema.fields()).map(cast).collect::<Result<Vec<_>>>()?;
    let options = arrow::record_batch::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}
