"""Does what programs ask for, in an event loop: `grpc.aio`'s channel, and tasks for what runs in the background."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import grpc
import grpc.aio

from . import effects as e
from .channel import channel_options, credentials, failure_of
from .core import close_seconds
from .errors import CancelledError
from .failure import RpcFailure
from .options import Options

T = TypeVar("T")

background_programs_max = 1000
_log = logging.getLogger("sparrow_connect")


class AsyncDriver:
    """Runs programs to their end, in the event loop it was made in."""

    def __init__(self, options: Options) -> None:
        self.loop = asyncio.get_running_loop()
        self._tokens = options.tokens
        chosen = credentials(options)
        settings = channel_options(options)
        if chosen is None:
            self._channel = grpc.aio.insecure_channel(options.address.target, settings)
        else:
            self._channel = grpc.aio.secure_channel(options.address.target, chosen, settings)
        self._background: set[asyncio.Task[None]] = set()
        # The program that was last put into the background: the next begins when it has ended.
        self._last: asyncio.Task[None] | None = None
        self._closed = False

    async def run(self, program: e.Program[T]) -> T:
        """Runs a program; answers its result, raises its error."""
        answer: Any = None
        failure: BaseException | None = None
        try:
            while True:
                effect = program.send(answer) if failure is None else program.throw(failure)
                answer, failure = None, None
                try:
                    answer = await _ACTIONS[type(effect)](self, effect)
                except BaseException as error:
                    # Also Ctrl-C and a cancelled task: the program stops what it began on the server, and raises it again.
                    failure = error
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            program.close()

    async def _unary(self, effect: e.Unary) -> Any:
        call = self._channel.unary_unary(effect.path)
        return await self._answer(lambda: call(effect.payload, metadata=effect.headers, timeout=effect.timeout))

    async def _upload(self, effect: e.Upload) -> Any:
        call = self._channel.stream_unary(effect.path)
        try:
            return await self._answer(lambda: call(iter(effect.payloads), metadata=effect.headers, timeout=effect.timeout))
        except RpcFailure as failure:
            if failure.code == "INTERNAL" and failure.info is None:
                # All that grpc.aio tells where the server ends a call that is still sending: its status is lost. What was sent is
                # named by its digest, so sending it again does no harm.
                raise RpcFailure("UNAVAILABLE", "the server ended an upload before it had all of it") from None
            raise

    async def _answer(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await call()
        except grpc.RpcError as error:
            raise failure_of(error) from None
        except grpc.aio.UsageError as error:
            raise CancelledError(f"the session was closed: {error}") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and not (task is not None and getattr(task, "cancelling", lambda: 0)()):
                raise CancelledError("the session was closed") from None
            raise

    async def _open(self, effect: e.Open) -> Any:
        call = self._channel.unary_stream(effect.path)
        return call(effect.payload, metadata=effect.headers, timeout=effect.timeout)

    async def _read(self, effect: e.Read) -> Any:
        if effect.handle.cancelled():
            raise RpcFailure("CANCELLED", "closed by this program")
        try:
            data = await self._answer(effect.handle.read)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if effect.handle.cancelled() and not (task is not None and getattr(task, "cancelling", lambda: 0)()):
                # The call was stopped by another task; this task goes on.
                raise RpcFailure("CANCELLED", "closed by this program") from None
            raise
        return None if data is grpc.aio.EOF else data

    async def _stop(self, effect: e.Stop) -> None:
        effect.handle.cancel()

    async def _sleep(self, effect: e.Sleep) -> None:
        await asyncio.sleep(effect.seconds)

    async def _token(self, effect: e.AskToken) -> str:
        return self._tokens.current(effect.rejected) or await self._tokens.renew_async(effect.rejected)

    async def _run_behind(self, effect: e.Background) -> None:
        self.background(effect.program)

    def background(self, program: e.Program[object]) -> None:
        """Runs a program behind those that wait already; when these are too many, not at all. To be called in the loop."""
        if self._closed or self.loop.is_closed():
            program.close()
            return
        if len(self._background) >= background_programs_max:
            _log.warning("%d programs run in the background, one more was left out", background_programs_max)
            program.close()
            return
        self._last = task = self.loop.create_task(self._after(self._last, program))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def background_threadsafe(self, program: e.Program[object]) -> None:
        """As `background`, from anywhere, such as a finaliser."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.background, program)

    async def _after(self, before: asyncio.Task[None] | None, program: e.Program[object]) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await self.run(program)
        except Exception as error:
            _log.debug("a program in the background failed: %s", type(error).__name__)

    async def close(self) -> None:
        """Waits for the background, 5 seconds at most, and gives the connection up."""
        if self._closed:
            return
        self._closed = True
        if self._background:
            await asyncio.wait(set(self._background), timeout=close_seconds)
        await self._channel.close()


_ACTIONS: dict[type[e.Effect], Callable[[AsyncDriver, Any], Awaitable[Any]]] = {
    e.Unary: AsyncDriver._unary,
    e.Upload: AsyncDriver._upload,
    e.Open: AsyncDriver._open,
    e.Read: AsyncDriver._read,
    e.Stop: AsyncDriver._stop,
    e.Sleep: AsyncDriver._sleep,
    e.AskToken: AsyncDriver._token,
    e.Background: AsyncDriver._run_behind,
}
