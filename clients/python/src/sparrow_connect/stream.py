"""A result as it comes: batches of one operation, without IO. What both kinds of Result have in common."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from .batches import Assembler
from .effects import Program
from .errors import ClientError, Error, TransportError
from .execution import Execution
from .literal_values import value_of
from .types import StructType

if TYPE_CHECKING:
    import pyarrow as pa


class Stream:
    """The batches of an operation; `next_batch` is a program that answers the next, None at the end."""

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self.assembler = Assembler()
        self._ready: deque[pa.RecordBatch] = deque()

    def next_batch(self) -> Program[pa.RecordBatch | None]:
        while not self._ready:
            if not (yield from self._advance()):
                return None
        return self._ready.popleft()

    def head(self) -> Program[StructType]:
        """Reads until the schema is known, and answers it."""
        while self.assembler.schema is None:
            if not (yield from self._advance()):
                raise ClientError("this is the result of a command: it has no schema")
        return self.assembler.schema

    def arrow_head(self) -> Program[pa.Schema]:
        """Reads until Arrow's schema is known: that of the first batch, or of Spark's schema where none comes."""
        schema = yield from self.head()
        while self.assembler.arrow_schema is None:
            if not (yield from self._advance()):
                from .types_arrow import schema_to_arrow

                return schema_to_arrow(schema)
        return self.assembler.arrow_schema

    def rest(self) -> Program[list[pa.RecordBatch]]:
        """All batches that are left."""
        batches: list[pa.RecordBatch] = []
        while (batch := (yield from self.next_batch())) is not None:
            batches.append(batch)
        return batches

    def _advance(self) -> Program[bool]:
        """Takes one response; answers whether there was one."""
        response = yield from self.execution.next_response()
        try:
            if response is None:
                self.assembler.end()
                return False
            self._ready.extend(self.assembler.take(response))
        except Error:
            yield from self.execution.give_up()
            raise
        return True

    @property
    def observed(self) -> dict[str, dict[str, Any]]:
        """The metrics of each observation, by its name; complete once the result was read to its end."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.assembler.observed:
            if one.root_error_idx is not None and 0 <= one.root_error_idx < len(one.errors):
                raise TransportError(
                    f"the observation {one.name!r} failed on the server: {one.errors[one.root_error_idx].message}"
                )
            if len(one.keys) != len(one.values):
                raise TransportError(f"the observation {one.name!r} has {len(one.keys)} names for {len(one.values)} values")
            found[one.name] = {key: value_of(value) for key, value in zip(one.keys, one.values)}
        return found
