//! The table over texts: runs the plan that yields them and decodes each batch.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PhysicalExpr, PlanProperties,
};
use futures::{StreamExt, TryStreamExt};
use sparrow_operators::portable::{Parts, Portable};
use sparrow_spark_types::{StructType, arrow as mapping};

use super::SEPARATOR;
use crate::portable::PortableFormat;
use crate::rows::RowFormat;

/// Rows decoded from the texts of a plan's first column.
#[derive(Debug)]
pub(super) struct TextsTable {
    input: LogicalPlan,
    format: Arc<dyn RowFormat>,
    header: Option<String>,
    schema: SchemaRef,
}

impl TextsTable {
    /// A table of this schema; records equal to `header` are left out.
    pub fn new(input: LogicalPlan, format: Arc<dyn RowFormat>, header: Option<String>, schema: &StructType) -> Self {
        Self { input, format, header, schema: Arc::new(mapping::to_arrow_schema(schema)) }
    }
}

#[async_trait]
impl TableProvider for TextsTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = session.create_physical_plan(&self.input).await?;
        let columns = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let (format, header, schema) = (self.format.clone(), self.header.clone(), self.schema.clone());
        Ok(Arc::new(TextsExec::try_new(input, Decoding { format, header, schema, columns })?))
    }
}

/// How texts become rows.
#[derive(Clone, Debug)]
pub(super) struct Decoding {
    format: Arc<dyn RowFormat>,
    header: Option<String>,
    /// All columns.
    schema: SchemaRef,
    /// Those that are wanted.
    columns: Vec<usize>,
}

/// Decodes the texts of its input.
#[derive(Debug)]
pub struct TextsExec {
    input: Arc<dyn ExecutionPlan>,
    decoding: Decoding,
    properties: Arc<PlanProperties>,
}

impl TextsExec {
    fn try_new(input: Arc<dyn ExecutionPlan>, decoding: Decoding) -> Result<Self> {
        let schema = Arc::new(decoding.schema.project(&decoding.columns)?);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Ok(Self { input, decoding, properties: Arc::new(properties) })
    }
}

impl Portable for TextsExec {
    const NAME: &'static str = "Texts";

    fn encode(&self) -> Result<Parts> {
        let Decoding { format, header, schema, columns } = &self.decoding;
        Ok(Parts { schemas: vec![schema.clone()], ..Parts::of(&(format.portable(), header, columns))? })
    }

    fn decode(
        parts: Parts,
        mut inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (format, header, columns): (PortableFormat, _, _) = parts.state()?;
        let (Some(input), [schema]) = (inputs.pop(), parts.schemas.as_slice()) else {
            return Err(internal_datafusion_err!("texts are read from one input with one schema"));
        };
        let decoding = Decoding { format: format.open(), header, schema: schema.clone(), columns };
        Ok(Arc::new(Self::try_new(input, decoding)?))
    }
}

impl DisplayAs for TextsExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "TextsExec: {}", self.decoding.format.name())
    }
}

impl ExecutionPlan for TextsExec {
    fn name(&self) -> &str {
        "TextsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.pop().ok_or_else(|| internal_datafusion_err!("texts are read from one input"))?;
        Ok(Arc::new(Self::try_new(input, self.decoding.clone())?))
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let Decoding { format, header, schema, columns } = &self.decoding;
        let mut decoder = format.decoder(schema, columns, "")?;
        let header = header.clone();
        // A missing record is a row of NULLs in JSON and nothing in CSV, as in Spark.
        let missing = if format.name() == "json" { Some("{}") } else { None };
        let batches = input.map(move |batch| {
            let block = joined(&batch?, header.as_deref(), missing)?;
            let batches = if block.is_empty() { vec![] } else { decoder.decode(&block, false)? };
            Ok::<_, datafusion::common::DataFusionError>(futures::stream::iter(batches.into_iter().map(Ok)))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches.try_flatten())))
    }
}

/// The texts of a batch's first column; NULL is none.
pub(super) fn texts(batch: &RecordBatch) -> Result<Vec<&str>> {
    Ok(column(batch)?.iter().flatten().collect())
}

fn column(batch: &RecordBatch) -> Result<&StringArray> {
    let first = batch.columns().first().and_then(|column| column.as_string_opt::<i32>());
    first.ok_or_else(|| internal_datafusion_err!("texts are read from a first column of strings"))
}

fn joined(batch: &RecordBatch, header: Option<&str>, missing: Option<&str>) -> Result<Vec<u8>> {
    let texts = column(batch)?;
    let mut block = Vec::with_capacity(texts.value_data().len() + texts.len());
    for text in texts.iter().filter_map(|text| text.or(missing)).filter(|text| Some(*text) != header) {
        block.extend_from_slice(text.as_bytes());
        block.push(SEPARATOR);
    }
    Ok(block)
}
