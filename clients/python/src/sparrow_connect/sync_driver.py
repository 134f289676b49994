"""Does what programs ask for, with threads: `grpc`'s channel, and one thread for what runs in the background."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import grpc

from . import effects as e
from .channel import channel_options, credentials, failure_of
from .core import close_seconds
from .errors import CancelledError
from .options import Options

T = TypeVar("T")

background_programs_max = 1000
_log = logging.getLogger("sparrow_connect")


class SyncDriver:
    """Runs programs to their end, in the thread that calls."""

    def __init__(self, options: Options) -> None:
        self._tokens = options.tokens
        chosen = credentials(options)
        settings = channel_options(options)
        if chosen is None:
            self._channel = grpc.insecure_channel(options.address.target, settings)
        else:
            self._channel = grpc.secure_channel(options.address.target, chosen, settings)
        self._background: queue.Queue[e.Program[object] | None] = queue.Queue(background_programs_max)
        self._worker: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def run(self, program: e.Program[T]) -> T:
        """Runs a program; answers its result, raises its error."""
        answer: Any = None
        failure: BaseException | None = None
        try:
            while True:
                effect = program.send(answer) if failure is None else program.throw(failure)
                answer, failure = None, None
                try:
                    answer = self._do(effect)
                except BaseException as error:
                    # Also Ctrl-C and a cancelled task: the program stops what it began on the server, and raises it again.
                    failure = error
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            program.close()

    def _do(self, effect: e.Effect) -> Any:
        return _ACTIONS[type(effect)](self, effect)

    def _unary(self, effect: e.Unary) -> Any:
        call = self._channel.unary_unary(effect.path)
        return self._answer(lambda: call(effect.payload, metadata=effect.headers, timeout=effect.timeout))

    def _upload(self, effect: e.Upload) -> Any:
        call = self._channel.stream_unary(effect.path)
        return self._answer(lambda: call(iter(effect.payloads), metadata=effect.headers, timeout=effect.timeout))

    def _answer(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except grpc.RpcError as error:
            raise failure_of(error) from None
        except ValueError as error:
            # What grpc says of a channel that was closed meanwhile.
            raise CancelledError(f"the session was closed: {error}") from None

    def _open(self, effect: e.Open) -> Any:
        call = self._channel.unary_stream(effect.path)
        return self._answer(lambda: call(effect.payload, metadata=effect.headers, timeout=effect.timeout))

    def _read(self, effect: e.Read) -> Any:
        return self._answer(lambda: next(effect.handle, None))

    def _stop(self, effect: e.Stop) -> None:
        effect.handle.cancel()

    def _sleep(self, effect: e.Sleep) -> None:
        time.sleep(effect.seconds)

    def _token(self, effect: e.AskToken) -> str:
        return self._tokens.current(effect.rejected) or self._tokens.renew(effect.rejected)

    def _run_behind(self, effect: e.Background) -> None:
        self.background(effect.program)

    def background(self, program: e.Program[object]) -> None:
        """Runs a program in the background; when too many wait already, not at all."""
        with self._lock:
            if self._closed:
                return
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="sparrow-connect-background", daemon=True)
                self._worker.start()
        try:
            self._background.put_nowait(program)
        except queue.Full:
            _log.warning("%d programs wait in the background, one more was left out", background_programs_max)

    def _work(self) -> None:
        while (program := self._background.get()) is not None:
            try:
                self.run(program)
            except Exception as error:
                _log.debug("a program in the background failed: %s", type(error).__name__)

    def close(self) -> None:
        """Waits for the background, 5 seconds at most, and gives the connection up."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            worker = self._worker
        if worker is not None and worker is not threading.current_thread():
            try:
                self._background.put(None, timeout=close_seconds)
                worker.join(close_seconds)
            except queue.Full:
                _log.warning("what ran in the background did not end within %s seconds", close_seconds)
        self._channel.close()


_ACTIONS: dict[type[e.Effect], Callable[[SyncDriver, Any], Any]] = {
    e.Unary: SyncDriver._unary,
    e.Upload: SyncDriver._upload,
    e.Open: SyncDriver._open,
    e.Read: SyncDriver._read,
    e.Stop: SyncDriver._stop,
    e.Sleep: SyncDriver._sleep,
    e.AskToken: SyncDriver._token,
    e.Background: SyncDriver._run_behind,
}
