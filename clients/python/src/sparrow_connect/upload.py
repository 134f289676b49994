"""Data that goes to the server: small ones inside the plan, large ones in pieces that are sent once. No IO, but programs."""

from __future__ import annotations

import hashlib
import itertools
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import SERVICE, Core
from .effects import Headers, Program, Upload
from .errors import TransportError
from .generated import messages as m

if TYPE_CHECKING:
    import pyarrow as pa

inline_bytes_max = 1024 * 1024
piece_bytes_max = 4 * 1024 * 1024
message_bytes_max = 512 * 1024 - 1024
"""Bytes of data in one message; the rest of 512 KiB is for what stands around them."""
group_bytes_max = 32 * 1024 * 1024
"""Bytes of pieces that are held while the server is asked which of them it has."""
attempts_max = 3


def local_relation(core: Core, reader: pa.RecordBatchReader, schema: str) -> Program[m.Relation]:
    """The relation of the reader's rows under Spark's schema (JSON); sends what is too large for a plan."""
    pieces = arrow_pieces(reader)
    first = next(pieces)
    second = next(pieces, None)
    if second is None and len(first) < inline_bytes_max:
        return m.Relation(local_relation=m.LocalRelation(data=first, schema=schema))
    hashes: list[str] = []
    group = [schema.encode(), first]
    for piece in itertools.chain([] if second is None else [second], pieces):
        if sum(map(len, group)) + len(piece) > group_bytes_max:
            hashes += yield from _send(core, group)
            group = []
        group.append(piece)
    hashes += yield from _send(core, group)
    cached = m.ChunkedCachedLocalRelation(dataHashes=hashes[1:], schemaHash=hashes[0])
    return m.Relation(chunked_cached_local_relation=cached)


def arrow_pieces(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """The rows as Arrow IPC streams of at most 4 MiB, but for a single row that is longer; at least one, perhaps of no rows."""
    held: list[pa.RecordBatch] = []
    size, sent = _size(reader.schema, []), False
    empty = size
    for batch in reader:
        for part, part_size in _parts(batch, empty):
            if held and size + part_size > piece_bytes_max:
                yield _stream(reader.schema, held)
                held, size, sent = [], empty, True
            held.append(part)
            size += part_size
    if held or not sent:
        yield _stream(reader.schema, held)


def _parts(batch: pa.RecordBatch, empty: int) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Cuts a batch until each part fits a piece, or is one row; answers each with its bytes."""
    pending = [batch]
    while pending:
        part = pending.pop()
        size = _batch_size(part)
        if size + empty <= piece_bytes_max or part.num_rows <= 1:
            yield part, size
            continue
        middle = part.num_rows // 2
        pending += [part.slice(middle), part.slice(0, middle)]


def _batch_size(batch: pa.RecordBatch) -> int:
    import pyarrow as pa

    return int(pa.ipc.get_record_batch_size(batch))


def _size(schema: pa.Schema, batches: list[pa.RecordBatch]) -> int:
    return len(_stream(schema, batches))


def _stream(schema: pa.Schema, batches: list[pa.RecordBatch]) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return bytes(sink.getvalue())


def _send(core: Core, pieces: list[bytes]) -> Program[list[str]]:
    """Sends the pieces that the server does not have; answers all their hashes."""
    hashes = [hashlib.sha256(piece).hexdigest() for piece in pieces]
    missing = yield from _missing(core, dict.fromkeys(f"cache/{one}" for one in hashes))
    by_name = {f"cache/{one}": piece for one, piece in zip(hashes, pieces)}
    for _ in range(attempts_max + 1):
        if not missing:
            return hashes
        damaged: list[str] = []
        for name in missing:
            damaged += yield from _send_one(core, name, by_name[name])
        missing = damaged
    raise TransportError(
        f"{len(missing)} pieces of the upload arrived damaged {attempts_max + 1} times: look for what changes bytes on the way"
    )


def _missing(core: Core, names: dict[str, None]) -> Program[list[str]]:
    request = m.ArtifactStatusesRequest(names=names)
    answer = yield from core.unary("ArtifactStatus", request, m.ArtifactStatusesResponse)
    return [name for name in names if name not in answer.statuses or not answer.statuses[name].exists]


def _send_one(core: Core, name: str, data: bytes) -> Program[list[str]]:
    """Sends one piece; answers its name where it arrived damaged."""
    core.check_open()
    deadline = core.deadline()

    def attempt(headers: Headers) -> Program[bytes]:
        payloads = [core.signed(request) for request in artifact_requests(name, data)]
        answered: bytes = yield Upload(SERVICE + "AddArtifacts", payloads, headers, deadline.remaining)
        return answered

    answer = core.read(m.AddArtifactsResponse, (yield from core.surviving(attempt, deadline)))
    core.check_identity(answer.session_id, answer.server_side_session_id)
    return [] if any(one.name == name and one.is_crc_successful for one in answer.artifacts) else [name]


def artifact_requests(name: str, data: bytes) -> Iterator[m.AddArtifactsRequest]:
    """The messages of one artifact: one where it fits, else a beginning and its chunks."""
    view = memoryview(data)
    chunks = [view[at : at + message_bytes_max] for at in range(0, len(view), message_bytes_max)] or [view]
    first = m.AddArtifactsRequestArtifactChunk(data=chunks[0], crc=zlib.crc32(chunks[0]))
    if len(chunks) == 1:
        single = m.AddArtifactsRequestSingleChunkArtifact(name=name, data=first)
        yield m.AddArtifactsRequest(batch=m.AddArtifactsRequestBatch(artifacts=[single]))
        return
    yield m.AddArtifactsRequest(
        begin_chunk=m.AddArtifactsRequestBeginChunkedArtifact(
            name=name, total_bytes=len(data), num_chunks=len(chunks), initial_chunk=first
        )
    )
    for chunk in chunks[1:]:
        yield m.AddArtifactsRequest(chunk=m.AddArtifactsRequestArtifactChunk(data=chunk, crc=zlib.crc32(chunk)))
