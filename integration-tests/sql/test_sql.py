"""Holds the server's answers to the SQL cases against those recorded from real Spark: schema, rows, errors.

`known-failing.txt` lists cases that fail, each with a reason after a tab; one that passes has to leave the list.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases  # noqa: E402

os.environ["TZ"] = "UTC"
time.tzset()
CASES = list(cases.recorded())
KNOWN_FAILING = Path(__file__).with_name("known-failing.txt")


def known_failing() -> dict[str, str]:
    lines = KNOWN_FAILING.read_text().splitlines() if KNOWN_FAILING.exists() else []
    pairs = (line.rsplit("\t", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {pair[0]: pair[-1] for pair in pairs}


REASONS = known_failing()


@pytest.fixture(scope="module")
def spark(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A session at `SPARK_REMOTE`, or at the server of this run."""
    from pyspark.sql import SparkSession

    remote = os.environ.get("SPARK_REMOTE") or request.getfixturevalue("server").remote
    session = SparkSession.builder.remote(remote).create()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    yield session
    session.stop()


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_answer(spark: Any, name: str, expected: dict[str, Any], request: pytest.FixtureRequest) -> None:
    differences = compare(cases.observe(spark, expected["sql"]), expected)
    reason = REASONS.get(name)
    if reason is not None and request.config.getoption("--target") == "sparrow":
        assert differences, f"passes now: take it off {KNOWN_FAILING.name}"
        pytest.skip(f"known to fail: {reason}")
    assert not differences, "\n".join(differences)


def test_known_failing_names_exist() -> None:
    assert set(REASONS) <= {name for name, _ in CASES}


def compare(actual: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Where two answers differ, a line each. A Spark error without a condition asks for an error only."""
    if "error" in expected:
        if "error" not in actual:
            return [f"expected {expected['error']}, got rows {actual['rows']}"]
        wanted = {key: value for key, value in expected["error"].items() if value is not None and key != "class"}
        got = {key: actual["error"][key] for key in wanted}
        return [] if got == wanted else [f"expected {expected['error']}, got {actual['error']}"]
    if "error" in actual:
        return [f"expected rows {expected['rows']}, got {actual['error']}"]
    parts = ("schema", "rows")
    return [f"{part}: expected {expected[part]}, got {actual[part]}" for part in parts if actual[part] != expected[part]]
