"""Data of this program as Arrow batches under Spark's schema: Arrow data of any kind, or rows of Python values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from . import types as t
from .errors import ClientError
from .relations import local_schema
from .types_arrow import conforming, schema_from_arrow, schema_to_arrow

rows_per_batch = 8192


def prepared(
    data: Any, schema: t.StructType | t.DataType | str | Sequence[str] | None
) -> tuple[pa.RecordBatchReader, t.StructType]:
    """A reader of the data, and its schema of Spark's; raises ClientError for data that cannot be rows."""
    names = [str(one) for one in schema] if isinstance(schema, (list, tuple)) else None
    wanted = local_schema(schema) if isinstance(schema, (str, t.DataType)) else None
    reader = _reader(data)
    if reader is None:
        return _of_rows(data, wanted, names)
    if wanted is None:
        wanted = schema_from_arrow(reader.schema)
    elif len(wanted.fields) != len(reader.schema):
        raise ClientError(f"the data has {len(reader.schema)} columns, the schema {len(wanted.fields)}: name each column once")
    if names is not None:
        wanted = _renamed(wanted, names)
    target = schema_to_arrow(wanted)
    return pa.RecordBatchReader.from_batches(target, (conforming(batch, target) for batch in reader)), wanted


def _reader(data: Any) -> pa.RecordBatchReader | None:
    if isinstance(data, pa.RecordBatchReader):
        return data
    if isinstance(data, pa.Table):
        return data.to_reader()
    if isinstance(data, pa.RecordBatch):
        return pa.RecordBatchReader.from_batches(data.schema, [data])
    if hasattr(data, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(data)
    return None


def _of_rows(data: Any, wanted: t.StructType | None, names: list[str] | None) -> tuple[pa.RecordBatchReader, t.StructType]:
    if not isinstance(data, Iterable) or isinstance(data, (str, bytes, Mapping)):
        raise ClientError(f"a DataFrame is made of Arrow data or of a list of rows, not of a {type(data).__name__}")
    rows = list(data)
    if wanted is None:
        return _inferred(rows, names)
    target = schema_to_arrow(wanted)
    return pa.RecordBatchReader.from_batches(target, _row_batches(rows, wanted, target)), wanted


def _inferred(rows: list[Any], names: list[str] | None) -> tuple[pa.RecordBatchReader, t.StructType]:
    """Without a schema the values say it: of dictionaries the names too."""
    if not rows:
        raise ClientError('an empty list says no schema: give one, such as schema="a INT, b STRING"')
    if isinstance(rows[0], Mapping):
        names = names or list(dict.fromkeys(name for row in rows for name in _mapping(row)))
        columns = [[row.get(name) for row in rows] for name in names]
    else:
        names = names or list(getattr(rows[0], "names", ())) or [f"_{at + 1}" for at in range(len(_sequence(rows[0], None)))]
        columns = [list(one) for one in zip(*(_sequence(row, len(names)) for row in rows))]
    try:
        table = pa.table([pa.array(one) for one in columns], names=names)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise ClientError(f"the type of a column cannot be told from its values: {error}; give a schema") from None
    return prepared(table, None)


def _mapping(row: Any) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise ClientError(f"the first row is a dictionary, another is a {type(row).__name__}: rows are of one kind")
    return row


def _sequence(row: Any, length: int | None) -> Sequence[Any]:
    if isinstance(row, (str, bytes)) or not isinstance(row, Sequence):
        raise ClientError(f"a row is a dictionary, a tuple or a list, not a {type(row).__name__}")
    if length is not None and len(row) != length:
        raise ClientError(f"a row has {len(row)} values, the schema {length} columns")
    return row


def _renamed(schema: t.StructType, names: list[str]) -> t.StructType:
    if len(names) != len(schema.fields):
        raise ClientError(f"there are {len(names)} names for {len(schema.fields)} columns: name each column once")
    fields = [t.StructField(name, one.data_type, one.nullable, one.metadata) for name, one in zip(names, schema.fields)]
    return t.StructType(tuple(fields))


def _row_batches(rows: list[Any], wanted: t.StructType, target: pa.Schema) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), rows_per_batch):
        part = rows[start : start + rows_per_batch]
        lists = [_values(row, wanted) for row in part]
        arrays = [_array([row[at] for row in lists], one, target.field(at)) for at, one in enumerate(wanted.fields)]
        if not arrays:
            yield pa.RecordBatch.from_struct_array(pa.array([{}] * len(part), pa.struct([])))
        else:
            yield pa.RecordBatch.from_arrays(arrays, schema=target)


def _values(row: Any, wanted: t.StructType) -> Sequence[Any]:
    if isinstance(row, Mapping):
        unknown = set(row) - set(wanted.names)
        if unknown:
            raise ClientError(
                f"a row has {sorted(map(str, unknown))[0]!r}, which is not in the schema: its columns are {', '.join(wanted.names)}"
            )
        return [row.get(one.name) for one in wanted.fields]
    return _sequence(row, len(wanted.fields))


def _array(values: list[Any], column: t.StructField, target: pa.Field) -> pa.Array:
    try:
        array = pa.array([_value(one, column.data_type) for one in values], target.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, TypeError, ValueError, OverflowError) as error:
        raise ClientError(f"a value of column {column.name!r} is no {column.data_type.simple_string()}: {error}") from None
    if array.null_count and not column.nullable:
        raise ClientError(f"column {column.name!r} is NOT NULL, but {array.null_count} of its values are None")
    return array


def _value(value: Any, data_type: t.DataType) -> Any:
    """A value as pyarrow takes it: maps as pairs, structs as dictionaries, moments with a zone."""
    if value is None:
        return None
    if isinstance(data_type, t.ArrayType):
        return [_value(one, data_type.element_type) for one in value]
    if isinstance(data_type, t.MapType):
        pairs = value.items() if isinstance(value, Mapping) else value
        return [(_value(key, data_type.key_type), _value(one, data_type.value_type)) for key, one in pairs]
    if isinstance(data_type, t.StructType):
        parts = _values(value, data_type)
        return {one.name: _value(part, one.data_type) for one, part in zip(data_type.fields, parts)}
    if isinstance(data_type, t.TimestampType) and isinstance(value, datetime.datetime) and value.tzinfo is None:
        # As Python reads a time without a zone: in the zone of this machine.
        return value.astimezone()
    return value
