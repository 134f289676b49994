"""One session seen from the client, without IO: who it is, what every request says, how unary calls survive and errors are read.

Everything here that talks to the server is a program (see `effects`), for the sync and the async session alike.
"""

from __future__ import annotations

import contextvars
import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from . import error_details
from ._scalars import WireError
from ._wire import Message, decode, encode
from .effects import AskToken, Headers, Program, Sleep, Unary
from .errors import ClientError, DeadlineError, Error, SparkError, TransportError
from .failure import RpcFailure
from .generated import messages as m
from .options import Options
from .retries import Retries

R = TypeVar("R", bound=Message)

_log = logging.getLogger("sparrow_connect")
SERVICE = "/spark.connect.SparkConnectService/"
tags_max = 1000
close_seconds = 5.0

_deadline: contextvars.ContextVar[float | None] = contextvars.ContextVar("sparrow_connect_deadline", default=None)


class Deadline:
    """A moment by which a call is to be over: `time.monotonic()` seconds, or None for never."""

    __slots__ = ("at",)

    def __init__(self, at: float | None) -> None:
        self.at = at

    @classmethod
    def within(cls, seconds: float | None) -> Deadline:
        """So many seconds from now, and within the `timeout` block this is called in."""
        moments = [time.monotonic() + seconds] if seconds is not None else []
        block = _deadline.get()
        if block is not None:
            moments.append(block)
        return cls(min(moments) if moments else None)

    @property
    def remaining(self) -> float | None:
        return None if self.at is None else max(0.0, self.at - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.at is not None and time.monotonic() >= self.at

    def error(self, last: BaseException | None = None) -> DeadlineError:
        because = f"; last came {last}" if last is not None else ""
        return DeadlineError(f"the deadline of the call has passed, it was cancelled{because}: allow more time, or ask for less")


class Timeout:
    """A block whose calls are to be over within so many seconds, all together: `with session.timeout(5): ...`."""

    def __init__(self, seconds: float) -> None:
        if not seconds > 0:
            raise ClientError(f"a timeout is a number of seconds above 0, not {seconds!r}")
        self.seconds = seconds
        self._tokens: list[contextvars.Token[float | None]] = []

    def __enter__(self) -> Timeout:
        outer = _deadline.get()
        at = time.monotonic() + self.seconds
        self._tokens.append(_deadline.set(at if outer is None else min(at, outer)))
        return self

    def __exit__(self, *_: object) -> None:
        _deadline.reset(self._tokens.pop())


class Core:
    """The identity and the memory of one session: its ids, its tags, whether it is closed."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.session_id = options.session_id
        self.server_session_id: str | None = None
        self.used = False
        self.closed: SparkError | None = None
        self.tags: set[str] = set()
        self._plan_ids = itertools.count(1)
        self._identity = threading.Lock()

    def plan_id(self) -> int:
        """A number for a plan that no other plan of this session has."""
        return next(self._plan_ids)

    def deadline(self) -> Deadline:
        return Deadline.within(self.options.deadline_seconds)

    def check_open(self) -> None:
        if self.closed is not None:
            raise self.closed

    def signed(self, request: Message) -> bytes:
        """The request with the session, the user and this client in it, as bytes."""
        one: Any = request
        self.used = True
        one.session_id = self.session_id
        one.user_context = m.UserContext(user_id=self.options.user_id)
        one.client_type = self.options.client_type
        if self.server_session_id is not None and not isinstance(request, m.ReleaseSessionRequest):
            one.client_observed_server_side_session_id = self.server_session_id
        return encode(request)

    def check_identity(self, session_id: str, server_session_id: str) -> None:
        """Remembers the server's id of this session; raises SparkError, and closes the session, where it is another's answer."""
        with self._identity:
            changed = session_id != self.session_id
            if server_session_id:
                known = self.server_session_id
                self.server_session_id = known or server_session_id
                changed = changed or self.server_session_id != server_session_id
        if changed:
            self.closed = self.closed or session_closed()
            raise session_changed()

    # Calls

    def headers(self, rejected: str | None = None) -> Program[Headers]:
        """What goes with a call beside the request; asks for a token where one is used."""
        if not self.options.tokens.wanted:
            return self.options.headers
        token: str = yield AskToken(rejected)
        return (*self.options.headers, ("authorization", f"Bearer {token}"))

    def unary(self, name: str, request: Message, response: type[R], *, deadline: Deadline | None = None) -> Program[R]:
        """Calls a method, again where it is worth it; answers its response, raises Error."""
        self.check_open()
        deadline = deadline or self.deadline()

        def attempt(headers: Headers) -> Program[bytes]:
            data: bytes = yield Unary(SERVICE + name, self.signed(request), headers, deadline.remaining)
            return data

        data = yield from self.surviving(attempt, deadline)
        answer: R = self.read(response, data)
        self.check_identity(_text(answer, "session_id"), _text(answer, "server_side_session_id"))
        return answer

    def surviving(self, attempt: Callable[[Headers], Program[bytes]], deadline: Deadline) -> Program[bytes]:
        """Runs `attempt(headers)`, a program of one call, until it succeeds or its error is not worth another attempt."""
        retries = Retries(self.options.retry_policy)
        headers = yield from self.headers()
        renewed = False
        while True:
            if deadline.passed:
                raise deadline.error()
            try:
                return (yield from attempt(headers))
            except RpcFailure as failure:
                if failure.code == "UNAUTHENTICATED" and self.options.tokens.renewable and not renewed:
                    renewed = True
                    headers = yield from self.headers(rejected_token(headers))
                    continue
                yield from self.pause(retries, failure, deadline)

    def pause(self, retries: Retries, failure: RpcFailure | None, deadline: Deadline) -> Program[None]:
        """Waits before the next attempt; raises the call's error where there is none."""
        delay = retries.delay(failure)
        if delay is None:
            if failure is None:
                raise TransportError(
                    f"the stream ended {retries.policy.attempts_max} times without a result: ask the server's operator",
                    status="OK",
                )
            raise (yield from self.error(failure, deadline)) from None
        remaining = deadline.remaining
        if remaining is not None and remaining <= delay:
            yield Sleep(remaining)
            raise deadline.error(failure)
        yield Sleep(delay)

    def read(self, response: type[R], data: bytes) -> R:
        try:
            return decode(response, data)
        except WireError as error:
            raise TransportError(f"the server's answer cannot be read: {error}") from None

    def error(self, failure: RpcFailure, deadline: Deadline) -> Program[Error]:
        """The error that a failed call is, with the details the server has of it."""
        if deadline.passed and failure.code in ("DEADLINE_EXCEEDED", "CANCELLED"):
            return deadline.error()
        error_id = failure.info.metadata.get("errorId") if failure.info is not None else None
        details: m.FetchErrorDetailsResponse | None = None
        if error_id and self.closed is None:
            details = yield from self.details(error_id, deadline)
        error = error_details.to_error(failure, details)
        if isinstance(error, SparkError) and error.condition in _ENDS:
            self.closed = self.closed or session_closed()
        return error

    def details(self, error_id: str, deadline: Deadline) -> Program[m.FetchErrorDetailsResponse | None]:
        """What the server knows of an error, asked for as long as it is worth it; None where it does not say."""
        seconds = min(deadline.remaining if deadline.remaining is not None else close_seconds, close_seconds)
        within = Deadline(time.monotonic() + seconds)
        request = m.FetchErrorDetailsRequest(error_id=error_id)
        retries = Retries(self.options.retry_policy)
        while not within.passed:
            try:
                headers = yield from self.headers()
                data = yield Unary(SERVICE + "FetchErrorDetails", self.signed(request), headers, within.remaining)
                return decode(m.FetchErrorDetailsResponse, data)
            except (WireError, ClientError):
                return None
            except RpcFailure as failure:
                delay = retries.delay(failure)
                remaining = within.remaining
                if delay is None or (remaining is not None and remaining <= delay):
                    return None
                yield Sleep(delay)
        return None

    # Tags

    def add_tag(self, tag: str) -> None:
        check_tag(tag)
        if len(self.tags) >= tags_max and tag not in self.tags:
            raise ClientError(f"a session has {tags_max} tags at most: remove some")
        self.tags.add(tag)

    def remove_tag(self, tag: str) -> None:
        check_tag(tag)
        self.tags.discard(tag)

    # Ends

    def interrupt(
        self, kind: m.InterruptRequestInterruptType, *, tag: str | None = None, operation: str | None = None
    ) -> Program[list[str]]:
        """Interrupts operations; answers their ids."""
        request = m.InterruptRequest(interrupt_type=kind, operation_tag=tag, operation_id=operation)
        answer = yield from self.unary("Interrupt", request, m.InterruptResponse)
        return answer.interrupted_ids

    def release(self, operation_id: str, *, until: str | None = None, seconds: float = close_seconds) -> Program[None]:
        """Lets the server forget responses, all or up to one."""
        request = m.ReleaseExecuteRequest(operation_id=operation_id)
        if until is None:
            request.release_all = m.ReleaseExecuteRequestReleaseAll()
        else:
            request.release_until = m.ReleaseExecuteRequestReleaseUntil(response_id=until)
        yield from self.unary("ReleaseExecute", request, m.ReleaseExecuteResponse, deadline=Deadline(time.monotonic() + seconds))

    def abandon(self, operation_id: str) -> Program[None]:
        """Stops an operation whose result nobody wants: interrupts and releases it, within 5 seconds or not at all."""
        deadline = Deadline(time.monotonic() + close_seconds)
        kind = m.InterruptRequestInterruptType.INTERRUPT_TYPE_OPERATION_ID
        request = m.InterruptRequest(interrupt_type=kind, operation_id=operation_id)
        # It may be over already; what it has buffered is to go all the same.
        yield from self._quietly(self.unary("Interrupt", request, m.InterruptResponse, deadline=deadline))
        if not deadline.passed:
            yield from self.release(operation_id, seconds=deadline.remaining or close_seconds)

    def close(self) -> Program[None]:
        """Ends the session on the server: what runs is interrupted, then it is released. A server that does not answer is left."""
        if self.closed is not None:
            return
        deadline = Deadline(time.monotonic() + close_seconds)
        kind = m.InterruptRequestInterruptType.INTERRUPT_TYPE_ALL
        try:
            if self.used or self.options.session_id_given:
                yield from self._quietly(
                    self.unary("Interrupt", m.InterruptRequest(interrupt_type=kind), m.InterruptResponse, deadline=deadline)
                )
                yield from self._quietly(
                    self.unary("ReleaseSession", m.ReleaseSessionRequest(), m.ReleaseSessionResponse, deadline=deadline)
                )
        finally:
            self.closed = self.closed or session_closed()

    def _quietly(self, program: Program[Any]) -> Program[None]:
        try:
            yield from program
        except Error as error:
            # For this client it is over, whatever the server says to that.
            _log.debug("ending what session %s runs: %s", self.session_id, error)


_ENDS = ("INVALID_HANDLE.SESSION_CHANGED", "INVALID_HANDLE.SESSION_CLOSED")
"""The conditions after which a session is over."""


def session_closed() -> SparkError:
    condition = "INVALID_HANDLE.SESSION_CLOSED"
    message = f"[{condition}] the session was closed: connect again. SQLSTATE: HY000"
    return SparkError(message, condition=condition, sqlstate="HY000")


def session_changed() -> SparkError:
    condition = "INVALID_HANDLE.SESSION_CHANGED"
    message = f"[{condition}] the server answers for another session, this one is lost: connect again. SQLSTATE: HY000"
    return SparkError(message, condition=condition, sqlstate="HY000")


def check_tag(tag: str) -> str:
    if not isinstance(tag, str) or not tag or "," in tag:
        raise ClientError(f"a tag is a text that is not empty and has no comma, not {tag!r}")
    return tag


def rejected_token(headers: Headers) -> str | None:
    """The token among the headers of a call."""
    return next((value.removeprefix("Bearer ") for name, value in headers if name == "authorization"), None)


def _text(answer: Any, name: str) -> str:
    return str(getattr(answer, name, "") or "")
