//! A resolved expression with what Spark knows about it.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use sparrow_spark_types::{DataType, Field};

/// A DataFusion expression with its Spark type, nullability and Spark's name for it.
///
/// `name` is what Spark calls the column when nobody aliases it (its "pretty SQL"): `(a + 1)`, `sum(x)`, `CAST(x AS BIGINT)`; casts put
/// in by coercion do not show in it. The Arrow type of `expr` is always `arrow::to_arrow(&data_type)` of spark-types.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The expression.
    pub expr: Expr,
    /// Its Spark type.
    pub data_type: DataType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Spark's name for it.
    pub name: String,
}

impl Typed {
    /// All four parts.
    pub fn new(expr: Expr, data_type: DataType, nullable: bool, name: impl Into<String>) -> Self {
        Self { expr, data_type, nullable, name: name.into() }
    }

    /// The value, when this is a constant already folded.
    pub fn constant(&self) -> Option<&ScalarValue> {
        match &self.expr {
            Expr::Literal(value, _) => Some(value),
            _ => None,
        }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// As a field of a schema.
    pub fn field(&self) -> Field {
        Field::new(self.name.clone(), self.data_type.clone(), self.nullable)
    }
}

impl Typed {
    /// A constant that is never NULL.
    pub fn literal(value: ScalarValue, data_type: DataType, name: impl Into<String>) -> Self {
        Self::new(Expr::Literal(value, None), data_type, false, name)
    }

    /// NULL of a type.
    pub fn null(data_type: &DataType, name: impl Into<String>) -> Self {
        Self::new(crate::kernel::target(data_type), data_type.clone(), true, name)
    }
}
