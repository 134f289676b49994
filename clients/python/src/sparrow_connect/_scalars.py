"""How single values become bytes of the wire and come back: numbers, texts, bytes. It refuses to know fields and messages."""

from __future__ import annotations

import struct
from collections.abc import Callable
from operator import index
from typing import Any


class WireError(ValueError):
    """Bytes are no message of this protocol, or a value does not fit its field."""


def varint(value: int) -> bytes:
    """The bytes of a number from 0 to 2**64 - 1, seven bits in each."""
    if value < 0x80:
        return _BYTES[value]
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


_BYTES = [bytes((number,)) for number in range(128)]


def refuse(value: Any) -> bytes:
    raise TypeError(f"a {type(value).__name__} is no scalar")


def _signed_writer(bits: int) -> Callable[[int], bytes]:
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1

    def write(value: int) -> bytes:
        value = index(value)
        if not low <= value <= high:
            raise ValueError(f"it takes numbers from {low} to {high}")
        return varint(value & 0xFFFF_FFFF_FFFF_FFFF)

    return write


def _unsigned_writer(bits: int) -> Callable[[int], bytes]:
    def write(value: int) -> bytes:
        value = index(value)
        if not 0 <= value < 1 << bits:
            raise ValueError(f"it takes numbers from 0 to {(1 << bits) - 1}")
        return varint(value)

    return write


def _zigzag_writer(bits: int) -> Callable[[int], bytes]:
    signed = _signed_writer(bits)

    def write(value: int) -> bytes:
        value = index(value)
        signed(value)
        return varint(value << 1 if value >= 0 else (-value << 1) - 1)

    return write


def _write_string(value: str) -> bytes:
    data = value.encode()
    return varint(len(data)) + data


def _write_bytes(value: Any) -> bytes:
    data = bytes(memoryview(value))
    return varint(len(data)) + data


def _write_bool(value: object) -> bytes:
    return b"\x01" if value else b"\x00"


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    byte = data[position]
    position += 1
    if byte < 0x80:
        return byte, position
    value, shift = byte & 0x7F, 7
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, position
        shift += 7
        if shift > 63:
            raise WireError("a number has more than ten bytes: the answer is damaged")


def read_nothing(data: bytes, position: int, end: int) -> tuple[Any, int]:
    raise WireError("a message came where a number belongs")


def _read_signed(bits: int) -> Callable[[bytes, int, int], tuple[int, int]]:
    mask, half, whole = (1 << bits) - 1, 1 << bits - 1, 1 << bits

    def read(data: bytes, position: int, end: int) -> tuple[int, int]:
        value, position = read_varint(data, position)
        value &= mask
        return (value - whole if value >= half else value), position

    return read


def _read_unsigned(bits: int) -> Callable[[bytes, int, int], tuple[int, int]]:
    mask = (1 << bits) - 1

    def read(data: bytes, position: int, end: int) -> tuple[int, int]:
        value, position = read_varint(data, position)
        return value & mask, position

    return read


def _read_zigzag(bits: int) -> Callable[[bytes, int, int], tuple[int, int]]:
    unsigned = _read_unsigned(bits)

    def read(data: bytes, position: int, end: int) -> tuple[int, int]:
        value, position = unsigned(data, position, end)
        return (value >> 1) ^ -(value & 1), position

    return read


def _read_bool(data: bytes, position: int, end: int) -> tuple[bool, int]:
    value, position = read_varint(data, position)
    return value != 0, position


def enum_reader(values: type) -> Callable[[bytes, int, int], tuple[int, int]]:
    """A number that no name stands for stays a number: a newer server may send it."""
    known: dict[int, Any] = {int(value): value for value in values}  # type: ignore[attr-defined]
    signed = _read_signed(32)

    def read(data: bytes, position: int, end: int) -> tuple[int, int]:
        value, position = signed(data, position, end)
        return known.get(value, value), position

    return read


def _fixed(code: str) -> tuple[Callable[[Any], bytes], Callable[[bytes, int, int], tuple[Any, int]]]:
    pattern = struct.Struct(f"<{code}")

    def read(data: bytes, position: int, end: int) -> tuple[Any, int]:
        if position + pattern.size > end:
            raise WireError("a number is cut off: the answer is damaged")
        return pattern.unpack_from(data, position)[0], position + pattern.size

    return pattern.pack, read


SCALARS: dict[str, tuple[int, Callable[[Any], bytes], Callable[[bytes, int, int], tuple[Any, int]]]] = {
    "int32": (0, _signed_writer(32), _read_signed(32)),
    "int64": (0, _signed_writer(64), _read_signed(64)),
    "enum": (0, _signed_writer(32), _read_signed(32)),
    "uint32": (0, _unsigned_writer(32), _read_unsigned(32)),
    "uint64": (0, _unsigned_writer(64), _read_unsigned(64)),
    "sint32": (0, _zigzag_writer(32), _read_zigzag(32)),
    "sint64": (0, _zigzag_writer(64), _read_zigzag(64)),
    "bool": (0, _write_bool, _read_bool),
    "string": (2, _write_string, read_nothing),
    "bytes": (2, _write_bytes, read_nothing),
    "double": (1, *_fixed("d")),
    "fixed64": (1, *_fixed("Q")),
    "sfixed64": (1, *_fixed("q")),
    "float": (5, *_fixed("f")),
    "fixed32": (5, *_fixed("I")),
    "sfixed32": (5, *_fixed("i")),
}

ZEROS: dict[str, Any] = {"string": "", "bytes": b"", "bool": False, "double": 0.0, "float": 0.0, "message": None}
"""What a field of a kind has when it was not sent; 0 for the kinds that are not here."""
