//! Element-wise work over two primitive arrays where a pair may have no answer.

use arrow::array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow::buffer::NullBuffer;
use sparrow_spark_error::{Result, SparkError};

use crate::cast::Mode;

/// Applies `f` to every pair; `None` is NULL, or under ANSI mode the error `miss` makes of the pair.
pub(super) fn zip<L: ArrowPrimitiveType, R: ArrowPrimitiveType, O: ArrowPrimitiveType>(
    left: &PrimitiveArray<L>,
    right: &PrimitiveArray<R>,
    mode: Mode,
    f: impl Fn(L::Native, R::Native) -> Option<O::Native>,
    miss: impl Fn(L::Native, R::Native) -> SparkError,
) -> Result<PrimitiveArray<O>> {
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    let mut missed: Vec<usize> = Vec::new();
    let mut values = Vec::with_capacity(left.len());
    for (row, (&a, &b)) in left.values().iter().zip(right.values()).enumerate() {
        let value = match f(a, b) {
            Some(value) => value,
            None => {
                if nulls.as_ref().is_none_or(|n| n.is_valid(row)) {
                    if mode == Mode::Ansi {
                        return Err(miss(a, b));
                    }
                    missed.push(row);
                }
                O::Native::default()
            }
        };
        values.push(value);
    }
    Ok(PrimitiveArray::new(values.into(), without(nulls, &missed, left.len())))
}

/// The nulls with some rows more.
fn without(nulls: Option<NullBuffer>, missed: &[usize], rows: usize) -> Option<NullBuffer> {
    if missed.is_empty() {
        return nulls;
    }
    let mut valid: Vec<bool> = (0..rows).map(|row| nulls.as_ref().is_none_or(|n| n.is_valid(row))).collect();
    for row in missed {
        valid[*row] = false;
    }
    Some(NullBuffer::from(valid))
}
