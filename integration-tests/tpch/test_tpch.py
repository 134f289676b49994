"""The server answers TPC-H as real Spark does: names, types, nullability and rows."""

from __future__ import annotations

import json
from collections.abc import Iterator

import harness
import pytest
from pyspark.sql.connect.session import SparkSession
from tpch import answer, data


@pytest.fixture(scope="module")
def spark(server: harness.Server) -> Iterator[SparkSession]:
    session = SparkSession.Builder().remote(server.remote).create()
    answer.register(session)
    yield session
    session.stop()


@pytest.mark.parametrize("name", data.NAMES)
def test_tpch(name: str, spark: SparkSession) -> None:
    recorded = answer.load(name)
    frame = spark.sql(data.query(name, answer.SCALE))
    assert json.loads(frame.schema.json()) == recorded["schema"]
    difference = answer.difference(recorded, answer.rows_of(frame))
    assert difference is None, difference
