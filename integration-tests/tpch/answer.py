"""The recorded answer of one query, and whether rows are that answer.

Rows that tie under ORDER BY may come in any order; where LIMIT cuts through a tie, any of the tied rows may come.
"""

from __future__ import annotations

import datetime
import decimal
import json
from itertools import groupby
from pathlib import Path
from typing import Any

from pyspark.sql.connect.session import SparkSession
from tpch import data

SCALE = "0.1"
ANSWERS = Path(__file__).resolve().parent / "answers" / f"sf{SCALE}"
RELATIVE_TOLERANCE = 1e-9


def register(spark: SparkSession, scale: str = SCALE) -> None:
    """Makes the eight tables temporary views of the session."""
    for name, path in data.tables(scale).items():
        spark.read.parquet(str(path)).createOrReplaceTempView(name)


def encode(value: Any) -> Any:
    if isinstance(value, decimal.Decimal | datetime.date):
        return str(value)
    return value


def rows_of(frame: Any) -> list[list[Any]]:
    return [[encode(value) for value in row] for row in frame.collect()]


def load(name: str) -> dict[str, Any]:
    return json.loads((ANSWERS / f"{name}.json").read_text())


def groups(rows: list[list[Any]], keys: list[int]) -> list[list[list[Any]]]:
    """The rows in runs that tie under ORDER BY; without ORDER BY all rows tie."""
    return [list(run) for _, run in groupby(rows, key=lambda row: [rounded(row[key]) for key in keys])]


def rounded(value: Any) -> Any:
    return f"{value:.9g}" if isinstance(value, float) else value


def difference(answer: dict[str, Any], rows: list[list[Any]]) -> str | None:
    """What is wrong with the rows, or nothing. The recorded rows go on to the end of the tie that LIMIT cuts."""
    expected: list[list[Any]] = answer["rows"]
    wanted = len(expected) if answer["limit"] is None else min(answer["limit"], len(expected))
    if len(rows) != wanted:
        return f"{len(rows)} rows instead of {wanted}"
    keys = [answer["columns"].index(key) for key in answer["order"]]
    start = 0
    for tie in groups(expected, keys):
        part = rows[start:start + len(tie)]
        left = sorted(tie, key=str)
        for row in sorted(part, key=str):
            match = next((other for other in left if same_row(other, row)), None)
            if match is None:
                return f"row {row} is not among {left[:3]} at rows {start + 1} to {start + len(part)}"
            left.remove(match)
        start += len(part)
    return None


def same_row(expected: list[Any], actual: list[Any]) -> bool:
    return len(expected) == len(actual) and all(same(a, b) for a, b in zip(expected, actual, strict=True))


def same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, float) and isinstance(actual, float):
        return abs(expected - actual) <= RELATIVE_TOLERANCE * abs(expected)
    return type(expected) is type(actual) and expected == actual
