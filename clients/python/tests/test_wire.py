"""The wire codec, held against the protobuf classes of PySpark where those are installed."""

from __future__ import annotations

import random
import sys
import time
from typing import Any

import pytest

from sparrow_connect._scalars import WireError
from sparrow_connect._wire import Message, decode, encode
from sparrow_connect.generated import messages as m
from sparrow_connect.rpc_status import ErrorInfo, RetryInfo, Status

depth_max = 4


def spark_class(name: str) -> Any:
    """PySpark's class of a message."""
    proto = pytest.importorskip("pyspark.sql.connect.proto")
    found: Any = proto
    for part in name.removeprefix("spark.connect.").split("."):
        found = getattr(found, part)
    return found


def value_of(kind: str, class_name: str, rng: random.Random, depth: int) -> Any:
    if kind == "message":
        return random_message(getattr(m, class_name), rng, depth + 1)
    if kind == "enum":
        return rng.choice(list(getattr(m, class_name)))
    if kind == "string":
        return rng.choice(["", "a", "ünïcode ✓", "x" * 200])
    if kind == "bytes":
        return rng.randbytes(rng.choice([0, 1, 300]))
    if kind == "bool":
        return rng.random() < 0.5
    if kind in ("float", "double"):
        return rng.choice([0.0, -0.0, 1.5, -2.25, float("inf")])
    bits = 31 if kind.endswith("32") else 63
    low = 0 if kind.startswith(("uint", "fixed")) else -(2**bits)
    return rng.choice([0, 1, 127, 128, low, 2**bits - 1, rng.randint(low, 2**bits - 1)])


def random_message(kind: type[Message], rng: random.Random, depth: int = 0) -> Any:
    """A message with some of its fields; of a oneof one at most."""
    made: Any = kind()
    taken: set[str] = set()
    for _, name, label, field_kind, class_name, oneof in kind._fields_:
        deep = depth >= depth_max and "message" in field_kind
        if deep or rng.random() < 0.5 or oneof in taken:
            continue
        if oneof:
            taken.add(oneof)
        if label == "map":
            key, _, value = field_kind.partition(":")
            setattr(made, name, {value_of(key, "", rng, depth): value_of(value, class_name, rng, depth) for _ in range(2)})
        elif label == "repeated":
            setattr(made, name, [value_of(field_kind, class_name, rng, depth) for _ in range(rng.randrange(3))])
        else:
            setattr(made, name, value_of(field_kind, class_name, rng, depth))
    return made


MESSAGES = [one for one in vars(m).values() if isinstance(one, type) and issubclass(one, Message) and one is not Message]


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_messages_are_those_of_pyspark(kind: type[Message]) -> None:
    theirs = spark_class(kind._name_)
    unknown_fields = pytest.importorskip("google.protobuf.unknown_fields")
    rng = random.Random(kind._name_)
    for _ in range(5):
        ours = random_message(kind, rng)
        data = encode(ours)
        read = theirs.FromString(data)
        assert not len(unknown_fields.UnknownFieldSet(read))
        again = decode(kind, read.SerializeToString(deterministic=True))
        assert theirs.FromString(encode(again)) == read
        assert encode(decode(kind, data)) == data


def test_fields_of_pyspark_that_are_unknown_are_skipped() -> None:
    theirs = spark_class("spark.connect.Relation")()
    theirs.common.plan_id = 7
    theirs.catalog.current_database.SetInParent()
    read = decode(m.Relation, theirs.SerializeToString())
    assert read.common is not None
    assert read.common.plan_id == 7


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x0a", "middle"),
        (b"\x0a\x05ab", "says 5 bytes"),
        (b"\x0a\x02\xff\xfe", "not UTF-8"),
        (b"\x00\x01", "number 0"),
        (b"\x0f\x01", "wire type 7"),
        (b"\x08" + b"\xff" * 11, "ten bytes"),
        (b"\x5b\x08\x01", "no end"),
        (b"\x7a\x7f\x01", "longer"),
    ],
)
def test_damaged_bytes_are_said(data: bytes, what: str) -> None:
    with pytest.raises(WireError, match=what):
        decode(m.KeyValue, data)


def test_oneofs_take_the_last_and_messages_are_merged() -> None:
    first = encode(m.ExpressionLiteral(integer=1))
    second = encode(m.ExpressionLiteral(string="x"))
    read = decode(m.ExpressionLiteral, first + second)
    assert (read.integer, read.string) == (None, "x")
    parts = encode(m.Relation(common=m.RelationCommon(plan_id=1))) + encode(m.Relation(common=m.RelationCommon(source_info="s")))
    common = decode(m.Relation, parts).common
    assert common is not None
    assert (common.plan_id, common.source_info) == (1, "s")


def test_packed_and_plain_lists_are_both_read() -> None:
    assert encode(m.Ints(values=[1, 300])) == b"\x0a\x03\x01\xac\x02"
    assert decode(m.Ints, b"\x08\x01\x08\xac\x02").values == [1, 300]


def test_values_that_do_not_fit_are_said() -> None:
    with pytest.raises(WireError, match=r"3000000000 does not fit the field limit of spark\.connect\.Limit"):
        encode(m.Limit(limit=3_000_000_000))
    with pytest.raises(WireError, match="a str does not fit"):
        encode(m.Limit(limit="1"))  # type: ignore[arg-type]
    with pytest.raises(WireError, match="a str does not fit the field query"):
        encode(m.SQL(query="\ud800"))


def test_large_bytes_are_views_of_the_answer() -> None:
    data = encode(m.LocalRelation(data=b"x" * 1000))
    read = decode(m.LocalRelation, data)
    assert isinstance(read.data, memoryview)
    assert read.data.obj is data


def test_plans_of_thousands_of_operations_are_quick() -> None:
    plan = m.Relation(range=m.Range(end=1))
    for _ in range(5000):
        plan = m.Relation(filter=m.Filter(input=plan))
    before = time.perf_counter()
    data = encode(plan)
    read: m.Relation | None = decode(m.Relation, data)
    assert time.perf_counter() - before < 2.0
    depth = 0
    while read is not None and read.filter is not None:
        read, depth = read.filter.input, depth + 1
    assert depth == 5000
    assert sys.getrecursionlimit() < 5000


def test_no_value_is_in_a_repr() -> None:
    assert repr(m.UserContext(user_id="ann")) == "<spark.connect.UserContext with user_id>"


def test_status_details_are_those_of_google() -> None:
    status_pb2 = pytest.importorskip("google.rpc.status_pb2")
    details_pb2 = pytest.importorskip("google.rpc.error_details_pb2")
    theirs = status_pb2.Status(code=13, message="no")
    theirs.details.add().Pack(details_pb2.ErrorInfo(reason="r", domain="d", metadata={"errorClass": "X"}))
    retry = details_pb2.RetryInfo()
    retry.retry_delay.seconds = 3
    theirs.details.add().Pack(retry)
    status = decode(Status, theirs.SerializeToString())
    assert (status.code, status.message) == (13, "no")
    assert decode(ErrorInfo, bytes(status.details[0].value)).metadata == {"errorClass": "X"}
    delay = decode(RetryInfo, bytes(status.details[1].value)).retry_delay
    assert delay is not None
    assert delay.seconds == 3
