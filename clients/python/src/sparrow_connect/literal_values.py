"""The value that a literal of the server's says, as Python has it."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from .generated import messages as m

literal_depth_max = 100


def value_of(literal: m.ExpressionLiteral, depth: int = 0) -> Any:
    """The value of a literal: arrays are lists, maps dictionaries, structs tuples. One that is not known is None."""
    if depth > literal_depth_max:
        raise ValueError(f"the server's value has more than {literal_depth_max} values in one another")
    deeper = depth + 1
    for name in ("boolean", "byte", "short", "integer", "long", "float", "double", "string", "year_month_interval"):
        value = getattr(literal, name)
        if value is not None:
            return value
    if literal.binary is not None:
        return bytes(literal.binary)
    if literal.decimal is not None:
        return decimal.Decimal(literal.decimal.value)
    if literal.date is not None:
        return datetime.date(1970, 1, 1) + datetime.timedelta(days=literal.date)
    if literal.timestamp is not None:
        zero = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return zero + datetime.timedelta(microseconds=literal.timestamp)
    if literal.timestamp_ntz is not None:
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=literal.timestamp_ntz)
    if literal.day_time_interval is not None:
        return datetime.timedelta(microseconds=literal.day_time_interval)
    if literal.time is not None:
        return (datetime.datetime.min + datetime.timedelta(microseconds=literal.time.nano // 1000)).time()
    if literal.array is not None:
        return [value_of(one, deeper) for one in literal.array.elements]
    if literal.map is not None:
        keys = [value_of(one, deeper) for one in literal.map.keys]
        return dict(zip(keys, (value_of(one, deeper) for one in literal.map.values)))
    if literal.struct is not None:
        return tuple(value_of(one, deeper) for one in literal.struct.elements)
    if literal.specialized_array is not None:
        for _, name, *_rest in literal.specialized_array._fields_:
            values = getattr(literal.specialized_array, name)
            if values is not None:
                return list(values.values)
    if literal.calendar_interval is not None:
        interval = literal.calendar_interval
        return (interval.months, interval.days, interval.microseconds)
    return None
