"""Writes `known-failing.txt` anew from what the server answers now; reasons written by hand stay with their cases."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
os.environ["TZ"] = "UTC"
time.tzset()
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "pyspark")]

import cases  # noqa: E402
import harness  # noqa: E402
from pyspark.sql.connect.session import SparkSession  # noqa: E402
from test_sql import KNOWN_FAILING, REASONS, compare  # noqa: E402

logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)

HEADER = '# Cases that fail, as "<name>\\t<reason>"; `run.py sql --update-known-failing` adds and removes lines.'


def main() -> int:
    recorded = list(cases.recorded())
    failing = []
    with harness.sparrow() as server:
        spark = SparkSession.Builder().remote(server.remote).create()
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        for name, expected in recorded:
            actual = cases.observe(spark, expected["sql"])
            if compare(actual, expected):
                failing.append(f"{name}\t{REASONS.get(name) or reason(actual, expected)}")
        spark.stop()
    KNOWN_FAILING.write_text("\n".join([HEADER, *failing]) + "\n")
    print(f"{len(recorded) - len(failing)} of {len(recorded)} cases give Spark's answer")
    return 0


def reason(actual: dict[str, Any], expected: dict[str, Any]) -> str:
    """What differs, in short."""
    if "error" in actual:
        got = actual["error"]["condition"] or actual["error"]["class"]
        return f"answers {got}" + (f" instead of {expected['error']['condition']}" if "error" in expected else "")
    if "error" in expected:
        return f"no error instead of {expected['error']['condition']}"
    return "the rows differ" if actual["schema"] == expected["schema"] else "the schema differs"


if __name__ == "__main__":
    sys.exit(main())
