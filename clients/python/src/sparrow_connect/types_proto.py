"""Types as messages: what goes into a plan and what a schema is read from."""

from __future__ import annotations

import json

from . import types as t
from .errors import ClientError
from .generated import messages as m

_PLAIN: tuple[tuple[str, type[t.DataType]], ...] = (
    ("null", t.NullType),
    ("binary", t.BinaryType),
    ("boolean", t.BooleanType),
    ("byte", t.ByteType),
    ("short", t.ShortType),
    ("integer", t.IntegerType),
    ("long", t.LongType),
    ("float", t.FloatType),
    ("double", t.DoubleType),
    ("date", t.DateType),
    ("timestamp", t.TimestampType),
    ("timestamp_ntz", t.TimestampNTZType),
    ("calendar_interval", t.CalendarIntervalType),
    ("variant", t.VariantType),
)
_PLAIN_FIELDS = {kind: name for name, kind in _PLAIN}
_PLAIN_MESSAGES = {row[1]: getattr(m, row[4]) for row in m.DataType._fields_}
type_depth_max = 200
"""Types in types that are read or written at most."""


def type_to_message(data_type: t.DataType, depth: int = 0) -> m.DataType:
    """The message of a type; raises ClientError for one that is nested too deep."""
    if depth > type_depth_max:
        raise ClientError(f"the type has more than {type_depth_max} types in one another: make it flatter")
    plain = _PLAIN_FIELDS.get(type(data_type))
    if plain is not None:
        made = m.DataType()
        setattr(made, plain, _PLAIN_MESSAGES[plain]())
        return made
    if isinstance(data_type, t.StructType):
        fields = [_field_to_message(one, depth + 1) for one in data_type.fields]
        return m.DataType(struct=m.DataTypeStruct(fields=fields))
    if isinstance(data_type, t.ArrayType):
        element = type_to_message(data_type.element_type, depth + 1)
        return m.DataType(array=m.DataTypeArray(element_type=element, contains_null=data_type.contains_null))
    if isinstance(data_type, t.MapType):
        key = type_to_message(data_type.key_type, depth + 1)
        value = type_to_message(data_type.value_type, depth + 1)
        return m.DataType(map=m.DataTypeMap(key_type=key, value_type=value, value_contains_null=data_type.value_contains_null))
    return _sized_to_message(data_type, depth)


def _sized_to_message(data_type: t.DataType, depth: int) -> m.DataType:
    if isinstance(data_type, t.StringType):
        collation = "" if data_type.collation == "UTF8_BINARY" else data_type.collation
        return m.DataType(string=m.DataTypeString(collation=collation))
    if isinstance(data_type, t.DecimalType):
        return m.DataType(decimal=m.DataTypeDecimal(precision=data_type.precision, scale=data_type.scale))
    if isinstance(data_type, t.CharType):
        return m.DataType(char=m.DataTypeChar(length=data_type.length))
    if isinstance(data_type, t.VarcharType):
        return m.DataType(var_char=m.DataTypeVarChar(length=data_type.length))
    if isinstance(data_type, t.TimeType):
        return m.DataType(time=m.DataTypeTime(precision=data_type.precision))
    if isinstance(data_type, t.DayTimeIntervalType):
        span = m.DataTypeDayTimeInterval(start_field=data_type.start, end_field=data_type.end)
        return m.DataType(day_time_interval=span)
    if isinstance(data_type, t.YearMonthIntervalType):
        months = m.DataTypeYearMonthInterval(start_field=data_type.start, end_field=data_type.end)
        return m.DataType(year_month_interval=months)
    if isinstance(data_type, t.GeometryType):
        return m.DataType(geometry=m.DataTypeGeometry(srid=data_type.srid))
    if isinstance(data_type, t.GeographyType):
        return m.DataType(geography=m.DataTypeGeography(srid=data_type.srid))
    if isinstance(data_type, t.UserDefinedType):
        return m.DataType(
            udt=m.DataTypeUDT(
                type="udt",
                jvm_class=data_type.jvm_class or None,
                python_class=data_type.python_class or None,
                serialized_python_class=data_type.serialized_python_class or None,
                sql_type=type_to_message(data_type.sql_type, depth + 1),
            )
        )
    raise ClientError(f"{data_type!r} is no type that can be sent: use the types of sparrow_connect.types")


def _field_to_message(one: t.StructField, depth: int) -> m.DataTypeStructField:
    metadata = json.dumps(one.metadata, separators=(",", ":"), ensure_ascii=False) if one.metadata else None
    data_type = type_to_message(one.data_type, depth)
    return m.DataTypeStructField(name=one.name, data_type=data_type, nullable=one.nullable, metadata=metadata)


def type_from_message(message: m.DataType | None, depth: int = 0) -> t.DataType:
    """The type that a message says; raises ClientError for one this client does not know."""
    if message is None:
        return t.NullType()
    if depth > type_depth_max:
        raise ClientError(f"the server's type has more than {type_depth_max} types in one another")
    for name, kind in _PLAIN:
        if getattr(message, name) is not None:
            return kind()
    if message.string is not None:
        return t.StringType(message.string.collation or "UTF8_BINARY")
    if message.struct is not None:
        return schema_from_message(message, depth)
    if message.array is not None:
        element = type_from_message(message.array.element_type, depth + 1)
        return t.ArrayType(element, message.array.contains_null)
    if message.map is not None:
        key = type_from_message(message.map.key_type, depth + 1)
        value = type_from_message(message.map.value_type, depth + 1)
        return t.MapType(key, value, message.map.value_contains_null)
    return _sized_from_message(message, depth)


def _sized_from_message(message: m.DataType, depth: int) -> t.DataType:
    if message.decimal is not None:
        precision = message.decimal.precision
        return t.DecimalType(10 if precision is None else precision, message.decimal.scale or 0)
    if message.char is not None:
        return t.CharType(message.char.length)
    if message.var_char is not None:
        return t.VarcharType(message.var_char.length)
    if message.time is not None:
        return t.TimeType(6 if message.time.precision is None else message.time.precision)
    if message.day_time_interval is not None:
        first, last = message.day_time_interval.start_field, message.day_time_interval.end_field
        return t.DayTimeIntervalType(first or 0, 3 if last is None else last)
    if message.year_month_interval is not None:
        first, last = message.year_month_interval.start_field, message.year_month_interval.end_field
        return t.YearMonthIntervalType(first or 0, 1 if last is None else last)
    if message.geometry is not None:
        return t.GeometryType(message.geometry.srid)
    if message.geography is not None:
        return t.GeographyType(message.geography.srid)
    if message.udt is not None:
        udt = message.udt
        inner = type_from_message(udt.sql_type, depth + 1)
        return t.UserDefinedType(inner, udt.jvm_class or "", udt.python_class or "", udt.serialized_python_class or "")
    raise ClientError("the server answers a type that this client does not know: use a later version of sparrow-connect")


def schema_from_message(message: m.DataType | None, depth: int = 0) -> t.StructType:
    """The schema that a message says; a type that is no struct is one field, `value`."""
    if message is None or message.struct is None:
        found = type_from_message(message, depth)
        return t.StructType((t.StructField("value", found),))
    fields = []
    for one in message.struct.fields:
        metadata = json.loads(one.metadata) if one.metadata else {}
        fields.append(t.StructField(one.name, type_from_message(one.data_type, depth + 1), one.nullable, metadata))
    return t.StructType(tuple(fields))
