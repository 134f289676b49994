"""The session of a program with an event loop: opens the connection, runs programs, makes frames."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from . import actions
from .async_dataframe import AsyncDataFrame
from .async_driver import AsyncDriver
from .effects import Program
from .execution import Execution
from .options import Options
from .session_base import SessionBase
from .settings import AsyncSettings
from .types import DataType, StructType

T = TypeVar("T")


class AsyncSession(SessionBase[AsyncDataFrame]):
    """A session with a server, of `sparrow_connect.connect_async`. It belongs to one event loop, and to many of its tasks."""

    _frame = AsyncDataFrame

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._driver = AsyncDriver(options)

    async def _run(self, program: Program[T]) -> T:
        return await self._driver.run(program)

    def _give_up(self, execution: Execution) -> None:
        """Stops a stream at once; what the server is told of it goes in the background."""
        if execution.handle is not None:
            execution.handle.cancel()
        self._driver.background(execution.give_up())

    async def sql(self, text: str, args: Mapping[str, Any] | Sequence[Any] | None = None) -> AsyncDataFrame:
        """Runs SQL that is a command; a query runs when its rows are asked for.

        Parameters are values or columns: a dictionary for `:name`, a list for `?`.
        """
        return self._frame_of(await self._run(actions.sql(self._core, self._sql_relation(text, args))))

    async def create_dataframe(
        self, data: Any, schema: StructType | DataType | str | Sequence[str] | None = None
    ) -> AsyncDataFrame:
        """A frame of this program's data: Arrow tables, batches, readers, anything with `__arrow_c_stream__`, or rows.

        Rows are dictionaries, tuples or lists. The schema is a StructType, DDL, or the columns' names.
        """
        from .local_data import prepared
        from .upload import local_relation

        reader, found = prepared(data, schema)
        return self._frame_of(await self._run(local_relation(self._core, reader, found.json())))

    @property
    def conf(self) -> AsyncSettings:
        """The session's configuration."""
        return AsyncSettings(self._core, self._run)

    async def version(self) -> str:
        """The version of Spark that the server stands for."""
        return await self._run(actions.version(self._core))

    async def interrupt_all(self) -> list[str]:
        """Interrupts what this session runs; answers the ids of the operations."""
        return await self._run(self._interrupt_all())

    async def interrupt_tag(self, tag: str) -> list[str]:
        return await self._run(self._interrupt_tag(tag))

    async def interrupt_operation(self, operation_id: str) -> list[str]:
        return await self._run(self._interrupt_operation(operation_id))

    async def close(self) -> None:
        """Interrupts what runs, ends the session on the server, gives the connection up. A second close does nothing."""
        try:
            await self._run(self._core.close())
        finally:
            await asyncio.shield(self._driver.close())

    async def __aenter__(self) -> AsyncSession:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
