//! `transpose`: the values of the index column become columns, so its rows are read before the query is analyzed.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::{concat_batches, interleave};
use sparrow_analyzer::Analyzed;
use sparrow_plan::{CastMode, ExprKind, Expression, Literal, NullOrder, RelKind, Relation, SortOrder, StatFunction};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};
use sparrow_spark_types::arrow::to_arrow_schema;
use sparrow_spark_types::{DataType, Field, StructType, find_wider_type};

use super::Prepared;
use crate::Session;

const VALUES_MAX_CONF: &str = "spark.sql.transposeMaxValues";
/// A name no user can write, for the index as text.
const INDEX: &str = "\0index";

impl Session {
    /// Puts rows in the place of every transposition, inner ones first.
    pub(super) async fn fill_transposed(&self, prepared: &mut Prepared) -> Result<()> {
        while let Some((input, index)) = first(&mut prepared.relation) {
            let references = super::references(&mut prepared.relation);
            let rows = self.transposed(prepared, input, &index, &references).await?;
            fill_first(&mut prepared.relation, rows);
        }
        Ok(())
    }

    async fn transposed(
        &self,
        prepared: &Prepared,
        input: Relation,
        index: &[Expression],
        references: &[Relation],
    ) -> Result<Relation> {
        let most: usize = self.conf().get_option(VALUES_MAX_CONF).and_then(|v| v.parse().ok()).unwrap_or(500);
        let again = super::with_stack(&input, || input.clone());
        let Analyzed { schema, .. } = self.analyze(super::alone(again, references), prepared.snapshot.clone()).await?;
        let shape = Shape::of(&schema, index, self.context().ansi)?;
        let rows = self.run_with(super::alone(shape.query(input, most), references), prepared.snapshot.clone()).await?;
        let batches = crate::run::collect(rows).await?;
        let found: usize = batches.iter().map(RecordBatch::num_rows).sum();
        if found > most {
            return Err(SparkError::new(&condition::TRANSPOSE_EXCEED_ROW_LIMIT)
                .with("maxValues", most.to_string())
                .with("config", VALUES_MAX_CONF));
        }
        shape.turned(&batches)
    }
}

/// What is transposed.
struct Shape {
    /// The index column; its values become names.
    index: Expression,
    /// The other columns' names, which become values.
    others: Vec<String>,
    /// The type all others can have.
    data_type: DataType,
}

impl Shape {
    /// Without an index column it is the first one.
    fn of(schema: &StructType, index: &[Expression], ansi: bool) -> Result<Self> {
        let refused = |reason: &str| SparkError::new(&condition::TRANSPOSE_INVALID_INDEX_COLUMN).with("reason", reason);
        let name = match index {
            [] => schema.fields.first().map(|field| field.name.clone()).unwrap_or_default(),
            [Expression { kind: ExprKind::Attribute { name, .. }, .. }] => name.last().cloned().unwrap_or_default(),
            [_] => return Err(refused("Index column must be an atomic attribute")),
            _ => return Err(refused("Multiple index columns are not supported")),
        };
        let position = schema.positions(&name, false).first().copied();
        let Some(position) = position else {
            let known = schema.fields.iter().map(|field| field.name.as_str());
            return Err(sparrow_spark_error::unresolved_column(&[name], known));
        };
        let field = &schema.fields[position];
        if is_nested(&field.data_type) {
            let reason =
                format!("Index column must be of atomic type, but found: {}", spark_class_name(&field.data_type));
            return Err(refused(&reason));
        }
        let others = schema.fields.iter().enumerate().filter(|(at, _)| *at != position).map(|(_, field)| field);
        let mut data_type: Option<DataType> = None;
        for other in others.clone() {
            data_type = Some(match data_type {
                None => other.data_type.clone(),
                Some(so_far) => match wider(&so_far, &other.data_type, ansi) {
                    Some(wider) => wider,
                    None => {
                        return Err(SparkError::new(&condition::TRANSPOSE_NO_LEAST_COMMON_TYPE)
                            .with("dt1", to_sql_type(&so_far.sql_name()))
                            .with("dt2", to_sql_type(&other.data_type.sql_name())));
                    }
                },
            });
        }
        let names = others.map(|field| field.name.clone()).collect();
        Ok(Self {
            index: index.first().cloned().unwrap_or_else(|| Expression::column([name])),
            others: names,
            data_type: data_type.unwrap_or(DataType::String),
        })
    }

