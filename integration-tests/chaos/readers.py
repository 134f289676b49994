"""Reads and writes targets: with the server under test, and with pyarrow, which knows nothing of us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.dataset

from chaos.written import PARTITIONS, ROWS_MAX

SCHEMA = "id long, p int"


def with_pyarrow(path: Path, form: str) -> list[int]:
    """The ids below a path, as pyarrow reads it: it skips names that begin with `_` or `.`."""
    if not path.exists():
        return []
    schema = pyarrow.schema([("id", pyarrow.int64())])
    dataset = pyarrow.dataset.dataset(str(path), schema=schema, format=form)
    return dataset.to_table(columns=["id"]).column("id").to_pylist()


def with_spark(spark: Any, path: Path, form: str) -> list[int]:
    """The ids below a path, as the server reads it."""
    from pyspark.errors import AnalysisException

    try:
        rows = spark.read.format(form).option("header", "true").schema(SCHEMA).load(str(path)).select("id").toArrow()
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return []
        raise
    return rows.column("id").to_pylist()


def append(spark: Any, path: Path, form: str, partitioned: bool) -> None:
    """A write after all others, which sweeps what they have left."""
    first = (ROWS_MAX - 1) * ROWS_MAX
    writer = spark.range(first, first + 10).selectExpr("id", f"cast(id % {PARTITIONS} as int) p").write
    writer = writer.format(form).mode("append").option("header", "true") if form == "csv" else writer.format(form).mode("append")
    (writer.partitionBy("p") if partitioned else writer).save(str(path))


@contextmanager
def session(remote: str) -> Iterator[Any]:
    """A session on a server that lives."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(remote).create()
    try:
        yield spark
    finally:
        # A server that is gone is not asked again and again.
        spark.client.set_retry_policies([])
        with suppress(Exception):
            spark.stop()
