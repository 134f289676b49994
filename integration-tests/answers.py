"""Answers of a Spark Connect server in canonical JSON, so that two servers' answers can be compared.

Nothing in a value is masked: what the cases ask for must not depend on the day or the machine. Values JSON cannot say
are tagged with their type; doubles are compared with a tolerance, rows as multisets unless the query orders them.
"""

from __future__ import annotations

import datetime
import decimal
import json
import logging
import math
from typing import Any

from known import Failure
from pyspark.errors import PySparkException
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.plan import SQL
from pyspark.sql.types import Row, VariantVal
from smoke.observe import describe_error, is_bare_exception, round_doubles, same

RELATIVE_TOLERANCE = 1e-9

# PySpark logs each error it raises, with the server's stack; the suites expect errors.
for context in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
    logging.getLogger(context).setLevel(logging.CRITICAL)


def of_query(spark: Any, sql: str) -> dict[str, Any]:
    """The schema and the rows of a query, or its error. One call: `spark.sql` would ask first what kind of text it is."""
    try:
        frame = DataFrame(SQL(sql, [], {}, []), spark)
        rows = [encode(list(row)) for row in frame.collect()]
        return {"schema": frame.schema.simpleString(), "rows": rows}
    except PySparkException as error:
        return {"error": of_error(error)}
    except Exception as error:  # noqa: BLE001 - the server answered with what Python has no value for
        return {"schema": frame.schema.simpleString(), "rows": [{"no value": type(error).__name__}]}


def of_error(error: PySparkException) -> dict[str, Any]:
    """The error as a user can ask for it."""
    return describe_error(error, lambda text: text)


def encode(value: Any) -> Any:
    """JSON for one value."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else {"double": str(value)}
        case Row():
            return {"row": [[name, encode(item)] for name, item in zip(value.__fields__, value, strict=True)]}
        case tuple() if hasattr(value, "_fields"):
            return {type(value).__name__: list(value)}
        case list() | tuple():
            return [encode(item) for item in value]
        case dict():
            return {"map": sorted(([encode(k), encode(v)] for k, v in value.items()), key=key)}
        case bytes() | bytearray():
            return {"binary": bytes(value).hex()}
        case decimal.Decimal():
            return {"decimal": str(value)}
        case datetime.datetime() | datetime.date() | datetime.time():
            return {type(value).__name__: value.isoformat()}
        case VariantVal():
            return {"variant": value.toJson()}
        case _:
            return {type(value).__name__: str(value)}


def key(value: Any) -> str:
    """What values are sorted by, so that a small difference of doubles does not change their order."""
    return json.dumps(round_doubles(value), sort_keys=True)


def sort_lists(value: Any) -> Any:
    """The value with every list in it sorted, for functions whose order Spark does not define."""
    match value:
        case list():
            return sorted((sort_lists(item) for item in value), key=key)
        case dict():
            return {name: sort_lists(item) for name, item in value.items()}
        case _:
            return value


def difference(expected: dict[str, Any], actual: dict[str, Any], ordered: bool) -> Failure | None:
    """Why `actual` is not the answer `expected`; `None` when it is."""
    if "error" in actual:
        if "error" in expected:
            return error_difference(expected["error"], actual["error"])
        return missing(actual["error"]) or Failure("error", shown(actual["error"]))
    if "error" in expected:
        return Failure("no error", f"expected {expected['error']['condition']}")
    if expected["schema"] != actual["schema"]:
        return Failure("schema differs", f"{actual['schema']} instead of {expected['schema']}")
    wanted, got = (answer["rows"] if ordered else sorted(answer["rows"], key=key) for answer in (expected, actual))
    if not same(wanted, got, RELATIVE_TOLERANCE):
        return Failure("rows differ", f"{short(got)} instead of {short(wanted)}")
    return None


def error_difference(expected: dict[str, Any], actual: dict[str, Any]) -> Failure | None:
    """What of an error differs first: condition, SQLSTATE, class, parameters, places in the query."""
    if expected == actual or is_bare_exception(expected, actual):
        return None
    if expected["condition"] != actual["condition"]:
        return missing(actual) or Failure("condition differs", f"{actual['condition']} instead of {expected['condition']}")
    part = next(part for part in ("sqlState", "class", "parameters", "contexts") if expected[part] != actual[part])
    return Failure(f"{part} differ{'' if part.endswith('s') and part != 'class' else 's'}",
                   f"{short(actual[part])} instead of {short(expected[part])}")


def missing(error: dict[str, Any]) -> Failure | None:
    """The error of a server that names what it does not have yet."""
    if error["condition"] != "SPARROW.NOT_YET_SUPPORTED":
        return None
    feature = error["parameters"].get("feature", "")
    return Failure("function missing" if feature.startswith("the function `") else "not yet supported", feature)


def shown(error: dict[str, Any]) -> str:
    return f"{error['condition'] or error['class']}"


def short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
