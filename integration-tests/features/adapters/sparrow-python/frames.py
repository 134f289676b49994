"""Makes frames of the trees of cases. Knows each source and operation; refuses to know actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from columns import Columns
from sessions import Session


def build(session: Session, tree: list[dict[str, Any]]) -> Any:
    """The frame of a source and the operations after it."""
    frame = None
    frames = Frames(session)
    for at, step in enumerate(tree):
        [(kind, parameters)] = step.items()
        frame = OPERATIONS[kind](frames, frame, parameters) if at else SOURCES[kind](frames, parameters)
    return frame


class Frames:
    """Sources and operations, each a function of its parameters."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.columns = Columns(session.frames)

    def all(self, trees: list[Any]) -> list[Any]:
        return self.columns.all(trees)

    def other(self, tree: list[dict[str, Any]]) -> Any:
        return build(self.session, tree)

    def sql(self, parameters: Any) -> Any:
        text = parameters if isinstance(parameters, str) else parameters["text"]
        arguments = None
        if isinstance(parameters, dict) and "args" in parameters:
            arguments = {name: self.columns.value(tree) for name, tree in parameters["args"].items()}
        elif isinstance(parameters, dict) and "pos" in parameters:
            arguments = [self.columns.value(tree) for tree in parameters["pos"]]
        return self.session.ask("sql", text, arguments)

    def read(self, parameters: dict[str, Any]) -> Any:
        reader = self.session.client.read
        if "format" in parameters:
            reader = reader.format(parameters["format"])
        if "schema" in parameters:
            reader = reader.schema(parameters["schema"])
        return reader.options(parameters.get("options")).load(*([parameters["path"]] if "path" in parameters else []))

    def upload(self, parameters: dict[str, Any]) -> Any:
        with pa.memory_map(parameters["arrow_file"]) as file, pa.ipc.open_stream(file) as reader:
            return self.session.ask("create_dataframe", reader, parameters.get("schema"))

    def join(self, frame: Any, parameters: dict[str, Any]) -> Any:
        on = parameters.get("using") or (self.columns.build(parameters["on"]) if "on" in parameters else None)
        return frame.join(self.other(parameters["right"]), on, parameters.get("how", "inner"))

    def grouped(self, method: str) -> Callable[[Any, dict[str, Any]], Any]:
        return lambda frame, parameters: getattr(frame, method)(*self.all(parameters["by"])).agg(*self.all(parameters["agg"]))

    def grouping_sets(self, frame: Any, parameters: dict[str, Any]) -> Any:
        sets = [self.all(one) for one in parameters["sets"]]
        return frame.grouping_sets(sets, *self.all(parameters["by"])).agg(*self.all(parameters["agg"]))

    def pivot(self, frame: Any, parameters: dict[str, Any]) -> Any:
        column = self.columns.build(parameters["column"])
        grouped = frame.group_by(*self.all(parameters["by"])).pivot(column, parameters.get("values"))
        return grouped.agg(*self.all(parameters["agg"]))

    def repartition(self, frame: Any, parameters: dict[str, Any], method: str) -> Any:
        number = [parameters["n"]] if "n" in parameters else []
        return getattr(frame, method)(*number, *self.all(parameters.get("by", [])))

    def unpivot(self, frame: Any, parameters: dict[str, Any]) -> Any:
        values = parameters.get("values")
        chosen = None if values is None else self.all(values)
        return frame.unpivot(self.all(parameters["ids"]), chosen, parameters["variable"], parameters["value"])


SOURCES: dict[str, Callable[[Frames, Any], Any]] = {
    "sql": Frames.sql,
    "range": lambda frames, p: frames.session.client.range(p.get("start", 0), p["end"], p.get("step", 1), p.get("partitions")),
    "table": lambda frames, name: frames.session.client.table(name),
    "read": Frames.read,
    "local": Frames.upload,
    "generated": Frames.upload,
    "ref": lambda frames, name: frames.session.frames[name],
}

