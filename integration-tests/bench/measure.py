"""What is measured of an engine, and how: every engine gets the same questions through the door its users use."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from pyspark.sql.connect.session import SparkSession
from tpch import data

ROWS = 5_000_000
SCALE = "1"


@dataclass(frozen=True)
class Effort:
    """How often each thing is done; Spark gets less, because it takes long."""

    selects: int
    arrows: int
    tpch: int
    warm_up: bool = True


FULL = Effort(selects=200, arrows=5, tpch=3)
REDUCED = Effort(selects=30, arrows=2, tpch=1)
QUICK = Effort(selects=30, arrows=2, tpch=1, warm_up=False)


@dataclass
class Result:
    """Figures of one engine; what could not be measured is absent, with the reason in `notes`."""

    engine: str
    version: str = ""
    ready_seconds: float | None = None
    idle_bytes: int | None = None
    select_seconds: float | None = None
    arrow_seconds: float | None = None
    tpch_seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Engine(Protocol):
    """The three questions."""

    def select_one(self) -> None: ...

    def many_rows(self) -> int: ...

    def query(self, text: str) -> int: ...


class Connect:
    """Any Spark Connect server, asked by PySpark."""

    def __init__(self, remote: str, confs: Mapping[str, str] | None = None) -> None:
        self.spark = SparkSession.Builder().remote(remote).create()
        for key, value in (confs or {}).items():
            self.spark.conf.set(key, value)
        for name, path in data.tables(SCALE).items():
            self.spark.read.parquet(str(path)).createOrReplaceTempView(name)

    def select_one(self) -> None:
        self.spark.sql("SELECT 1").collect()

    def many_rows(self) -> int:
        return self.spark.range(ROWS).selectExpr("id", "id * 2 AS twice", "CAST(id AS STRING) AS t").toArrow().num_rows

    def query(self, text: str) -> int:
        return self.spark.sql(text).toArrow().num_rows


class Duck:
    """DuckDB inside this process."""

    def __init__(self) -> None:
        import duckdb

        self.connection = duckdb.connect()
        for name, path in data.tables(SCALE).items():
            self.connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")

    def select_one(self) -> None:
        self.connection.execute("SELECT 1").fetchall()

    def many_rows(self) -> int:
        text = f"SELECT range AS id, range * 2 AS twice, CAST(range AS VARCHAR) AS t FROM range({ROWS})"
        return self.connection.sql(text).to_arrow_table().num_rows

    def query(self, text: str) -> int:
        return self.connection.sql(text).to_arrow_table().num_rows


def server(name: str, version: str, start: Any, effort: Effort, confs: Mapping[str, str] | None = None) -> Result:
    """Measures a Spark Connect server from its start on, in a session with these confs."""
    result = Result(name, version)
    with start as running:
        result.ready_seconds = running.ready_seconds
        time.sleep(1)
        result.idle_bytes = running.resident_bytes()
        with noting(result, "session"):
            ask(Connect(running.remote, confs), effort, result)
    return result


def duck(effort: Effort) -> Result:
    import duckdb

    result = Result("DuckDB (in process)", duckdb.__version__)
    ask(Duck(), effort, result)
    return result


def ask(engine: Engine, effort: Effort, result: Result) -> None:
    with noting(result, "SELECT 1"):
        times = [timed(engine.select_one) for _ in range(effort.selects)]
        result.select_seconds = statistics.median(times[len(times) // 10:])
    with noting(result, "5-million-row toArrow"):
        result.arrow_seconds = best(engine.many_rows, effort.arrows, effort.warm_up)
    for name in data.NAMES:
        text = data.query(name, SCALE)
        with noting(result, name):
            result.tpch_seconds[name] = best(lambda text=text: engine.query(text), effort.tpch, effort.warm_up)


@contextmanager
def noting(result: Result, what: str) -> Iterator[None]:
    """An engine that cannot do one thing is measured on with the next; the table says so."""
    try:
        yield
    except Exception as error:
        result.notes.append(f"{result.engine}, {what}: {type(error).__name__}")


def best(action: Callable[[], object], times: int, warm_up: bool) -> float:
    if warm_up:
        action()
    return min(timed(action) for _ in range(times))


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
