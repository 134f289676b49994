"""The calls below PySpark: streams taken up again, results released, artifacts asked for, sessions closed."""

from __future__ import annotations

import hashlib
import uuid

from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import relations_pb2 as relations
from smoke.raw import Stub
from smoke.client import since
from smoke.world import Case, World

RANGE = relations.Relation(range=relations.Range(end=25_000, step=1, num_partitions=2))


def kinds(responses: list[base.ExecutePlanResponse]) -> list[str]:
    """The messages of a stream by kind, without progress and with runs of batches as one."""
    shown: list[str] = []
    for response in responses:
        kind = response.WhichOneof("response_type") or next(
            (name for name in ("schema", "metrics") if response.HasField(name)), "empty")
        if kind != "execution_progress" and (not shown or shown[-1] != kind):
            shown.append(kind)
    return shown


def rows(responses: list[base.ExecutePlanResponse]) -> int:
    return sum(response.arrow_batch.row_count for response in responses)


def stream(w: World) -> object:
    stub = Stub(w)
    responses = list(stub.execute(RANGE, str(uuid.uuid4())))
    same = len({(r.session_id, r.server_side_session_id, r.operation_id) for r in responses})
    distinct = len({r.response_id for r in responses}) == len(responses)
    offsets = [r.arrow_batch.start_offset for r in responses if r.HasField("arrow_batch")]
    stub.close()
    return [kinds(responses), rows(responses), same, distinct, offsets == sorted(offsets) and offsets[0] == 0,
            sum(1 for r in responses if r.HasField("schema"))]


def empty_stream(w: World) -> object:
    stub = Stub(w)
    responses = list(stub.execute(relations.Relation(range=relations.Range(end=0, step=1)), str(uuid.uuid4())))
    stub.close()
    return [kinds(responses), [r.arrow_batch.row_count for r in responses if r.HasField("arrow_batch")]]


def reattach(w: World) -> object:
    """Leaves a stream after its first message and takes it up again from there."""
    stub, operation = Stub(w), str(uuid.uuid4())
    begun = stub.execute(RANGE, operation)
    first = next(begun)
    begun.cancel()
    rest = list(stub.reattach(operation, first.response_id))
    released = stub.release(operation, rest[0].response_id).operation_id == operation
    again = list(stub.reattach(operation, rest[0].response_id))
    stub.release(operation)
    stub.close()
    return [kinds([first, *rest]), rows([first, *rest]), released, len(again) == len(rest) - 1]


def release_unknown(w: World) -> object:
    stub = Stub(w)
    list(stub.execute(RANGE, str(uuid.uuid4())))
    answer = stub.release(str(uuid.uuid4()))
    stub.close()
    return answer.HasField("operation_id")


def release_session_twice(w: World) -> object:
    stub = Stub(w)
    list(stub.execute(RANGE, str(uuid.uuid4())))
    request = base.ReleaseSessionRequest(session_id=stub.session, user_context=stub.user)
    answers = [stub.rpc.ReleaseSession(request) for _ in range(2)]
    stub.channel.close()
    return [[answer.session_id == stub.session, bool(answer.server_side_session_id)] for answer in answers]


def unknown_error_details(w: World) -> object:
    stub = Stub(w)
    list(stub.execute(RANGE, str(uuid.uuid4())))
    answer = stub.rpc.FetchErrorDetails(base.FetchErrorDetailsRequest(
        session_id=stub.session, user_context=stub.user, error_id=str(uuid.uuid4())))
    stub.close()
    return [answer.HasField("root_error_idx"), len(answer.errors)]


def artifacts(w: World) -> object:
    """A blob is not there, is uploaded, and is there; names outside cache/ are never said to be there."""
    blob = b"sparrow" * 20_000
    name = "cache/" + hashlib.sha256(blob).hexdigest()
    client = w.spark._client
    shown = [client._artifact_manager.is_cached_artifact(name.removeprefix("cache/"))]
    client.cache_artifact(blob)
    request = base.ArtifactStatusesRequest(session_id=client._session_id, names=[name, "pyfiles/a.py"],
                                           user_context=base.UserContext(user_id=client._user_id))
    statuses = client._stub.ArtifactStatus(request).statuses
    return [*shown, [statuses[name].exists, statuses["pyfiles/a.py"].exists]]


def stop_session(w: World) -> object:
    other = w.connect()
    shown = other.range(2).count()
    other.stop()
    return [shown, other.is_stopped, w.spark.range(3).count()]


CASES: dict[str, Case] = {
    "stream": since("4.0", stream),
    "empty_stream": since("4.0", empty_stream),
    "reattach": since("4.0", reattach),
    "release_unknown": since("4.0", release_unknown),
    "release_session_twice": since("4.0", release_session_twice),
    "unknown_error_details": since("4.0", unknown_error_details),
    "artifacts": artifacts,
    "stop_session": stop_session,
}
