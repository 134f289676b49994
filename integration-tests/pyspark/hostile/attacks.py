"""The list of attacks: adding one is one line in `ATTACKS`."""

from __future__ import annotations

import socket
import uuid
import zlib
from collections.abc import Callable

from hostile.raw import OTHER_ROWS, ROWS, Raw, execute_request, nested
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import commands_pb2 as commands
from pyspark.sql.connect.proto import relations_pb2 as relations

Attack = Callable[[Raw], object]
Add = base.AddArtifactsRequest
METHODS = ("ExecutePlan", "AnalyzePlan", "Config", "AddArtifacts", "ArtifactStatus", "Interrupt", "ReattachExecute",
           "ReleaseExecute", "ReleaseSession", "FetchErrorDetails", "CloneSession", "GetStatus")
RUBBISH = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
CUT_OFF = b"\x0a\xe8\x07only ten of a thousand bytes"
BAD_SESSION = "not-a-uuid"
CONFIG = base.ConfigRequest.Operation(get_option=base.ConfigRequest.GetOption(keys=["spark.sql.ansi.enabled"]))


def new_id() -> str:
    return str(uuid.uuid4())


def malformed(method: str, data: bytes) -> Attack:
    return lambda raw: len(raw.send_bytes(method, data))


def artifact(name: str, data: bytes = b"x", crc: int | None = None) -> Attack:
    def run(raw: Raw) -> object:
        chunk = Add.ArtifactChunk(data=data, crc=zlib.crc32(data) if crc is None else crc)
        request = Add(**raw.who(), batch=Add.Batch(artifacts=[Add.SingleChunkArtifact(name=name, data=chunk)]))
        return [[summary.name, summary.is_crc_successful] for summary in raw.add(request).artifacts]

    return run


def cut_off_upload(raw: Raw) -> object:
    """Three chunks promised, one sent."""
    chunk = Add.ArtifactChunk(data=b"x", crc=zlib.crc32(b"x"))
    begin = Add.BeginChunkedArtifact(name="pyfiles/a.py", total_bytes=3, num_chunks=3, initial_chunk=chunk)
    return len(raw.add(Add(**raw.who(), begin_chunk=begin)).artifacts)


def chunk_without_begin(raw: Raw) -> object:
    return len(raw.add(Add(**raw.who(), chunk=Add.ArtifactChunk(data=b"x", crc=1))).artifacts)


def execute(plan: base.Plan | relations.Relation) -> Attack:
    return lambda raw: len(list(raw.execute(plan)))


def after(operation: str, raw: Raw, reattachable: bool = True) -> list[base.ExecutePlanResponse]:
    """A finished operation."""
    return list(raw.execute(ROWS, operation, reattachable))


def reattach_bogus_cursor(raw: Raw) -> object:
    operation = new_id()
    after(operation, raw)
    return len(raw.reattach(operation, new_id()))


def reattach_before_released(raw: Raw) -> object:
    operation = new_id()
    responses = after(operation, raw)
    raw.release(operation, responses[1].response_id)
    return len(raw.reattach(operation))


def reattach_released(raw: Raw) -> object:
    operation = new_id()
    after(operation, raw)
    raw.release(operation)
    return len(raw.reattach(operation))


def reattach_not_reattachable(raw: Raw) -> object:
    operation = new_id()
    stream = iter(raw.execute(relations.Relation(range=relations.Range(end=50_000_000, step=1)), operation, False))
    next(stream)
    return len(raw.reattach(operation))


def reattach_unknown_operation(raw: Raw) -> object:
    after(new_id(), raw)
    return len(raw.reattach(new_id()))


def reuse_other_plan(raw: Raw) -> object:
    operation = new_id()
    after(operation, raw)
    return len(list(raw.execute(OTHER_ROWS, operation)))


def reuse_same_plan(raw: Raw) -> object:
    """The same plan under the same id while it lives is a replay from the start."""
    operation = new_id()
    first = after(operation, raw)
    again = after(operation, raw)
    return [response.response_id for response in first] == [response.response_id for response in again]


def reuse_released(raw: Raw) -> object:
    operation = new_id()
    after(operation, raw)
    raw.release(operation)
    return len(after(operation, raw))


def session_closed(raw: Raw) -> object:
    after(new_id(), raw)
    raw.rpc.ReleaseSession(base.ReleaseSessionRequest(**raw.who()))
    return len(after(new_id(), raw))


def session_changed(raw: Raw) -> object:
    after(new_id(), raw)
    return len(list(raw.execute(ROWS, new_id(), client_observed_server_side_session_id=new_id())))


