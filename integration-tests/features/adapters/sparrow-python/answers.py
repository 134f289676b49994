"""Rows, values and errors of the client in the canonical spelling of the suite. Refuses to know where they come from."""

from __future__ import annotations

import datetime
import json
import math
import re
from decimal import Decimal
from typing import Any

from sparrow_connect import Error, Row, SparkError, types

MICROSECOND = datetime.timedelta(microseconds=1)
EXPRESSION_ID = re.compile(r"#\d+")
MESSAGE_CHARACTERS_MAX = 4000


def of_rows(schema: types.StructType, rows: list[Row]) -> dict[str, Any]:
    kinds = [one.data_type for one in schema.fields]
    shown = [[of_value(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    return {"schema": json.loads(schema.json()), "rows": shown}


def of_value(value: Any, kind: types.DataType) -> Any:
    """One value of a column of this type."""
    if value is None:
        return None
    match kind:
        case types.TimestampNTZType():
            return value.isoformat(timespec="microseconds")
        case types.ArrayType():
            return [of_value(item, kind.element_type) for item in value]
        case types.StructType():
            return [of_value(item, one.data_type) for item, one in zip(value, kind.fields, strict=True)]
        case types.MapType():
            pairs = [[of_value(key, kind.key_type), of_value(item, kind.value_type)] for key, item in value.items()]
            return sorted(pairs, key=lambda pair: pair[0] if isinstance(pair[0], str) else json.dumps(pair[0]))
        case _:
            return of_plain(value)


def of_plain(value: Any) -> Any:
    """A value whose type is not known, such as an observed metric."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case Decimal():
            return format(value, "f")
        case bytes() | bytearray():
            return bytes(value).hex()
        case datetime.datetime():
            return value.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        case datetime.date():
            return value.isoformat()
        case datetime.timedelta():
            return value // MICROSECOND
        case list() | tuple():
            return [of_plain(item) for item in value]
        case dict():
            return {str(key): of_plain(item) for key, item in value.items()}
        case _:
            return str(value)


def of_error(error: BaseException) -> dict[str, Any]:
    """The error as the runner reads it; keys without value are left out."""
    kind = error.kind if isinstance(error, Error) else "client"
    found: dict[str, Any] = {"kind": kind, "message": shown(f"{error}" if isinstance(error, Error) else f"{type(error).__name__}: {error}")}
    if isinstance(error, SparkError):
        found |= {
            "condition": error.condition,
            "sqlstate": error.sqlstate,
            "parameters": {name: shown(value) for name, value in error.parameters.items()},
            "context": [
                {"object_type": one.object_type, "fragment": one.fragment, "start": one.start, "stop": one.stop}
                for one in error.contexts
                if one.is_sql and one.fragment
            ],
        }
    return {key: value for key, value in found.items() if value}


def shown(text: str) -> str:
    text = EXPRESSION_ID.sub("#N", text)
    return text if len(text) <= MESSAGE_CHARACTERS_MAX else f"{text[:MESSAGE_CHARACTERS_MAX]}…"
