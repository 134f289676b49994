"""The result of a sync session: Arrow batches as they come, one response at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .errors import CancelledError
from .rows import Row, rows_of
from .stream import Stream
from .types import StructType

if TYPE_CHECKING:
    import pyarrow as pa

    from .session import Session


class Result:
    """A result that is being read: an iterator of record batches, and a context manager that stops what is left.

    Nothing is read ahead, so memory does not grow with the result. It goes to Polars, DuckDB, pandas and Arrow through the
    Arrow C stream interface. It is read once, by one thread; `close` may be called from any.
    """

    def __init__(self, session: Session, stream: Stream) -> None:
        self._session = session
        self._stream = stream

    @property
    def schema(self) -> StructType:
        """Spark's schema; the first access waits for it."""
        return self._session._run(self._stream.head())

    @property
    def arrow_schema(self) -> pa.Schema:
        """Arrow's schema; the first access waits for the first batch."""
        return self._session._run(self._stream.arrow_head())

    @property
    def operation_id(self) -> str:
        return self._stream.execution.operation_id

    @property
    def observed(self) -> dict[str, dict[str, Any]]:
        """What the plan's observations counted, by name; complete once everything was read."""
        return self._stream.observed

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        try:
            batch = self._session._run(self._stream.next_batch())
        except BaseException:
            # Also Ctrl-C: what the server does is stopped with what waits for it.
            self.close()
            raise
        if batch is None:
            raise StopIteration
        return batch

    def rows(self) -> Iterator[Row]:
        """The rows that are left, batch by batch."""
        schema = self.schema
        for batch in self:
            yield from rows_of(batch, schema)

    def to_arrow(self) -> pa.Table:
        """What is left, as one table in memory."""
        import pyarrow as pa

        schema = self.arrow_schema
        return pa.Table.from_batches(list(self), schema)

    def to_reader(self) -> pa.RecordBatchReader:
        """What is left, as a reader of Arrow's."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(self.arrow_schema, self)

    def to_pandas(self, **options: Any) -> Any:
        """What is left, as a pandas DataFrame; options are those of `pyarrow.Table.to_pandas`."""
        return self.to_arrow().to_pandas(**options)

    def to_polars(self) -> Any:
        """What is left, as a Polars DataFrame."""
        return polars().from_arrow(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_reader().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Stops what is left, here at once and on the server in the background. A second close does nothing."""
        execution = self._stream.execution
        if execution.finished:
            return
        execution.cancelled = True
        self._session._run(execution.give_up())

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        stream = getattr(self, "_stream", None)
        if stream is not None and not stream.execution.finished:
            try:
                self.close()
            except (CancelledError, RuntimeError):
                # The interpreter or the session is going down: the server notices by itself.
                return

    def __repr__(self) -> str:
        state = "read" if self._stream.execution.finished else "open"
        return f"Result[{state}, {self._stream.assembler.rows} rows so far]"


def polars() -> Any:
    """The package polars, which is none of our dependencies."""
    try:
        import polars as found
    except ImportError:
        raise ImportError("to_polars needs the package polars: pip install polars") from None
    return found
