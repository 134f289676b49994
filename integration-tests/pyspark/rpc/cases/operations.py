"""Operations by their handle, and the states they are shown in."""

from __future__ import annotations

import grpc
from hostile.attacks import after, new_id
from hostile.raw import Raw
from pyspark.sql.connect.proto import base_pb2 as base
from rpc.cases.asking import FAILS, Case, error_id, failed, release
from rpc.live import interrupt, live, statuses, wait_until

Type = base.InterruptRequest


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


CASES: dict[str, Case] = {
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
}