def broken_off(raw: Raw) -> object:
    """Streams left after their first message."""
    for _ in range(5):
        stream = raw.execute(relations.Relation(range=relations.Range(end=1_000_000, step=1)), new_id())
        next(iter(stream))
        stream.cancel()
    return len(after(new_id(), raw)) > 0


def not_grpc(raw: Raw) -> object:
    """Another protocol altogether, and connections that say nothing."""
    host, _, port = raw.address.partition(":")
    for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" + bytes(300), b""):
        with socket.create_connection((host, int(port)), 10) as connection:
            connection.sendall(data)
    return len(after(new_id(), raw)) > 0


def deep(depth: int) -> Attack:
    return lambda raw: len(raw.send_bytes("ExecutePlan", execute_request(raw, nested(depth)))) > 0


ATTACKS: dict[str, Attack] = {
    **{f"rubbish.{method}": malformed(method, RUBBISH) for method in METHODS},
    **{f"cut_off.{method}": malformed(method, CUT_OFF) for method in METHODS},
    "bad_session.ExecutePlan": lambda raw: len(list(raw.execute(ROWS, session_id=BAD_SESSION))),
    "bad_session.AnalyzePlan": lambda raw: raw.rpc.AnalyzePlan(base.AnalyzePlanRequest(
        **raw.who(BAD_SESSION), spark_version=base.AnalyzePlanRequest.SparkVersion())).session_id,
    "bad_session.Config": lambda raw: raw.rpc.Config(base.ConfigRequest(
        **raw.who(BAD_SESSION), operation=CONFIG)).session_id,
    "bad_session.AddArtifacts": lambda raw: len(raw.add(Add(
        **raw.who(BAD_SESSION), batch=Add.Batch())).artifacts),
    "bad_session.ArtifactStatus": lambda raw: raw.rpc.ArtifactStatus(base.ArtifactStatusesRequest(
        **raw.who(BAD_SESSION), names=["cache/x"])).session_id,
    "bad_session.Interrupt": lambda raw: raw.rpc.Interrupt(base.InterruptRequest(
        **raw.who(BAD_SESSION), interrupt_type=base.InterruptRequest.INTERRUPT_TYPE_ALL)).session_id,
    "bad_session.ReattachExecute": lambda raw: len(raw.reattach(new_id(), session=BAD_SESSION)),
    "artifact.outside": artifact("../../x"),
    "artifact.outside_below": artifact("pyfiles/../../x"),
    "artifact.absolute": artifact("/tmp/x"),
    "artifact.crc_lies": artifact("cache/" + "0" * 64, b"sparrow", crc=1),
    "artifact.cut_off": cut_off_upload,
    "artifact.chunk_without_begin": chunk_without_begin,
    "plan.empty": execute(base.Plan()),
    "plan.empty_relation": execute(relations.Relation()),
    "plan.empty_command": execute(base.Plan(command=commands.Command())),
    "plan.unknown_relation": execute(relations.Relation(unknown=relations.Unknown())),
    "plan.limit_of_nothing": execute(relations.Relation(limit=relations.Limit(limit=1))),
    "plan.compressed_rubbish": execute(base.Plan(compressed_operation=base.Plan.CompressedOperation(
        data=b"not zstd", op_type=base.Plan.CompressedOperation.OP_TYPE_RELATION,
        compression_codec=base.COMPRESSION_CODEC_ZSTD))),
    "plan.local_rubbish": execute(relations.Relation(local_relation=relations.LocalRelation(data=b"not arrow"))),
    "plan.deep": deep(2100),
    "plan.deep_but_fine": deep(150),
    "analyze.nothing": lambda raw: raw.rpc.AnalyzePlan(base.AnalyzePlanRequest(**raw.who())).session_id,
    "config.nothing": lambda raw: raw.rpc.Config(base.ConfigRequest(**raw.who())).session_id,
    "interrupt.nothing": lambda raw: raw.rpc.Interrupt(base.InterruptRequest(**raw.who())).session_id,
    "operation.bad_id": lambda raw: len(list(raw.execute(ROWS, "not-a-uuid"))),
    "operation.reuse_other_plan": reuse_other_plan,
    "operation.reuse_same_plan": reuse_same_plan,
    "operation.reuse_released": reuse_released,
    "reattach.unknown_session": lambda raw: len(raw.reattach(new_id())),
    "reattach.unknown_operation": reattach_unknown_operation,
    "reattach.bogus_cursor": reattach_bogus_cursor,
    "reattach.before_released": reattach_before_released,
    "reattach.released": reattach_released,
    "reattach.not_reattachable": reattach_not_reattachable,
    "session.closed": session_closed,
    "session.changed": session_changed,
    "line.broken_off": broken_off,
    "line.not_grpc": not_grpc,
}
