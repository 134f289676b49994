"""What the tests share: an in-process gRPC server whose answers a test writes."""

from __future__ import annotations

import queue
import uuid
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc
import pyarrow as pa
import pytest

from sparrow_connect._wire import Message, decode, encode
from sparrow_connect.generated import messages as m
from sparrow_connect.rpc_status import ErrorInfo, RetryInfo, Status

REQUESTS: dict[str, type[Message]] = {
    "ExecutePlan": m.ExecutePlanRequest,
    "ReattachExecute": m.ReattachExecuteRequest,
    "AnalyzePlan": m.AnalyzePlanRequest,
    "Config": m.ConfigRequest,
    "Interrupt": m.InterruptRequest,
    "ReleaseExecute": m.ReleaseExecuteRequest,
    "ReleaseSession": m.ReleaseSessionRequest,
    "FetchErrorDetails": m.FetchErrorDetailsRequest,
    "ArtifactStatus": m.ArtifactStatusesRequest,
    "AddArtifacts": m.AddArtifactsRequest,
}
STREAMS = ("ExecutePlan", "ReattachExecute")
Handler = Callable[[Any, grpc.ServicerContext], Any]


class FakeServer:
    """Answers each method by the function a test names, and remembers what it was asked."""

    def __init__(self) -> None:
        self.server_session_id = str(uuid.uuid4())
        self.requests: list[tuple[str, Any]] = []
        self.metadata: list[dict[str, str]] = []
        self.seen: queue.Queue[str] = queue.Queue()
        self.handlers: dict[str, Handler] = {
            "Interrupt": lambda request, _: m.InterruptResponse(),
            "ReleaseExecute": lambda request, _: m.ReleaseExecuteResponse(operation_id=request.operation_id),
            "ReleaseSession": lambda request, _: m.ReleaseSessionResponse(),
        }
        self._server = grpc.server(futures.ThreadPoolExecutor(8))
        self._server.add_generic_rpc_handlers((_Router(self),))
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    @property
    def url(self) -> str:
        return f"sc://127.0.0.1:{self.port}"

    def asked(self, method: str) -> list[Any]:
        return [request for name, request in self.requests if name == method]

    def signed(self, answer: Any, request: Any) -> bytes:
        """The answer for the session that asks."""
        answer.session_id = answer.session_id or request.session_id
        answer.server_side_session_id = answer.server_side_session_id or self.server_session_id
        return encode(answer)

    def stop(self) -> None:
        self._server.stop(None)


class _Router(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        name = details.method.rpartition("/")[2]
        if name == "AddArtifacts":
            return grpc.stream_unary_rpc_method_handler(lambda stream, context: self.unary(name, list(stream), context))
        if name in STREAMS:
            return grpc.unary_stream_rpc_method_handler(lambda data, context: self.stream(name, data, context))
        return grpc.unary_unary_rpc_method_handler(lambda data, context: self.unary(name, data, context))

    def note(self, name: str, request: Any, context: grpc.ServicerContext) -> None:
        self.fake.requests.append((name, request))
        self.fake.metadata.append({str(key): str(value) for key, value in context.invocation_metadata()})
        self.fake.seen.put(name)

    def unary(self, name: str, data: Any, context: grpc.ServicerContext) -> bytes:
        kind = REQUESTS[name]
        request: Any = [decode(kind, one) for one in data] if isinstance(data, list) else decode(kind, data)
        self.note(name, request, context)
        first = request[0] if isinstance(request, list) else request
        return self.fake.signed(self.fake.handlers[name](request, context), first)

    def stream(self, name: str, data: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        request: Any = decode(REQUESTS[name], data)
        self.note(name, request, context)
        for answer in self.fake.handlers[name](request, context):
            yield self.fake.signed(answer, request)


def fail(
    context: grpc.ServicerContext, code: str, message: str, *, info: dict[str, str] | None = None, retry: int | None = None
) -> None:
    """Ends a call with a status and its details; `retry` is in nanoseconds."""
    status = Status()
    status.code, status.message = 13, message
    if info is not None:
        one = ErrorInfo()
        one.metadata = info
        status.details.append(_packed("google.rpc.ErrorInfo", one))
    if retry is not None:
        from sparrow_connect.rpc_status import Duration

        asked = RetryInfo()
        asked.retry_delay = Duration()
        asked.retry_delay.nanos = retry
        status.details.append(_packed("google.rpc.RetryInfo", asked))
    context.set_trailing_metadata((("grpc-status-details-bin", encode(status)),))
    context.abort(getattr(grpc.StatusCode, code), message)


def _packed(name: str, message: Message) -> Any:
    from sparrow_connect.rpc_status import AnyMessage

    made = AnyMessage()
    made.type_url = f"type.googleapis.com/{name}"
    made.value = encode(message)
    return made


def arrow_bytes(values: list[int], name: str = "id") -> bytes:
    """One batch as an Arrow IPC stream."""
    batch = pa.record_batch({name: pa.array(values, pa.int64())})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def answers_of(batches: list[list[int]]) -> list[m.ExecutePlanResponse]:
    """The responses of a whole result: schema, batches, completion; their ids are r0, r1 and so on."""
    field = m.DataTypeStructField(name="id", data_type=m.DataType(long=m.DataTypeLong()), nullable=True)
    made = [m.ExecutePlanResponse(schema=m.DataType(struct=m.DataTypeStruct(fields=[field])))]
    offset = 0
    for values in batches:
        batch = m.ExecutePlanResponseArrowBatch(row_count=len(values), data=arrow_bytes(values), start_offset=offset)
        made.append(m.ExecutePlanResponse(arrow_batch=batch))
        offset += len(values)
    made.append(m.ExecutePlanResponse(result_complete=m.ExecutePlanResponseResultComplete()))
    for number, one in enumerate(made):
        one.response_id = f"r{number}"
    return made


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    server.stop()
