"""The session's configuration on the server: programs, and what `session.conf` is in both sessions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .core import Core
from .effects import Program
from .errors import TransportError
from .generated import messages as m
from .reader import option_text

_Operation = m.ConfigRequestOperation


def _ask(core: Core, operation: m.ConfigRequestOperation) -> Program[list[m.KeyValue]]:
    answer = yield from core.unary("Config", m.ConfigRequest(operation=operation), m.ConfigResponse)
    return answer.pairs


def set_values(core: Core, pairs: Mapping[str, Any]) -> Program[None]:
    made = [m.KeyValue(key=key, value=option_text(value)) for key, value in pairs.items()]
    yield from _ask(core, _Operation(set=m.ConfigRequestSet(pairs=made)))


def get_value(core: Core, key: str) -> Program[str | None]:
    return _only((yield from _ask(core, _Operation(get=m.ConfigRequestGet(keys=[key])))), key).value


def get_or(core: Core, key: str, default: str | None) -> Program[str | None]:
    pairs = [m.KeyValue(key=key, value=default)]
    return _only((yield from _ask(core, _Operation(get_with_default=m.ConfigRequestGetWithDefault(pairs=pairs)))), key).value


def get_all(core: Core, prefix: str | None) -> Program[dict[str, str | None]]:
    pairs = yield from _ask(core, _Operation(get_all=m.ConfigRequestGetAll(prefix=prefix)))
    return {one.key: one.value for one in pairs}


def unset(core: Core, key: str) -> Program[None]:
    yield from _ask(core, _Operation(unset=m.ConfigRequestUnset(keys=[key])))


def is_modifiable(core: Core, key: str) -> Program[bool]:
    pairs = yield from _ask(core, _Operation(is_modifiable=m.ConfigRequestIsModifiable(keys=[key])))
    return _only(pairs, key).value == "true"


def _only(pairs: list[m.KeyValue], key: str) -> m.KeyValue:
    if len(pairs) != 1 or pairs[0].key != key:
        raise TransportError(f"the server answered {len(pairs)} settings where that of {key!r} belongs")
    return pairs[0]


class _Missing:
    """Says that no default was given: None is one."""


MISSING = _Missing()


class Settings:
    """The session's configuration."""

    def __init__(self, core: Core, run: Callable[[Program[Any]], Any]) -> None:
        self._core = core
        self._run = run

    def set(self, key: str, value: str | bool | int | float) -> None:
        """Sets a key for this session."""
        self._run(set_values(self._core, {key: value}))

    def get(self, key: str, default: str | _Missing | None = MISSING) -> str | None:
        """The value of a key; without one the default, and without that a SparkError."""
        found: str | None = self._run(_get(self._core, key, default))
        return found

    def get_all(self, prefix: str | None = None) -> dict[str, str | None]:
        """The keys that are set, below a prefix, which is cut off, and their values."""
        found: dict[str, str | None] = self._run(get_all(self._core, prefix))
        return found

    def unset(self, key: str) -> None:
        """Gives a key its default again."""
        self._run(unset(self._core, key))

    def is_modifiable(self, key: str) -> bool:
        """Whether a session may change a key."""
        return bool(self._run(is_modifiable(self._core, key)))


class AsyncSettings:
    """The configuration of an async session."""

    def __init__(self, core: Core, run: Callable[[Program[Any]], Awaitable[Any]]) -> None:
        self._core = core
        self._run = run

    async def set(self, key: str, value: str | bool | int | float) -> None:
        """Sets a key for this session."""
        await self._run(set_values(self._core, {key: value}))

    async def get(self, key: str, default: str | _Missing | None = MISSING) -> str | None:
        """The value of a key; without one the default, and without that a SparkError."""
        found: str | None = await self._run(_get(self._core, key, default))
        return found

    async def get_all(self, prefix: str | None = None) -> dict[str, str | None]:
        """The keys that are set, below a prefix, which is cut off, and their values."""
        found: dict[str, str | None] = await self._run(get_all(self._core, prefix))
        return found

    async def unset(self, key: str) -> None:
        """Gives a key its default again."""
        await self._run(unset(self._core, key))

    async def is_modifiable(self, key: str) -> bool:
        """Whether a session may change a key."""
        return bool(await self._run(is_modifiable(self._core, key)))


def _get(core: Core, key: str, default: str | _Missing | None) -> Program[str | None]:
    return get_value(core, key) if isinstance(default, _Missing) else get_or(core, key, default)
