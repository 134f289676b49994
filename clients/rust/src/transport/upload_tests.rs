use arrow::array::{Array, DictionaryArray, Int64Array, StringArray, StringViewArray, UInt32Array};
use arrow::datatypes::{DataType as ArrowType, Int32Type};
use arrow::ipc::reader::StreamReader;

use super::*;

fn texts(rows: usize, bytes: usize) -> RecordBatch {
    let column: ArrayRef = Arc::new(StringArray::from_iter_values((0..rows).map(|_| "x".repeat(bytes))));
    RecordBatch::try_from_iter([("text", column)]).unwrap_or_else(|error| panic!("{error}"))
}

fn pieces(batches: &[RecordBatch]) -> Vec<Bytes> {
    let mut pieces = Pieces::new(&batches[0].schema());
    let mut all = Vec::new();
    for batch in batches {
        all.extend(pieces.add(batch).unwrap_or_else(|error| panic!("{error}")));
    }
    all.extend(pieces.finish().unwrap_or_else(|error| panic!("{error}")));
    all
}

fn rows(piece: &Bytes) -> usize {
    let reader = StreamReader::try_new(piece.as_ref(), None).unwrap_or_else(|error| panic!("{error}"));
    reader.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum()
}

#[test]
fn small_batches_share_a_piece() {
    let batches: Vec<RecordBatch> = (0..6).map(|_| texts(1_000, 1_000)).collect();
    let pieces = pieces(&batches);
    assert_eq!((pieces.len(), pieces.iter().map(rows).sum::<usize>()), (2, 6_000));
    assert!(pieces.iter().all(|piece| piece.len() <= PIECE_BYTES_MAX));
}

#[test]
fn large_batches_are_cut_by_rows() {
    let pieces = pieces(&[texts(10_000, 2_000)]);
    assert!(pieces.len() >= 5 && pieces.iter().all(|piece| piece.len() <= PIECE_BYTES_MAX), "{}", pieces.len());
    assert_eq!(pieces.iter().map(rows).sum::<usize>(), 10_000);
}

#[test]
fn rows_of_unequal_size_are_cut_further() {
    let mut values = vec![String::new(); 1_000];
    values.extend((0..4).map(|_| "x".repeat(3 * 1024 * 1024)));
    let column: ArrayRef = Arc::new(StringArray::from(values));
    let pieces = pieces(&[RecordBatch::try_from_iter([("text", column)]).unwrap_or_else(|error| panic!("{error}"))]);
    assert!(pieces.iter().all(|piece| piece.len() <= PIECE_BYTES_MAX));
    assert_eq!(pieces.iter().map(rows).sum::<usize>(), 1_004);
}

#[test]
fn one_row_is_never_cut() {
    let pieces = pieces(&[texts(2, PIECE_BYTES_MAX)]);
    assert_eq!(pieces.iter().map(rows).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn columns_become_what_the_server_takes() {
    let columns: [(&str, ArrayRef); 3] = [
        ("view", Arc::new(StringViewArray::from(vec!["a", "b"]))),
        ("dictionary", Arc::new(DictionaryArray::<Int32Type>::from_iter(["a", "b"]))),
        ("unsigned", Arc::new(UInt32Array::from(vec![1, u32::MAX]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap_or_else(|error| panic!("{error}"));
    let schema = Schema::from_arrow(&batch.schema()).unwrap_or_else(|error| panic!("{error}"));
    let wire = wire_schema(&schema);
    let sent = conform(&batch, &wire).unwrap_or_else(|error| panic!("{error}"));
    let types: Vec<&ArrowType> = sent.columns().iter().map(|column| column.data_type()).collect();
    assert_eq!(types, [&ArrowType::Utf8, &ArrowType::Utf8, &ArrowType::Int64]);
    let numbers = sent.column(2).as_any().downcast_ref::<Int64Array>().map(|numbers| numbers.value(1));
    assert_eq!(numbers, Some(i64::from(u32::MAX)));
}

#[test]
fn hashes_are_of_the_bytes() {
    assert_eq!(name(&hash(b"abc")), "cache/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
