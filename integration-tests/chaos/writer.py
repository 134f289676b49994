"""The writes of a seed with PySpark, in a process of its own: a client whose server is killed would try again for minutes.

    python chaos/writer.py REMOTE FOLDER SEED HAS_EXECUTORS WRITES

A line on standard output says when a write begins, when it is done, or why it has failed. SIGTERM ends it after the write
that is going on.
"""

from __future__ import annotations

import itertools
import signal
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from chaos.written import PARTITIONS, ROWS_MAX, Seed, Write  # noqa: E402


def main(remote: str, folder: str, seed: int, has_executors: bool, count: int) -> None:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(remote).create()
    plan = Seed.of(seed, has_executors)
    told_to_end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told_to_end.set())
    for write in itertools.islice(plan.writes(), count):
        if told_to_end.is_set():
            return
        say(f"begin {write.number}")
        try:
            run(spark, plan, write, folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who judges has to hear of it
            say(f"failed {type(error).__name__}: {' '.join(str(error).split())[:300]}")
            return
        say(f"done {write.number}")


def run(spark: object, plan: Seed, write: Write, folder: str) -> None:
    first = write.number * ROWS_MAX
    rows = spark.range(first, first + write.rows, 1, write.files).selectExpr("id", f"cast(id % {PARTITIONS} as int) p")
    rows = rows.where(rows.p.isin(*write.partitions))
    writer = rows.write.format(plan.format).mode("append" if write.mode == "append" else "overwrite")
    if write.target == "parts":
        writer = writer.partitionBy("p")
    if write.mode == "dynamic":
        writer = writer.option("partitionOverwriteMode", "dynamic")
    if plan.format == "csv":
        writer = writer.option("header", "true")
    writer.save(f"{folder}/{write.target}")


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    _, remote_, folder_, seed_, has_executors_, count_ = sys.argv
    main(remote_, folder_, int(seed_), has_executors_ == "1", int(count_))