    /// The index as text, then the other columns in their common type, in the order of the index; one row more than may be.
    fn query(&self, input: Relation, most: usize) -> Relation {
        let cast = |child: Expression, to: &DataType| {
            Expression::new(ExprKind::Cast { child: Box::new(child), to: to.clone(), mode: CastMode::Session })
        };
        let mut columns = vec![cast(self.index.clone(), &DataType::String).alias(INDEX)];
        columns.extend(
            self.others.iter().map(|name| cast(Expression::column([name]), &self.data_type).alias(name.clone())),
        );
        let order = |child: Expression| SortOrder { child, ascending: true, nulls: NullOrder::First };
        let present = Expression::call("isnotnull", vec![self.index.clone()]);
        let input = Relation::new(RelKind::Filter { input, condition: present });
        let sorted = RelKind::Sort { input, order: vec![order(self.index.clone())], global: true };
        let projected = RelKind::Project { input: Relation::new(sorted), expressions: columns };
        let limit = Expression::literal(Literal::int(i32::try_from(most.saturating_add(1)).unwrap_or(i32::MAX)));
        Relation::new(RelKind::Limit { input: Relation::new(projected), limit })
    }

    /// The rows as columns.
    fn turned(&self, batches: &[RecordBatch]) -> Result<Relation> {
        let keys: ArrayRef = Arc::new(StringArray::from_iter_values(&self.others));
        let mut fields = vec![Field::new("key", DataType::String, false)];
        let mut columns = vec![keys];
        if let Some(first) = batches.first() {
            let rows = concat_batches(&first.schema(), batches)?;
            let values: Vec<&dyn Array> = rows.columns()[1..].iter().map(AsRef::as_ref).collect();
            let names = rows.column(0).as_string_opt::<i32>();
            for (row, name) in names.into_iter().flat_map(|names| names.iter().flatten()).enumerate() {
                fields.push(Field::new(name, self.data_type.clone(), true));
                let picks: Vec<(usize, usize)> = (0..values.len()).map(|column| (column, row)).collect();
                columns.push(match values.is_empty() {
                    true => arrow::array::new_empty_array(&sparrow_spark_types::arrow::to_arrow(&self.data_type)),
                    false => interleave(&values, &picks)?,
                });
            }
        }
        let schema = StructType::new(fields);
        let batch = RecordBatch::try_new(Arc::new(to_arrow_schema(&schema)), columns)?;
        Ok(Relation::local(vec![batch], schema))
    }
}

/// The type both can have; text and anything else have none here.
fn wider(a: &DataType, b: &DataType, ansi: bool) -> Option<DataType> {
    let known = |t: &DataType| !matches!(t, DataType::Null);
    if known(a) && known(b) && a.is_string() != b.is_string() {
        return None;
    }
    find_wider_type(a, b, ansi)
}

fn is_nested(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Array { .. } | DataType::Map { .. } | DataType::Struct(_) | DataType::Variant)
}

/// What Spark's message prints of a type.
fn spark_class_name(data_type: &DataType) -> String {
    data_type.simple_string()
}

fn first(relation: &mut Relation) -> Option<(Relation, Vec<Expression>)> {
    let mut found = None;
    super::each(relation, &mut |relation| {
        if let RelKind::Stat { input, function: StatFunction::Transpose(index) } = &*relation.kind
            && found.is_none()
        {
            found = Some((super::with_stack(input, || input.clone()), index.clone()));
        }
    });
    found
}

fn fill_first(relation: &mut Relation, rows: Relation) {
    let mut rows = Some(rows);
    super::each(relation, &mut |relation| {
        if let RelKind::Stat { function: StatFunction::Transpose(_), .. } = &*relation.kind
            && let Some(rows) = rows.take()
        {
            relation.kind = rows.kind;
        }
    });
}
