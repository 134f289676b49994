//! `size`, `cardinality`, `array_size`: how many elements.

use arrow::array::ArrayRef;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;

use super::super::spec::{Call, Param, Returns, Spec, elements_of};
use crate::{Context, Typed};

/// `array_size(expr)`
pub(super) static ARRAY_SIZE: Spec = Spec::new("spark_array_size", &[Param::Array], Returns::INT, |c| sizes(c, None));
pub(super) static SIZE: Spec = Spec::new("spark_size", &[Param::ArrayOrMap], Returns::INT, |c| sizes(c, None));
pub(super) static SIZE_OF_NULL: Spec =
    Spec::new("spark_size_legacy", &[Param::ArrayOrMap], Returns::INT, |c| sizes(c, Some(-1))).never_null();

/// `size(expr)`: without ANSI mode the size of NULL is -1, unless `spark.sql.legacy.sizeOfNull` is off.
pub(super) fn size(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let legacy = !context.ansi && context.conf("spark.sql.legacy.sizeOfNull") != Some("false");
    if legacy { SIZE_OF_NULL.build(context, name, args) } else { SIZE.build(context, name, args) }
}

fn sizes(c: &Call, of_null: Option<i32>) -> DfResult<ArrayRef> {
    let lists = elements_of(c, 0)?;
    c.rows(|row| lists.range(row).map(|r| r.len() as i32).or(of_null))
}
