//! Bytes and plans that mean harm.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, ListArray, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;
use arrow::ipc::CompressionType;
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use bytes::Bytes;
use prost::Message;
use sparrow_plan::{Plan, RelKind};

use super::*;
use crate::decode::{Decoder, Limits, local_relation, message};
use proto::plan::compressed_operation::OpType as Kind;

pub(super) fn batch() -> RecordBatch {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None, Some(vec![])]);
    RecordBatch::try_from_iter([
        ("a", Arc::new(Int32Array::from(vec![Some(1), None, Some(3)])) as ArrayRef),
        ("s", Arc::new(StringArray::from(vec!["x", "", "zz"])) as ArrayRef),
        ("l", Arc::new(list) as ArrayRef),
    ])
    .unwrap()
}

pub(super) fn stream(batches: &[RecordBatch]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = StreamWriter::try_new(&mut out, &batch().schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    drop(writer);
    out
}

#[test]
fn whole_streams_are_read() {
    let two = local_relation::batches(&stream(&[batch(), batch()]).into()).unwrap();
    assert_eq!(two, [batch(), batch()]);
    let none = local_relation::batches(&stream(&[]).into()).unwrap();
    assert_eq!((none.len(), none[0].num_rows()), (1, 0));
    let local = proto::LocalRelation { data: Some(stream(&[batch()]).into()), schema: None };
    let serialized = Bytes::from(local.encode_to_vec());
    assert_eq!(Decoder::default().local_relation(&serialized).unwrap().batches.unwrap().len(), 1);
}

#[test]
fn truncated_streams_are_errors_or_shorter() {
    let whole = stream(&[batch()]);
    for length in 0..whole.len() {
        let cut = Bytes::copy_from_slice(&whole[..length]);
        if let Ok(batches) = local_relation::batches(&cut) {
            assert!(batches.iter().all(|b| *b == batch() || b.num_rows() == 0), "{length}");
        }
    }
}

#[test]
fn streams_with_any_byte_changed_never_panic() {
    let whole = stream(&[batch()]);
    std::panic::set_hook(Box::new(|_| {}));
    for at in 0..whole.len() {
        for value in [0x00, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let _ = local_relation::batches(&bytes.into());
        }
    }
    let _ = std::panic::take_hook();
}

#[test]
fn compressed_arrow_bodies_are_refused() {
    let Ok(options) = IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD)) else { return };
    let mut out = Vec::new();
    // Without the codec built in Arrow cannot write such a stream, and so there is none to refuse.
    let Ok(mut writer) = StreamWriter::try_new_with_options(&mut out, &batch().schema(), options) else { return };
    if writer.write(&batch()).and_then(|()| writer.finish()).is_err() {
        return;
    }
    drop(writer);
    let error = local_relation::batches(&out.into()).unwrap_err();
    assert_eq!(error.condition().name, "SPARROW.NOT_YET_SUPPORTED");
}

/// `levels` limits above a range.
fn nested(levels: usize) -> proto::Relation {
    (1..levels).fold(range(), |inner, _| {
        rel(RelType::Limit(Box::new(proto::Limit { input: Some(Box::new(inner)), limit: 1 })))
    })
}

/// Forgets a deep message, whose destructor would recurse.
fn condition_of(relation: proto::Relation) -> String {
    let decoded = crate::decode::relation(&relation);
    std::mem::forget(relation);
    match decoded {
        Ok(decoded) => name_of(&decoded.kind),
        Err(error) => error.condition().name.to_owned(),
    }
}

#[test]
fn deep_plans_decode_and_deeper_ones_are_refused() {
    let Limits { relation_levels_max, expression_levels_max, .. } = Limits::default();
    assert_eq!(condition_of(nested(relation_levels_max)), "Limit");
    assert_eq!(condition_of(nested(relation_levels_max + 1)), "SPARROW.PLAN_TOO_DEEP");
    let deep = (0..=expression_levels_max).fold(col("a"), |inner, _| {
        let arguments = vec![inner];
        expr(ExprType::UnresolvedFunction(proto::expression::UnresolvedFunction {
            function_name: "abs".into(),
            arguments,
            ..Default::default()
        }))
    });
    assert_eq!(crate::decode::expression(&deep).unwrap_err().condition().name, "SPARROW.PLAN_TOO_DEEP");
}

#[test]
fn the_deepest_plan_is_dropped_on_a_small_stack() {
    const STACK_BYTES: usize = 2 << 20;
    let message = message::<proto::Relation>(&nested_bytes(Limits::default().relation_levels_max - 1)).unwrap();
    let relation = crate::decode::relation(&message).unwrap();
    let add = |inner, _| Expression::call("+", vec![inner, Expression::call("pi", vec![])]);
    let expression = (0..Limits::default().expression_levels_max).fold(Expression::call("pi", vec![]), add);
    let dropped =
        std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || drop((message, relation, expression)));
    dropped.unwrap().join().unwrap();
}

