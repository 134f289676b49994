"""Turns whatever a case gives back, or the error it ends with, into plain JSON that two servers can be compared by."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.types import DataType, Row
from smoke import client

RELATIVE_TOLERANCE = 1e-12
VOLATILE = (
    (re.compile(r"#\d+L?"), "#N"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
)


@dataclass(frozen=True)
class Ordered:
    """Marks a data frame whose rows must come in this order; others are compared as multisets."""

    frame: DataFrame


def observe(run: Any, world: Any) -> dict[str, Any]:
    """Runs one case and returns what it showed."""
    try:
        return describe(run(world), world.mask)
    except PySparkException as error:
        return {"error": describe_error(error, world.mask)}


def describe(result: Any, mask: Any) -> dict[str, Any]:
    ordered = isinstance(result, Ordered)
    frame = result.frame if ordered else result
    if not isinstance(frame, DataFrame):
        return {"value": encode(frame, mask)}
    rows = [encode(list(row), mask) for row in frame.collect()]
    schema = frame.schema
    return {"type": schema.simpleString(), "schema": json.loads(schema.json()), "columns": frame.columns,
            "ordered": ordered, "rows": rows if ordered else sorted(rows, key=sort_key)}


def describe_error(error: PySparkException, mask: Any) -> dict[str, Any]:
    parameters = error.getMessageParameters() or {}
    return {"class": type(error).__name__, "condition": client.condition(error), "sqlState": client.sql_state(error),
            "parameters": {name: encode(value, mask) for name, value in sorted(parameters.items())},
            "contexts": [describe_context(context) for context in client.contexts(error)]}


def describe_context(context: Any) -> dict[str, Any]:
    kind = context.contextType().name
    shown: dict[str, Any] = {"kind": kind, "fragment": context.fragment()}
    if kind == "SQL":
        shown |= {"start": context.startIndex(), "stop": context.stopIndex()}
    return shown


def encode(value: Any, mask: Any) -> Any:
    """JSON for one value; what JSON cannot say is tagged with its type."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return stable(mask(value))
    if isinstance(value, float):
        return value if math.isfinite(value) else {"double": str(value)}
    if isinstance(value, Row):
        return {"row": [[name, encode(item, mask)] for name, item in zip(value.__fields__, value, strict=True)]}
    if isinstance(value, list | tuple):
        return [encode(item, mask) for item in value]
    if isinstance(value, dict):
        return {"map": sorted(([encode(k, mask), encode(v, mask)] for k, v in value.items()), key=sort_key)}
    if isinstance(value, bytes | bytearray):
        return {"binary": bytes(value).hex()}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, DataType):
        return {"type": json.loads(value.json())}
    return {type(value).__name__: stable(mask(str(value)))}


def stable(text: str) -> str:
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text


def sort_key(value: Any) -> str:
    return json.dumps(round_doubles(value), sort_keys=True)


def round_doubles(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [round_doubles(item) for item in value]
    return {k: round_doubles(v) for k, v in value.items()} if isinstance(value, dict) else value


def same(expected: Any, actual: Any, tolerance: float = RELATIVE_TOLERANCE) -> bool:
    """Equality of observations, with a relative tolerance for doubles."""
    if isinstance(expected, float) and isinstance(actual, float):
        return math.isclose(expected, actual, rel_tol=tolerance, abs_tol=0.0)
    if type(expected) is not type(actual):
        return False
    if isinstance(expected, list):
        return len(expected) == len(actual) and all(
            same(a, b, tolerance) for a, b in zip(expected, actual, strict=True))
    if isinstance(expected, dict):
        return expected.keys() == actual.keys() and all(same(expected[k], actual[k], tolerance) for k in expected)
    return expected == actual


def is_bare_exception(expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    """Whether Spark raised a Java exception without a condition, and the server an error of that class with a condition of
    our own, so that no error is without one."""
    has_ours = (actual["condition"] or "").startswith("SPARROW.")
    return not expected["condition"] and has_ours and expected["class"] == actual["class"]


def agrees(expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    """Whether an observation is Spark's, or of a bare Java exception of Spark's."""
    bare, ours = expected.get("error"), actual.get("error")
    if bare and ours and is_bare_exception(bare, ours):
        return True
    return same(expected, actual)
