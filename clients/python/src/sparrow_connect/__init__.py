"""A client of Spark Connect: `connect` makes a session, a session makes frames, frames give Arrow batches.

Importing this loads neither grpc nor pyarrow: they come with the first session.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION as __version__  # noqa: N811

if TYPE_CHECKING:
    from . import functions, types
    from .async_dataframe import AsyncDataFrame
    from .async_result import AsyncResult
    from .async_session import AsyncSession
    from .column import Column
    from .connecting import connect, connect_async
    from .dataframe import DataFrame
    from .errors import CancelledError, ClientError, DeadlineError, Error, QueryContext, SparkError, TransportError
    from .grouped import Grouped
    from .progress import Progress, Stage
    from .result import Result
    from .retries import RetryPolicy
    from .rows import Row
    from .session import Session
    from .storage import StorageLevel
    from .tokens import Token, TokenProvider
    from .types import Field, Schema
    from .window import Window, WindowSpec

_PLACES = {
    "AsyncDataFrame": "async_dataframe",
    "AsyncResult": "async_result",
    "AsyncSession": "async_session",
    "CancelledError": "errors",
    "ClientError": "errors",
    "Column": "column",
    "DataFrame": "dataframe",
    "DeadlineError": "errors",
    "Error": "errors",
    "Field": "types",
    "Grouped": "grouped",
    "Progress": "progress",
    "QueryContext": "errors",
    "Result": "result",
    "RetryPolicy": "retries",
    "Row": "rows",
    "Schema": "types",
    "Session": "session",
    "SparkError": "errors",
    "Stage": "progress",
    "StorageLevel": "storage",
    "Token": "tokens",
    "TokenProvider": "tokens",
    "TransportError": "errors",
    "Window": "window",
    "WindowSpec": "window",
    "connect": "connecting",
    "connect_async": "connecting",
}
"""Which module each name is in: it is loaded when the name is first asked for."""

__all__ = [
    "AsyncDataFrame",
    "AsyncResult",
    "AsyncSession",
    "CancelledError",
    "ClientError",
    "Column",
    "DataFrame",
    "DeadlineError",
    "Error",
    "Field",
    "Grouped",
    "Progress",
    "QueryContext",
    "Result",
    "RetryPolicy",
    "Row",
    "Schema",
    "Session",
    "SparkError",
    "Stage",
    "StorageLevel",
    "Token",
    "TokenProvider",
    "TransportError",
    "Window",
    "WindowSpec",
    "__version__",
    "connect",
    "connect_async",
    "functions",
    "types",
]


def __getattr__(name: str) -> Any:
    if name in ("functions", "types"):
        return import_module(f"{__name__}.{name}")
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"sparrow_connect has no {name}")
    found = getattr(import_module(f"{__name__}.{place}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
