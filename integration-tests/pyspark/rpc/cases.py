"""The list of cases: adding one is one line in `CASES`, its answer comes from real Spark."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable

import grpc
import pyarrow
from hostile.attacks import after, new_id
from hostile.raw import ROWS, Raw, describe
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import commands_pb2 as commands
from pyspark.sql.connect.proto import expressions_pb2 as expressions
from pyspark.sql.connect.proto import relations_pb2 as relations
from rpc.live import interrupt, live, statuses, wait_until

Case = Callable[[Raw], object]
Add = base.AddArtifactsRequest
Type = base.InterruptRequest
FAILS = relations.Relation(sql=relations.SQL(query="SELECT raise_error('mine')"))
PROGRESSES_MIN = 2
PREFERRED_CHUNK_BYTES = 2048


# What several cases need.

def sql(raw: Raw, text: str) -> list[list[object]]:
    responses = list(raw.execute(relations.Relation(sql=relations.SQL(query=text))))
    tables = [pyarrow.ipc.open_stream(r.arrow_batch.data).read_all() for r in responses if r.HasField("arrow_batch")]
    return [list(row.values()) for row in pyarrow.concat_tables(tables).to_pylist()]


def conf(raw: Raw, **operation: object) -> list[list[str]]:
    answer = raw.rpc.Config(base.ConfigRequest(**raw.who(), operation=base.ConfigRequest.Operation(**operation)))
    return [[pair.key, pair.value] for pair in answer.pairs]


def set_conf(raw: Raw, key: str, value: str) -> None:
    conf(raw, set=base.ConfigRequest.Set(pairs=[base.KeyValue(key=key, value=value)]))


def get_conf(raw: Raw, key: str) -> list[list[str]]:
    return conf(raw, get_option=base.ConfigRequest.GetOption(keys=[key]))


def failed(ask: Callable[[], object]) -> object:
    """The error of what is to fail, in the middle of a case."""
    try:
        return ["no error", ask()]
    except grpc.RpcError as error:
        return describe(error)


def error_id(error: grpc.RpcError) -> str:
    """The id under which the server keeps an error's details."""
    from google.rpc import error_details_pb2
    from grpc_status import rpc_status

    info = error_details_pb2.ErrorInfo()
    return next(info.metadata["errorId"] for detail in rpc_status.from_call(error).details if detail.Unpack(info))


def release(raw: Raw, operation: str, until: str | None = None) -> bool:
    """Whether the server knew the operation."""
    request = base.ReleaseExecuteRequest(**raw.who(), operation_id=operation)
    if until is None:
        request.release_all.SetInParent()
    else:
        request.release_until.response_id = until
    return raw.rpc.ReleaseExecute(request).HasField("operation_id")


# Interrupts.

def interrupt_all(raw: Raw) -> object:
    with live(raw) as one, live(raw) as two:
        ids = interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_ALL)
        return [sorted(ids) == sorted([one.id, two.id]), one.ended(), two.ended()]


def interrupt_tag(raw: Raw) -> object:
    with live(raw, tags=("a", "both")) as one, live(raw, tags=("b", "both")) as two:
        by_tag = interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_TAG, operation_tag="a") == [one.id]
        first = one.ended()
        running = statuses(raw, two.id)
        rest = interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_TAG, operation_tag="both")
        return [by_tag, first, running, two.id in rest, two.ended()]


def interrupt_operation(raw: Raw) -> object:
    with live(raw) as one, live(raw) as two:
        ids = interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_OPERATION_ID, operation_id=two.id)
        return [ids == [two.id], two.ended(), statuses(raw, one.id)]


def interrupted_replays(raw: Raw) -> object:
    """Reattaching to an interrupted operation gives the same error again."""
    with live(raw) as query:
        interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_OPERATION_ID, operation_id=query.id)
        first = query.ended()
        again = failed(lambda: raw.reattach(query.id))
        return [first, again == first]


