"""Notes which kinds of messages pass between client and server, so that the suite can prove what it covers.

Knows protobuf's oneofs; refuses to know what the messages mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
from google.protobuf.message import Message

# Messages whose oneof is a list of kinds: `Relation.project`, `Literal.double`, `RPC.ExecutePlan` and so on are noted.
KINDS = {
    "spark.connect.Relation": "Relation",
    "spark.connect.Catalog": "Catalog",
    "spark.connect.Command": "Command",
    "spark.connect.Expression": "Expression",
    "spark.connect.Expression.Literal": "Literal",
    "spark.connect.DataType": "DataType",
    "spark.connect.Read": "Read",
    "spark.connect.AnalyzePlanRequest": "Analyze",
    "spark.connect.ConfigRequest.Operation": "Config",
    "spark.connect.ExecutePlanResponse": "Response",
}


class Wire(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor):
    """A client interceptor that collects the kinds it has seen in `seen`."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Message) -> Any:
        self.note_call(details, request)
        return continuation(details, request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Message) -> Any:
        self.note_call(details, request)
        return Noted(continuation(details, request), self)

    def intercept_stream_unary(self, continuation: Any, details: Any, requests: Iterator[Message]) -> Any:
        self.note_call(details, None)
        return continuation(details, requests)

    def note_call(self, details: Any, request: Message | None) -> None:
        self.seen.add("RPC." + details.method.rsplit("/", 1)[1])
        if request is not None:
            self.note(request)

    def note(self, message: Message) -> None:
        kind = KINDS.get(message.DESCRIPTOR.full_name)
        if kind:
            for oneof in message.DESCRIPTOR.oneofs:
                if name := message.WhichOneof(oneof.name):
                    self.seen.add(f"{kind}.{name}")
        if message.DESCRIPTOR.full_name == "spark.connect.Expression.SortOrder":
            self.seen.add("Expression.sort_order")  # PySpark sends it inside Sort and Window, not in the oneof
        for field, value in message.ListFields():
            if field.message_type is None:
                continue
            if field.message_type.GetOptions().map_entry:
                values = [item for item in value.values() if isinstance(item, Message)]
            else:
                values = [value] if isinstance(value, Message) else value
            for item in values:
                self.note(item)


class Noted:
    """A response stream that notes what passes and is otherwise the stream itself."""

    def __init__(self, stream: Any, wire: Wire) -> None:
        self._stream = stream
        self._wire = wire

    def __iter__(self) -> Noted:
        return self

    def __next__(self) -> Message:
        message = next(self._stream)
        self._wire.note(message)
        return message

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
