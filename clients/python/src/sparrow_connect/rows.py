"""Rows of Python values: what `collect` gives, and how it is made of Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from . import types as t

if TYPE_CHECKING:
    import pyarrow as pa


class Row(tuple[Any, ...]):
    """A tuple whose values also have names: `row[0]`, `row["id"]`, `row.id`. Of names that come twice the first counts."""

    _names: tuple[str, ...]

    @classmethod
    def of(cls, names: tuple[str, ...], values: Sequence[Any]) -> Row:
        row = cls(values)
        row._names = names
        return row

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def as_dict(self) -> dict[str, Any]:
        """The values by their names; rows within it stay rows."""
        return dict(zip(reversed(self._names), reversed(self)))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            try:
                return tuple.__getitem__(self, self._names.index(key))
            except ValueError:
                raise KeyError(f"no column {key!r}: there are {', '.join(self._names) or 'none'}") from None
        return tuple.__getitem__(self, key)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(str(error.args[0])) from None

    def __reduce__(self) -> Any:
        return (_row, (self._names, tuple(self)))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in zip(self._names, self))})"


def _row(names: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return Row.of(names, values)


def rows_of(batch: pa.RecordBatch, schema: t.StructType) -> Iterator[Row]:
    """The rows of a batch, as Python values by the types of Spark's schema: structs are rows, maps dictionaries."""
    names = tuple(schema.names)
    if not batch.num_columns:
        return (Row.of(names, ()) for _ in range(batch.num_rows))
    columns = [values_of(column, one.data_type) for column, one in zip(batch.columns, schema.fields)]
    return (Row.of(names, values) for values in zip(*columns))


def values_of(column: pa.Array, data_type: t.DataType) -> list[Any]:
    """The values of a column: nested ones by their parts, months as a number."""
    if isinstance(data_type, t.StructType):
        return _structs(column, data_type)
    if isinstance(data_type, t.ArrayType):
        return _lists(column, values_of(column.values, data_type.element_type))
    if isinstance(data_type, t.MapType):
        keys, items = values_of(column.keys, data_type.key_type), values_of(column.items, data_type.value_type)
        pairs = _lists(column, list(zip(map(_hashable, keys), items)))
        return [None if one is None else dict(one) for one in pairs]
    if isinstance(data_type, t.YearMonthIntervalType):
        import pyarrow as pa

        return list(column.view(pa.int32()).to_pylist())
    if isinstance(data_type, t.UserDefinedType):
        return values_of(column, data_type.sql_type)
    return list(column.to_pylist())


def _structs(column: pa.Array, data_type: t.StructType) -> list[Any]:
    names = tuple(data_type.names)
    valid = column.is_valid().to_pylist()
    if not names:
        return [Row.of((), ()) if one else None for one in valid]
    parts = [values_of(part, one.data_type) for part, one in zip(column.flatten(), data_type.fields)]
    return [Row.of(names, values) if one else None for one, values in zip(valid, zip(*parts))]


def _lists(column: Any, values: list[Any]) -> list[Any]:
    """Cuts the values of all lists into lists. `values` are those of the whole buffer, which offsets count in."""
    offsets = column.offsets.to_pylist()
    valid = column.is_valid().to_pylist()
    return [values[start:end] if one else None for one, start, end in zip(valid, offsets, offsets[1:])]


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
