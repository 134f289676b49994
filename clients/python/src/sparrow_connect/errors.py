"""What can go wrong, as exceptions with a kind: Spark's errors, the transport's, deadlines, cancellation, misuse.

It refuses to know how errors come over the wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class QueryContext:
    """The place an error is about: a part of an SQL text (`start` and `stop` count from 0, -1 is unknown), or a call."""

    object_type: str = ""
    object_name: str = ""
    fragment: str = ""
    start: int = -1
    stop: int = -1
    call_site: str = ""
    summary: str = ""
    is_sql: bool = True


class Error(Exception):
    """Any error of this client. `kind` is one of `spark`, `transport`, `deadline`, `cancelled`, `client`."""

    kind = "client"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SparkError(Error):
    """An error that the server reports: its condition, its SQLSTATE, what it names, and where in the query it is.

    `condition` and `sqlstate` are empty where the server named none; `classes` are those of the JVM, the most specific first.
    """

    kind = "spark"

    def __init__(
        self,
        message: str,
        *,
        condition: str = "",
        sqlstate: str = "",
        parameters: Mapping[str, str] | None = None,
        contexts: Sequence[QueryContext] = (),
        classes: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.condition = condition
        self.sqlstate = sqlstate
        self.parameters = dict(parameters or {})
        self.contexts = tuple(contexts)
        self.classes = tuple(classes)


class TransportError(Error):
    """The server could not be reached, broke off, or answered what the protocol does not allow. `status` is gRPC's."""

    kind = "transport"

    def __init__(self, message: str, *, status: str = "") -> None:
        super().__init__(message)
        self.status = status


class DeadlineError(Error):
    """A call took longer than it was given; it was cancelled."""

    kind = "deadline"


class CancelledError(Error):
    """The result was closed, or the call was cancelled by this program."""

    kind = "cancelled"


class ClientError(Error, ValueError):
    """What was asked for cannot be: nothing was sent."""

    kind = "client"