/// The bytes of `levels` nested limits, made without nesting messages.
fn nested_bytes(levels: usize) -> Bytes {
    let mut bytes = range().encode_to_vec();
    for _ in 0..levels {
        let limit = framed(1, &bytes);
        bytes = framed(8, &limit);
    }
    bytes.into()
}

fn framed(tag: u32, inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len() + 12);
    prost::encoding::encode_key(tag, prost::encoding::WireType::LengthDelimited, &mut out);
    prost::encoding::encode_varint(inner.len() as u64, &mut out);
    out.extend_from_slice(inner);
    out
}

#[test]
fn nesting_is_measured_before_messages_are_read() {
    let fine = message::<proto::Relation>(&nested_bytes(1_900)).unwrap();
    assert_eq!(condition_of(fine), "Limit");
    let error = message::<proto::Relation>(&nested_bytes(20_000)).unwrap_err();
    assert_eq!(error.condition().name, "SPARROW.PLAN_TOO_DEEP");
    assert_eq!(error.parameters()["conf"], "plan.relation_levels_max");
    for bytes in [&[0xff_u8; 3][..], &[0x42, 0x7f], &[0x0b]] {
        let error = message::<proto::Relation>(&Bytes::copy_from_slice(bytes)).unwrap_err();
        assert_eq!(error.condition().name, "CONNECT_INVALID_PLAN.CANNOT_PARSE");
    }
}

fn compressed(data: Vec<u8>, op_type: Kind, codec: i32) -> proto::Plan {
    let operation =
        proto::plan::CompressedOperation { data: data.into(), op_type: op_type.into(), compression_codec: codec };
    plan_of(proto::plan::OpType::CompressedOperation(operation))
}

#[test]
fn compressed_plans_are_expanded_within_bounds() {
    let zstd_codec = proto::CompressionCodec::Zstd as i32;
    let good = zstd::encode_all(&range().encode_to_vec()[..], 1).unwrap();
    let plan = crate::decode::plan(&compressed(good.clone(), Kind::Relation, zstd_codec)).unwrap();
    assert!(matches!(plan, Plan::Query(query) if matches!(*query.kind, RelKind::Range(_))));
    let bomb = zstd::encode_all(std::io::Read::take(std::io::repeat(0), 200 << 20), 1).unwrap();
    for (data, codec) in [(b"junk".to_vec(), zstd_codec), (good[..5].to_vec(), zstd_codec), (good.clone(), 0)] {
        let error = crate::decode::plan(&compressed(data, Kind::Relation, codec)).unwrap_err();
        assert_eq!(error.condition().name, "CONNECT_INVALID_PLAN.CANNOT_PARSE");
    }
    let small = Limits { decompressed_bytes_max: 3, ..Limits::default() };
    for (data, limits, conf) in
        [(bomb, Limits::default(), "plan.expansion_ratio_max"), (good, small, "plan.decompressed_bytes_max")]
    {
        let error = Decoder::new(limits).plan(&compressed(data, Kind::Relation, zstd_codec)).unwrap_err();
        assert_eq!(error.condition().name, "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX");
        assert_eq!(error.parameters()["config"], conf);
    }
}

#[test]
fn nodes_are_counted_before_messages_are_read() {
    let arguments = vec![col("a"); 10];
    let call = proto::expression::UnresolvedFunction { function_name: "f".into(), arguments, ..Default::default() };
    let filter = proto::Filter { input: input(), condition: Some(expr(ExprType::UnresolvedFunction(call))) };
    let bytes = Bytes::from(rel(RelType::Filter(Box::new(filter))).encode_to_vec());
    let decoder = |nodes_count_max| Decoder::new(Limits { nodes_count_max, ..Limits::default() });
    // The relation at the top is the message itself; below are another, the call and its arguments.
    assert!(decoder(12).message::<proto::Relation>(&bytes).is_ok());
    let error = decoder(11).message::<proto::Relation>(&bytes).unwrap_err();
    assert_eq!(error.parameters()["conf"], "plan.nodes_count_max");
}

#[test]
fn hashes_name_artifacts_and_nothing_else() {
    for hash in ["", "../../etc/passwd", "xyz"] {
        assert!(
            crate::decode::relation(&rel(RelType::CachedLocalRelation(proto::CachedLocalRelation {
                hash: hash.into()
            })))
            .is_err()
        );
    }
}
