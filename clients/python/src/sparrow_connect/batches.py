"""From the responses of an operation to Arrow batches: chunks are put together, counts are checked. It refuses to know calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import TransportError
from .generated import messages as m
from .types import StructType
from .types_proto import schema_from_message

if TYPE_CHECKING:
    import pyarrow as pa

batch_bytes_max = 2**31
"""Bytes of one batch that is put together from chunks."""
chunks_max = 1_000_000


class Assembler:
    """Takes responses in their order, and answers the batches that are whole. What else they say, it keeps."""

    def __init__(self) -> None:
        self.schema: StructType | None = None
        self.arrow_schema: pa.Schema | None = None
        self.rows = 0
        self.relation: m.Relation | None = None
        self.checkpoint: m.CachedRemoteRelation | None = None
        self.observed: list[m.ExecutePlanResponseObservedMetrics] = []
        self.metrics: list[m.ExecutePlanResponseMetricsMetricObject] = []
        self._chunks: list[bytes | memoryview] = []
        self._chunk_bytes = 0
        self._first: m.ExecutePlanResponseArrowBatch | None = None

    def take(self, response: m.ExecutePlanResponse) -> list[pa.RecordBatch]:
        """Answers the batches that this response completes; raises TransportError where it does not fit what came before."""
        if response.schema is not None:
            self.schema = schema_from_message(response.schema)
        if response.metrics is not None:
            self.metrics = response.metrics.metrics
        self.observed.extend(response.observed_metrics)
        if response.sql_command_result is not None:
            self.relation = response.sql_command_result.relation
        if response.checkpoint_command_result is not None:
            self.checkpoint = response.checkpoint_command_result.relation
        if response.arrow_batch is None:
            return []
        data = self._whole(response.arrow_batch)
        return [] if data is None else self._batches(response.arrow_batch, data)

    def end(self) -> None:
        """Raises TransportError where a batch is missing chunks."""
        if self._chunks:
            raise _broken(f"the result ended after {len(self._chunks)} chunks of a batch that has more")

    def _whole(self, chunk: m.ExecutePlanResponseArrowBatch) -> bytes | memoryview | None:
        """The bytes of a batch that is whole now."""
        index, number = chunk.chunk_index, chunk.num_chunks_in_batch
        if index is None and number is None:
            if self._chunks:
                raise _broken(f"a whole batch came after {len(self._chunks)} chunks of another")
            return chunk.data
        index, number = index or 0, 1 if number is None else number
        first = self._first
        if index != len(self._chunks) or not 0 < number <= chunks_max or index >= number:
            raise _broken(f"chunk {index} of {number} came where chunk {len(self._chunks)} belongs")
        if first is not None and (first.num_chunks_in_batch, first.row_count, first.start_offset) != (
            chunk.num_chunks_in_batch,
            chunk.row_count,
            chunk.start_offset,
        ):
            raise _broken(f"chunk {index} is of another batch than the chunks before it")
        self._first = first or chunk
        self._chunks.append(chunk.data)
        self._chunk_bytes += len(chunk.data)
        if self._chunk_bytes > batch_bytes_max:
            raise _broken(f"a batch has more than {batch_bytes_max} bytes")
        if index + 1 < number:
            return None
        data = self._chunks[0] if number == 1 else b"".join(self._chunks)
        self._chunks, self._chunk_bytes, self._first = [], 0, None
        return data

    def _batches(self, message: m.ExecutePlanResponseArrowBatch, data: bytes | memoryview) -> list[pa.RecordBatch]:
        import pyarrow as pa

        if message.start_offset is not None and message.start_offset != self.rows:
            raise _broken(f"a batch begins at row {message.start_offset}, but {self.rows} rows came before it")
        try:
            with pa.ipc.open_stream(_aligned(data)) as reader:
                schema = reader.schema
                batches = list(reader)
        except (pa.ArrowException, OSError) as error:
            raise _broken(f"a batch is no Arrow stream: {error}") from None
        rows = sum(batch.num_rows for batch in batches)
        if rows != message.row_count:
            raise _broken(f"a batch has {rows} rows, but says {message.row_count}")
        if self.arrow_schema is None:
            self.arrow_schema = schema
        elif not self.arrow_schema.equals(schema):
            raise _broken("a batch has another schema than the batches before it")
        self.rows += rows
        return [batch for batch in batches if batch.num_rows]


def _aligned(data: bytes | memoryview) -> pa.Buffer:
    """The bytes as a buffer of Arrow's, copied where they lie in a message so that no column would begin at a multiple of 8."""
    import pyarrow as pa

    buffer = pa.py_buffer(data)
    if buffer.address % 8 == 0:
        return buffer
    copy = pa.allocate_buffer(buffer.size)
    memoryview(copy).cast("B")[:] = data
    return copy


def _broken(what: str) -> TransportError:
    return TransportError(f"the result is broken: {what}. Run it again; if it happens again, tell the server's operator")
