"""Queries that run until they are stopped, and what their streams end with."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from hostile.raw import Raw, describe
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import relations_pb2 as relations

# Longer than any test waits; both servers can be stopped in it.
ENDLESS = relations.Relation(sql=relations.SQL(
    query="SELECT max(xxhash64(id)) AS m FROM range(0, 100000000000000, 1, 1)"))
WAIT_SECONDS = 60
State = base.GetStatusResponse.OperationStatus.OperationState


class Live:
    """An operation that is being read in a thread of its own."""

    def __init__(self, raw: Raw, relation: relations.Relation = ENDLESS, **more: Any) -> None:
        self.id = str(uuid.uuid4())
        self.responses: list[base.ExecutePlanResponse] = []
        self.error: grpc.RpcError | None = None
        self._stream = raw.execute(relation, self.id, **more)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: statuses(raw, self.id) == ["RUNNING"])

    def _read(self) -> None:
        try:
            for response in self._stream:
                self.responses.append(response)
        except grpc.RpcError as error:
            self.error = error

    def ended(self) -> Any:
        """How the stream ends, once it does."""
        self._reader.join(WAIT_SECONDS)
        assert not self._reader.is_alive(), "the stream goes on"
        return describe(self.error) if self.error else "no error"

    def leave(self) -> None:
        """Hangs up; the operation goes on."""
        self._stream.cancel()
        self._reader.join(WAIT_SECONDS)


@contextmanager
def live(raw: Raw, **more: Any) -> Iterator[Live]:
    query = Live(raw, **more)
    try:
        yield query
    finally:
        interrupt(raw, interrupt_type=base.InterruptRequest.INTERRUPT_TYPE_ALL)


def interrupt(raw: Raw, **what: Any) -> list[str]:
    return list(raw.rpc.Interrupt(base.InterruptRequest(**raw.who(), **what)).interrupted_ids)


def statuses(raw: Raw, *operations: str) -> list[str]:
    """The states of the operations, in the order asked for."""
    asked = base.GetStatusRequest.OperationStatusRequest(operation_ids=operations)
    try:
        answer = raw.rpc.GetStatus(base.GetStatusRequest(**raw.who(), operation_status=asked))
    except grpc.RpcError as error:
        return [describe(error)["code"]]
    found = {s.operation_id: State.Name(s.state).removeprefix("OPERATION_STATE_") for s in answer.operation_statuses}
    return [found[operation] for operation in operations] if operations else sorted(found.values())


def wait_until(holds: Any) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.02)
