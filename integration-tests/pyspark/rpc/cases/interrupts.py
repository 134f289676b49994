"""Interrupts of every kind."""

from __future__ import annotations

from hostile.attacks import after, new_id
from hostile.raw import Raw
from pyspark.sql.connect.proto import base_pb2 as base
from rpc.cases.asking import Case, failed
from rpc.live import interrupt, live, statuses

Type = base.InterruptRequest


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


CASES: dict[str, Case] = {
    "interrupt.all": interrupt_all,
    "interrupt.tag": interrupt_tag,
    "interrupt.operation": interrupt_operation,
    "interrupt.replays": interrupted_replays,
    "interrupt.absent": interrupt_absent,
    "interrupt.tag_missing": lambda raw: interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_TAG),
    "interrupt.id_missing": lambda raw: interrupt(raw, interrupt_type=Type.INTERRUPT_TYPE_OPERATION_ID),
}
