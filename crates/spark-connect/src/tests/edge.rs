//! What leaves the engine, brought to what clients know.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, DictionaryArray, Int32Array, LargeListArray, LargeStringArray,
    ListArray, MapBuilder, NullArray, RecordBatch, RecordBatchOptions, StringArray, StringBuilder, StringViewArray,
    StructArray, TimestampMicrosecondArray, TimestampSecondArray, UInt32Array, UInt64Array,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, Int32Type, Schema, TimeUnit};
use arrow::ipc::reader::StreamReader;
use sparrow_spark_types::{StructType, ddl};

use crate::encode::{EdgeSchema, ipc_stream, split};

const ZONE: &str = "Asia/Tokyo";

fn schema(text: &str) -> StructType {
    ddl::parse_table_schema(text).unwrap()
}

/// The one column `array`, coerced to `ddl`.
fn coerce(ddl: &str, array: ArrayRef) -> ArrayRef {
    let edge = EdgeSchema::new(&schema(&format!("c {ddl}")), ZONE);
    let field = ArrowField::new("anything", array.data_type().clone(), true);
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![array]).unwrap();
    let coerced = edge.coerce(batch).unwrap();
    assert_eq!(coerced.schema(), *edge.arrow());
    coerced.column(0).clone()
}

#[test]
fn leaves_become_the_types_spark_sends() {
    let zoned = ArrowType::Timestamp(TimeUnit::Microsecond, Some(ZONE.into()));
    let cases: [(&str, ArrayRef, ArrowType); 9] = [
        ("string", Arc::new(StringViewArray::from(vec!["a"])), ArrowType::Utf8),
        ("string", Arc::new(LargeStringArray::from(vec!["a"])), ArrowType::Utf8),
        ("binary", Arc::new(BinaryViewArray::from(vec![b"a".as_slice()])), ArrowType::Binary),
        ("bigint", Arc::new(UInt32Array::from(vec![1])), ArrowType::Int64),
        ("decimal(20,0)", Arc::new(UInt64Array::from(vec![u64::MAX])), ArrowType::Decimal128(20, 0)),
        ("string", Arc::new(["x", "y"].into_iter().collect::<DictionaryArray<Int32Type>>()), ArrowType::Utf8),
        ("timestamp", Arc::new(TimestampMicrosecondArray::from(vec![5]).with_timezone("UTC")), zoned.clone()),
        ("timestamp", Arc::new(TimestampSecondArray::from(vec![5]).with_timezone("UTC")), zoned),
        ("int", Arc::new(NullArray::new(2)), ArrowType::Int32),
    ];
    for (ddl, array, expected) in cases {
        assert_eq!(*coerce(ddl, array).data_type(), expected, "{ddl}");
    }
    let instants = coerce("timestamp", Arc::new(TimestampSecondArray::from(vec![5]).with_timezone("UTC")));
    assert_eq!(instants.as_primitive::<arrow::datatypes::TimestampMicrosecondType>().value(0), 5_000_000);
}

#[test]
fn nested_arrays_are_coerced_at_every_depth() {
    let item = Arc::new(ArrowField::new("item", ArrowType::Utf8View, true));
    let values: ArrayRef = Arc::new(StringViewArray::from(vec![Some("a"), None, Some("b")]));
    let offsets = OffsetBuffer::new(vec![0, 2, 3].into());
    let list = LargeListArray::new(item, OffsetBuffer::new(vec![0i64, 2, 3].into()), values.clone(), None);
    let out = coerce("array<string>", Arc::new(list));
    assert_eq!(out.as_list::<i32>().value(0).as_string::<i32>().value(0), "a");

    let field = ArrowField::new("x", ArrowType::Utf8View, true);
    let inner = StructArray::new(vec![field.clone()].into(), vec![values], None);
    let item = Arc::new(ArrowField::new("item", inner.data_type().clone(), true));
    let list = ListArray::new(item, offsets, Arc::new(inner), None);
    let out = coerce("array<struct<q: string>>", Arc::new(list));
    assert_eq!(out.as_list::<i32>().value(1).as_struct().column(0).as_string::<i32>().value(0), "b");

    let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    map.keys().append_value("k");
    map.values().append_value("v");
    map.append(true).unwrap();
    let out = coerce("map<string,string>", Arc::new(map.finish()));
    let ArrowType::Map(entries, false) = out.data_type() else { panic!() };
    assert_eq!(entries.name(), "entries");
}