OPERATIONS: dict[str, Callable[[Frames, Any, Any], Any]] = {
    "select": lambda frames, frame, trees: frame.select(*frames.all(trees)),
    "select_expr": lambda _, frame, texts: frame.select_expr(*texts),
    "filter": lambda frames, frame, tree: frame.filter(tree if isinstance(tree, str) else frames.columns.build(tree)),
    "with_column": lambda frames, frame, named: frame.with_column(*next((n, frames.columns.build(t)) for n, t in named.items())),
    "with_columns": lambda frames, frame, named: frame.with_columns({n: frames.columns.build(t) for n, t in named.items()}),
    "with_column_renamed": lambda _, frame, names: frame.with_column_renamed(*names),
    "with_columns_renamed": lambda _, frame, names: frame.with_columns_renamed(names),
    "drop": lambda frames, frame, trees: frame.drop(*[t if isinstance(t, str) else frames.columns.build(t) for t in trees]),
    "join": Frames.join,
    "cross_join": lambda frames, frame, tree: frame.cross_join(frames.other(tree)),
    "group_by": lambda frames, frame, p: frames.grouped("group_by")(frame, p),
    "rollup": lambda frames, frame, p: frames.grouped("rollup")(frame, p),
    "cube": lambda frames, frame, p: frames.grouped("cube")(frame, p),
    "grouping_sets": Frames.grouping_sets,
    "pivot": Frames.pivot,
    "agg": lambda frames, frame, trees: frame.agg(*frames.all(trees)),
    "sort": lambda frames, frame, trees: frame.sort(*frames.all(trees)),
    "sort_within_partitions": lambda frames, frame, trees: frame.sort_within_partitions(*frames.all(trees)),
    "limit": lambda _, frame, n: frame.limit(n),
    "offset": lambda _, frame, n: frame.offset(n),
    "distinct": lambda _, frame, __: frame.distinct(),
    "drop_duplicates": lambda _, frame, names: frame.drop_duplicates(names or None),
    "union": lambda frames, frame, tree: frame.union(frames.other(tree)),
    "union_by_name": lambda frames, frame, p: frame.union_by_name(frames.other(p["other"]), p.get("allow_missing", False)),
    "intersect": lambda frames, frame, tree: frame.intersect(frames.other(tree)),
    "intersect_all": lambda frames, frame, tree: frame.intersect_all(frames.other(tree)),
    "except_all": lambda frames, frame, tree: frame.except_all(frames.other(tree)),
    "subtract": lambda frames, frame, tree: frame.subtract(frames.other(tree)),
    "alias": lambda _, frame, name: frame.alias(name),
    "to_df": lambda _, frame, names: frame.to_df(*names),
    "to": lambda _, frame, ddl: frame.to(ddl),
    "sample": lambda _, frame, p: frame.sample(p["fraction"], p.get("seed"), p.get("with_replacement", False)),
    "repartition": lambda frames, frame, p: frames.repartition(frame, p, "repartition"),
    "repartition_by_range": lambda frames, frame, p: frames.repartition(frame, p, "repartition_by_range"),
    "coalesce": lambda _, frame, n: frame.coalesce(n),
    "hint": lambda _, frame, p: frame.hint(p["name"], *p.get("parameters", [])),
    "na_fill": lambda _, frame, p: frame.na_fill(p["values"]) if "values" in p else frame.na_fill(p["value"], p.get("subset")),
    "na_drop": lambda _, frame, p: frame.na_drop(p.get("how", "any"), p.get("thresh"), p.get("subset")),
    "na_replace": lambda _, frame, p: frame.na_replace(p["pairs"], p.get("subset")),
    "describe": lambda _, frame, names: frame.describe(*names),
    "summary": lambda _, frame, names: frame.summary(*names),
    "crosstab": lambda _, frame, names: frame.crosstab(*names),
    "freq_items": lambda _, frame, p: frame.freq_items(p["columns"], p.get("support")),
    "sample_by": lambda frames, frame, p: frame.sample_by(frames.columns.build(p["column"]), p["fractions"], p.get("seed")),
    "unpivot": Frames.unpivot,
    "transpose": lambda _, frame, p: frame.transpose(p.get("index")),
    "observe": lambda frames, frame, p: frame.observe(p["name"], *frames.all(p["metrics"])),
    "cache": lambda frames, frame, _: frames.session.voice.ask(frame, "cache"),
    "persist": lambda frames, frame, level: frames.session.voice.ask(frame, "persist", level),
    "local_checkpoint": lambda frames, frame, _: frames.session.voice.ask(frame, "local_checkpoint"),
}
