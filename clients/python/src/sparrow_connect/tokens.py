"""Tokens: who gives them, how long one is used, when the next is asked for. It refuses to print any."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .errors import ClientError

expiry_margin_seconds = 30.0
token_bytes_max = 65_536


@dataclass(frozen=True)
class Token:
    """A token, and when it ends: seconds since 1970, as `time.time()` counts; None where nobody knows."""

    value: str = field(repr=False)
    expires_at: float | None = None


TokenProvider = Callable[[], Token | str | Awaitable[Token | str]]
"""Gives a token each time it is asked. An `async` one serves the async session only."""


class FileProvider:
    """Reads a file each time it is asked."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self) -> Token:
        try:
            with open(self.path, "rb") as file:
                data = file.read(token_bytes_max + 1)
            text = data.decode("ascii").strip()
        except OSError as error:
            raise ClientError(f"the token's file {self.path!r} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ClientError(f"the token's file {self.path!r} is not ASCII: it must hold the token and nothing else") from None
        if not text:
            raise ClientError(f"the token's file {self.path!r} is empty: write the token into it")
        return Token(text)

    def __repr__(self) -> str:
        return f"FileProvider({self.path!r})"


class Tokens:
    """The token in use, and the provider of the next."""

    def __init__(self, provider: TokenProvider | None, *, fixed: str | None = None) -> None:
        self.provider = provider
        self._token = check_token(fixed) if fixed is not None else None
        self._lock = threading.Lock()

    @property
    def wanted(self) -> bool:
        """Whether calls carry a token."""
        return self.provider is not None or self._token is not None

    @property
    def renewable(self) -> bool:
        return self.provider is not None

    def current(self, rejected: str | None = None) -> str | None:
        """The token to use; None when the provider is to be asked: there is none, it ends soon, or it is the rejected one."""
        token = self._token
        if token is None or (self.provider is not None and token.value == rejected):
            return None
        if self.provider is not None and token.expires_at is not None and token.expires_at - time.time() < expiry_margin_seconds:
            return None
        return token.value

    def renew(self, rejected: str | None = None) -> str:
        """Asks the provider, one thread at a time; raises ClientError where it is an async one."""
        with self._lock:
            current = self.current(rejected)
            if current is not None:
                return current
            answer = self._ask()
            if inspect.isawaitable(answer):
                if inspect.iscoroutine(answer):
                    answer.close()
                raise ClientError("the token provider is async: use connect_async, or a provider that is a plain function")
            return self.store(answer)

    async def renew_async(self, rejected: str | None = None) -> str:
        """Asks the provider: an async one here, a plain one in a thread, for it may wait."""
        import asyncio

        if inspect.iscoroutinefunction(self.provider) or inspect.iscoroutinefunction(getattr(self.provider, "__call__", None)):  # noqa: B004
            answer = self._ask()
            assert inspect.isawaitable(answer)
            return self.store(await answer)
        return await asyncio.to_thread(self.renew, rejected)

    def _ask(self) -> Token | str | Awaitable[Token | str]:
        assert self.provider is not None
        return self.provider()

    def store(self, answer: object) -> str:
        self._token = check_token(answer)
        return self._token.value

    def __repr__(self) -> str:
        return f"Tokens({'renewable' if self.renewable else 'fixed' if self.wanted else 'none'})"


def check_token(answer: object) -> Token:
    """The token of a provider's answer; raises ClientError for what cannot go into a header, without showing it."""
    token = Token(answer) if isinstance(answer, str) else answer
    if not isinstance(token, Token):
        raise ClientError(f"a token provider gives a Token or a text, not a {type(answer).__name__}")
    if not token.value or len(token.value) > token_bytes_max or not all("!" <= one <= "~" for one in token.value):
        raise ClientError(
            f"the token ({len(token.value)} characters) cannot be sent: it must be printable ASCII without spaces, {token_bytes_max} at most"
        )
    return token
