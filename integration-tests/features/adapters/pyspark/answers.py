"""Rows and values that PySpark has decoded, in the canonical spelling of the suite. Knows Spark's types and Python's
values; refuses to know where they come from."""

from __future__ import annotations

import datetime
import json
import math
from decimal import Decimal
from typing import Any

from pyspark.sql import types

MICROSECOND = datetime.timedelta(microseconds=1)


def of_frame(frame: Any, rows: list[Any]) -> dict[str, Any]:
    """`schema` as Spark's JSON and `rows`."""
    schema = frame.schema
    kinds = [field.dataType for field in schema.fields]
    shown = [[of_value(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    return {"schema": json.loads(schema.json()), "rows": shown}


def of_value(value: Any, kind: types.DataType) -> Any:
    """One value of a column of this type."""
    if value is None:
        return None
    match kind:
        case types.FloatType() | types.DoubleType():
            return of_number(value)
        case types.DecimalType():
            return format(value, "f")
        case types.BinaryType():
            return bytes(value).hex()
        case types.DateType():
            return value.isoformat()
        case types.TimestampType():
            return value.isoformat(timespec="microseconds") + "Z"
        case types.TimestampNTZType():
            return value.isoformat(timespec="microseconds")
        case types.DayTimeIntervalType():
            return value // MICROSECOND
        case types.ArrayType():
            return [of_value(item, kind.elementType) for item in value]
        case types.StructType():
            return [of_value(item, field.dataType) for item, field in zip(value, kind.fields, strict=True)]
        case types.MapType():
            pairs = [[of_value(key, kind.keyType), of_value(item, kind.valueType)] for key, item in value.items()]
            return sorted(pairs, key=lambda pair: text_of(pair[0]))
        case _:
            return value if isinstance(value, bool | int | str) else str(value)


def of_number(value: float) -> Any:
    if math.isnan(value):
        return "NaN"
    return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")


def of_plain(value: Any) -> Any:
    """A value whose type is not known, such as an observed metric."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return of_number(value)
        case Decimal():
            return format(value, "f")
        case bytes() | bytearray():
            return bytes(value).hex()
        case datetime.datetime():
            return value.isoformat(timespec="microseconds") + "Z"
        case datetime.date():
            return value.isoformat()
        case list() | tuple():
            return [of_plain(item) for item in value]
        case dict():
            return {str(key): of_plain(item) for key, item in value.items()}
        case _:
            return str(value)


def text_of(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)
