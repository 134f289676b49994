"""Artifacts, and local relations named by their hash."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib

import pyarrow
from hostile.raw import Raw
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import relations_pb2 as relations
from rpc.cases.asking import Case, failed

Add = base.AddArtifactsRequest


def upload(raw: Raw, name: str, data: bytes) -> object:
    chunk = Add.ArtifactChunk(data=data, crc=zlib.crc32(data))
    answer = raw.add(Add(**raw.who(), batch=Add.Batch(artifacts=[Add.SingleChunkArtifact(name=name, data=chunk)])))
    return [[summary.name, summary.is_crc_successful] for summary in answer.artifacts]


def exists(raw: Raw, *names: str) -> list[bool]:
    answer = raw.rpc.ArtifactStatus(base.ArtifactStatusesRequest(**raw.who(), names=names))
    return [answer.statuses[name].exists for name in names]


def upload_of(name: str, data: bytes = b"x") -> Case:
    return lambda raw: [upload(raw, name, data), exists(raw, name)]


def archive() -> bytes:
    """A zip of one file."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as zipped:
        zipped.writestr("a.txt", "x")
    return sink.getvalue()


def upload_twice(change: bool) -> Case:
    def run(raw: Raw) -> object:
        upload(raw, "files/a.txt", b"x")
        return failed(lambda: upload(raw, "files/a.txt", b"y" if change else b"x"))

    return run


def upload_in_chunks(raw: Raw, broken: int | None = None) -> object:
    data = bytes(range(256)) * 40
    parts = [data[start:start + 4096] for start in range(0, len(data), 4096)]
    chunks = [Add.ArtifactChunk(data=part, crc=zlib.crc32(part) ^ (n == broken)) for n, part in enumerate(parts)]
    name = "cache/" + hashlib.sha256(data).hexdigest()
    begin = Add.BeginChunkedArtifact(name=name, total_bytes=len(data), num_chunks=len(chunks), initial_chunk=chunks[0])
    answer = raw.add(Add(**raw.who(), begin_chunk=begin), *(Add(**raw.who(), chunk=chunk) for chunk in chunks[1:]))
    return [[[s.name == name, s.is_crc_successful] for s in answer.artifacts], exists(raw, name)]


def upload_many(raw: Raw) -> object:
    """Several artifacts in one batch, one of them damaged on its way."""
    names = ["files/a", "files/b", "files/c"]
    artifacts = [Add.SingleChunkArtifact(name=name, data=Add.ArtifactChunk(
        data=b"x", crc=zlib.crc32(b"x") + (name == "files/b"))) for name in names]
    answer = raw.add(Add(**raw.who(), batch=Add.Batch(artifacts=artifacts)))
    return [[summary.name, summary.is_crc_successful] for summary in answer.artifacts]


def ipc(table: pyarrow.Table) -> bytes:
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def cached(raw: Raw, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    upload(raw, f"cache/{digest}", data)
    return digest


def rows_of(raw: Raw, relation: relations.Relation) -> object:
    responses = list(raw.execute(relation))
    tables = [pyarrow.ipc.open_stream(r.arrow_batch.data).read_all() for r in responses if r.HasField("arrow_batch")]
    return pyarrow.concat_tables(tables).to_pydict()


def chunked_local_relation(raw: Raw) -> object:
    parts = [ipc(pyarrow.table({"n": pyarrow.array(range(n, n + 3), pyarrow.int32())})) for n in (0, 10, 20)]
    schema = cached(raw, b'{"type":"struct","fields":[{"name":"m","type":"long","nullable":true,"metadata":{}}]}')
    return rows_of(raw, relations.Relation(chunked_cached_local_relation=relations.ChunkedCachedLocalRelation(
        dataHashes=[cached(raw, part) for part in parts], schemaHash=schema)))


def whole_local_relation(raw: Raw) -> object:
    local = relations.LocalRelation(data=ipc(pyarrow.table({"n": pyarrow.array([1, 2], pyarrow.int32())})))
    digest = cached(raw, local.SerializeToString())
    return rows_of(raw, relations.Relation(cached_local_relation=relations.CachedLocalRelation(hash=digest)))


def absent_local_relation(raw: Raw) -> object:
    absent = "0" * 64
    whole = relations.Relation(cached_local_relation=relations.CachedLocalRelation(hash=absent))
    chunked = relations.Relation(chunked_cached_local_relation=relations.ChunkedCachedLocalRelation(dataHashes=[absent]))
    return [failed(lambda: rows_of(raw, whole)), failed(lambda: rows_of(raw, chunked))]


CASES: dict[str, Case] = {
    **{f"artifact.{name.partition('/')[0]}": upload_of(name) for name in (
        "pyfiles/a.py", "files/a.txt", "jars/a.jar", "cache/" + hashlib.sha256(b"x").hexdigest())},
    "artifact.archives": upload_of("archives/a.zip", archive()),
    "artifact.unknown_folder": upload_of("elsewhere/a"),
    "artifact.twice_same": upload_twice(change=False),
    "artifact.twice_changed": upload_twice(change=True),
    "artifact.forward_to_fs": upload_of("forward_to_fs/tmp/sparrow-forwarded"),
    "artifact.chunks": upload_in_chunks,
    "artifact.chunks_damaged": lambda raw: upload_in_chunks(raw, broken=1),
    "artifact.many": upload_many,
    "local.chunked": chunked_local_relation,
    "local.whole": whole_local_relation,
    "local.absent": absent_local_relation,
}
