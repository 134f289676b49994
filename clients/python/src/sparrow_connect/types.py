"""Spark's types: what a column holds, with Spark's names, JSON and simple spelling. It refuses to know Arrow and the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class DataType:
    """A type of Spark. Types are values: equal where they say the same."""

    _name: ClassVar[str] = ""
    _simple: ClassVar[str] = ""

    def simple_string(self) -> str:
        """The type as SQL spells it, such as `array<int>`."""
        return self._simple or self._name

    def json_value(self) -> Any:
        """The type as it stands in Spark's JSON: a text, or an object for arrays, maps and structs."""
        return self._name

    def json(self) -> str:
        """Spark's JSON of the type, compact, keys in order."""
        return json.dumps(self.json_value(), separators=(",", ":"), sort_keys=True, ensure_ascii=False)

    def __str__(self) -> str:
        return self.simple_string()


class NullType(DataType):
    _name = "void"


class BooleanType(DataType):
    _name = "boolean"


class ByteType(DataType):
    _name, _simple = "byte", "tinyint"


class ShortType(DataType):
    _name, _simple = "short", "smallint"


class IntegerType(DataType):
    _name, _simple = "integer", "int"


class LongType(DataType):
    _name, _simple = "long", "bigint"


class FloatType(DataType):
    _name = "float"


class DoubleType(DataType):
    _name = "double"


class BinaryType(DataType):
    _name = "binary"


class DateType(DataType):
    _name = "date"


class TimestampType(DataType):
    """A moment, in microseconds; shown in the session's time zone."""

    _name = "timestamp"


class TimestampNTZType(DataType):
    """A date and time of day without a zone, in microseconds."""

    _name = "timestamp_ntz"


class CalendarIntervalType(DataType):
    _name = "interval"


class VariantType(DataType):
    _name = "variant"


@dataclass(frozen=True)
class TimeType(DataType):
    """A time of day, with so many digits of a second."""

    precision: int = 6

    def json_value(self) -> str:
        return f"time({self.precision})"

    simple_string = json_value


@dataclass(frozen=True)
class DecimalType(DataType):
    """A decimal number of `precision` digits (1 to 38), `scale` of them behind the point."""

    precision: int = 10
    scale: int = 0

    def json_value(self) -> str:
        return f"decimal({self.precision},{self.scale})"

    simple_string = json_value


@dataclass(frozen=True)
class StringType(DataType):
    """A text, compared by its collation."""

    collation: str = "UTF8_BINARY"

    def json_value(self) -> str:
        # The collation stands in the metadata of the field.
        return "string"

    def simple_string(self) -> str:
        return "string" if self.collation == "UTF8_BINARY" else f"string collate {self.collation}"


@dataclass(frozen=True)
class CharType(DataType):
    length: int = 1

    def json_value(self) -> str:
        return f"char({self.length})"

    simple_string = json_value


@dataclass(frozen=True)
class VarcharType(DataType):
    length: int = 1

    def json_value(self) -> str:
        return f"varchar({self.length})"

    simple_string = json_value


@dataclass(frozen=True)
class DayTimeIntervalType(DataType):
    """A span from days (0) to seconds (3), held in microseconds."""

    start: int = 0
    end: int = 3
    fields: ClassVar[tuple[str, ...]] = ("day", "hour", "minute", "second")

    def json_value(self) -> str:
        first, last = self.fields[self.start], self.fields[self.end]
        return f"interval {first}" if first == last else f"interval {first} to {last}"

    simple_string = json_value


@dataclass(frozen=True)
class YearMonthIntervalType(DataType):
    """A span from years (0) to months (1), held in months."""

    start: int = 0
    end: int = 1
    fields: ClassVar[tuple[str, ...]] = ("year", "month")

    def json_value(self) -> str:
        first, last = self.fields[self.start], self.fields[self.end]
        return f"interval {first}" if first == last else f"interval {first} to {last}"

    simple_string = json_value


@dataclass(frozen=True)
class _SpatialType(DataType):
    srid: int = 4326

    def json_value(self) -> str:
        return f"{self._name}({'any' if self.srid < 0 else self.srid})"

    simple_string = json_value


class GeometryType(_SpatialType):
    _name = "geometry"


class GeographyType(_SpatialType):
    _name = "geography"


@dataclass(frozen=True)
class UserDefinedType(DataType):
    """A type of a user's program over a type of Spark's."""

    sql_type: DataType
    jvm_class: str = ""
    python_class: str = ""
    serialized_python_class: str = ""

    def json_value(self) -> dict[str, Any]:
        value: dict[str, Any] = {"type": "udt", "sqlType": self.sql_type.json_value()}
        for key, one in (
            ("class", self.jvm_class),
            ("pyClass", self.python_class),
            ("serializedClass", self.serialized_python_class),
        ):
            if one:
                value[key] = one
        return value

    def simple_string(self) -> str:
        return self.sql_type.simple_string()


@dataclass(frozen=True)
class ArrayType(DataType):
    element_type: DataType
    contains_null: bool = True

    def simple_string(self) -> str:
        return f"array<{self.element_type.simple_string()}>"

    def json_value(self) -> dict[str, Any]:
        return {"type": "array", "elementType": self.element_type.json_value(), "containsNull": self.contains_null}


