//! What a batch measures on the wire. Arrow's own measures count whole buffers, which slices share.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::DataType as ArrowType;

/// About the bytes of the batch's rows in an IPC stream.
pub(super) fn batch(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(|column| array(column.as_ref())).sum()
}

fn array(array: &dyn Array) -> usize {
    let rows = array.len();
    let validity = if array.nulls().is_some() { rows.div_ceil(8) } else { 0 };
    validity + values(array, rows)
}

fn values(array: &dyn Array, rows: usize) -> usize {
    let offsets = 4 * (rows + 1);
    match array.data_type() {
        ArrowType::Null => 0,
        ArrowType::Boolean => rows.div_ceil(8),
        ArrowType::Utf8 => offsets + span(array.as_string::<i32>().value_offsets()),
        ArrowType::Binary => offsets + span(array.as_binary::<i32>().value_offsets()),
        ArrowType::List(_) => {
            let list = array.as_list::<i32>();
            offsets + children(&[list.values().as_ref()], list.value_offsets())
        }
        ArrowType::Map(..) => {
            let map = array.as_map();
            offsets + children(&[map.keys().as_ref(), map.values().as_ref()], map.value_offsets())
        }
        ArrowType::Struct(_) => array.as_struct().columns().iter().map(|column| self::array(column.as_ref())).sum(),
        other => match other.primitive_width() {
            Some(width) => width * rows,
            None => array.get_array_memory_size(),
        },
    }
}

fn span(offsets: &[i32]) -> usize {
    match (offsets.first(), offsets.last()) {
        (Some(first), Some(last)) => last.abs_diff(*first) as usize,
        _ => 0,
    }
}

/// The part of the children that these offsets reach.
fn children(children: &[&dyn Array], offsets: &[i32]) -> usize {
    let start = offsets.first().map_or(0, |first| first.unsigned_abs() as usize);
    let length = span(offsets);
    children.iter().map(|child| array(child.slice(start, length).as_ref())).sum()
}
