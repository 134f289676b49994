"""Results in other libraries: what they take over Arrow's C stream is what was sent, and its buffers are aligned."""

from __future__ import annotations

import duckdb
import pandas
import polars
import pyarrow as pa
from conftest import FakeServer, answers_of

import sparrow_connect as sc
from sparrow_connect.batches import _aligned

ROWS = [[1, 2, 3], [4], [5, 6]]


def frame(fake: FakeServer) -> sc.DataFrame:
    fake.handlers["ExecutePlan"] = lambda request, _: iter(answers_of(ROWS))
    return sc.connect(fake.url).range(6)


def test_polars_takes_a_frame(fake: FakeServer) -> None:
    assert polars.DataFrame(frame(fake))["id"].to_list() == [1, 2, 3, 4, 5, 6]
    assert frame(fake).to_polars()["id"].sum() == 21


def test_duckdb_takes_a_frame(fake: FakeServer) -> None:
    numbers = frame(fake)
    assert numbers is not None
    assert duckdb.sql("SELECT count(*), sum(id) FROM numbers").fetchall() == [(6, 21)]


def test_pandas_takes_a_result(fake: FakeServer) -> None:
    shown = frame(fake).to_pandas()
    assert isinstance(shown, pandas.DataFrame)
    assert shown["id"].tolist() == [1, 2, 3, 4, 5, 6]


def test_arrow_takes_a_frame_batch_by_batch(fake: FakeServer) -> None:
    reader = pa.RecordBatchReader.from_stream(frame(fake))
    assert [batch.column(0).to_pylist() for batch in reader] == ROWS


def test_buffers_begin_where_arrow_wants_them() -> None:
    message = bytes(range(64))
    for start in range(8):
        taken = _aligned(memoryview(message)[start:])
        assert taken.address % 8 == 0
        assert taken.to_pybytes() == message[start:]
