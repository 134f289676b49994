"""The wire format of protocol buffers: how messages with tables of fields become bytes and come back.

It knows varints, fixed numbers, lengths, packed lists and maps. It refuses to know what any message means. Plans are chains of
thousands of messages, one in the other, so nothing here calls itself: both ways keep a stack of their own.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from ._scalars import SCALARS, ZEROS, WireError, enum_reader, read_nothing, read_varint, refuse, varint

FieldRow = tuple[int, str, str, str, str, str]
"""Number, name, label (`""`, `optional`, `repeated`, `map`), kind, class of a message or enumeration, oneof."""

depth_max = 20_000
"""Messages in messages that are read at most."""

M = TypeVar("M", bound="Message")


class Message:
    """A message: its fields are attributes. The generated classes fill the two tables."""

    __slots__ = ()
    _name_: ClassVar[str] = ""
    _fields_: ClassVar[tuple[FieldRow, ...]] = ()

    def __repr__(self) -> str:
        # The contents may be a user's data or secrets.
        present = [row[1] for row in self._fields_ if getattr(self, row[1]) not in (None, "", 0, [], {}, b"", False)]
        return f"<{self._name_} with {', '.join(present) or 'nothing'}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message) or type(self) is not type(other):
            return NotImplemented
        return encode(self) == encode(other)

    __hash__ = None  # type: ignore[assignment]


class _Field:
    """A row of a table, with what it takes to write and to read it."""

    __slots__ = ("children", "kind", "label", "name", "number", "read", "siblings", "table", "tag", "wire", "write")

    def __init__(self, row: FieldRow, table: _Table) -> None:
        self.number, self.name, self.label, self.kind, class_name, oneof = row
        self.table = table
        names = [other[1] for other in table.message._fields_ if oneof and other[5] == oneof and other[1] != self.name]
        self.siblings = tuple(names)
        self.children: type[Message] | None = None
        self.write: Callable[[Any], bytes] = refuse
        self.read: Callable[[bytes, int, int], tuple[Any, int]] = read_nothing
        if self.label == "map":
            self.children = _entry_class(table.message, row)
            self.wire = 2
        elif self.kind == "message":
            self.children = getattr(sys.modules[table.message.__module__], class_name)
            self.wire = 2
        else:
            self.wire, self.write, self.read = SCALARS[self.kind]
            if self.kind == "enum":
                self.read = enum_reader(getattr(sys.modules[table.message.__module__], class_name))
        packed = self.label == "repeated" and self.wire != 2
        self.tag = varint(self.number << 3 | (2 if packed else self.wire))


class _Table:
    """The fields of a class in the order of their numbers, and by number."""

    __slots__ = ("by_number", "fields", "message")

    def __init__(self, message: type[Message]) -> None:
        self.message = message
        self.fields = tuple(_Field(row, self) for row in sorted(message._fields_))
        self.by_number = {field.number: field for field in self.fields}


_tables: dict[type[Message], _Table] = {}


def _table(message: type[Message]) -> _Table:
    found = _tables.get(message)
    if found is None:
        found = _tables[message] = _Table(message)
    return found


def _entry_class(owner: type[Message], row: FieldRow) -> type[Message]:
    """A map travels as a list of messages with a key and a value."""
    key, _, value = row[3].partition(":")
    value_class = getattr(sys.modules[owner.__module__], row[4]) if row[4] else None

    class Entry(Message):
        __slots__ = ("key", "value")
        _name_ = f"{owner._name_}.{row[1]}"
        _fields_ = ((1, "key", "optional", key, "", ""), (2, "value", "optional", value, row[4], ""))

        def __init__(self) -> None:
            self.key: Any = "" if key == "string" else 0
            self.value: Any = value_class() if value == "message" and value_class else ZEROS.get(value, 0)

    Entry.__module__ = owner.__module__
    return Entry


# Writing


def encode(message: Message) -> bytes:
    """Returns the bytes of a message, its fields in the order of their numbers; raises WireError where a value does not fit.

    It is written from its end to its beginning, so that the length of a message is known when it is to be written.
    """
    parts: list[bytes] = []
    size = 0
    pending: list[Any] = []
    _expand(message, pending)
    while pending:
        item = pending.pop()
        if type(item) is bytes:
            parts.append(item)
            size += len(item)
        elif type(item) is tuple:
            tag, child = item
            pending.append(_Close(tag, size))
            _expand(child, pending)
        else:
            head = item.tag + varint(size - item.size)
            parts.append(head)
            size += len(head)
    parts.reverse()
    return b"".join(parts)


class _Close:
    """The beginning of a message whose contents were written when `size` bytes stood behind it."""

    __slots__ = ("size", "tag")

    def __init__(self, tag: bytes, size: int) -> None:
        self.tag = tag
        self.size = size


def _expand(message: Message, pending: list[Any]) -> None:
    """Puts the fields of a message on the stack: bytes, or a tag with the message to write behind it."""
    for field in _table(type(message)).fields:
        value = getattr(message, field.name)
        label = field.label
        if value is None or (not value and label not in ("optional", "")):
            continue
        try:
            if label == "map":
                for key, one in value.items():
                    pending.append((field.tag, _entry(field, key, one)))
            elif label == "repeated":
                _expand_repeated(field, value, pending)
            elif field.children is not None:
                pending.append((field.tag, _checked(field, value)))
            elif label == "optional" or value or (field.wire in (1, 5) and str(value) == "-0.0"):
                pending.append(field.tag + field.write(value))
        except (TypeError, ValueError, OverflowError, struct.error, AttributeError) as error:
            raise _misfit(field, value, error) from None


def _expand_repeated(field: _Field, values: Any, pending: list[Any]) -> None:
    if field.children is not None:
        pending.extend((field.tag, _checked(field, value)) for value in values)
    elif field.wire == 2:
        pending.extend(field.tag + field.write(value) for value in values)
    else:
        packed = b"".join(map(field.write, values))
        pending.append(field.tag + varint(len(packed)) + packed)


def _checked(field: _Field, value: Any) -> Message:
    if type(value) is not field.children:
        raise TypeError(f"it takes a {field.children.__name__ if field.children else 'message'}")
    return value


def _entry(field: _Field, key: Any, value: Any) -> Message:
    assert field.children is not None
    entry = field.children()
    entry.key = key  # type: ignore[attr-defined]
    entry.value = value  # type: ignore[attr-defined]
    return entry


def _misfit(field: _Field, value: object, error: Exception) -> WireError:
    if isinstance(error, WireError):
        return error
    shown = f"{value}" if isinstance(value, int) else f"a {type(value).__name__}"
    return WireError(f"{shown} does not fit the field {field.name} of {field.table.message._name_}, a {field.kind}: {error}")


# Reading


def decode(message: type[M], data: bytes) -> M:
    """Reads a message. Fields it does not know are skipped; fields of bytes are views of `data`, not copies.

    Raises WireError for bytes that are no such message.
    """
    root = message()
    try:
        _decode(root, data)
    except IndexError:
        raise WireError(f"{len(data)} bytes end in the middle of a {message._name_}: the answer was cut off") from None
    return root


def _decode(root: Message, data: bytes) -> None:
    view = memoryview(data)
    # What is being read: the message, its fields, where it ends, and the map that takes it.
    stack: list[tuple[Any, _Table, int, Any]] = []
    message: Any = root
    table, end, into, position = _table(type(root)), len(data), None, 0
    while True:
        if position >= end:
            if position > end:
                raise WireError(f"a field of {table.message._name_} is longer than its message: the answer is damaged")
            if into is not None:
                into[message.key] = message.value
            if not stack:
                return
            message, table, end, into = stack.pop()
            continue
        tag, position = read_varint(data, position)
        field = table.by_number.get(tag >> 3)
        wire = tag & 7
        if field is None or (wire != field.wire and not (wire == 2 and field.label == "repeated")):
            position = _skip(data, position, end, tag, table)
        elif field.children is not None:
            length, position = read_varint(data, position)
            if position + length > end:
                raise _too_long(field, length, end - position)
            if len(stack) >= depth_max:
                raise WireError(f"{table.message._name_} is more than {depth_max} messages deep: the answer is damaged")
            stack.append((message, table, end, into))
            message, into = _child(message, field)
            table, end = _table(type(message)), position + length
        elif wire == 2:
            length, position = read_varint(data, position)
            if position + length > end:
                raise _too_long(field, length, end - position)
            _take_length(message, field, data, view, position, position + length)
            position += length
        else:
            value, position = field.read(data, position, end)
            _put(message, field, value)


def _child(message: Any, field: _Field) -> tuple[Message, Any]:
    """The message that a field's bytes go into, and the map that takes it."""
    assert field.children is not None
    if field.label == "optional":
        found = getattr(message, field.name)
        # A message that comes twice is one message.
        child = found if found is not None else field.children()
        if found is None:
            _put(message, field, child)
        return child, None
    child = field.children()
    if field.label == "map":
        return child, getattr(message, field.name)
    getattr(message, field.name).append(child)
    return child, None


