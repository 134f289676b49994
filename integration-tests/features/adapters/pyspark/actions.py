"""Runs the actions of cases with PySpark. Knows each action and its answer; refuses to know how frames are made."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import answers
import frames
from sessions import Session
from unsupported import Unsupported, needs

HEADINGS = {
    "simple": ["== Physical Plan =="],
    "extended": ["== Parsed Logical Plan ==", "== Analyzed Logical Plan ==", "== Optimized Logical Plan ==",
                 "== Physical Plan =="],
    "codegen": ["WholeStageCodegen"],
    "cost": ["== Optimized Logical Plan ==", "== Physical Plan =="],
    "formatted": ["== Physical Plan =="],
}


def run(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """Builds the frame of a step and runs its action (`collect` where none is named)."""
    if request.get("timeout_ms") is not None:
        raise Unsupported("PySpark has no deadline for a call")
    action = request.get("action") or {"collect": {}}
    action = {action: {}} if isinstance(action, str) else action
    kind, parameters = frames.only_key(action, ACTIONS, "action")
    with counted_progress(session, bool(request.get("progress"))) as calls:
        frame = frames.build(session, request["frame"])
        answer = ACTIONS[kind](Action(session, frame), parameters)
    return {**answer, "progress": len(calls)} if request.get("progress") else answer


@contextlib.contextmanager
def counted_progress(session: Session, wanted: bool) -> Iterator[list[bool]]:
    """A list that grows by one with every call of the progress callback."""
    calls: list[bool] = []
    if not wanted:
        yield calls
        return
    register = needs(session.spark, "registerProgressHandler", "progress handlers")

    def handler(**facts: Any) -> None:
        calls.append(bool(facts.get("done")))

    register(handler)
    try:
        yield calls
    finally:
        session.spark.removeProgressHandler(handler)


class Action:
    """One frame, and what can be asked of it."""

    def __init__(self, session: Session, frame: Any) -> None:
        self.session = session
        self.frame = frame

    def rows(self, rows: list[Any]) -> dict[str, Any]:
        return answers.of_frame(self.frame, rows)

    def collect(self, _parameters: Any) -> dict[str, Any]:
        return self.rows(self.frame.collect())

    def schema(self, _parameters: Any) -> dict[str, Any]:
        return {"schema": json.loads(self.frame.schema.json())}

    def explain(self, mode: Any) -> dict[str, Any]:
        mode = mode if isinstance(mode, str) else "simple"
        shown = printed(lambda: self.frame.explain(mode=mode))
        return {"value": all(heading in shown for heading in HEADINGS[mode])}

    def show(self, parameters: dict[str, Any]) -> dict[str, Any]:
        shown = printed(lambda: self.frame.show(parameters.get("n", 20), parameters.get("truncate", True),
                                                parameters.get("vertical", False)))
        return {"value": shown}

    def first(self, _parameters: Any) -> dict[str, Any]:
        row = self.frame.first()
        return self.rows([] if row is None else [row])

    def storage_level(self, _parameters: Any) -> dict[str, Any]:
        level = self.frame.storageLevel
        return {"value": {"use_disk": level.useDisk, "use_memory": level.useMemory, "use_off_heap": level.useOffHeap,
                          "deserialized": level.deserialized, "replication": level.replication}}

    def same_semantics(self, tree: list[dict[str, Any]]) -> dict[str, Any]:
        return {"value": self.frame.sameSemantics(frames.build(self.session, tree))}

    def unpersist(self, _parameters: Any) -> dict[str, Any]:
        self.frame.unpersist()
        return {}

    def create_view(self, parameters: dict[str, Any]) -> dict[str, Any]:
        scope = "Global" if parameters.get("global") else ""
        replace = "OrReplace" if parameters.get("replace") else ""
        getattr(self.frame, f"create{replace}{scope}TempView")(parameters["name"])
        return {}

    def writer(self, parameters: dict[str, Any]) -> Any:
        writer = self.frame.write
        if "format" in parameters:
            writer = writer.format(parameters["format"])
        if "mode" in parameters:
            writer = writer.mode(parameters["mode"])
        if "options" in parameters:
            writer = writer.options(**parameters["options"])
        return writer.partitionBy(*parameters["partition_by"]) if "partition_by" in parameters else writer

    def write(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self.writer(parameters).save(parameters.get("path"))
        return {}

    def save_as_table(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self.writer(parameters).saveAsTable(parameters["name"])
        return {}

    def insert_into(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self.frame.write.insertInto(parameters["name"], parameters.get("overwrite"))
        return {}

    def observed(self, _parameters: Any) -> dict[str, Any]:
        """The metrics of the frame's observations, by the metrics' names."""
        if not self.session.observations:
            raise Unsupported("this version of PySpark has no Observation with Connect")
        self.frame.collect()
        metrics: dict[str, Any] = {}
        for observation in self.session.observations.values():
            metrics |= observation.get
        self.session.observations.clear()
        return {"value": answers.of_plain(metrics)}

    def approx_quantile(self, parameters: dict[str, Any]) -> dict[str, Any]:
        quantiles = self.frame.approxQuantile(parameters["columns"], parameters["probabilities"], parameters["error"])
        return {"value": answers.of_plain(quantiles)}

    def stream(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Reads batch by batch. How many rows there were, or true where the stream was closed before its end."""
        wanted = (parameters or {}).get("batches")
        rows = batches = 0
        stream = self.batches()
        try:
            for batch in stream:
                rows, batches = rows + batch.num_rows, batches + 1
                if wanted is not None and batches >= wanted:
                    return {"value": True}
        finally:
            stream.close()
        return {"value": {"rows": rows}}

    def batches(self) -> Iterator[Any]:
        """What `toLocalIterator` reads, before it makes rows of it."""
        import pyarrow as pa

        client, plan = self.frame.sparkSession.client, self.frame._plan
        observations = [plan.observations] if hasattr(plan, "observations") else []
        for part in client.to_table_as_iterator(plan.to_proto(client), *observations):
            if isinstance(part, pa.Table):
                yield part


