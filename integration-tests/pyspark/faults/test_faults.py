"""Cuts the line at every place in turn and holds what arrives against what arrives over a whole line."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import harness
import pytest
from faults.proxy import Always, Cut, EveryOther, Once, Proxy
from pyspark.errors import PySparkException
from pyspark.sql.connect.session import SparkSession
from smoke import client
from smoke.observe import describe_error

ROWS_PER_RESPONSE = 1000
ROWS = 45 * ROWS_PER_RESPONSE
FAILS_AT = 60 * ROWS_PER_RESPONSE
RESPONSES_MIN = 40
CHUNK_BYTES = 1024
HOW = {"status": False, "connection": True}

Act = Callable[[SparkSession], Any]


@pytest.fixture
def proxy(server: harness.Server) -> Iterator[Proxy]:
    proxy = Proxy(server.address)
    yield proxy
    proxy.close()


@pytest.fixture
def spark(proxy: Proxy) -> Iterator[SparkSession]:
    session = client.session(proxy.remote)
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS_PER_RESPONSE)
    yield session
    proxy.cut = Cut()
    session.stop()


def ids(spark: SparkSession) -> list[int]:
    return [row.id for row in spark.range(ROWS, numPartitions=3).toLocalIterator()]


def chunked_ids(spark: SparkSession) -> list[int]:
    """Few rows in many chunks."""
    spark._client._preferred_arrow_chunk_size = CHUNK_BYTES
    return [row.id for row in spark.range(7 * ROWS_PER_RESPONSE, numPartitions=1).collect()]


def failure(spark: SparkSession) -> dict[str, Any]:
    """The error of a query that fails after many rows."""
    rows = spark.range(0, FAILS_AT + ROWS_PER_RESPONSE, 1, 1)
    with pytest.raises(PySparkException) as raised:
        rows.selectExpr(f"1 DIV ({FAILS_AT} - id)").collect()
    return describe_error(raised.value, str)


def responses_min(name: str) -> int:
    """How many responses a query has at least. A fleet sends nothing of a task that fails."""
    return 1 if name == "failure" and harness.is_fleet() else RESPONSES_MIN


def responses_of(proxy: Proxy, spark: SparkSession, act: Act) -> tuple[Any, int]:
    """What an act shows over a whole line, and how many responses its longest stream has."""
    proxy.cut = counter = CountResponses()
    shown = act(spark)
    return shown, counter.longest


class CountResponses(Cut):
    """Cuts nothing; finds the length of the longest stream by what passes."""

    longest = 0

    def passed(self, position: int) -> None:
        self.longest = max(self.longest, position)


QUERIES = {"rows": ids, **({"chunks": chunked_ids} if client.VERSION >= (4, 1) else {}), "failure": failure}


@pytest.mark.parametrize("name", QUERIES)
def test_cut_after_every_response_in_turn(name: str, proxy: Proxy, spark: SparkSession) -> None:
    """One query for each place, also before the first response and before the last message, until one is left whole."""
    act = QUERIES[name]
    whole = act(spark)
    for cuts in itertools.count():
        proxy.breaks_connections = cuts % 2 == 1
        proxy.cut = Once(after=cuts)
        assert act(spark) == whole, f"cut after {cuts} responses"
        if not proxy.cut.count:
            break
    assert cuts >= responses_min(name)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", QUERIES)
def test_every_stream_is_cut(name: str, how: str, proxy: Proxy, spark: SparkSession) -> None:
    """One query whose streams all break after one response: it takes as many streams as it has responses."""
    act = QUERIES[name]
    whole, length = responses_of(proxy, spark, act)
    proxy.breaks_connections = HOW[how]
    proxy.cut = Always(after=1)
    assert act(spark) == whole
    assert proxy.cut.count >= responses_min(name) <= length


@pytest.mark.parametrize("how", HOW)
def test_a_write_is_done_once(how: str, proxy: Proxy, spark: SparkSession, tmp_path: Path) -> None:
    """A write for each place, until one is left whole: each appends its rows and files once."""
    path = tmp_path / "out"
    frame = spark.range(ROWS, numPartitions=3)
    proxy.breaks_connections = HOW[how]
    for cuts in itertools.count():
        proxy.cut = Once(after=cuts)
        frame.write.mode("append").parquet(str(path))
        was_cut, proxy.cut = proxy.cut.count, Cut()
        counts = {row.id: row["count"] for row in spark.read.parquet(str(path)).groupBy("id").count().collect()}
        assert counts == dict.fromkeys(range(ROWS), cuts + 1), f"cut after {cuts} responses"
        assert len([*path.glob("part-*")]) == 3 * (cuts + 1)
        if not was_cut:
            break
    assert cuts >= 1


@pytest.mark.parametrize("how", HOW)
def test_a_request_that_never_arrived_is_sent_again(how: str, proxy: Proxy, spark: SparkSession, tmp_path: Path) -> None:
    path = str(tmp_path / "out")
    proxy.breaks_connections = HOW[how]
    proxy.cut = EveryOther(methods=frozenset({"ExecutePlan", "ReattachExecute"}))
    spark.range(100).write.mode("append").parquet(path)
    assert sorted(row.id for row in spark.read.parquet(path).collect()) == list(range(100))
    assert proxy.cut.count >= 2


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_requests_are_sent_again(lost: str, proxy: Proxy, spark: SparkSession) -> None:
    """Every first try of every unary call the client repeats is lost, on its way there or back."""
    proxy.cut = EveryOther(methods=frozenset({"Config", "AnalyzePlan", "ReleaseExecute"}), answers=lost == "answer")
    ask_much(spark)
    assert min(proxy.cut.seen[method] for method in ("Config", "AnalyzePlan", "ReleaseExecute")) >= 2
    # How many releases the client sends in the background depends on time; each of the three was lost at least once.
    assert proxy.cut.count >= 3


def test_requests_are_sent_again_over_a_new_connection(proxy: Proxy, spark: SparkSession) -> None:
    proxy.breaks_connections = True
    proxy.cut = EveryOther(methods=frozenset({"Config", "AnalyzePlan"}), answers=True)
    ask_much(spark)
    assert proxy.cut.count >= 3


def ask_much(spark: SparkSession) -> None:
    spark.conf.set("my.own.key", "kept")
    assert spark.conf.get("my.own.key") == "kept"
    assert spark.range(3).schema.simpleString() == "struct<id:bigint>"
    assert ids(spark) == list(range(ROWS))


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_uploads_are_sent_again(lost: str, proxy: Proxy, spark: SparkSession) -> None:
    blob = lost.encode() * 20_000
    proxy.cut = EveryOther(methods=frozenset({"AddArtifacts"}), answers=lost == "answer")
    if client.VERSION < (4, 0):  # leaves it to the user
        with pytest.raises(grpc.RpcError):
            spark._client.cache_artifact(blob)
    digest = spark._client.cache_artifact(blob)
    assert digest == hashlib.sha256(blob).hexdigest()
    assert spark._client._artifact_manager.is_cached_artifact(digest)
    assert proxy.cut.count == 1
