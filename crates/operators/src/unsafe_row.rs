//! Rows as the bytes Spark keeps them in (`UnsafeRow`), for hashes of whole rows. Knows layouts, not what they are good for.
//!
//! A row is a bit a column that is set for NULL, in words of 64, then eight bytes a column with its value or, for what has no fixed
//! width, where it is and how long, then those values. Arrays and maps are laid out likewise.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, OffsetSizeTrait, UInt64Array};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType, Time64NanosecondType,
    TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::Result;
use datafusion::common::hash_utils::create_hashes;
use datafusion::physical_plan::repartition::REPARTITION_RANDOM_STATE;

const WORD: usize = 8;
/// Decimals that do not fit a word, and calendar intervals, have so many bytes.
const TWO_WORDS: usize = 16;

/// Columns whose rows have Spark's layout: those of types Spark does not have are replaced by their hashes.
pub(crate) fn laid_out(columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
    let column = |column: &ArrayRef| {
        if is_known(column.data_type()) {
            return Ok(column.clone());
        }
        let mut hashes = vec![0; column.len()];
        create_hashes([column], REPARTITION_RANDOM_STATE.random_state(), &mut hashes)?;
        Ok(Arc::new(UInt64Array::from(hashes)) as ArrayRef)
    };
    columns.iter().map(column).collect()
}

fn is_known(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(element) => is_known(element.data_type()),
        DataType::Map(entries, _) => is_known(entries.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| is_known(field.data_type())),
        DataType::Null | DataType::Utf8 | DataType::Binary | DataType::Decimal128(..) => true,
        DataType::Interval(IntervalUnit::MonthDayNano) => true,
        other => width(other).is_some(),
    }
}

/// Bytes of a value of fixed width, as an element of an array.
fn width(data_type: &DataType) -> Option<usize> {
    Some(match data_type {
        DataType::Null | DataType::Boolean | DataType::Int8 => 1,
        DataType::Int16 => 2,
        DataType::Int32 | DataType::Date32 | DataType::Float32 | DataType::Interval(IntervalUnit::YearMonth) => 4,
        DataType::Int64 | DataType::UInt64 | DataType::Float64 => 8,
        DataType::Timestamp(TimeUnit::Microsecond, _) | DataType::Duration(TimeUnit::Microsecond) => 8,
        DataType::Time64(TimeUnit::Nanosecond) => 8,
        DataType::Decimal128(precision, _) if *precision <= 18 => 8,
        _ => return None,
    })
}

/// Appends a row; where a row begins, `out` has whole words.
pub(crate) fn append_row(columns: &[ArrayRef], row: usize, out: &mut Vec<u8>) {
    let start = out.len();
    let values = start + columns.len().div_ceil(64) * WORD;
    out.resize(values + columns.len() * WORD, 0);
    for (index, column) in columns.iter().enumerate() {
        let slot = Slot { start, bit: start * 8 + index, at: values + index * WORD, width: WORD, in_row: true };
        slot.put(column.as_ref(), row, out);
    }
}

/// Appends an array: how many elements, a bit each, the elements, and what they point to.
fn append_array(elements: &dyn Array, range: Range<usize>, out: &mut Vec<u8>) {
    let (start, count) = (out.len(), range.len());
    let width = width(elements.data_type()).unwrap_or(WORD);
    let values = start + WORD + count.div_ceil(64) * WORD;
    out.extend_from_slice(&(count as u64).to_le_bytes());
    out.resize(values + (count * width).next_multiple_of(WORD), 0);
    for (index, element) in range.enumerate() {
        let slot = Slot { start, bit: (start + WORD) * 8 + index, at: values + index * width, width, in_row: false };
        slot.put(elements, element, out);
    }
}

/// Where a value goes.
struct Slot {
    /// Where what holds it begins; places are told from there.
    start: usize,
    /// The bit that is set for NULL.
    bit: usize,
    at: usize,
    width: usize,
    in_row: bool,
}

impl Slot {
    fn put(&self, array: &dyn Array, row: usize, out: &mut Vec<u8>) {
        let is_null = array.data_type() == &DataType::Null || array.is_null(row);
        if is_null {
            out[self.bit / 8] |= 1 << (self.bit % 8);
        }
        match array.data_type() {
            // Rows keep room for these, so that a value could take the place of a NULL.
            DataType::Decimal128(precision, _) if *precision > 18 && is_null && self.in_row => {
                self.point(out.len(), 0, out);
                out.resize(out.len() + TWO_WORDS, 0);
            }
            DataType::Interval(IntervalUnit::MonthDayNano) if is_null && self.in_row => {
                self.point(out.len(), TWO_WORDS, out);
                out.resize(out.len() + TWO_WORDS, 0);
            }
            _ if is_null => {}
            data_type => match fixed(array, row) {
                Some(value) => out[self.at..self.at + self.width].copy_from_slice(&value.to_le_bytes()[..self.width]),
                None => self.put_elsewhere(array, data_type, row, out),
            },
        }
    }

