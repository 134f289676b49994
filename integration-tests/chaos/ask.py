"""Asks the server queries, on the engine one wants, beside the thread that watches. Knows sessions; no process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pyarrow
from chaos import answer, queries
from pyspark.sql.connect.session import SparkSession


@contextmanager
def session(remote: str, engine: str) -> Iterator[SparkSession]:
    """A session that runs everything on this engine, with the tables as views."""
    spark = SparkSession.Builder().remote(remote).create()
    try:
        spark.conf.set("spark.sparrow.engine", engine)
        spark.conf.set("spark.sql.shuffle.partitions", str(queries.SHUFFLE_PARTITIONS))
        queries.register(spark)
        yield spark
    finally:
        # A server that is gone, or hangs, is not asked again and again.
        spark.client.set_retry_policies([])
        with suppress(Exception):
            spark.stop()


def rows(spark: Any, name: str) -> pyarrow.Table:
    """The canonical answer of a query."""
    return answer.canonical(queries.QUERIES[name](spark).toArrow(), name in queries.ORDERED)


class Asked:
    """A query that runs in a thread of its own."""

    def __init__(self, spark: Any, name: str) -> None:
        self.rows: pyarrow.Table | None = None
        self.error: Exception | None = None
        self._started = time.monotonic()
        self._ended: float | None = None
        self._thread = threading.Thread(target=self._run, args=(spark, name), daemon=True)
        self._thread.start()

    def _run(self, spark: Any, name: str) -> None:
        try:
            self.rows = rows(spark, name)
        except Exception as error:  # noqa: BLE001 - every error is an answer that is looked at
            self.error = error
        self._ended = time.monotonic()

    def is_running(self) -> bool:
        return self._thread.is_alive()

    def seconds(self) -> float:
        return (self._ended or time.monotonic()) - self._started

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        self._thread.join(seconds)
        return not self._thread.is_alive()
