"""What the cases find on a server, and the error each of them ends with.

Knows sessions and recordings; refuses to know what a case is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import answers
import known
from errors.cases import Case
from pyspark.errors import PySparkException
from smoke.observe import describe_error
from smoke.world import World

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "expected.json"
KNOWN_FAILING = HERE / "known-failing.tsv"
REFRESH = "run.py errors --update-known-failing"
DATABASES = ("errors", "shop")
OBJECTS = (
    "CREATE DATABASE errors", "CREATE DATABASE shop", "USE errors",
    "CREATE TABLE items (id INT, name STRING) USING parquet",
    "CREATE TABLE sales (amount INT, day STRING) USING parquet PARTITIONED BY (day)",
    "CREATE TABLE shop.goods (id INT) USING parquet",
    "CREATE VIEW names AS SELECT name FROM items",
)


@contextmanager
def world(remote: str) -> Iterator[World]:
    """A session with the tables and views the cases speak of, in databases of their own that are dropped in the end."""
    made = World(remote)
    drop_databases(made)
    try:
        for statement in OBJECTS:
            made.sql(statement)
        made.people.createOrReplaceTempView("people")
        made.orders.createOrReplaceTempView("orders")
        yield made
    finally:
        made.sql("USE default")
        drop_databases(made)
        made.close()


def drop_databases(made: World) -> None:
    for database in DATABASES:
        made.sql(f"DROP DATABASE IF EXISTS {database} CASCADE")


def observe(case: Case, made: World) -> dict[str, Any] | None:
    """The error a case ends with; `None` when there is none."""
    try:
        result = made.sql(case) if isinstance(case, str) else case(made)
        if hasattr(result, "collect"):
            result.collect()
    except PySparkException as error:
        return describe_error(error, made.mask)
    except Exception:  # noqa: BLE001 - not the server's
        return None  # it answered with what Python has no value for
    return None


def difference(expected: dict[str, Any], actual: dict[str, Any] | None) -> known.Failure | None:
    """Why a server's error is not Spark's."""
    if actual is None:
        return known.Failure("no error", f"expected {expected['condition']}")
    return answers.error_difference(expected, actual)


def recorded() -> dict[str, dict[str, Any]]:
    """Spark's error for every case, by its name."""
    return json.loads(EXPECTED.read_text())["cases"]


def write(version: str, cases: Mapping[str, dict[str, Any]]) -> None:
    """The recording, one line a case."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(error, ensure_ascii=False)}"
                       for name, error in sorted(cases.items()))
    EXPECTED.write_text(f'{{\n "spark": {json.dumps(version)},\n "cases": {{\n{lines}\n }}\n}}\n')