#[test]
fn field_metadata_is_sparks_only() {
    let fields = schema("a char(3) comment 'x', v variant not null, i interval day");
    let edge = EdgeSchema::new(&fields, ZONE);
    let metadata = edge.arrow().field(0).metadata();
    assert_eq!(metadata.len(), 1);
    assert_eq!(metadata["SPARK::metadata::json"], "{\"comment\":\"x\"}");
    assert!(edge.arrow().field(2).metadata().is_empty());
    let ArrowType::Struct(parts) = edge.arrow().field(1).data_type() else { panic!() };
    assert_eq!(parts[1].metadata()["variant"], "true");
    assert!(!edge.arrow().field(1).is_nullable());
}

#[test]
fn batches_without_columns_keep_their_rows() {
    let edge = EdgeSchema::new(&StructType::default(), "UTC");
    let options = RecordBatchOptions::new().with_row_count(Some(7));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options).unwrap();
    let coerced = edge.coerce(batch).unwrap();
    assert_eq!(coerced.num_rows(), 7);
    let stream = ipc_stream(&coerced).unwrap();
    let read: Vec<_> = StreamReader::try_new(&*stream, None).unwrap().map(Result::unwrap).collect();
    assert_eq!((read.len(), read[0].num_rows()), (1, 7));
}

#[test]
fn contradictions_are_errors() {
    let edge = EdgeSchema::new(&schema("a int not null"), "UTC");
    let nulls = RecordBatch::try_from_iter([("a", Arc::new(Int32Array::from(vec![None])) as ArrayRef)]).unwrap();
    assert_eq!(edge.coerce(nulls).unwrap_err().condition().name, "INTERNAL_ERROR");
    let naive = TimestampMicrosecondArray::from(vec![1]);
    let naive = RecordBatch::try_from_iter([("a", Arc::new(naive) as ArrayRef)]).unwrap();
    assert!(EdgeSchema::new(&schema("a timestamp"), "UTC").coerce(naive).is_err());
    assert!(edge.coerce(RecordBatch::new_empty(Arc::new(Schema::empty()))).is_err());
}

#[test]
fn streams_hold_exactly_one_batch() {
    let edge = EdgeSchema::new(&schema("a int, a string"), "UTC");
    for batch in [edge.empty(), edge.coerce(two_columns(3)).unwrap()] {
        let stream = ipc_stream(&batch).unwrap();
        let read: Vec<_> = StreamReader::try_new(&*stream, None).unwrap().map(Result::unwrap).collect();
        assert_eq!(read, [batch]);
    }
}

fn two_columns(rows: i32) -> RecordBatch {
    let text: StringArray = (0..rows).map(|i| Some(format!("{i:0>100}"))).collect();
    let numbers = Int32Array::from_iter_values(0..rows);
    RecordBatch::try_from_iter([("a", Arc::new(numbers) as ArrayRef), ("b", Arc::new(text) as ArrayRef)]).unwrap()
}

#[test]
fn splitting_keeps_rows_and_order() {
    let batch = two_columns(1_000);
    let pieces = split(batch.clone(), 10_000, usize::MAX);
    assert!(pieces.len() >= 10 && pieces.iter().all(|p| p.num_rows() <= 100));
    let whole = arrow::compute::concat_batches(&batch.schema(), &pieces).unwrap();
    assert_eq!(whole, batch);
    let by_rows: Vec<usize> = split(batch.slice(0, 7), usize::MAX, 3).iter().map(RecordBatch::num_rows).collect();
    assert_eq!(by_rows, [3, 3, 1]);
    assert_eq!(split(batch.slice(0, 0), 1, usize::MAX).len(), 1);
    assert_eq!(split(batch.slice(0, 1), 1, usize::MAX).len(), 1);
    let list = ListArray::new(
        Arc::new(ArrowField::new("element", ArrowType::Int32, true)),
        OffsetBuffer::from_lengths(vec![100; 50]),
        Arc::new(Int32Array::from_iter_values(0..5_000)),
        None,
    );
    let lists = RecordBatch::try_from_iter([("l", Arc::new(list) as ArrayRef)]).unwrap();
    assert_eq!(split(lists, 5_000, usize::MAX).len(), 6);
}
