"""What the logic of this client asks its driver to do. Programs are generators that yield these and get the answers back.

So the logic knows neither threads nor event loops and is written once; `sync_driver` and `async_driver` do what it asks.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
Program = Generator["Effect", Any, T]
"""A program with a result of type T; a failed call is thrown into it as RpcFailure."""

Headers = tuple[tuple[str, str], ...]


class Effect:
    """Something a driver does for a program."""

    __slots__ = ()


@dataclass(frozen=True)
class Unary(Effect):
    """Calls a method with one request; answers the response's bytes."""

    path: str
    payload: bytes = field(repr=False)
    headers: Headers = field(repr=False)
    timeout: float | None


@dataclass(frozen=True)
class Upload(Effect):
    """Calls a method with a stream of requests; answers the response's bytes."""

    path: str
    payloads: Iterable[bytes] = field(repr=False)
    headers: Headers = field(repr=False)
    timeout: float | None


@dataclass(frozen=True)
class Open(Effect):
    """Begins a call with a stream of responses; answers a handle for Read and Stop."""

    path: str
    payload: bytes = field(repr=False)
    headers: Headers = field(repr=False)
    timeout: float | None


@dataclass(frozen=True)
class Read(Effect):
    """Waits for the next response of a stream; answers its bytes, None at the stream's end."""

    handle: Any


@dataclass(frozen=True)
class Stop(Effect):
    """Ends a stream whatever it is doing; answers nothing."""

    handle: Any


@dataclass(frozen=True)
class Sleep(Effect):
    seconds: float


@dataclass(frozen=True)
class AskToken(Effect):
    """Answers the token to use; `rejected` is one the server refused."""

    rejected: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Background(Effect):
    """Runs a program beside this one; what becomes of it is nobody's error."""

    program: Generator[Effect, Any, object] = field(repr=False)
