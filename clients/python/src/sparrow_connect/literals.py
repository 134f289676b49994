"""Constants: which literal of Spark's a value of Python is. It refuses to know columns."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable
from typing import Any

from . import types
from .errors import ClientError
from .generated import messages as m
from .types_proto import type_to_message

_EPOCH = datetime.date(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)


def literal(value: object, data_type: types.DataType | None = None) -> m.ExpressionLiteral:
    """Returns the literal of a value, of the type if one is named.

    Without a type, integers are INT where they fit 32 bits, else BIGINT; moments with a zone are TIMESTAMP, those without
    TIMESTAMP_NTZ. Raises ClientError for what Spark has no literal for.
    """
    if hasattr(value, "dtype") and hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    if value is None:
        return m.ExpressionLiteral(null=type_to_message(data_type or types.NullType()))
    if data_type is not None:
        return _typed(value, data_type)
    if isinstance(value, bool):
        return m.ExpressionLiteral(boolean=value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return m.ExpressionLiteral(double=value)
    if isinstance(value, str):
        return m.ExpressionLiteral(string=value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return m.ExpressionLiteral(binary=bytes(value))
    if isinstance(value, decimal.Decimal):
        return _decimal(value)
    if isinstance(value, datetime.datetime):
        return _timestamp(value) if value.tzinfo is not None else _timestamp_ntz(value)
    if isinstance(value, datetime.date):
        return m.ExpressionLiteral(date=(value - _EPOCH).days)
    if isinstance(value, datetime.timedelta):
        return m.ExpressionLiteral(day_time_interval=value // _MICROSECOND)
    if isinstance(value, datetime.time):
        return _time(value, 6)
    raise ClientError(f"a {type(value).__name__} is no constant of Spark's: pass a number, a text, bytes, a date or a Column")


def _integer(value: int) -> m.ExpressionLiteral:
    if -(2**31) <= value < 2**31:
        return m.ExpressionLiteral(integer=value)
    if -(2**63) <= value < 2**63:
        return m.ExpressionLiteral(long=value)
    raise ClientError(f"{value} does not fit 64 bits: pass a decimal.Decimal")


def _decimal(value: decimal.Decimal, data_type: types.DecimalType | None = None) -> m.ExpressionLiteral:
    if not value.is_finite():
        raise ClientError(f"{value} is no decimal of Spark's: pass a float")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    scale = max(0, -exponent)
    precision = max(len(digits) + max(0, exponent), scale, 1)
    if data_type is not None:
        precision, scale = data_type.precision, data_type.scale
        with decimal.localcontext() as context:
            context.prec = 100
            value = value.quantize(decimal.Decimal(1).scaleb(-scale))
    if precision > 38:
        raise ClientError(f"{value} has {precision} digits: a decimal of Spark's has 38 at most")
    text = format(value, "f")
    return m.ExpressionLiteral(decimal=m.ExpressionLiteralDecimal(value=text, precision=precision, scale=scale))


def _timestamp(value: datetime.datetime) -> m.ExpressionLiteral:
    if value.tzinfo is None:
        # As Python reads a time without a zone: in the zone of this machine.
        value = value.astimezone()
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return m.ExpressionLiteral(timestamp=(value - epoch) // _MICROSECOND)


def _timestamp_ntz(value: datetime.datetime) -> m.ExpressionLiteral:
    if value.tzinfo is not None:
        raise ClientError(f"a TIMESTAMP_NTZ has no zone, {value.isoformat()} has one: remove it, or use TIMESTAMP")
    return m.ExpressionLiteral(timestamp_ntz=(value - datetime.datetime(1970, 1, 1)) // _MICROSECOND)


def _time(value: datetime.time, precision: int) -> m.ExpressionLiteral:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    nanos = seconds * 1_000_000_000 + value.microsecond * 1000
    return m.ExpressionLiteral(time=m.ExpressionLiteralTime(nano=nanos, precision=precision))


def _number(value: Any, data_type: types.DataType, bits: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("it takes an integer")
    if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        raise ValueError(f"it takes {bits} bits")
    return value


def _real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, decimal.Decimal)):
        raise TypeError("it takes a number")
    return float(value)


def _moment(value: Any) -> datetime.datetime:
    if isinstance(value, str):
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if isinstance(value, datetime.datetime):
        return value
    raise TypeError("it takes a datetime")


def _day(value: Any) -> int:
    if isinstance(value, str):
        value = datetime.date.fromisoformat(value)
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        raise TypeError("it takes a date")
    return (value - _EPOCH).days


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("it takes a text")
    return value


def _time_of_day(value: Any) -> datetime.time:
    return datetime.time.fromisoformat(value) if isinstance(value, str) else value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("it takes True or False")
    return value


def _span(value: Any) -> int:
    return int(value // _MICROSECOND) if isinstance(value, datetime.timedelta) else _number(value, types.LongType(), 64)


_L = m.ExpressionLiteral
_TYPED: dict[type[types.DataType], Callable[[Any, Any], m.ExpressionLiteral]] = {
    types.BooleanType: lambda value, _: _L(boolean=_flag(value)),
    types.ByteType: lambda value, kind: _L(byte=_number(value, kind, 8)),
    types.ShortType: lambda value, kind: _L(short=_number(value, kind, 16)),
    types.IntegerType: lambda value, kind: _L(integer=_number(value, kind, 32)),
    types.LongType: lambda value, kind: _L(long=_number(value, kind, 64)),
    types.FloatType: lambda value, _: _L(float=_real(value)),
    types.DoubleType: lambda value, _: _L(double=_real(value)),
    types.StringType: lambda value, _: _L(string=_text(value)),
    types.BinaryType: lambda value, _: _L(binary=bytes(memoryview(value))),
    types.DecimalType: lambda value, kind: _decimal(decimal.Decimal(str(value)), kind),
    types.DateType: lambda value, _: _L(date=_day(value)),
    types.TimestampType: lambda value, _: _timestamp(_moment(value)),
    types.TimestampNTZType: lambda value, _: _timestamp_ntz(_moment(value)),
    types.TimeType: lambda value, kind: _time(_time_of_day(value), kind.precision),
    types.DayTimeIntervalType: lambda value, _: _L(day_time_interval=_span(value)),
    types.YearMonthIntervalType: lambda value, kind: _L(year_month_interval=_number(value, kind, 32)),
}


def _typed(value: object, data_type: types.DataType) -> m.ExpressionLiteral:
    make = _TYPED.get(type(data_type))
    if make is None:
        raise ClientError(f'there are no constants of the type {data_type.simple_string()}: make one with expr("...") or cast')
    try:
        return make(value, data_type)
    except (TypeError, ValueError, ArithmeticError, AttributeError) as error:
        shown = f"{value!r}" if isinstance(value, (int, float)) and math.isfinite(value) else f"a {type(value).__name__}"
        raise ClientError(f"{shown} is no {data_type.simple_string()}: {error}") from None
