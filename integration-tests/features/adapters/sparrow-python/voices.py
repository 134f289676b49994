"""The two voices of the client: plain calls, and calls that are awaited. Knows threads and the event loop; refuses to know steps."""

from __future__ import annotations

import asyncio
import concurrent.futures
import inspect
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import sparrow_connect


class Voice:
    """Plain calls of the sync session."""

    def connect(self, url: str, options: dict[str, Any]) -> Any:
        return sparrow_connect.connect(url, **options)

    def ask(self, target: Any, name: str, *arguments: Any, **options: Any) -> Any:
        """What a property is, or a method answers."""
        found = getattr(target, name)
        return self.settled(found(*arguments, **options) if callable(found) else found)

    def settled(self, value: Any) -> Any:
        return value

    def batches(self, result: Any) -> Iterator[Any]:
        return iter(result)

    def background(self, work: Callable[[Voice], Any], result: Any) -> Running:
        """Starts work that reads a result; it is stopped by closing the result."""
        return Running(_in_thread(lambda: work(self)), result.close)


class AsyncVoice(Voice):
    """Calls of the async session, in an event loop that has a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def connect(self, url: str, options: dict[str, Any]) -> Any:
        return self.settled(sparrow_connect.connect_async(url, **options))

    def settled(self, value: Any) -> Any:
        if not inspect.isawaitable(value):
            return value

        async def awaited() -> Any:
            return await value

        return self._submitted(awaited()).result()

    def _submitted(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def batches(self, result: Any) -> Iterator[Any]:
        while (batch := self.settled(_next(result))) is not None:
            yield batch

    def background(self, work: Callable[[Voice], Any], result: Any) -> Running:
        """Starts work that reads a result; it is stopped by cancelling the task that reads."""
        voice = _NotingVoice(self.loop)
        return Running(_in_thread(lambda: work(voice)), voice.cancel)


class _NotingVoice(AsyncVoice):
    """Remembers the tasks it starts, so that they can be cancelled."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._tasks: list[concurrent.futures.Future[Any]] = []
        self._cancelled = False

    def _submitted(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        future = super()._submitted(work)
        self._tasks.append(future)
        if self._cancelled:
            future.cancel()
        return future

    def cancel(self) -> None:
        self._cancelled = True
        for task in self._tasks:
            task.cancel()


async def _next(result: Any) -> Any:
    return await anext(result, None)


def _in_thread(work: Callable[[], Any]) -> concurrent.futures.Future[Any]:
    future: concurrent.futures.Future[Any] = concurrent.futures.Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again by `wait`
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


class Running:
    """What runs in the background, and how it is stopped."""

    def __init__(self, future: concurrent.futures.Future[Any], cancel: Callable[[], Any]) -> None:
        self.future = future
        self.cancel = cancel
