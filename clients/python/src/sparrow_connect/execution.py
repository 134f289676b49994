"""One operation from its plan to its last response, without IO: it reattaches, resends, releases and gives up.

It knows the order of calls and answers; what a response holds, `batches` knows.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any

from .core import SERVICE, Core, Deadline, rejected_token
from .effects import Background, Headers, Open, Program, Read, Stop
from .errors import CancelledError, Error
from .failure import RpcFailure
from .generated import messages as m
from .progress import Progress, Stage
from .retries import Retries

release_responses = 16
release_bytes = 4 * 1024 * 1024
"""Responses are released after so many, or after so many bytes of them."""
chunk_bytes_preferred = 4 * 1024 * 1024

_log = logging.getLogger("sparrow_connect")
_UNKNOWN = ("INVALID_HANDLE.OPERATION_NOT_FOUND", "INVALID_HANDLE.SESSION_NOT_FOUND")


class Execution:
    """An operation: `next_response` is a program that answers its next response, None at its end."""

    def __init__(self, core: Core, plan: m.Plan, *, progress: Callable[[Progress], object] | None = None) -> None:
        core.check_open()
        self.core = core
        self.plan = plan
        self.operation_id = str(uuid.uuid4())
        self.tags = sorted(core.tags)
        self.deadline: Deadline = core.deadline()
        self.progress = progress or core.options.progress
        self.handle: Any = None
        self.started = False
        self.finished = False
        self.cancelled = False
        self._attach = False
        self._headers: Headers | None = None
        self._renewed = False
        self._last_response_id: str | None = None
        self._retries = Retries(core.options.retry_policy)
        self._taken = 0
        self._taken_bytes = 0
        self._stages: tuple[Stage, ...] = ()

    def next_response(self) -> Program[m.ExecutePlanResponse | None]:
        """Answers the next response; raises the operation's Error. After the end it answers None."""
        try:
            while not self.finished:
                response = yield from self._step()
                if response is not None:
                    return response
        except GeneratorExit:
            raise
        except BaseException:
            # Whatever ends the reading, Ctrl-C and a cancelled task among it, ends the operation.
            yield from self.give_up()
            raise
        if self.cancelled:
            raise CancelledError("the result was closed: nothing more can be read from it")
        return None

    def _step(self) -> Program[m.ExecutePlanResponse | None]:
        """Makes one attempt to get on; answers a response where there is one for the caller."""
        if self.deadline.passed:
            raise self.deadline.error()
        try:
            data = yield from self._read()
        except RpcFailure as failure:
            self.handle = None
            yield from self._recover(failure)
            return None
        if data is None:
            # Without a completion it is to be gone on with; a pause keeps a server that does so always from being hammered.
            self.handle, self._attach = None, True
            yield from self._pause(None)
            return None
        return (yield from self._taking(data))

    def _read(self) -> Program[bytes | None]:
        if self.cancelled:
            raise RpcFailure("CANCELLED", "closed by this program")
        if self._headers is None:
            self._headers = yield from self.core.headers()
        if self.handle is None:
            self.core.check_open()
            self.started = True
            name, payload = ("ReattachExecute", self._reattach()) if self._attach else ("ExecutePlan", self._execute())
            self.handle = yield Open(SERVICE + name, payload, self._headers, self.deadline.remaining)
        data: bytes | None = yield Read(self.handle)
        return data

    def _execute(self) -> bytes:
        option = m.ExecutePlanRequestRequestOption
        chunking = m.ResultChunkingOptions(allow_arrow_batch_chunking=True, preferred_arrow_chunk_size=chunk_bytes_preferred)
        options = [
            option(reattach_options=m.ReattachOptions(reattachable=True)),
            option(result_chunking_options=chunking),
        ]
        request = m.ExecutePlanRequest(plan=self.plan, operation_id=self.operation_id, tags=self.tags, request_options=options)
        return self.core.signed(request)

    def _reattach(self) -> bytes:
        request = m.ReattachExecuteRequest(operation_id=self.operation_id, last_response_id=self._last_response_id)
        return self.core.signed(request)

    def _taking(self, data: bytes) -> Program[m.ExecutePlanResponse | None]:
        """Reads a response; answers None for those that are the client's own business."""
        response = self.core.read(m.ExecutePlanResponse, data)
        self.core.check_identity(response.session_id, response.server_side_session_id)
        self._retries.reset()
        self._attach, self._renewed = True, False
        self._last_response_id = response.response_id or self._last_response_id
        if response.result_complete is not None:
            yield from self._complete()
            return None
        self._taken += 1
        self._taken_bytes += len(data)
        if self._last_response_id and (self._taken >= release_responses or self._taken_bytes >= release_bytes):
            self._taken = self._taken_bytes = 0
            yield Background(self.core.release(self.operation_id, until=self._last_response_id))
        if response.execution_progress is not None:
            self._report(response.execution_progress)
            return None
        return response

    def _complete(self) -> Program[None]:
        self.finished = True
        handle, self.handle = self.handle, None
        yield Stop(handle)
        yield Background(self.core.release(self.operation_id))
        if self.progress is not None:
            self._call(Progress(self.operation_id, self._stages, 0, True))

    def _recover(self, failure: RpcFailure) -> Program[None]:
        """Prepares the next attempt after a call failed; raises the operation's error where there is none."""
        if self.cancelled:
            raise CancelledError("the result was closed: nothing more can be read from it")
        if self.deadline.passed:
            raise self.deadline.error()
        if failure.code == "UNAUTHENTICATED" and self.core.options.tokens.renewable and not self._renewed:
            self._renewed = True
            self._headers = yield from self.core.headers(rejected_token(self._headers or ()))
            return
        if self._attach and failure.condition in _UNKNOWN and self._last_response_id is None:
            self._attach = False
            return
        yield from self._pause(failure)
        self._attach = True

    def _pause(self, failure: RpcFailure | None) -> Program[None]:
        try:
            yield from self.core.pause(self._retries, failure, self.deadline)
        except Error as error:
            if error.kind != "deadline":
                # The operation is over on the server too: what it has buffered is to go.
                self.finished = True
                if self.core.closed is None:
                    yield Background(self.core.release(self.operation_id))
                if self.progress is not None:
                    self._call(Progress(self.operation_id, self._stages, 0, True))
            raise

    def give_up(self) -> Program[None]:
        """Ends the operation before its end, here at once and on the server in the background."""
        if self.finished:
            return
        self.finished = True
        handle, self.handle = self.handle, None
        if handle is not None:
            yield Stop(handle)
        if self.started and self.core.closed is None:
            yield Background(self.core.abandon(self.operation_id))

    def _report(self, progress: m.ExecutePlanResponseExecutionProgress) -> None:
        self._stages = tuple(
            Stage(one.stage_id, one.num_tasks, one.num_completed_tasks, one.input_bytes_read, one.done) for one in progress.stages
        )
        if self.progress is not None:
            self._call(Progress(self.operation_id, self._stages, progress.num_inflight_tasks, False))

    def _call(self, progress: Progress) -> None:
        assert self.progress is not None
        try:
            self.progress(progress)
        except Exception:
            # A callback's fault is its own: it is said, and the query goes on.
            _log.exception("the progress callback of operation %s failed", self.operation_id)
