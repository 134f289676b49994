"""Sessions: cloned, closed, reconnected to."""

from __future__ import annotations

from collections.abc import Callable

from hostile.attacks import after, new_id
from hostile.raw import ROWS, Raw
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import commands_pb2 as commands
from rpc.cases.artifacts import exists, upload
from rpc.cases.asking import Case, failed, get_conf, release, set_conf, sql
from rpc.live import interrupt, live

Type = base.InterruptRequest


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


CASES: dict[str, Case] = {
    "session.clone_copies": clone_copies,
    "session.clone_unknown": lambda raw: len(clone(raw).new_session_id),
    "session.clone_bad_id": clone_to(lambda raw: "not-a-uuid"),
    "session.clone_onto_itself": clone_to(lambda raw: raw.session),
    "session.clone_onto_closed": clone_to(closed_session),
    "session.closed_for_all": closed_for_all,
    "session.reconnects": reconnects,
    "session.release_stops": release_stops,
}
