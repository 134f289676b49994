"""Types from text: Spark's DDL (`a INT NOT NULL, b ARRAY<STRING>`) and Spark's JSON. It refuses to know anything but the text."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from .errors import ClientError
from .types import (
    SIMPLE_TYPES,
    ArrayType,
    CharType,
    DataType,
    DayTimeIntervalType,
    DecimalType,
    GeographyType,
    GeometryType,
    MapType,
    StringType,
    StructField,
    StructType,
    TimeType,
    UserDefinedType,
    VarcharType,
    YearMonthIntervalType,
)

ddl_depth_max = 100
"""Types in types that are read at most."""

_TOKEN = re.compile(r"\s*(?:(`(?:[^`]|``)*`)|('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|([^\s<>(),:`'\"]+)|([<>(),:]))")


def parse_type(text: str) -> DataType:
    """Reads a type such as `decimal(10,2)` or `array<struct<a: int>>`; raises ClientError where it is none."""
    reader = _Reader(text)
    found = reader.data_type(0)
    reader.end()
    return found


def parse_schema(text: str) -> StructType:
    """Reads a schema: DDL such as `a INT, b STRING`, `struct<...>`, or Spark's JSON."""
    if text.lstrip().startswith("{"):
        return _schema_of_json(text)
    if re.match(r"\s*struct\s*<", text, re.IGNORECASE):
        found = parse_type(text)
        assert isinstance(found, StructType)
        return found
    reader = _Reader(text)
    fields = reader.fields(0, until="")
    reader.end()
    return StructType(tuple(fields))


