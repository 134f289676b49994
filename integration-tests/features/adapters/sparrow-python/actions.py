"""Runs the actions of cases. Knows each action and its answer; refuses to know how frames are made."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import answers
import frames
import pyarrow as pa
from sessions import Session
from voices import Voice

HEADINGS = {
    "simple": ["== Physical Plan =="],
    "extended": ["== Parsed Logical Plan ==", "== Analyzed Logical Plan ==", "== Optimized Logical Plan ==", "== Physical Plan =="],
    "codegen": ["WholeStageCodegen"],
    "cost": ["== Optimized Logical Plan ==", "== Physical Plan =="],
    "formatted": ["== Physical Plan =="],
}


def run(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """Builds the frame of a step and runs its action."""
    kind, parameters = action_of(request)
    before = session.progress_calls()
    timeout = request.get("timeout_ms")
    with session.client.timeout(timeout / 1000) if timeout is not None else contextlib.nullcontext():
        frame = frames.build(session, request["frame"])
        answer = ACTIONS[kind](Action(session, frame), parameters)
    return {**answer, "progress": session.progress_calls() - before} if request.get("progress") else answer


def action_of(request: dict[str, Any]) -> tuple[str, Any]:
    action = request.get("action") or "collect"
    [(kind, parameters)] = ({action: {}} if isinstance(action, str) else action).items()
    return kind, parameters


def answer_of(voice: Voice, result: Any) -> dict[str, Any]:
    """What a result that is open gives."""
    schema = voice.ask(result, "schema")
    table = voice.ask(result, "to_arrow")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return {"schema": json.loads(schema.json()), "arrow": base64.b64encode(sink.getvalue()).decode()}


class Action:
    """One frame, and what can be asked of it."""

    def __init__(self, session: Session, frame: Any) -> None:
        self.session = session
        self.frame = frame

    def ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        return self.session.voice.ask(self.frame, name, *arguments, **options)

    def value(self, name: str, *arguments: Any) -> dict[str, Any]:
        return {"value": answers.of_plain(self.ask(name, *arguments))}

    def done(self, name: str, *arguments: Any, **options: Any) -> dict[str, Any]:
        self.ask(name, *arguments, **options)
        return {}

    def rows(self, rows: list[Any]) -> dict[str, Any]:
        return answers.of_rows(self.ask("schema"), rows)

    def explain(self, mode: Any) -> dict[str, Any]:
        mode = mode if isinstance(mode, str) else "simple"
        text = self.ask("explain_string", mode)
        return {"value": all(heading in text for heading in HEADINGS[mode])}

    def show(self, p: dict[str, Any]) -> dict[str, Any]:
        return {"value": self.ask("show_string", p.get("n", 20), p.get("truncate", True), p.get("vertical", False))}

    def same_semantics(self, tree: list[dict[str, Any]]) -> dict[str, Any]:
        return {"value": self.ask("same_semantics", frames.build(self.session, tree))}

    def written(self, p: dict[str, Any], method: str, *arguments: Any) -> dict[str, Any]:
        writer = self.frame.write
        if "format" in p:
            writer = writer.format(p["format"])
        if "mode" in p:
            writer = writer.mode(p["mode"])
        writer = writer.options(p.get("options")).partition_by(*p.get("partition_by", []))
        self.session.voice.ask(writer, method, *arguments)
        return {}

    def observed(self, _: Any) -> dict[str, Any]:
        metrics = self.ask("observed").values()
        return {"value": answers.of_plain({name: value for one in metrics for name, value in one.items()})}

    def quantiles(self, p: dict[str, Any]) -> dict[str, Any]:
        return self.value("approx_quantile", p["columns"], p["probabilities"], p["error"])

    def stream(self, p: dict[str, Any]) -> dict[str, Any]:
        """Reads batch by batch. How many rows there were, or true where the stream was closed before its end."""
        wanted, rows = (p or {}).get("batches"), 0
        voice, result = self.session.voice, self.frame.to_batches()
        try:
            for number, batch in enumerate(voice.batches(result), 1):
                rows += batch.num_rows
                if wanted is not None and number >= wanted:
                    return {"value": True}
        finally:
            voice.ask(result, "close")
        return {"value": {"rows": rows}}


ACTIONS: dict[str, Callable[[Action, Any], dict[str, Any]]] = {
    "collect": lambda action, _: answer_of(action.session.voice, action.frame.to_batches()),
    "count": lambda action, _: action.value("count"),
    "schema": lambda action, _: {"schema": json.loads(action.ask("schema").json())},
    "columns": lambda action, _: action.value("columns"),
    "explain": Action.explain,
    "show": Action.show,
    "take": lambda action, n: action.rows(action.ask("take", n)),
    "first": lambda action, _: action.rows([row for row in [action.ask("first")] if row is not None]),
    "tail": lambda action, n: action.rows(action.ask("tail", n)),
    "is_empty": lambda action, _: action.value("is_empty"),
    "tree_string": lambda action, _: action.value("tree_string"),
    "is_local": lambda action, _: action.value("is_local"),
    "is_streaming": lambda action, _: action.value("is_streaming"),
    "input_files": lambda action, _: {"value": len(action.ask("input_files"))},
    "storage_level": lambda action, _: {"value": asdict(action.ask("storage_level"))},
    "same_semantics": Action.same_semantics,
    "unpersist": lambda action, _: action.done("unpersist"),
    "create_view": lambda action, p: action.done(
        "create_view", p["name"], replace=p.get("replace", False), is_global=p.get("global", False)
    ),
    "write": lambda action, p: action.written(p, "save", p.get("path")),
    "save_as_table": lambda action, p: action.written(p, "save_as_table", p["name"]),
    "insert_into": lambda action, p: action.written({}, "insert_into", p["name"], p.get("overwrite")),
    "observed": Action.observed,
    "cov": lambda action, names: action.value("cov", *names),
    "corr": lambda action, names: action.value("corr", *names),
    "approx_quantile": Action.quantiles,
    "stream": Action.stream,
}