def interrupt_absent(raw: Raw) -> object:
    after(new_id(), raw)
    return [interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_ALL),
            interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_TAG, operation_tag="none"),
            interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_OPERATION_ID, operation_id=new_id())]


# Operations by their handle.

def failure_replays(raw: Raw) -> object:
    operation, ids = new_id(), []
    for read in (lambda: list(raw.execute(FAILS, operation)), lambda: raw.reattach(operation)):
        try:
            read()
        except grpc.RpcError as error:
            ids.append(error_id(error))
    return [len(ids), len(set(ids))]


def reattach_at_the_end(raw: Raw) -> object:
    operation = new_id()
    responses = after(operation, raw)
    return len(raw.reattach(operation, responses[-1].response_id))


def reattach_from_start(raw: Raw) -> object:
    operation = new_id()
    ids = [response.response_id for response in after(operation, raw)]
    return [response.response_id for response in raw.reattach(operation)] == ids


def reattach_by_another_user(raw: Raw) -> object:
    operation = new_id()
    after(operation, raw)
    raw.user = base.UserContext(user_id="someone-else")
    return len(raw.reattach(operation))


def reattach_detaches(raw: Raw) -> object:
    """A second reader takes the stream from the first."""
    with live(raw) as query:
        second = iter(raw.rpc.ReattachExecute(base.ReattachExecuteRequest(**raw.who(), operation_id=query.id)))
        next(second)
        first = query.ended()
        second.cancel()
        return first


def left_alone_goes_on(raw: Raw) -> object:
    with live(raw) as query:
        query.leave()
        return statuses(raw, query.id)


def release_rules(raw: Raw) -> object:
    operation = new_id()
    responses = after(operation, raw)
    first, second = responses[0].response_id, responses[1].response_id
    return [release(raw, operation, second), failed(lambda: raw.reattach(operation, first)),
            len(raw.reattach(operation, second)) == len(responses) - 2, release(raw, operation, first),
            release(raw, operation), release(raw, operation), failed(lambda: raw.reattach(operation))]


def release_running(raw: Raw) -> object:
    """Releasing a running operation ends it."""
    with live(raw) as query:
        known = release(raw, query.id)
        query.ended()
        return [known, failed(lambda: raw.reattach(query.id))]


def release_until_nonsense(raw: Raw) -> object:
    operation = new_id()
    after(operation, raw)
    return failed(lambda: release(raw, operation, new_id()))


# States.

def states(raw: Raw) -> object:
    """What runs, what is not known, and how released operations ended. Until then Spark's states depend on the moment."""
    good, bad, gone = new_id(), new_id(), new_id()
    after(good, raw)
    failed(lambda: list(raw.execute(FAILS, bad)))
    with live(raw) as query:
        shown = [statuses(raw, gone, query.id)]
        interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_ALL)
        query.ended()
        for operation in (good, bad, query.id):
            release(raw, operation)
        wait_until(lambda: "TERMINATING" not in statuses(raw, good, bad, query.id))
        shown.append(statuses(raw, good, bad, query.id))
    return [*shown, statuses(raw)]


def states_of_no_session(raw: Raw) -> object:
    asked = base.GetStatusRequest.OperationStatusRequest(operation_ids=[new_id()])
    return failed(lambda: raw.rpc.GetStatus(base.GetStatusRequest(**raw.who(), operation_status=asked)))


def states_not_asked_for(raw: Raw) -> object:
    after(new_id(), raw)
    answer = raw.rpc.GetStatus(base.GetStatusRequest(**raw.who()))
    return [answer.session_id == raw.session, bool(answer.server_side_session_id), len(answer.operation_statuses)]


# Sessions.

def clone(raw: Raw, target: str | None = None) -> base.CloneSessionResponse:
    return raw.rpc.CloneSession(base.CloneSessionRequest(**raw.who(), new_session_id=target))


