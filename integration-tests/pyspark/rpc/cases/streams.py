"""What a stream carries beside its rows."""

from __future__ import annotations

import pyarrow
from hostile.raw import ROWS, Raw
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import expressions_pb2 as expressions
from pyspark.sql.connect.proto import relations_pb2 as relations
from rpc.cases.asking import Case
from rpc.live import live, wait_until

PROGRESSES_MIN = 2
PREFERRED_CHUNK_BYTES = 2048


def chunking(raw: Raw, allow: bool, preferred: int | None) -> list[base.ExecutePlanResponse.ArrowBatch]:
    option = base.ExecutePlanRequest.RequestOption(result_chunking_options=base.ResultChunkingOptions(
        allow_arrow_batch_chunking=allow, preferred_arrow_chunk_size=preferred))
    plan = base.Plan(root=relations.Relation(range=relations.Range(end=5000, step=1, num_partitions=1)))
    request = base.ExecutePlanRequest(**raw.who(), plan=plan, request_options=[option])
    return [r.arrow_batch for r in raw.rpc.ExecutePlan(request) if r.HasField("arrow_batch")]


def chunks_on(preferred: int) -> Case:
    """The pieces of one batch are in order, each as long as asked for, and make the batch when put together."""

    def run(raw: Raw) -> object:
        batches = chunking(raw, True, preferred)
        first = [b for b in batches if b.start_offset == 0]
        size = max(preferred, 1024)
        table = pyarrow.ipc.open_stream(b"".join(b.data for b in first)).read_all()
        return [[b.chunk_index for b in first] == list(range(len(first))),
                {b.num_chunks_in_batch for b in first} == {len(first)}, len({b.row_count for b in first}) == 1,
                table.num_rows == first[0].row_count, [len(b.data) == size for b in first[:-1]] == [True] * (len(first) - 1)]

    return run


def chunks_off(raw: Raw) -> object:
    batches = chunking(raw, False, PREFERRED_CHUNK_BYTES)
    return [sum(b.row_count for b in batches),
            any(b.HasField("chunk_index") or b.HasField("num_chunks_in_batch") for b in batches)]


def observed(raw: Raw) -> object:
    """Observed metrics come after the rows, under the names of their expressions."""
    metrics = [expressions.Expression(expression_string=expressions.Expression.ExpressionString(expression=text))
               for text in ("count(1) AS n", "max(id) AS top", "sum(id) / 4.0D AS half", "max(null) AS nothing")]
    collect = relations.CollectMetrics(input=ROWS, name="mine", metrics=metrics)
    relation = relations.Relation(common=relations.RelationCommon(plan_id=42), collect_metrics=collect)
    responses = list(raw.execute(relation))
    with_metrics = [n for n, r in enumerate(responses) if r.observed_metrics]
    last_rows = max(n for n, r in enumerate(responses) if r.HasField("arrow_batch"))
    return [len(with_metrics), with_metrics[0] > last_rows, responses[-1].HasField("result_complete"),
            [[m.name, list(m.keys), [str(v).split() for v in m.values], m.plan_id]
             for m in responses[with_metrics[0]].observed_metrics]]


def heartbeat(raw: Raw) -> object:
    """A query that has no rows yet tells of its progress all the same."""
    with live(raw) as query:
        def progresses() -> list[base.ExecutePlanResponse]:
            return [r for r in query.responses if r.HasField("execution_progress")]

        wait_until(lambda: len(progresses()) >= PROGRESSES_MIN)
        last = progresses()[-1].execution_progress
        return [not any(r.HasField("arrow_batch") for r in query.responses), last.num_inflight_tasks > 0,
                len(last.stages) > 0, all(s.num_tasks > s.num_completed_tasks for s in last.stages if not s.done)]


CASES: dict[str, Case] = {
    "stream.chunks": chunks_on(PREFERRED_CHUNK_BYTES),
    "stream.chunks_too_small": chunks_on(10),
    "stream.no_chunks": chunks_off,
    "stream.observed": observed,
    "stream.heartbeat": heartbeat,
}
