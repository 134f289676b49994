"""Between Spark's types and Arrow's. Importing it loads pyarrow."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from . import types as t
from .errors import ClientError

_METADATA = b"SPARK::metadata::json"

_TO_ARROW: dict[type[t.DataType], Callable[[], pa.DataType]] = {
    t.NullType: pa.null,
    t.BooleanType: pa.bool_,
    t.ByteType: pa.int8,
    t.ShortType: pa.int16,
    t.IntegerType: pa.int32,
    t.LongType: pa.int64,
    t.FloatType: pa.float32,
    t.DoubleType: pa.float64,
    t.StringType: pa.string,
    t.CharType: pa.string,
    t.VarcharType: pa.string,
    t.BinaryType: pa.binary,
    t.DateType: pa.date32,
    t.TimestampType: lambda: pa.timestamp("us", tz="UTC"),
    t.TimestampNTZType: lambda: pa.timestamp("us"),
    t.TimeType: lambda: pa.time64("ns"),
    t.DayTimeIntervalType: lambda: pa.duration("us"),
    t.CalendarIntervalType: pa.month_day_nano_interval,
}


def type_to_arrow(data_type: t.DataType) -> pa.DataType:
    """The Arrow type that holds a type of Spark's; raises ClientError where pyarrow has none."""
    plain = _TO_ARROW.get(type(data_type))
    if plain is not None:
        return plain()
    if isinstance(data_type, t.DecimalType):
        return pa.decimal128(data_type.precision, data_type.scale)
    if isinstance(data_type, t.ArrayType):
        element = pa.field("element", type_to_arrow(data_type.element_type), data_type.contains_null)
        return pa.list_(element)
    if isinstance(data_type, t.MapType):
        value = pa.field("value", type_to_arrow(data_type.value_type), data_type.value_contains_null)
        return pa.map_(pa.field("key", type_to_arrow(data_type.key_type), False), value)
    if isinstance(data_type, t.StructType):
        return pa.struct([_field_to_arrow(one) for one in data_type.fields])
    if isinstance(data_type, t.UserDefinedType):
        return type_to_arrow(data_type.sql_type)
    if isinstance(data_type, t.VariantType):
        variant = pa.field("metadata", pa.binary(), False, metadata={"variant": "true"})
        return pa.struct([pa.field("value", pa.binary(), False), variant])
    raise ClientError(f"pyarrow has no type for {data_type.simple_string()}: cast the column first")


def _field_to_arrow(one: t.StructField) -> pa.Field:
    metadata = {_METADATA: json.dumps(one.metadata).encode()} if one.metadata else None
    return pa.field(one.name, type_to_arrow(one.data_type), one.nullable, metadata=metadata)


def schema_to_arrow(schema: t.StructType) -> pa.Schema:
    """The Arrow schema of a schema of Spark's."""
    return pa.schema([_field_to_arrow(one) for one in schema.fields])


def schema_from_arrow(schema: pa.Schema) -> t.StructType:
    """The schema that Spark gives Arrow data; raises ClientError for types that Spark has nothing for."""
    return t.StructType(tuple(_field_from_arrow(one) for one in schema))


def _field_from_arrow(one: pa.Field) -> t.StructField:
    metadata: dict[str, Any] = {}
    text = (one.metadata or {}).get(_METADATA)
    if text:
        try:
            metadata = json.loads(text)
        except ValueError:
            raise ClientError(
                f"the metadata of column {one.name!r} is no JSON: remove {_METADATA.decode()} from the field"
            ) from None
    return t.StructField(one.name, type_from_arrow(one.type, one.name), one.nullable, metadata)


_FROM_ARROW: tuple[tuple[Callable[[pa.DataType], bool], t.DataType], ...] = (
    (pa.types.is_null, t.NullType()),
    (pa.types.is_boolean, t.BooleanType()),
    (pa.types.is_int8, t.ByteType()),
    (lambda one: pa.types.is_int16(one) or pa.types.is_uint8(one), t.ShortType()),
    (lambda one: pa.types.is_int32(one) or pa.types.is_uint16(one), t.IntegerType()),
    (lambda one: pa.types.is_int64(one) or pa.types.is_uint32(one), t.LongType()),
    (pa.types.is_uint64, t.DecimalType(20, 0)),
    (lambda one: pa.types.is_float16(one) or pa.types.is_float32(one), t.FloatType()),
    (pa.types.is_float64, t.DoubleType()),
    (lambda one: pa.types.is_string(one) or pa.types.is_large_string(one) or pa.types.is_string_view(one), t.StringType()),
    (lambda one: pa.types.is_binary(one) or pa.types.is_large_binary(one) or pa.types.is_binary_view(one), t.BinaryType()),
    (pa.types.is_fixed_size_binary, t.BinaryType()),
    (pa.types.is_date, t.DateType()),
    (pa.types.is_time, t.TimeType()),
    (pa.types.is_duration, t.DayTimeIntervalType()),
    (lambda one: one == pa.month_day_nano_interval(), t.CalendarIntervalType()),
)


def type_from_arrow(data_type: pa.DataType, name: str = "") -> t.DataType:
    """The type that Spark gives an Arrow type; `name` is the column's, for the error."""
    for fits, found in _FROM_ARROW:
        if fits(data_type):
            return found
    if pa.types.is_timestamp(data_type):
        return t.TimestampType() if data_type.tz is not None else t.TimestampNTZType()
    if pa.types.is_decimal(data_type) and data_type.precision <= 38 and 0 <= data_type.scale <= data_type.precision:
        return t.DecimalType(data_type.precision, data_type.scale)
    if pa.types.is_dictionary(data_type) or pa.types.is_run_end_encoded(data_type):
        return type_from_arrow(data_type.value_type, name)
    if pa.types.is_map(data_type):
        key, value = type_from_arrow(data_type.key_type, name), type_from_arrow(data_type.item_type, name)
        return t.MapType(key, value, data_type.item_field.nullable)
    if isinstance(data_type, (pa.ListType, pa.LargeListType, pa.FixedSizeListType, pa.ListViewType, pa.LargeListViewType)):
        return t.ArrayType(type_from_arrow(data_type.value_type, name), data_type.value_field.nullable)
    if pa.types.is_struct(data_type):
        return t.StructType(tuple(_field_from_arrow(data_type.field(at)) for at in range(data_type.num_fields)))
    raise ClientError(f"Spark has no type for the Arrow type {data_type} of column {name!r}: cast the column first")


def conforming(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The batch under another schema, column by column; raises ClientError for values that do not fit it."""
    if batch.schema.equals(schema, check_metadata=True):
        return batch
    if batch.num_columns != len(schema):
        raise ClientError(f"the data has {batch.num_columns} columns, the schema {len(schema)}: name each column once")
    columns = []
    for column, one in zip(batch.columns, schema):
        try:
            columns.append(_cast(column, one.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
            raise ClientError(f"column {one.name!r} does not fit {one.type}: {error}") from None
        if not one.nullable and columns[-1].null_count:
            raise ClientError(f"column {one.name!r} is NOT NULL, but has {columns[-1].null_count} nulls")
    if not columns:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * batch.num_rows, pa.struct([])))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _cast(column: pa.Array, data_type: pa.DataType) -> pa.Array:
    if column.type.equals(data_type):
        return column
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_run_end_encoded(column.type):
        column = pa.compute.run_end_decode(column)
    return column.cast(data_type)