def clone_copies(raw: Raw) -> object:
    """Confs and views are copied, and from then on each session's own."""
    set_conf(raw, "my.own.key", "before")
    view = commands.CreateDataFrameViewCommand(input=ROWS, name="v", replace=True)
    list(raw.execute(base.Plan(command=commands.Command(create_dataframe_view=view))))
    answer = clone(raw)
    echoed = [answer.session_id == raw.session, len(answer.new_session_id), answer.new_session_id != raw.session,
              answer.server_side_session_id != answer.new_server_side_session_id]
    set_conf(raw, "my.own.key", "after")
    other = Raw(raw.address)
    other.user, other.session = raw.user, answer.new_session_id
    shown = [get_conf(other, "my.own.key"), sql(other, "SELECT count(*) FROM v")]
    sql(other, "DROP VIEW v")
    other.close()
    return [echoed, shown, get_conf(raw, "my.own.key"), sql(raw, "SELECT count(*) FROM v")]


def clone_to(target: Callable[[Raw], str]) -> Case:
    def run(raw: Raw) -> object:
        after(new_id(), raw)
        return len(clone(raw, target(raw)).new_session_id)

    return run


def closed_session(raw: Raw) -> str:
    other = Raw(raw.address)
    other.user = raw.user
    after(new_id(), other)
    other.close()
    return other.session


def closed_for_all(raw: Raw) -> object:
    """A closed session is closed to every call."""
    operation = new_id()
    after(operation, raw)
    raw.rpc.ReleaseSession(base.ReleaseSessionRequest(**raw.who()))
    version = base.AnalyzePlanRequest.SparkVersion()
    calls = [lambda: get_conf(raw, "x"), lambda: raw.reattach(operation), lambda: clone(raw).session_id,
             lambda: raw.rpc.AnalyzePlan(base.AnalyzePlanRequest(**raw.who(), spark_version=version)).session_id,
             lambda: upload(raw, "files/a", b"x"), lambda: interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_ALL),
             lambda: exists(raw, "cache/x"), lambda: release(raw, operation)]
    return [failed(call) for call in calls]


def reconnects(raw: Raw) -> object:
    """A session released with `allow_reconnect` may begin anew under its id."""
    set_conf(raw, "my.own.key", "old")
    raw.rpc.ReleaseSession(base.ReleaseSessionRequest(**raw.who(), allow_reconnect=True))
    return [get_conf(raw, "my.own.key"), len(after(new_id(), raw)) > 0]


def release_stops(raw: Raw) -> object:
    """Releasing the session ends what runs in it."""
    with live(raw) as query:
        raw.rpc.ReleaseSession(base.ReleaseSessionRequest(**raw.who(), allow_reconnect=True))
        return query.ended()


# Artifacts.

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


# Local relations named by their hash.

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


# What a stream carries beside its rows.

def chunking(raw: Raw, allow: bool, preferred: int | None) -> list[base.ExecutePlanResponse.ArrowBatch]:
    option = base.ExecutePlanRequest.RequestOption(result_chunking_options=base.ResultChunkingOptions(
        allow_arrow_batch_chunking=allow, preferred_arrow_chunk_size=preferred))
    plan = base.Plan(root=relations.Relation(range=relations.Range(end=5000, step=1, num_partitions=1)))
    request = base.ExecutePlanRequest(**raw.who(), plan=plan, request_options=[option])
    return [r.arrow_batch for r in raw.rpc.ExecutePlan(request) if r.HasField("arrow_batch")]


def chunks_on(preferred: int) -> Case:
    """The pieces of one batch are in order, each as long as asked for, and make the batch when put together."""

    def run(raw: Raw) -> object:
        batches = chunking(raw, True, preferred)
        first = [b for b in batches if b.start_offset == 0]
        size = max(preferred, 1024)
        table = pyarrow.ipc.open_stream(b"".join(b.data for b in first)).read_all()
        return [[b.chunk_index for b in first] == list(range(len(first))),
                {b.num_chunks_in_batch for b in first} == {len(first)}, len({b.row_count for b in first}) == 1,
                table.num_rows == first[0].row_count, [len(b.data) == size for b in first[:-1]] == [True] * (len(first) - 1)]

    return run


