"""Deep plans, bombs, much data in and much data out, on a server of its own."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import grpc
import harness
import numpy
import pyarrow
import pytest
from hostile.raw import Raw, describe, execute_request
from pyspark.sql import functions as f
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.session import SparkSession
from size import shapes
from size.measure import leaving_nothing, peak_bytes, reset_peak
from smoke import client


MIB = 1 << 20
TABLE_BYTES = 100 * MIB
COLUMNS = 600
COLUMNS_SECONDS_MAX = 5.0
RESULT_BYTES = 2048 * MIB
RESULT_ROW_BYTES = 1024
RESULT_PEAK_BYTES_MAX = 512 * MIB
BOMB_BYTES = 4096 * MIB
BOMB_GROWTH_BYTES_MAX = 256 * MIB
TOO_DEEP = "SPARROW.PLAN_TOO_DEEP"
# One is expanded as far as it may, the other is found out before.
BOMBS = {"truth": "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX", "lie": "CONNECT_INVALID_PLAN.CANNOT_PARSE"}
DEPTHS = {"relation": ({99: None, 101: None, 1024: None, 1_000_000: TOO_DEEP}, shapes.deep_relation),
          "expression": ({99: None, 101: None, 1024: TOO_DEEP, 1_000_000: TOO_DEEP}, shapes.deep_expression)}


@pytest.fixture(scope="module")
def target() -> Iterator[harness.Server]:
    """A server of its own, warm, so that its memory tells of nothing else."""
    with harness.sparrow() as running:
        spark = client.session(running.remote)
        table = numbers(20 * MIB)
        assert spark.createDataFrame(table).toArrow().num_rows == table.num_rows
        spark.stop()
        yield running


@pytest.fixture
def raw(target: harness.Server) -> Iterator[Raw]:
    raw = Raw(target.address)
    yield raw
    raw.close()


@pytest.fixture
def spark(target: harness.Server) -> Iterator[SparkSession]:
    session = client.session(target.remote)
    yield session
    session.stop()


def numbers(size: int) -> pyarrow.Table:
    """A table of so many bytes in four columns, from a fixed seed."""
    rows = size // 32
    random = numpy.random.default_rng(20260101)
    return pyarrow.table({"id": numpy.arange(rows), "x": random.standard_normal(rows),
                          "n": random.integers(-(2**62), 2**62, rows),
                          "t": pyarrow.array([f"{n:04x}" for n in range(10_000)]).take(
                              pyarrow.array(random.integers(0, 10_000, rows)))})


def checksum(table: pyarrow.Table) -> str:
    """Of the values in order, whatever batches they come in."""
    digest = hashlib.sha256()
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        values = "".join(column.to_pylist()).encode() if name == "t" else column.to_numpy().tobytes()
        digest.update(values)
    return digest.hexdigest()


def test_a_table_of_100_mb_goes_there_and_back(target: harness.Server) -> None:
    table = numbers(TABLE_BYTES)

    def there_and_back() -> pyarrow.Table:
        spark = client.session(target.remote)
        try:
            return spark.createDataFrame(table).toArrow()
        finally:
            spark.stop()

    back = leaving_nothing(target, there_and_back)
    assert back.num_rows == table.num_rows
    assert checksum(back) == checksum(table)


@pytest.mark.parametrize(("kind", "depth"), [(kind, depth) for kind, (depths, _) in DEPTHS.items() for depth in depths])
def test_deep_plans(kind: str, depth: int, target: harness.Server, raw: Raw) -> None:
    depths, write = DEPTHS[kind]
    request = execute_request(raw, write(depth))

    def ask() -> object:
        try:
            responses = [base.ExecutePlanResponse.FromString(data) for data in raw.send_bytes("ExecutePlan", request)]
            return sum(response.arrow_batch.row_count for response in responses)
        except grpc.RpcError as error:
            return describe(error).get("condition")

    rows = 5 if kind == "relation" else 1
    assert leaving_nothing(target, ask) == (depths[depth] or rows)


@pytest.mark.parametrize("claimed", BOMBS)
def test_a_bomb_is_refused(claimed: str, target: harness.Server, raw: Raw) -> None:
    """128 KiB that expand to 4 GiB, and 1 KiB that claims to."""
    data = shapes.zstd_of_zeros(BOMB_BYTES) if claimed == "truth" else shapes.zstd_of_zeros(
        250 * shapes.ZSTD_BLOCK_BYTES, claimed=BOMB_BYTES)
    assert len(data) <= (132 * 1024 if claimed == "truth" else 1024)
    bomb = base.Plan(compressed_operation=base.Plan.CompressedOperation(
        data=data, op_type=base.Plan.CompressedOperation.OP_TYPE_RELATION,
        compression_codec=base.COMPRESSION_CODEC_ZSTD))
    reset_peak(target)
    before = peak_bytes(target)

    def throw() -> object:
        with pytest.raises(grpc.RpcError) as raised:
            list(raw.execute(bomb))
        return describe(raised.value)["condition"]

    assert leaving_nothing(target, throw) == BOMBS[claimed]
    assert peak_bytes(target) - before <= BOMB_GROWTH_BYTES_MAX


# Each column from nothing, from one that is there, from the one before; and one column again and again.
CHAINS = {"constants": lambda frame, n: frame.withColumn(f"c{n}", f.lit(n)),
          "of_the_first": lambda frame, n: frame.withColumn(f"c{n}", f.col("id") + n),
          "of_the_one_before": lambda frame, n: frame.withColumn(f"c{n}", f.col(f"c{n - 1}" if n else "id") + 1),
          "replaced": lambda frame, n: frame.withColumn("c", f.col("c" if n else "id") + 1)}
LAST = {"constants": [COLUMNS - 1] * 3, "of_the_first": [COLUMNS - 1, COLUMNS, COLUMNS + 1],
        "of_the_one_before": [COLUMNS, COLUMNS + 1, COLUMNS + 2], "replaced": [COLUMNS, COLUMNS + 1, COLUMNS + 2]}


@pytest.mark.stress
@pytest.mark.parametrize("chain", CHAINS)
def test_600_columns_one_after_the_other(chain: str, target: harness.Server, spark: SparkSession) -> None:
    frame = spark.range(3)
    for n in range(COLUMNS):
        frame = CHAINS[chain](frame, n)

    def ask() -> tuple[list[int], float]:
        begun = time.monotonic()
        rows = frame.collect()
        return [row[-1] for row in rows], time.monotonic() - begun

    last, seconds = leaving_nothing(target, ask)
    assert last == LAST[chain]
    assert seconds <= COLUMNS_SECONDS_MAX, f"{seconds:.1f} s"


@pytest.mark.stress
def test_a_result_of_2_gib_streams(target: harness.Server, spark: SparkSession) -> None:
    rows = RESULT_BYTES // RESULT_ROW_BYTES
    text = f"repeat(char(65 + id % 26), {RESULT_ROW_BYTES - 8})"

    def read() -> tuple[int, int, int]:
        count, characters, ids = 0, 0, 0
        for row in spark.sql(f"SELECT id, {text} AS t FROM range(0, {rows}, 1, 2)").toLocalIterator():
            assert row.t[0] == row.t[-1] == chr(65 + row.id % 26)
            count, characters, ids = count + 1, characters + len(row.t), ids + row.id
        return count, characters, ids

    reset_peak(target)
    assert leaving_nothing(target, read) == (rows, rows * (RESULT_ROW_BYTES - 8), rows * (rows - 1) // 2)
    assert peak_bytes(target) <= RESULT_PEAK_BYTES_MAX, f"{peak_bytes(target) / MIB:.0f} MiB"
