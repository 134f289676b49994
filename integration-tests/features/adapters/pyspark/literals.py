"""Literal values with a type, as PySpark's literal expressions. Knows spellings of values; refuses to know columns."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pyspark.sql import types
from pyspark.sql.connect.column import Column
from pyspark.sql.connect.expressions import LiteralExpression
from unsupported import Unsupported

DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")


def parse_timestamp(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


SIMPLE: dict[str, tuple[types.DataType, Callable[[Any], Any]]] = {
    "boolean": (types.BooleanType(), bool),
    "byte": (types.ByteType(), int),
    "tinyint": (types.ByteType(), int),
    "short": (types.ShortType(), int),
    "smallint": (types.ShortType(), int),
    "int": (types.IntegerType(), int),
    "integer": (types.IntegerType(), int),
    "long": (types.LongType(), int),
    "bigint": (types.LongType(), int),
    "float": (types.FloatType(), float),
    "double": (types.DoubleType(), float),
    "string": (types.StringType(), str),
    "binary": (types.BinaryType(), bytes.fromhex),
    "date": (types.DateType(), datetime.date.fromisoformat),
    "timestamp": (types.TimestampType(), parse_timestamp),
    "timestamp_ntz": (types.TimestampNTZType(), parse_timestamp),
    "day_time_interval": (types.DayTimeIntervalType(), lambda micros: datetime.timedelta(microseconds=micros)),
}


def typed(value: Any, type_name: str) -> Column:
    """The literal of a named type; `value` is spelled as in answers: binaries in hex, day-time intervals in microseconds."""
    if found := DECIMAL.fullmatch(type_name):
        data_type: types.DataType = types.DecimalType(int(found[1]), int(found[2]))
        parse: Callable[[Any], Any] = Decimal
    elif type_name in SIMPLE:
        data_type, parse = SIMPLE[type_name]
    else:
        raise Unsupported(f"PySpark has no literals of the type {type_name!r}")
    if value is None:
        from pyspark.sql.connect import functions

        return functions.lit(None).cast(data_type)
    return Column(LiteralExpression(parse(value), data_type))
