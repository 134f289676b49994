//! Between a table's columns and a file's: names without regard to case, and only the type changes Spark's reader makes.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType as ArrowType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr_adapter::{
    DefaultPhysicalExprAdapterFactory, PhysicalExprAdapter, PhysicalExprAdapterFactory,
};
use datafusion::physical_plan::PhysicalExpr;
use sparrow_spark_error::{SparkError, unsupported};
use sparrow_spark_types::arrow as mapping;

use crate::condition;

/// Makes an adapter for each file.
#[derive(Clone, Debug)]
pub(crate) struct SparkAdapterFactory {
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
}

static CASE_SENSITIVE: LazyLock<Arc<SparkAdapterFactory>> =
    LazyLock::new(|| Arc::new(SparkAdapterFactory { case_sensitive: true }));
static CASE_INSENSITIVE: LazyLock<Arc<SparkAdapterFactory>> =
    LazyLock::new(|| Arc::new(SparkAdapterFactory { case_sensitive: false }));

impl SparkAdapterFactory {
    /// The one factory of this kind.
    pub fn shared(case_sensitive: bool) -> Arc<dyn PhysicalExprAdapterFactory> {
        if case_sensitive { CASE_SENSITIVE.clone() } else { CASE_INSENSITIVE.clone() }
    }

    /// Whether a shared factory regards case. Factories cannot be asked for their type, but there are only these two.
    pub fn case_sensitivity(factory: &Arc<dyn PhysicalExprAdapterFactory>) -> Result<bool> {
        let found = Arc::as_ptr(factory).cast::<()>();
        match found {
            found if found == Arc::as_ptr(&CASE_SENSITIVE).cast() => Ok(true),
            found if found == Arc::as_ptr(&CASE_INSENSITIVE).cast() => Ok(false),
            _ => Err(unsupported("sending a scan with a schema adapter of its own").into()),
        }
    }
}

impl PhysicalExprAdapterFactory for SparkAdapterFactory {
    fn create(&self, logical: SchemaRef, physical: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let renamed = Arc::new(renamed(&logical, &physical, self.case_sensitive));
        let inner = DefaultPhysicalExprAdapterFactory.create(renamed.clone(), physical.clone())?;
        Ok(Arc::new(SparkAdapter { inner, renamed, physical }))
    }
}

/// The table's schema with the file's spelling of names.
pub(super) fn renamed(logical: &Schema, physical: &Schema, case_sensitive: bool) -> Schema {
    let rename = |field: &Arc<Field>| {
        if case_sensitive || physical.index_of(field.name()).is_ok() {
            return field.clone();
        }
        let lower = field.name().to_lowercase();
        match physical.fields().iter().find(|other| other.name().to_lowercase() == lower) {
            Some(other) => Arc::new(field.as_ref().clone().with_name(other.name())),
            None => field.clone(),
        }
    };
    let fields: Vec<_> = logical.fields().iter().map(rename).collect();
    Schema::new_with_metadata(fields, logical.metadata().clone())
}

#[derive(Debug)]
struct SparkAdapter {
    inner: Arc<dyn PhysicalExprAdapter>,
    renamed: SchemaRef,
    physical: SchemaRef,
}

impl PhysicalExprAdapter for SparkAdapter {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        let rename = |expr: Arc<dyn PhysicalExpr>| {
            let Some(field) =
                expr.downcast_ref::<Column>().and_then(|column| self.renamed.fields().get(column.index()))
            else {
                return Ok(Transformed::no(expr));
            };
            let index = expr.downcast_ref::<Column>().map_or(0, Column::index);
            self.check(field)?;
            Ok(Transformed::yes(Arc::new(Column::new(field.name(), index)) as Arc<dyn PhysicalExpr>))
        };
        self.inner.rewrite(expr.transform(rename).data()?)
    }
}

impl SparkAdapter {
    fn check(&self, field: &Field) -> Result<()> {
        let Ok(found) = self.physical.field_with_name(field.name()) else { return Ok(()) };
        if is_readable(found.data_type(), field.data_type()) {
            return Ok(());
        }
        let wanted = mapping::from_arrow_field(field).map(|field| field.data_type.catalog_string());
        Err(SparkError::new(&condition::PARQUET_TYPE_MISMATCH)
            .with("column", format!("[{}]", field.name()))
            .with("expectedType", wanted.unwrap_or_else(|_| field.data_type().to_string()))
            .with("actualType", parquet_name(found.data_type()))
            .into())
    }
}

/// The physical type a column of this Arrow type has in a file.
fn parquet_name(found: &ArrowType) -> String {
    match found {
        ArrowType::Boolean => "BOOLEAN".into(),
        ArrowType::Int8 | ArrowType::Int16 | ArrowType::Int32 | ArrowType::Date32 => "INT32".into(),
        ArrowType::Int64 | ArrowType::Timestamp(..) | ArrowType::Time64(_) => "INT64".into(),
        ArrowType::Float32 => "FLOAT".into(),
        ArrowType::Float64 => "DOUBLE".into(),
        ArrowType::Utf8 | ArrowType::Binary | ArrowType::Utf8View | ArrowType::BinaryView => "BINARY".into(),
        other => other.to_string(),
    }
}

/// Whether Spark's reader gives a column of type `found` as `wanted`.
fn is_readable(found: &ArrowType, wanted: &ArrowType) -> bool {
    use ArrowType::{
        Binary, BinaryView, Date32, Decimal128, Dictionary, Duration, FixedSizeBinary, Float16, Float32, Float64, Int8,
        Int16, Int32, Int64, Interval, LargeBinary, LargeUtf8, List, Map, Struct, Timestamp, UInt8, UInt16, UInt32,
        UInt64, Utf8, Utf8View,
    };
    match (found, wanted) {
        (found, wanted) if found == wanted => true,
        (Int8 | Int16 | Int32 | UInt8 | UInt16, Int8 | Int16 | Int32 | Int64 | Float64) => true,
        (UInt32 | Int64, Int64) | (UInt64, Decimal128(..)) => true,
        (Int8 | Int16 | Int32, Decimal128(precision, scale)) => i16::from(*precision) - i16::from(*scale) >= 10,
        (Int64, Decimal128(precision, scale)) => i16::from(*precision) - i16::from(*scale) >= 20,
        (Float16, Float32 | Float64) | (Float32, Float64) => true,
        (Decimal128(p, s), Decimal128(q, t)) => {
            t >= s && i16::from(*q) - i16::from(*t) >= i16::from(*p) - i16::from(*s)
        }
        (Date32, Timestamp(_, None)) => true,
        (Timestamp(_, from), Timestamp(_, to)) => from.is_some() || to.is_none() || from == to,
        (Int32, Date32 | Interval(_)) | (Int64, Duration(TimeUnit::Microsecond)) => true,
        (Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView | FixedSizeBinary(_), Utf8 | Binary) => true,
        (Dictionary(_, value), wanted) => is_readable(value, wanted),
        (List(a), List(b)) | (Map(a, _), Map(b, _)) => is_readable(a.data_type(), b.data_type()),
        (Struct(found), Struct(wanted)) => wanted.iter().all(|field| {
            let same = |other: &&Arc<Field>| other.name().eq_ignore_ascii_case(field.name());
            found.iter().find(same).is_none_or(|other| is_readable(other.data_type(), field.data_type()))
        }),
        (ArrowType::Null, _) => true,
        _ => false,
    }
}
