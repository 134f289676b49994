"""Runs actions beside the adapter's own thread. Knows handles, tags, operation ids and cancelling; refuses to know plans."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from sessions import Session

HANDLES_MAX = 64
WAIT_SECONDS_MAX = 600
CANCEL_SECONDS_MAX = 20
CANCEL_AGAIN_SECONDS = 0.1


class Answered(Exception):
    """An error, or the reason of something unsupported, that is an answer already."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("the action in the background ended with an error")
        self.answer = answer


class Running:
    """One action in a thread of its own."""

    def __init__(self, session: Session, work: Callable[[], dict[str, Any]]) -> None:
        self.operations: list[str] = []
        self.is_cancelled = False
        self._spark = session.spark
        self.answer: dict[str, Any] = {}
        # PySpark keeps tags by thread: those of the thread that starts go with the new one.
        tags = session.spark.getTags()
        self.thread = threading.Thread(target=self._run, args=(session, tags, work), daemon=True)
        self.thread.start()

    def _run(self, session: Session, tags: set[str], work: Callable[[], dict[str, Any]]) -> None:
        for tag in tags:
            session.spark.addTag(tag)
        note_operations(session.spark.client, self.operations)
        self.answer = work()

    def cancel(self) -> None:
        """Interrupts the newest operation until the action has ended: a user of PySpark stops a thread's query like this. The
        exception of Ctrl-C, thrown into another thread, can leave a lock of grpc held for ever."""
        self.is_cancelled = True
        end = time.monotonic() + CANCEL_SECONDS_MAX
        while self.thread.is_alive() and time.monotonic() < end:
            if self.operations:
                self._spark.interruptOperation(self.operations[-1])
            self.thread.join(CANCEL_AGAIN_SECONDS)


class Background:
    """What was started, by its handle."""

    def __init__(self) -> None:
        self._running: dict[str, Running] = {}

    def start(self, handle: str, session: Session, work: Callable[[], dict[str, Any]]) -> None:
        if len(self._running) >= HANDLES_MAX:
            raise ValueError(f"{HANDLES_MAX} actions run already: wait for one")
        self._running[handle] = Running(session, work)

    def wait(self, handle: str) -> dict[str, Any]:
        """What the action gives, or its error."""
        running = self._named(handle)
        running.thread.join(WAIT_SECONDS_MAX)
        if running.thread.is_alive():
            raise TimeoutError(f"{handle!r} has not ended after {WAIT_SECONDS_MAX} seconds")
        del self._running[handle]
        if "ok" in running.answer:
            return running.answer["ok"]
        if running.is_cancelled and running.answer.get("error", {}).get("kind") == "spark":
            raise Answered({"error": {"kind": "cancelled", "message": running.answer["error"].get("message", "")}})
        raise Answered(running.answer)

    def cancel(self, handle: str) -> dict[str, Any]:
        self._named(handle).cancel()
        return {}

    def operations(self, handle: str) -> list[str]:
        """The ids of the operations that the action has sent, the newest last."""
        return self._named(handle).operations

    def _named(self, handle: str) -> Running:
        if handle not in self._running:
            raise KeyError(f"nothing was started as {handle!r}; there are {sorted(self._running)}")
        return self._running[handle]


_noted = threading.local()


def note_operations(client: Any, operations: list[str]) -> None:
    """Has every request of this thread carry an operation id that is noted in `operations`: PySpark tells an operation's id
    only after its end, and `interruptOperation` needs it before."""
    _noted.operations = operations
    make = client._execute_plan_request_with_metadata
    if getattr(make, "notes_operations", False):
        return

    def noting(*arguments: Any, **options: Any) -> Any:
        request = make(*arguments, **options)
        noted = getattr(_noted, "operations", None)
        if noted is not None:
            request.operation_id = request.operation_id or str(uuid.uuid4())
            noted.append(request.operation_id)
        return request

    noting.notes_operations = True
    client._execute_plan_request_with_metadata = noting