def chunks_off(raw: Raw) -> object:
    batches = chunking(raw, False, PREFERRED_CHUNK_BYTES)
    return [sum(b.row_count for b in batches),
            any(b.HasField("chunk_index") or b.HasField("num_chunks_in_batch") for b in batches)]


def observed(raw: Raw) -> object:
    """Observed metrics come after the rows, under the names of their expressions."""
    metrics = [expressions.Expression(expression_string=expressions.Expression.ExpressionString(expression=text))
               for text in ("count(1) AS n", "max(id) AS top", "sum(id) / 4.0D AS half", "max(null) AS nothing")]
    collect = relations.CollectMetrics(input=ROWS, name="mine", metrics=metrics)
    relation = relations.Relation(common=relations.RelationCommon(plan_id=42), collect_metrics=collect)
    responses = list(raw.execute(relation))
    with_metrics = [n for n, r in enumerate(responses) if r.observed_metrics]
    last_rows = max(n for n, r in enumerate(responses) if r.HasField("arrow_batch"))
    return [len(with_metrics), with_metrics[0] > last_rows, responses[-1].HasField("result_complete"),
            [[m.name, list(m.keys), [str(v).split() for v in m.values], m.plan_id]
             for m in responses[with_metrics[0]].observed_metrics]]


def heartbeat(raw: Raw) -> object:
    """A query that has no rows yet tells of its progress all the same."""
    with live(raw) as query:
        def progresses() -> list[base.ExecutePlanResponse]:
            return [r for r in query.responses if r.HasField("execution_progress")]

        wait_until(lambda: len(progresses()) >= PROGRESSES_MIN)
        last = progresses()[-1].execution_progress
        return [not any(r.HasField("arrow_batch") for r in query.responses), last.num_inflight_tasks > 0,
                len(last.stages) > 0, all(s.num_tasks > s.num_completed_tasks for s in last.stages if not s.done)]


CASES: dict[str, Case] = {
    "interrupt.all": interrupt_all,
    "interrupt.tag": interrupt_tag,
    "interrupt.operation": interrupt_operation,
    "interrupt.replays": interrupted_replays,
    "interrupt.absent": interrupt_absent,
    "interrupt.tag_missing": lambda raw: interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_TAG),
    "interrupt.id_missing": lambda raw: interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_OPERATION_ID),
    "operation.failure_replays": failure_replays,
    "operation.reattach_at_the_end": reattach_at_the_end,
    "operation.reattach_from_start": reattach_from_start,
    "operation.reattach_by_another_user": reattach_by_another_user,
    "operation.reattach_detaches": reattach_detaches,
    "operation.left_alone_goes_on": left_alone_goes_on,
    "operation.release_rules": release_rules,
    "operation.release_running": release_running,
    "operation.release_until_nonsense": release_until_nonsense,
    "status.states": states,
    "status.no_session": states_of_no_session,
    "status.not_asked_for": states_not_asked_for,
    "session.clone_copies": clone_copies,
    "session.clone_unknown": lambda raw: len(clone(raw).new_session_id),
    "session.clone_bad_id": clone_to(lambda raw: "not-a-uuid"),
    "session.clone_onto_itself": clone_to(lambda raw: raw.session),
    "session.clone_onto_closed": clone_to(closed_session),
    "session.closed_for_all": closed_for_all,
    "session.reconnects": reconnects,
    "session.release_stops": release_stops,
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
    "stream.chunks": chunks_on(PREFERRED_CHUNK_BYTES),
    "stream.chunks_too_small": chunks_on(10),
    "stream.no_chunks": chunks_off,
    "stream.observed": observed,
    "stream.heartbeat": heartbeat,
}
