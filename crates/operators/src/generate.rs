//! `explode` and its kin: rows repeated, once for each element of a list or entry of a map.
//!
//! Output comes in batches of the session's batch size, however many elements one row has.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array, RecordBatch, RecordBatchOptions, UInt64Array};
use arrow::compute::{nullif, take};
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::{DFSchema, DFSchemaRef, Result, TableReference, plan_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::EmissionType;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PhysicalExpr, PlanProperties,
};
use futures::StreamExt;

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;
use crate::portable::{Parts, Portable};

/// How an element becomes columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, serde::Serialize, serde::Deserialize)]
pub enum Shape {
    /// The element is the one column.
    Element,
    /// The element is a struct, or a map's entry, whose fields are the columns.
    Fields,
}

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, serde::Serialize, serde::Deserialize)]
pub struct Generator {
    /// How an element becomes columns.
    pub shape: Shape,
    /// An `INT` column that counts from 0 comes first.
    pub with_position: bool,
    /// One row of NULLs for a list that is NULL or empty.
    pub outer: bool,
}

/// A logical plan whose rows are its input's, repeated, with generated columns after them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GenerateNode {
    input: LogicalPlan,
    rows: Expr,
    generator: Generator,
    generated: Vec<(Option<TableReference>, FieldRef)>,
    schema: DFSchemaRef,
}

unordered!(GenerateNode);

impl GenerateNode {
    /// `rows` is the list or map over `input`; `generated` names and types every generated column, the position first.
    pub fn try_new(
        input: LogicalPlan,
        rows: Expr,
        generator: Generator,
        generated: Vec<(Option<TableReference>, FieldRef)>,
    ) -> Result<Self> {
        let own = input.schema().iter().map(|(qualifier, field)| (qualifier.cloned(), field.clone()));
        let fields = own.chain(generated.iter().cloned()).collect();
        let schema = Arc::new(DFSchema::new_with_metadata(fields, input.schema().metadata().clone())?);
        Ok(Self { input, rows, generator, generated, schema })
    }
}

impl UserDefinedLogicalNodeCore for GenerateNode {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        vec![self.rows.clone()]
    }

    fn prevent_predicate_push_down_columns(&self) -> HashSet<String> {
        self.generated.iter().map(|(_, field)| field.name().clone()).collect()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}, outer={}", Self::NAME, self.rows, self.generator.outer)
    }

    fn with_exprs_and_inputs(&self, exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Self::try_new(only(inputs)?, only(exprs)?, self.generator, self.generated.clone())
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }
}

impl PlannedNode for GenerateNode {
    const NAME: &'static str = "Generate";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = planning.expression(&self.rows)?;
        let generated = self.generated.iter().map(|(_, field)| field.clone()).collect();
        Ok(Arc::new(GenerateExec::try_new(planning.input.clone(), rows, self.generator, generated)?))
    }
}

/// The physical form of [`GenerateNode`].
#[derive(Clone, Debug)]
pub struct GenerateExec {
    input: Arc<dyn ExecutionPlan>,
    rows: Arc<dyn PhysicalExpr>,
    generator: Generator,
    generated: Vec<FieldRef>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl GenerateExec {
    /// See [`GenerateNode::try_new`].
    pub fn try_new(
        input: Arc<dyn ExecutionPlan>,
        rows: Arc<dyn PhysicalExpr>,
        generator: Generator,
        generated: Vec<FieldRef>,
    ) -> Result<Self> {
        let fields: Vec<_> = input.schema().fields().iter().chain(&generated).cloned().collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, input.schema().metadata().clone()));
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            datafusion::physical_plan::Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Incremental,
            input.boundedness(),
        );
        let metrics = ExecutionPlanMetricsSet::new();
        Ok(Self { input, rows, generator, generated, properties: Arc::new(properties), metrics })
    }

    /// The list or map whose elements become rows.
    pub fn rows(&self) -> &Arc<dyn PhysicalExpr> {
        &self.rows
    }

    /// What is generated.
    pub fn generator(&self) -> Generator {
        self.generator
    }

    /// The generated columns.
    pub fn generated(&self) -> &[FieldRef] {
        &self.generated
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Self::try_new(input, self.rows.clone(), self.generator, self.generated.clone())
    }
}