def printed(work: Callable[[], None]) -> str:
    """What is printed, without the line's end that `print` adds."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        work()
    return output.getvalue().removesuffix("\n")


ACTIONS: dict[str, Callable[[Action, Any], dict[str, Any]]] = {
    "collect": Action.collect,
    "count": lambda action, _parameters: {"value": int(action.frame.count())},
    "schema": Action.schema,
    "columns": lambda action, _parameters: {"value": action.frame.columns},
    "explain": Action.explain,
    "show": Action.show,
    "take": lambda action, count: action.rows(action.frame.take(count)),
    "first": Action.first,
    "tail": lambda action, count: action.rows(action.frame.tail(count)),
    "is_empty": lambda action, _parameters: {"value": action.frame.isEmpty()},
    "tree_string": lambda action, _parameters: {"value": printed(action.frame.printSchema)},
    "is_local": lambda action, _parameters: {"value": action.frame.isLocal()},
    "is_streaming": lambda action, _parameters: {"value": action.frame.isStreaming},
    "input_files": lambda action, _parameters: {"value": len(action.frame.inputFiles())},
    "storage_level": Action.storage_level,
    "same_semantics": Action.same_semantics,
    "unpersist": Action.unpersist,
    "create_view": Action.create_view,
    "write": Action.write,
    "save_as_table": Action.save_as_table,
    "insert_into": Action.insert_into,
    "observed": Action.observed,
    "cov": lambda action, names: {"value": answers.of_plain(action.frame.cov(*names))},
    "corr": lambda action, names: {"value": answers.of_plain(action.frame.corr(*names))},
    "approx_quantile": Action.approx_quantile,
    "stream": Action.stream,
}
