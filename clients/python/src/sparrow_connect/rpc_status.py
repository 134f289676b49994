"""The messages of google.rpc that come with a failed call, as far as this client reads them."""

from __future__ import annotations

from ._wire import Message


class AnyMessage(Message):
    """`google.protobuf.Any`."""

    __slots__ = ("type_url", "value")
    _name_ = "google.protobuf.Any"
    _fields_ = ((1, "type_url", "", "string", "", ""), (2, "value", "", "bytes", "", ""))

    def __init__(self) -> None:
        self.type_url = ""
        self.value: bytes | memoryview = b""


class Status(Message):
    """`google.rpc.Status`."""

    __slots__ = ("code", "details", "message")
    _name_ = "google.rpc.Status"
    _fields_ = (
        (1, "code", "", "int32", "", ""),
        (2, "message", "", "string", "", ""),
        (3, "details", "repeated", "message", "AnyMessage", ""),
    )

    def __init__(self) -> None:
        self.code = 0
        self.message = ""
        self.details: list[AnyMessage] = []


class ErrorInfo(Message):
    """`google.rpc.ErrorInfo`."""

    __slots__ = ("domain", "metadata", "reason")
    _name_ = "google.rpc.ErrorInfo"
    _fields_ = (
        (1, "reason", "", "string", "", ""),
        (2, "domain", "", "string", "", ""),
        (3, "metadata", "map", "string:string", "", ""),
    )

    def __init__(self) -> None:
        self.reason = ""
        self.domain = ""
        self.metadata: dict[str, str] = {}


class Duration(Message):
    """`google.protobuf.Duration`."""

    __slots__ = ("nanos", "seconds")
    _name_ = "google.protobuf.Duration"
    _fields_ = ((1, "seconds", "", "int64", "", ""), (2, "nanos", "", "int32", "", ""))

    def __init__(self) -> None:
        self.seconds = 0
        self.nanos = 0


class RetryInfo(Message):
    """`google.rpc.RetryInfo`."""

    __slots__ = ("retry_delay",)
    _name_ = "google.rpc.RetryInfo"
    _fields_ = ((1, "retry_delay", "optional", "message", "Duration", ""),)

    def __init__(self) -> None:
        self.retry_delay: Duration | None = None
