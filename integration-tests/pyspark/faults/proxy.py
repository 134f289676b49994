"""A proxy between client and server that cuts what it is told to: streams after some responses, requests and answers.

It forwards all calls as bytes with their metadata, and knows nothing of what they mean. A cut shows to the client as the
status UNAVAILABLE, or, when the connection is to break, as the end of its TCP connection.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import grpc

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
STREAMS = {"ExecutePlan", "ReattachExecute"}
UPLOADS = {"AddArtifacts"}
OWN_METADATA = ("user-agent", "grpc-", ":", "content-type", "te")
ARRIVES_SECONDS = 0.03
FORWARD_ALL = -1


@dataclass
class Cut:
    """What is to be cut. One object serves one test; it counts what it did."""

    count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def loses_request(self, method: str) -> bool:
        """Whether this request does not reach the server."""
        return False

    def loses_answer(self, method: str) -> bool:
        """Whether the server's answer to this unary request does not reach the client."""
        return False

    def responses(self, method: str) -> int:
        """After how many responses this stream is cut; `FORWARD_ALL` leaves it alone."""
        return FORWARD_ALL

    def passed(self, position: int) -> None:
        """Told of each response of a stream, by its position from 1."""

    def counted(self) -> None:
        with self.lock:
            self.count += 1


@dataclass
class Once(Cut):
    """Cuts the first stream after so many responses, and leaves all others alone."""

    after: int = 0
    armed: bool = True

    def responses(self, method: str) -> int:
        with self.lock:
            armed, self.armed = self.armed, False
        return self.after if armed else FORWARD_ALL


@dataclass
class Always(Cut):
    """Cuts every stream after so many responses."""

    after: int = 1

    def responses(self, method: str) -> int:
        return self.after


@dataclass
class EveryOther(Cut):
    """Loses every other request of some methods, or the answer to it: each first try fails, each second passes."""

    methods: frozenset[str] = frozenset()
    answers: bool = False
    seen: Counter[str] = field(default_factory=Counter)

    def loses_request(self, method: str) -> bool:
        return not self.answers and self.first_try(method)

    def loses_answer(self, method: str) -> bool:
        return self.answers and self.first_try(method)

    def first_try(self, method: str) -> bool:
        with self.lock:
            self.seen[method] += method in self.methods
            return method in self.methods and self.seen[method] % 2 == 1


class Proxy(grpc.GenericRpcHandler):
    """Listens on a port of its own for a server at `target`; `breaks_connections` says how cuts show."""

    def __init__(self, target: str) -> None:
        self.cut = Cut()
        self.breaks_connections = False
        self.calls: Counter[str] = Counter()
        self._channel = grpc.insecure_channel(target, options=[*UNLIMITED, ("grpc.use_local_subchannel_pool", 1)])
        self._server = grpc.server(ThreadPoolExecutor(64), handlers=[self], options=UNLIMITED)
        inner = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        self._relay = Relay(inner)
        self.remote = f"sc://127.0.0.1:{self._relay.port}"

    def close(self) -> None:
        self._relay.close()
        self._server.stop(grace=None).wait()
        self._channel.close()

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        method = details.method.rsplit("/", 1)[1]
        if method in STREAMS:
            return grpc.unary_stream_rpc_method_handler(self.stream(details.method, method))
        if method in UPLOADS:
            return grpc.stream_unary_rpc_method_handler(self.unary(details.method, method, self._channel.stream_unary))
        return grpc.unary_unary_rpc_method_handler(self.unary(details.method, method, self._channel.unary_unary))

    def unary(self, path: str, method: str, kind: Callable[..., Any]) -> Callable[..., bytes]:
        def answer(request: Any, context: grpc.ServicerContext) -> bytes:
            self.calls[method] += 1
            if self.cut.loses_request(method):
                self.break_off(context)
            call = kind(path, request_serializer=None, response_deserializer=None)
            try:
                response = call(request, metadata=metadata(context))
            except grpc.RpcError as error:
                pass_on(error, context)
            if self.cut.loses_answer(method):
                self.break_off(context)
            return response

        return answer

    def stream(self, path: str, method: str) -> Callable[..., Iterator[bytes]]:
        def answer(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            self.calls[method] += 1
            if self.cut.loses_request(method):
                self.break_off(context)
            after = self.cut.responses(method)
            call = self._channel.unary_stream(path, request_serializer=None, response_deserializer=None)(
                request, metadata=metadata(context))
            context.add_callback(call.cancel)
            try:
                yield from self.forwarded(call, after, context)
            except grpc.RpcError as error:
                pass_on(error, context)

        return answer

    def forwarded(self, call: Any, after: int, context: grpc.ServicerContext) -> Iterator[bytes]:
        if after == 0:
            time.sleep(ARRIVES_SECONDS)  # the request is to reach the server, which the client cannot know
            self.break_off(context)
        for position, response in enumerate(call, start=1):
            yield response
            self.cut.passed(position)
            if position == after:
                self.break_off(context)

    def break_off(self, context: grpc.ServicerContext) -> None:
        self.cut.counted()
        if self.breaks_connections:
            self._relay.break_all()
        context.abort(grpc.StatusCode.UNAVAILABLE, "the line was cut by the test")


class Relay:
    """Passes TCP connections on to a port, and can break them all."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def break_all(self) -> None:
        with self._lock:
            broken, self._open = self._open, set()
        for end in broken:
            shut(end)

    def close(self) -> None:
        shut(self._listener)
        self.break_all()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            with self._lock:
                self._open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=pump, args=(source, sink), daemon=True).start()


def pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            sink.sendall(data)
    except OSError:
        pass
    shut(source)
    shut(sink)


def shut(end: socket.socket) -> None:
    """Ends a socket in both directions, so that a thread that waits on it wakes up."""
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()


def metadata(context: grpc.ServicerContext) -> list[tuple[str, Any]]:
    """What the client sent, without what each connection says of itself."""
    return [(key, value) for key, value in context.invocation_metadata() if not key.startswith(OWN_METADATA)]


def pass_on(error: grpc.RpcError, context: grpc.ServicerContext) -> None:
    """The server's own error, with its details."""
    context.set_trailing_metadata(tuple(error.trailing_metadata() or ()))
    context.abort(error.code(), error.details())