def _put(message: Any, field: _Field, value: Any) -> None:
    if field.label == "repeated":
        getattr(message, field.name).append(value)
        return
    for sibling in field.siblings:
        setattr(message, sibling, None)
    setattr(message, field.name, value)


def _take_length(message: Any, field: _Field, data: bytes, view: memoryview, start: int, end: int) -> None:
    if field.kind == "bytes":
        _put(message, field, view[start:end])
    elif field.kind == "string":
        try:
            _put(message, field, str(view[start:end], "utf-8"))
        except UnicodeDecodeError:
            raise WireError(
                f"the text in {field.name} of {field.table.message._name_} is not UTF-8: the answer is damaged"
            ) from None
    else:
        values = getattr(message, field.name)
        while start < end:
            value, start = field.read(data, start, end)
            values.append(value)
        if start > end:
            raise WireError(f"a number in {field.name} of {field.table.message._name_} is cut off: the answer is damaged")


def _too_long(field: _Field, length: int, left: int) -> WireError:
    owner = field.table.message._name_
    return WireError(f"{field.name} of {owner} says {length} bytes, but {left} are left: the answer was cut off or is damaged")


def _skip(data: bytes, position: int, end: int, tag: int, table: _Table) -> int:
    wire = tag & 7
    if tag >> 3 == 0:
        raise WireError(f"a field of {table.message._name_} has the number 0: the answer is damaged")
    if wire == 0:
        return read_varint(data, position)[1]
    if wire == 1:
        return position + 8
    if wire == 5:
        return position + 4
    if wire == 2:
        length, position = read_varint(data, position)
        return position + length
    if wire == 3:
        return _skip_group(data, position, end, tag, table)
    raise WireError(f"field {tag >> 3} of {table.message._name_} has the wire type {wire}: the answer is damaged")


def _skip_group(data: bytes, position: int, end: int, tag: int, table: _Table) -> int:
    open_groups = [tag >> 3]
    while open_groups:
        if position >= end:
            raise WireError(f"a group in {table.message._name_} has no end: the answer was cut off")
        tag, position = read_varint(data, position)
        if tag & 7 == 3:
            open_groups.append(tag >> 3)
        elif tag & 7 == 4 and open_groups.pop() != tag >> 3:
            raise WireError(f"a group in {table.message._name_} has another's end: the answer is damaged")
        elif tag & 7 != 4:
            position = _skip(data, position, end, tag, table)
    return position