impl Portable for GenerateExec {
    const NAME: &'static str = "Generate";

    fn encode(&self) -> Result<Parts> {
        let schemas = vec![self.input.schema(), Arc::new(Schema::new(self.generated.clone()))];
        Ok(Parts { schemas, expressions: vec![self.rows.clone()], ..Parts::of(&self.generator)? })
    }

    fn decode(
        mut parts: Parts,
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let generator = parts.state()?;
        let [_, generated] = parts.schemas.as_slice() else { return plan_err!("a generator misses its columns") };
        let generated = generated.fields().to_vec();
        let rows = only(std::mem::take(&mut parts.expressions))?;
        Ok(Arc::new(Self::try_new(only(inputs)?, rows, generator, generated)?))
    }
}

impl DisplayAs for GenerateExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "GenerateExec: {}, outer={}", self.rows, self.generator.outer)
    }
}

impl ExecutionPlan for GenerateExec {
    unary_plan_methods!();

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<datafusion::common::tree_node::TreeNodeRecursion>,
    ) -> Result<datafusion::common::tree_node::TreeNodeRecursion> {
        f(&self.rows)
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let rows_max = context.session_config().batch_size();
        let input = self.input.execute(partition, context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let (schema, rows, generator) = (self.schema(), self.rows.clone(), self.generator);
        let stream = input.flat_map(move |batch| {
            let expansion = batch.and_then(|batch| Expansion::begin(batch, &rows, generator, rows_max, schema.clone()));
            let metrics = metrics.clone();
            let batches: Box<dyn Iterator<Item = Result<RecordBatch>> + Send> = match expansion {
                Ok(expansion) => Box::new(expansion.inspect(move |batch| {
                    metrics.record_output(batch.as_ref().map_or(0, RecordBatch::num_rows));
                })),
                Err(error) => Box::new(std::iter::once(Err(error))),
            };
            futures::stream::iter(batches)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

/// One input batch on its way to becoming output batches: a cursor over its rows and their elements.
struct Expansion {
    batch: RecordBatch,
    elements: Elements,
    generator: Generator,
    rows_max: usize,
    schema: SchemaRef,
    row: usize,
    element: usize,
}

impl Expansion {
    fn begin(
        batch: RecordBatch,
        rows: &Arc<dyn PhysicalExpr>,
        generator: Generator,
        rows_max: usize,
        schema: SchemaRef,
    ) -> Result<Self> {
        let list = rows.evaluate(&batch)?.into_array(batch.num_rows())?;
        let elements = Elements::of(&list)?;
        Ok(Self { batch, elements, generator, rows_max: rows_max.max(1), schema, row: 0, element: 0 })
    }

    /// The rows and elements of the next output batch.
    fn advance(&mut self) -> Chunk {
        let mut chunk = Chunk::default();
        while self.row < self.batch.num_rows() && chunk.parents.len() < self.rows_max {
            let (start, length) = self.elements.range(self.row);
            if length == 0 && self.generator.outer {
                chunk.push(self.row, None, None);
            }
            let room = self.rows_max - chunk.parents.len();
            let end = length.min(self.element.saturating_add(room));
            for element in self.element..end {
                chunk.push(self.row, Some(start + element), Some(element));
            }
            let done = end >= length;
            self.row += usize::from(done);
            self.element = if done { 0 } else { end };
        }
        chunk
    }

    fn build(&self, chunk: Chunk) -> Result<RecordBatch> {
        let rows = chunk.parents.len();
        let parents = UInt64Array::from(chunk.parents);
        let mut columns = Vec::with_capacity(self.schema.fields().len());
        for column in self.batch.columns() {
            columns.push(take(column, &parents, None)?);
        }
        if self.generator.with_position {
            columns.push(Arc::new(Int32Array::from(chunk.positions)) as ArrayRef);
        }
        let values = take(&self.elements.values, &UInt64Array::from(chunk.elements), None)?;
        match self.generator.shape {
            Shape::Element => columns.push(values),
            Shape::Fields => columns.extend(fields_of(&values)?),
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?)
    }
}

impl Iterator for Expansion {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let chunk = self.advance();
        (!chunk.parents.is_empty()).then(|| self.build(chunk))
    }
}

/// Where the rows of an output batch come from.
#[derive(Default)]
struct Chunk {
    parents: Vec<u64>,
    elements: Vec<Option<u64>>,
    positions: Vec<Option<i32>>,
}

impl Chunk {
    fn push(&mut self, parent: usize, element: Option<usize>, position: Option<usize>) {
        self.parents.push(parent as u64);
        self.elements.push(element.map(|element| element as u64));
        self.positions.push(position.map(|position| position as i32));
    }
}

/// The elements of a column of lists or maps.
struct Elements {
    list: ArrayRef,
    values: ArrayRef,
    offsets: Offsets,
}

enum Offsets {
    Small(arrow::buffer::OffsetBuffer<i32>),
    Large(arrow::buffer::OffsetBuffer<i64>),
    Fixed(usize),
    None,
}

impl Elements {
    fn of(list: &ArrayRef) -> Result<Self> {
        let (values, offsets) = match list.data_type() {
            DataType::List(_) => {
                let list = list.as_list::<i32>();
                (list.values().clone(), Offsets::Small(list.offsets().clone()))
            }
            DataType::LargeList(_) => {
                let list = list.as_list::<i64>();
                (list.values().clone(), Offsets::Large(list.offsets().clone()))
            }
            DataType::FixedSizeList(_, size) => {
                (list.as_fixed_size_list().values().clone(), Offsets::Fixed(*size as usize))
            }
            DataType::Map(..) => {
                let map = list.as_map();
                (Arc::new(map.entries().clone()) as ArrayRef, Offsets::Small(map.offsets().clone()))
            }
            DataType::Null => (list.clone(), Offsets::None),
            other => return plan_err!("a generator needs a list or a map, not {other}"),
        };
        Ok(Self { list: list.clone(), values, offsets })
    }

    /// First element and number of elements of a row; a NULL list has none.
    fn range(&self, row: usize) -> (usize, usize) {
        if self.list.is_null(row) {
            return (0, 0);
        }
        let (start, end) = match &self.offsets {
            Offsets::Small(offsets) => (offsets[row] as usize, offsets[row + 1] as usize),
            Offsets::Large(offsets) => (offsets[row] as usize, offsets[row + 1] as usize),
            Offsets::Fixed(size) => (row * size, (row + 1) * size),
            Offsets::None => (0, 0),
        };
        (start, end - start)
    }
}

/// The fields of a struct column, NULL where the struct is.
fn fields_of(values: &ArrayRef) -> Result<Vec<ArrayRef>> {
    let Some(structs) = values.as_struct_opt() else {
        return plan_err!("a generator of fields needs structs, not {}", values.data_type());
    };
    let Some(nulls) = structs.nulls().filter(|nulls| nulls.null_count() > 0) else {
        return Ok(structs.columns().to_vec());
    };
    let absent = BooleanArray::new(!nulls.inner(), None);
    structs.columns().iter().map(|column| Ok(nullif(column, &absent)?)).collect()
}

/// The fields a generator makes of a list's or map's type, for callers that name them themselves.
pub fn element_fields(rows: &DataType, shape: Shape) -> Result<Vec<FieldRef>> {
    let element = match rows {
        DataType::List(element) | DataType::LargeList(element) | DataType::FixedSizeList(element, _) => element.clone(),
        DataType::Map(entries, _) => entries.clone(),
        DataType::Null => Arc::new(Field::new("col", DataType::Null, true)),
        other => return plan_err!("a generator needs a list or a map, not {other}"),
    };
    match (shape, element.data_type()) {
        (Shape::Element, _) => Ok(vec![element]),
        (Shape::Fields, DataType::Struct(fields)) => Ok(fields.to_vec()),
        (Shape::Fields, other) => plan_err!("a generator of fields needs structs, not {other}"),
    }
}