@dataclass(frozen=True)
class MapType(DataType):
    key_type: DataType
    value_type: DataType
    value_contains_null: bool = True

    def simple_string(self) -> str:
        return f"map<{self.key_type.simple_string()},{self.value_type.simple_string()}>"

    def json_value(self) -> dict[str, Any]:
        return {
            "type": "map",
            "keyType": self.key_type.json_value(),
            "valueType": self.value_type.json_value(),
            "valueContainsNull": self.value_contains_null,
        }


@dataclass(frozen=True)
class StructField:
    """A column of a schema, or a field of a struct. The metadata is what JSON can hold."""

    name: str
    data_type: DataType
    nullable: bool = True
    metadata: dict[str, Any] = field(default_factory=dict, hash=False)

    def simple_string(self) -> str:
        return f"{self.name}:{self.data_type.simple_string()}"

    def json_value(self) -> dict[str, Any]:
        metadata = dict(self.metadata)
        collations = dict(_collations(self.data_type, self.name))
        if collations:
            metadata["__COLLATIONS"] = collations
        return {"name": self.name, "type": self.data_type.json_value(), "nullable": self.nullable, "metadata": metadata}


def _collations(data_type: DataType, path: str) -> Iterator[tuple[str, str]]:
    """Where collated texts are, as Spark's JSON has it: beside the type, by the way to them."""
    if isinstance(data_type, StringType) and data_type.collation != "UTF8_BINARY":
        provider = "spark" if data_type.collation.startswith("UTF8_") else "icu"
        yield path, f"{provider}.{data_type.collation}"
    elif isinstance(data_type, ArrayType):
        yield from _collations(data_type.element_type, f"{path}.element")
    elif isinstance(data_type, MapType):
        yield from _collations(data_type.key_type, f"{path}.key")
        yield from _collations(data_type.value_type, f"{path}.value")


@dataclass(frozen=True)
class StructType(DataType):
    """The fields of a struct; of a result, its schema. Fields are found by position or by name."""

    fields: tuple[StructField, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.fields]

    def simple_string(self) -> str:
        return f"struct<{','.join(one.simple_string() for one in self.fields)}>"

    def json_value(self) -> dict[str, Any]:
        return {"type": "struct", "fields": [one.json_value() for one in self.fields]}

    def tree_string(self) -> str:
        """The schema as `print_schema` shows it."""
        return "root\n" + "".join(_tree_of_fields(self, " |")) if self.fields else "root\n"

    def __iter__(self) -> Iterator[StructField]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __getitem__(self, key: int | str) -> StructField:
        if isinstance(key, int):
            return self.fields[key]
        for one in self.fields:
            if one.name == key:
                return one
        raise KeyError(f"no field {key!r}: there are {', '.join(self.names) or 'none'}")


def _tree_of_fields(struct: StructType, prefix: str) -> Iterator[str]:
    for one in struct.fields:
        yield f"{prefix}-- {one.name}: {_tree_name(one.data_type)} (nullable = {str(one.nullable).lower()})\n"
        yield from _tree_of_type(one.data_type, prefix + "    |")


def _tree_of_type(data_type: DataType, prefix: str) -> Iterator[str]:
    if isinstance(data_type, StructType):
        yield from _tree_of_fields(data_type, prefix)
    elif isinstance(data_type, ArrayType):
        nullable = str(data_type.contains_null).lower()
        yield f"{prefix}-- element: {_tree_name(data_type.element_type)} (containsNull = {nullable})\n"
        yield from _tree_of_type(data_type.element_type, prefix + "    |")
    elif isinstance(data_type, MapType):
        nullable = str(data_type.value_contains_null).lower()
        yield f"{prefix}-- key: {_tree_name(data_type.key_type)}\n"
        yield from _tree_of_type(data_type.key_type, prefix + "    |")
        yield f"{prefix}-- value: {_tree_name(data_type.value_type)} (valueContainsNull = {nullable})\n"
        yield from _tree_of_type(data_type.value_type, prefix + "    |")


def _tree_name(data_type: DataType) -> str:
    value = data_type.json_value()
    return value if isinstance(value, str) else str(value["type"])


Schema = StructType
Field = StructField

SIMPLE_TYPES: dict[str, DataType] = {
    **{name: kind() for kind in (NullType, BooleanType, BinaryType, DateType, VariantType) for name in (kind._name,)},
    **dict.fromkeys(("byte", "tinyint"), ByteType()),
    **dict.fromkeys(("short", "smallint"), ShortType()),
    **dict.fromkeys(("integer", "int"), IntegerType()),
    **dict.fromkeys(("long", "bigint"), LongType()),
    **dict.fromkeys(("float", "real"), FloatType()),
    "double": DoubleType(),
    "string": StringType(),
    **dict.fromkeys(("timestamp", "timestamp_ltz"), TimestampType()),
    "timestamp_ntz": TimestampNTZType(),
    "interval": CalendarIntervalType(),
    **dict.fromkeys(("decimal", "dec", "numeric"), DecimalType()),
    "time": TimeType(),
}
"""The types of one word, by every word that Spark has for them."""