class _Reader:
    """The words of a text, one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        position = 0
        while text[position:].strip():
            match = _TOKEN.match(text, position)
            if match is None:
                raise ClientError(
                    f"the type {text!r} cannot be read at character {position}: write DDL such as a INT, b ARRAY<STRING>"
                )
            self.tokens.append(match.group().strip())
            position = match.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def word(self) -> str:
        return self.peek().lower()

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token.lower() != expected):
            self.fail(f"{expected!r}" if expected else "more")
        self.at += 1
        return token

    def accept(self, expected: str) -> bool:
        if self.word() == expected:
            self.at += 1
            return True
        return False

    def end(self) -> None:
        if self.peek():
            self.fail("its end")

    def fail(self, expected: str) -> NoReturn:
        found = repr(self.peek()) if self.peek() else "its end"
        raise ClientError(
            f"the type {self.text!r} cannot be read: {expected} was expected, not {found}; write DDL such as a INT, b ARRAY<STRING>"
        )

    def fields(self, depth: int, until: str) -> list[StructField]:
        fields: list[StructField] = []
        if self.peek() == until:
            return fields
        while True:
            name = self.name()
            self.accept(":")
            data_type = self.data_type(depth)
            nullable, metadata = True, {}
            if self.accept("not"):
                self.take("null")
                nullable = False
            if self.accept("comment"):
                metadata = {"comment": _unquoted(self.take())}
            fields.append(StructField(name, data_type, nullable, metadata))
            if not self.accept(","):
                return fields

    def name(self) -> str:
        token = self.take()
        if token in "<>(),:" or token[0] in "'\"":
            self.at -= 1
            self.fail("a name")
        return token[1:-1].replace("``", "`") if token.startswith("`") else token

    def data_type(self, depth: int) -> DataType:
        if depth > ddl_depth_max:
            raise ClientError(f"the type has more than {ddl_depth_max} types in one another: make it flatter")
        word = self.take().lower()
        if word == "array":
            self.take("<")
            element = self.data_type(depth + 1)
            self.take(">")
            return ArrayType(element)
        if word == "map":
            self.take("<")
            key = self.data_type(depth + 1)
            self.take(",")
            value = self.data_type(depth + 1)
            self.take(">")
            return MapType(key, value)
        if word == "struct":
            self.take("<")
            fields = self.fields(depth + 1, until=">")
            self.take(">")
            return StructType(tuple(fields))
        if word == "interval" and self.word() in (*DayTimeIntervalType.fields, *YearMonthIntervalType.fields):
            return self.interval()
        if word == "string" and self.accept("collate"):
            return StringType(self.take())
        return self.plain(word)

    def plain(self, word: str) -> DataType:
        numbers = self.numbers() if self.peek() == "(" else []
        if word in ("decimal", "dec", "numeric") and len(numbers) in (1, 2):
            return DecimalType(*numbers)
        sized = {"char": CharType, "character": CharType, "varchar": VarcharType, "time": TimeType}
        sized |= {"geometry": GeometryType, "geography": GeographyType}
        if word in sized and len(numbers) == 1:
            return sized[word](numbers[0])
        if word in SIMPLE_TYPES and not numbers:
            return SIMPLE_TYPES[word]
        self.at -= 1
        self.fail("a type of Spark such as INT or STRING")

    def numbers(self) -> list[int]:
        self.take("(")
        numbers: list[int] = []
        while True:
            token = self.take()
            if token.lower() == "any":
                numbers.append(-1)
            elif token.isdecimal():
                numbers.append(int(token))
            else:
                self.at -= 1
                self.fail("a number")
            if not self.accept(","):
                break
        self.take(")")
        return numbers

    def interval(self) -> DataType:
        first = self.take().lower()
        last = self.take().lower() if self.accept("to") else first
        for kind in (DayTimeIntervalType, YearMonthIntervalType):
            if first in kind.fields and last in kind.fields:
                return kind(kind.fields.index(first), kind.fields.index(last))
        self.at -= 1
        self.fail("the unit in which the interval ends")


def _unquoted(token: str) -> str:
    if token[:1] not in ("'", '"'):
        raise ClientError(f"a comment is a text in quotes, not {token}")
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _schema_of_json(text: str) -> StructType:
    try:
        found = type_of_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ClientError(f"the schema is no JSON of Spark's: {error}") from None
    if not isinstance(found, StructType):
        raise ClientError(f"a schema is a struct, not {found.simple_string()}: wrap the type in a struct")
    return found


def type_of_json(value: Any) -> DataType:
    """A type from Spark's JSON, already read."""
    if isinstance(value, str):
        return parse_type(value)
    kind = value["type"]
    if kind == "array":
        return ArrayType(type_of_json(value["elementType"]), value["containsNull"])
    if kind == "map":
        return MapType(type_of_json(value["keyType"]), type_of_json(value["valueType"]), value["valueContainsNull"])
    if kind == "struct":
        return StructType(tuple(_field_of_json(one) for one in value["fields"]))
    if kind == "udt":
        inner = type_of_json(value["sqlType"])
        return UserDefinedType(inner, value.get("class", ""), value.get("pyClass", ""), value.get("serializedClass", ""))
    raise ValueError(f"{kind!r} is no type")


def _field_of_json(value: dict[str, Any]) -> StructField:
    metadata = dict(value.get("metadata") or {})
    collations = metadata.pop("__COLLATIONS", {})
    data_type = _with_collations(type_of_json(value["type"]), value["name"], collations)
    return StructField(value["name"], data_type, value["nullable"], metadata)


def _with_collations(data_type: DataType, path: str, collations: dict[str, str]) -> DataType:
    if not collations:
        return data_type
    if isinstance(data_type, StringType) and path in collations:
        return StringType(collations[path].partition(".")[2])
    if isinstance(data_type, ArrayType):
        return ArrayType(_with_collations(data_type.element_type, f"{path}.element", collations), data_type.contains_null)
    if isinstance(data_type, MapType):
        key = _with_collations(data_type.key_type, f"{path}.key", collations)
        value = _with_collations(data_type.value_type, f"{path}.value", collations)
        return MapType(key, value, data_type.value_contains_null)
    return data_type
