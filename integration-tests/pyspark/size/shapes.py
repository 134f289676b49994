"""Requests too big or too deep for client libraries to write: protobuf and zstd by hand."""

from __future__ import annotations

import struct

from hostile.raw import ROWS, field, varint
from pyspark.sql.connect.proto import expressions_pb2 as expressions
from pyspark.sql.connect.proto import relations_pb2 as relations

# Field numbers of the wire contract.
RELATION_PROJECT, PROJECT_INPUT, PROJECT_EXPRESSIONS = 3, 1, 3
RELATION_LIMIT, LIMIT_INPUT, LIMIT_ROWS = 8, 1, 2
EXPRESSION_FUNCTION, FUNCTION_NAME, FUNCTION_ARGUMENTS = 3, 1, 2

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_BLOCK_BYTES = 128 << 10


def nested(core: bytes, levels: list[tuple[int, bytes, bytes]], depth: int) -> bytes:
    """`core` inside `depth` times the given levels, each a field with bytes before and after what it holds.

    Written from the inside out, in time linear in the depth.
    """
    heads, tails, length = [], [], len(core)
    for _ in range(depth):
        for number, before, after in levels:
            length += len(before) + len(after)
            head = varint(number << 3 | 2) + varint(length)
            heads.append(head + before)
            tails.append(after)
            length += len(head)
    return b"".join([*reversed(heads), core, *tails])


def deep_relation(depth: int) -> bytes:
    """A relation of `depth` limits over each other."""
    # Inside out: the input's field and the row count make a Limit, which is a field of the Relation above.
    rows = varint(LIMIT_ROWS << 3) + varint(5)
    return nested(ROWS.SerializeToString(), [(LIMIT_INPUT, b"", b""), (RELATION_LIMIT, b"", rows)], depth)


def deep_expression(depth: int) -> bytes:
    """A relation that projects one expression of `depth` negations inside each other."""
    one = expressions.Expression(literal=expressions.Expression.Literal(integer=1)).SerializeToString()
    name = field(FUNCTION_NAME, b"negative")
    expression = nested(one, [(FUNCTION_ARGUMENTS, b"", b""), (EXPRESSION_FUNCTION, name, b"")], depth)
    source = relations.Relation(range=relations.Range(end=1, step=1)).SerializeToString()
    project = field(PROJECT_INPUT, source) + field(PROJECT_EXPRESSIONS, expression)
    return field(RELATION_PROJECT, project)


def zstd_of_zeros(total: int, claimed: int | None = None) -> bytes:
    """A zstd frame of so many zero bytes, in blocks of four bytes each; it may claim to hold another number."""
    header = ZSTD_MAGIC + b"\xc0\x38" + struct.pack("<Q", total if claimed is None else claimed)
    blocks = []
    while total > 0:
        size = min(total, ZSTD_BLOCK_BYTES)
        total -= size
        blocks.append((size << 3 | 1 << 1 | (total == 0)).to_bytes(3, "little") + b"\x00")
    return header + b"".join(blocks)
