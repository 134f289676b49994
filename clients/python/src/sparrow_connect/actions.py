"""What can be asked of a plan, as programs: rows, schemas, plans of the server's, commands. For both kinds of session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .core import Core
from .effects import Program
from .errors import ClientError, TransportError
from .execution import Execution
from .generated import messages as m
from .progress import Progress
from .rows import Row, rows_of
from .stream import Stream
from .types import StructType
from .types_proto import schema_from_message

if TYPE_CHECKING:
    import pyarrow as pa

ProgressCallback = Callable[[Progress], object]


def open_stream(core: Core, plan: m.Relation, progress: ProgressCallback | None = None) -> Stream:
    """The result of a plan; nothing is sent before it is read."""
    return Stream(Execution(core, m.Plan(root=plan), progress=progress))


def arrow(core: Core, plan: m.Relation, progress: ProgressCallback | None = None) -> Program[tuple[StructType, pa.Table]]:
    """All rows as one table, with Spark's schema."""
    import pyarrow as pa

    stream = open_stream(core, plan, progress)
    schema = yield from stream.head()
    arrow_schema = yield from stream.arrow_head()
    batches = yield from stream.rest()
    return schema, table_of(pa, batches, arrow_schema)


def table_of(pyarrow: Any, batches: Sequence[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    """A table of batches; one without columns keeps its number of rows."""
    return pyarrow.Table.from_batches(batches, schema)


def rows(core: Core, plan: m.Relation, progress: ProgressCallback | None = None) -> Program[list[Row]]:
    stream = open_stream(core, plan, progress)
    schema = yield from stream.head()
    found: list[Row] = []
    while (batch := (yield from stream.next_batch())) is not None:
        found.extend(rows_of(batch, schema))
    return found


def value(core: Core, plan: m.Relation) -> Program[Any]:
    """The value of a result of one row and one column."""
    found = yield from rows(core, plan)
    if len(found) != 1 or len(found[0]) != 1:
        raise TransportError(f"the server answered {len(found)} rows where one value belongs")
    return found[0][0]


def has_rows(core: Core, plan: m.Relation) -> Program[bool]:
    stream = open_stream(core, plan)
    yield from stream.rest()
    return stream.assembler.rows > 0


def observed(core: Core, plan: m.Relation) -> Program[dict[str, dict[str, Any]]]:
    """Runs a plan, drops its rows, and answers what its observations counted."""
    stream = open_stream(core, plan)
    while (yield from stream.next_batch()) is not None:
        pass
    return stream.observed


def command(core: Core, command: m.Command) -> Program[Stream]:
    """Runs a command to its end."""
    stream = Stream(Execution(core, m.Plan(command=command)))
    yield from stream.rest()
    return stream


def sql(core: Core, relation: m.Relation) -> Program[m.Relation]:
    """Runs SQL that is a command; answers the relation of its result, or of the query that is yet to run."""
    stream = yield from command(core, m.Command(sql_command=m.SqlCommand(input=relation)))
    found = stream.assembler.relation or relation
    common = found.common or m.RelationCommon()
    common.plan_id = core.plan_id()
    found.common = common
    return found


def checkpoint(core: Core, plan: m.Relation, *, local: bool, eager: bool) -> Program[m.Relation]:
    made = m.CheckpointCommand(relation=plan, local=local, eager=eager)
    stream = yield from command(core, m.Command(checkpoint_command=made))
    relation = stream.assembler.checkpoint
    if relation is None:
        raise TransportError("the server ran the checkpoint, but does not say where it is")
    common = m.RelationCommon(plan_id=core.plan_id())
    return m.Relation(common=common, cached_remote_relation=relation)


def analyze(core: Core, **what: Any) -> Program[m.AnalyzePlanResponse]:
    """Asks about a plan without running it."""
    return core.unary("AnalyzePlan", m.AnalyzePlanRequest(**what), m.AnalyzePlanResponse)


def _part(answer: m.AnalyzePlanResponse, name: str) -> Any:
    found = getattr(answer, name)
    if found is None:
        raise TransportError(f"the server answered another question than {name}")
    return found


def schema(core: Core, plan: m.Relation) -> Program[StructType]:
    answer = yield from analyze(core, schema=m.AnalyzePlanRequestSchema(plan=m.Plan(root=plan)))
    return schema_from_message(_part(answer, "schema").schema)


_MODES = {
    "simple": m.AnalyzePlanRequestExplainExplainMode.EXPLAIN_MODE_SIMPLE,
    "extended": m.AnalyzePlanRequestExplainExplainMode.EXPLAIN_MODE_EXTENDED,
    "codegen": m.AnalyzePlanRequestExplainExplainMode.EXPLAIN_MODE_CODEGEN,
    "cost": m.AnalyzePlanRequestExplainExplainMode.EXPLAIN_MODE_COST,
    "formatted": m.AnalyzePlanRequestExplainExplainMode.EXPLAIN_MODE_FORMATTED,
}


def explain(core: Core, plan: m.Relation, mode: str) -> Program[str]:
    if mode not in _MODES:
        raise ClientError(f"there is no mode {mode!r} of explain: there are {', '.join(_MODES)}")
    request = m.AnalyzePlanRequestExplain(plan=m.Plan(root=plan), explain_mode=_MODES[mode])
    answer = yield from analyze(core, explain=request)
    return str(_part(answer, "explain").explain_string)


def tree_string(core: Core, plan: m.Relation, level: int | None) -> Program[str]:
    answer = yield from analyze(core, tree_string=m.AnalyzePlanRequestTreeString(plan=m.Plan(root=plan), level=level))
    return str(_part(answer, "tree_string").tree_string)


def is_local(core: Core, plan: m.Relation) -> Program[bool]:
    answer = yield from analyze(core, is_local=m.AnalyzePlanRequestIsLocal(plan=m.Plan(root=plan)))
    return bool(_part(answer, "is_local").is_local)


def is_streaming(core: Core, plan: m.Relation) -> Program[bool]:
    answer = yield from analyze(core, is_streaming=m.AnalyzePlanRequestIsStreaming(plan=m.Plan(root=plan)))
    return bool(_part(answer, "is_streaming").is_streaming)


def input_files(core: Core, plan: m.Relation) -> Program[list[str]]:
    answer = yield from analyze(core, input_files=m.AnalyzePlanRequestInputFiles(plan=m.Plan(root=plan)))
    return list(_part(answer, "input_files").files)


def same_semantics(core: Core, plan: m.Relation, other: m.Relation) -> Program[bool]:
    request = m.AnalyzePlanRequestSameSemantics(target_plan=m.Plan(root=plan), other_plan=m.Plan(root=other))
    answer = yield from analyze(core, same_semantics=request)
    return bool(_part(answer, "same_semantics").result)


def semantic_hash(core: Core, plan: m.Relation) -> Program[int]:
    answer = yield from analyze(core, semantic_hash=m.AnalyzePlanRequestSemanticHash(plan=m.Plan(root=plan)))
    return int(_part(answer, "semantic_hash").result)


def persist(core: Core, plan: m.Relation, level: m.StorageLevel | None) -> Program[None]:
    yield from analyze(core, persist=m.AnalyzePlanRequestPersist(relation=plan, storage_level=level))


def unpersist(core: Core, plan: m.Relation, blocking: bool) -> Program[None]:
    yield from analyze(core, unpersist=m.AnalyzePlanRequestUnpersist(relation=plan, blocking=blocking))


def storage_level(core: Core, plan: m.Relation) -> Program[m.StorageLevel]:
    answer = yield from analyze(core, get_storage_level=m.AnalyzePlanRequestGetStorageLevel(relation=plan))
    level = _part(answer, "get_storage_level").storage_level
    return level if level is not None else m.StorageLevel()


def version(core: Core) -> Program[str]:
    answer = yield from analyze(core, spark_version=m.AnalyzePlanRequestSparkVersion())
    return str(_part(answer, "spark_version").version)


def create_view(core: Core, plan: m.Relation, name: str, *, replace: bool, is_global: bool) -> Program[None]:
    if not isinstance(name, str) or not name:
        raise ClientError(f"the name of a view is a text, not {name!r}")
    made = m.CreateDataFrameViewCommand(input=plan, name=name, is_global=is_global, replace=replace)
    yield from command(core, m.Command(create_dataframe_view=made))


def show_plan(plan: m.Relation, n: int, truncate: bool | int, vertical: bool) -> m.Relation:
    """The relation whose one value is the table that `show` prints."""
    from .relations import integer

    width = 20 if truncate is True else 0 if truncate is False else integer(truncate, "the width of a cell")
    made = m.ShowString(input=plan, num_rows=integer(n, "the number of rows"), truncate=width, vertical=vertical)
    return m.Relation(show_string=made)


def tail_plan(plan: m.Relation, n: int) -> m.Relation:
    from .relations import integer

    return m.Relation(tail=m.Tail(input=plan, limit=integer(n, "the number of rows")))


def limit_plan(plan: m.Relation, n: int) -> m.Relation:
    from .relations import integer

    return m.Relation(limit=m.Limit(input=plan, limit=integer(n, "the number of rows")))


def count_plan(plan: m.Relation) -> m.Relation:
    from .column import call

    made = m.Aggregate(
        input=plan,
        group_type=m.AggregateGroupType.GROUP_TYPE_GROUPBY,
        aggregate_expressions=[call("count", 1).alias("count").expression],
    )
    return m.Relation(aggregate=made)


def any_row_plan(plan: m.Relation) -> m.Relation:
    """One row at most, without columns."""
    return m.Relation(limit=m.Limit(input=m.Relation(project=m.Project(input=plan)), limit=1))


def quantiles_plan(plan: m.Relation, columns: Sequence[str], probabilities: Sequence[float], error: float) -> m.Relation:
    if not all(0 <= one <= 1 for one in probabilities) or error < 0:
        raise ClientError(
            f"probabilities are from 0 to 1 and the error is not below 0, not {list(probabilities)!r} and {error!r}"
        )
    made = m.StatApproxQuantile(
        input=plan, cols=columns, probabilities=[float(one) for one in probabilities], relative_error=float(error)
    )
    return m.Relation(approx_quantile=made)