    /// A value of its own length behind the slots, padded to words.
    fn put_elsewhere(&self, array: &dyn Array, data_type: &DataType, row: usize, out: &mut Vec<u8>) {
        let at = out.len();
        match data_type {
            DataType::Utf8 => out.extend_from_slice(array.as_string::<i32>().value(row).as_bytes()),
            DataType::Binary => out.extend_from_slice(array.as_binary::<i32>().value(row)),
            DataType::Struct(_) => append_row(array.as_struct().columns(), row, out),
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                append_array(list.values().as_ref(), span(list.value_offsets(), row), out);
            }
            DataType::Map(..) => {
                let map = array.as_map();
                let span = span(map.value_offsets(), row);
                out.extend_from_slice(&[0; WORD]);
                append_array(map.keys().as_ref(), span.clone(), out);
                let keys_size = (out.len() - at - WORD) as u64;
                out[at..at + WORD].copy_from_slice(&keys_size.to_le_bytes());
                append_array(map.values().as_ref(), span, out);
            }
            DataType::Decimal128(..) => {
                out.extend_from_slice(minimal(&array.as_primitive::<Decimal128Type>().value(row).to_be_bytes()));
            }
            _ => {
                let interval = array.as_primitive::<IntervalMonthDayNanoType>().value(row);
                out.extend_from_slice(&interval.months.to_le_bytes());
                out.extend_from_slice(&interval.days.to_le_bytes());
                out.extend_from_slice(&(interval.nanoseconds / 1000).to_le_bytes());
            }
        }
        self.point(at, out.len() - at, out);
        let is_wide_decimal = matches!(data_type, DataType::Decimal128(..)) && self.in_row;
        let end = if is_wide_decimal { at + TWO_WORDS } else { at + (out.len() - at).next_multiple_of(WORD) };
        out.resize(end, 0);
    }

    /// Writes where the value is.
    fn point(&self, at: usize, length: usize, out: &mut [u8]) {
        let place = ((at - self.start) as u64) << 32 | length as u64;
        out[self.at..self.at + WORD].copy_from_slice(&place.to_le_bytes());
    }
}

fn span<O: OffsetSizeTrait>(offsets: &[O], row: usize) -> Range<usize> {
    offsets[row].as_usize()..offsets[row + 1].as_usize()
}

/// The bytes of Java's `BigInteger`: no more than the sign needs.
fn minimal(bytes: &[u8]) -> &[u8] {
    let redundant = |pair: &[u8]| (pair[0] == 0 && pair[1] < 0x80) || (pair[0] == 0xff && pair[1] >= 0x80);
    &bytes[bytes.windows(2).take_while(|pair| redundant(pair)).count()..]
}

/// A value of fixed width, in the lower bytes of a word.
fn fixed(array: &dyn Array, row: usize) -> Option<u64> {
    Some(match array.data_type() {
        DataType::Boolean => u64::from(array.as_boolean().value(row)),
        DataType::Int8 => u64::from(array.as_primitive::<Int8Type>().value(row) as u8),
        DataType::Int16 => u64::from(array.as_primitive::<Int16Type>().value(row) as u16),
        DataType::Int32 => u64::from(array.as_primitive::<Int32Type>().value(row) as u32),
        DataType::Date32 => u64::from(array.as_primitive::<Date32Type>().value(row) as u32),
        DataType::Interval(IntervalUnit::YearMonth) => {
            u64::from(array.as_primitive::<IntervalYearMonthType>().value(row) as u32)
        }
        DataType::Float32 => u64::from(array.as_primitive::<Float32Type>().value(row).to_bits()),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_bits(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row) as u64,
        DataType::UInt64 => array.as_primitive::<arrow::datatypes::UInt64Type>().value(row),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            array.as_primitive::<TimestampMicrosecondType>().value(row) as u64
        }
        DataType::Duration(TimeUnit::Microsecond) => array.as_primitive::<DurationMicrosecondType>().value(row) as u64,
        DataType::Time64(TimeUnit::Nanosecond) => array.as_primitive::<Time64NanosecondType>().value(row) as u64,
        DataType::Decimal128(precision, _) if *precision <= 18 => {
            array.as_primitive::<Decimal128Type>().value(row) as u64
        }
        _ => return None,
    })
}
