"""The result of an async session: Arrow batches as they come, one response at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from .result import polars
from .rows import Row, rows_of
from .stream import Stream
from .types import StructType

if TYPE_CHECKING:
    import pyarrow as pa

    from .async_session import AsyncSession


class AsyncResult:
    """A result that is being read: an async iterator of record batches, and an async context manager that stops what is left.

    Nothing is read ahead, so memory does not grow with the result. A task that is cancelled while it reads stops the operation.
    """

    def __init__(self, session: AsyncSession, stream: Stream) -> None:
        self._session = session
        self._stream = stream

    async def schema(self) -> StructType:
        """Spark's schema."""
        return await self._session._run(self._stream.head())

    async def arrow_schema(self) -> pa.Schema:
        """Arrow's schema; waits for the first batch."""
        return await self._session._run(self._stream.arrow_head())

    @property
    def operation_id(self) -> str:
        return self._stream.execution.operation_id

    @property
    def observed(self) -> dict[str, dict[str, Any]]:
        """What the plan's observations counted, by name; complete once everything was read."""
        return self._stream.observed

    def __aiter__(self) -> AsyncIterator[pa.RecordBatch]:
        return self

    async def __anext__(self) -> pa.RecordBatch:
        try:
            batch = await self._session._run(self._stream.next_batch())
        except BaseException:
            # Also a cancelled task: what the server does is stopped with what waits for it.
            self._give_up()
            raise
        if batch is None:
            raise StopAsyncIteration
        return batch

    async def rows(self) -> AsyncIterator[Row]:
        """The rows that are left, batch by batch."""
        schema = await self.schema()
        async for batch in self:
            for row in rows_of(batch, schema):
                yield row

    async def to_arrow(self) -> pa.Table:
        """What is left, as one table in memory."""
        import pyarrow as pa

        schema = await self.arrow_schema()
        return pa.Table.from_batches([batch async for batch in self], schema)

    async def to_pandas(self, **options: Any) -> Any:
        """What is left, as a pandas DataFrame; options are those of `pyarrow.Table.to_pandas`."""
        return (await self.to_arrow()).to_pandas(**options)

    async def to_polars(self) -> Any:
        """What is left, as a Polars DataFrame."""
        return polars().from_arrow(await self.to_arrow())

    async def close(self) -> None:
        """Stops what is left, here at once and on the server in the background. A second close does nothing."""
        self._give_up()

    def _give_up(self) -> None:
        execution = self._stream.execution
        if execution.finished:
            return
        execution.cancelled = True
        self._session._give_up(execution)

    async def __aenter__(self) -> AsyncResult:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._give_up()

    def __del__(self) -> None:
        stream = getattr(self, "_stream", None)
        if stream is not None and stream.execution.started and not stream.execution.finished:
            stream.execution.cancelled = True
            self._session._driver.background_threadsafe(stream.execution.give_up())

    def __repr__(self) -> str:
        state = "read" if self._stream.execution.finished else "open"
        return f"AsyncResult[{state}, {self._stream.assembler.rows} rows so far]"
