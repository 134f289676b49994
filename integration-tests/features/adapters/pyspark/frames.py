"""Makes PySpark's data frames of the trees of cases. Knows each source and operation; refuses to know actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
from columns import Columns
from pyspark import StorageLevel
from sessions import Session
from unsupported import Unsupported, needs

FILE_BYTES_MAX = 1024 * 1024 * 1024


def build(session: Session, tree: list[dict[str, Any]]) -> Any:
    """The frame of a source and the operations after it."""
    source, *operations = tree
    frame = Frames(session).source(source)
    for operation in operations:
        frame = Frames(session).operation(frame, operation)
    return frame


def only_key(tree: dict[str, Any], known: dict[str, Any], what: str) -> tuple[str, Any]:
    if len(tree) != 1 or next(iter(tree)) not in known:
        raise ValueError(f"{sorted(tree)} is no {what}; there are {', '.join(known)}")
    return next(iter(tree.items()))


class Frames:
    """Sources and operations, each a function of its parameters."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.spark = session.spark
        self.columns = Columns(session.frames)

    def source(self, tree: dict[str, Any]) -> Any:
        # What the runner has written for an upload stands inside the parameters, or beside them.
        beside = {key: value for key, value in tree.items() if key == "arrow_file"}
        kind, parameters = only_key({k: v for k, v in tree.items() if k not in beside}, SOURCES, "source of a frame")
        return SOURCES[kind](self, {**parameters, **beside} if beside else parameters)

    def operation(self, frame: Any, tree: dict[str, Any]) -> Any:
        kind, parameters = only_key(tree, OPERATIONS, "operation on a frame")
        return OPERATIONS[kind](self, frame, parameters)

    def other(self, tree: list[dict[str, Any]]) -> Any:
        return build(self.session, tree)

    # Sources

    def sql(self, parameters: Any) -> Any:
        if isinstance(parameters, str):
            return self.spark.sql(parameters)
        if "args" in parameters:
            named = {name: self.columns.value(tree) for name, tree in parameters["args"].items()}
            return self.spark.sql(parameters["text"], args=named)
        if "pos" in parameters:
            return self.spark.sql(parameters["text"], args=[self.columns.value(tree) for tree in parameters["pos"]])
        return self.spark.sql(parameters["text"])

    def range(self, parameters: dict[str, Any]) -> Any:
        return self.spark.range(parameters.get("start", 0), parameters["end"], parameters.get("step", 1),
                                parameters.get("partitions"))

    def read(self, parameters: dict[str, Any]) -> Any:
        reader = self.spark.read
        if "format" in parameters:
            reader = reader.format(parameters["format"])
        if "schema" in parameters:
            reader = reader.schema(parameters["schema"])
        return reader.options(**parameters.get("options", {})).load(parameters.get("path"))

    def upload(self, parameters: dict[str, Any]) -> Any:
        """Rows with their schema; `generated` ones as Arrow, where the client takes that."""
        table = read_arrow(parameters["arrow_file"])
        schema = parameters.get("schema") or "id BIGINT, text STRING"
        if "bytes" in parameters and takes_arrow():
            return self.spark.createDataFrame(table)
        columns = [[with_maps(value, column.type) for value in column.to_pylist()] for column in table.columns]
        rows = list(zip(*columns, strict=True)) if columns else [()] * table.num_rows
        return self.spark.createDataFrame(rows, schema=schema)

    def ref(self, name: str) -> Any:
        if name not in self.session.frames:
            raise KeyError(f"no frame was named {name!r} by `let`; there are {sorted(self.session.frames)}")
        return self.session.frames[name]

    # Operations

    def join(self, frame: Any, parameters: dict[str, Any]) -> Any:
        right, how = self.other(parameters["right"]), parameters.get("how", "inner")
        if "using" in parameters:
            return frame.join(right, on=parameters["using"], how=how)
        return frame.join(right, on=self.columns.build(parameters["on"]) if "on" in parameters else None, how=how)

    def group(self, method: str) -> Callable[[Any, dict[str, Any]], Any]:
        def apply(frame: Any, parameters: dict[str, Any]) -> Any:
            grouped = getattr(frame, method)(*self.columns.all(parameters["by"]))
            return grouped.agg(*self.columns.all(parameters["agg"]))

        return apply

    def grouping_sets(self, frame: Any, parameters: dict[str, Any]) -> Any:
        method = needs(frame, "groupingSets", "DataFrame.groupingSets")
        sets = [self.columns.all(one) for one in parameters["sets"]]
        return method(sets, *self.columns.all(parameters["by"])).agg(*self.columns.all(parameters["agg"]))

    def pivot(self, frame: Any, parameters: dict[str, Any]) -> Any:
        if not isinstance(parameters["column"], str):
            raise Unsupported("PySpark pivots by a column's name alone")
        grouped = frame.groupBy(*self.columns.all(parameters["by"])).pivot(parameters["column"], parameters.get("values"))
        return grouped.agg(*self.columns.all(parameters["agg"]))

    def to(self, frame: Any, ddl: str) -> Any:
        return frame.to(self.spark.createDataFrame([], schema=ddl).schema)

    def sample(self, frame: Any, parameters: dict[str, Any]) -> Any:
        return frame.sample(withReplacement=parameters.get("with_replacement", False), fraction=parameters["fraction"],
                            seed=parameters.get("seed"))

    def repartition(self, method: str) -> Callable[[Any, dict[str, Any]], Any]:
        def apply(frame: Any, parameters: dict[str, Any]) -> Any:
            by = self.columns.all(parameters.get("by", []))
            arguments = [parameters["n"], *by] if "n" in parameters else by
            return getattr(frame, method)(*arguments)

        return apply

    def na_fill(self, frame: Any, parameters: dict[str, Any]) -> Any:
        if "values" in parameters:
            return frame.na.fill(parameters["values"])
        return frame.na.fill(parameters["value"], subset=parameters.get("subset"))

    def na_drop(self, frame: Any, parameters: dict[str, Any]) -> Any:
        return frame.na.drop(how=parameters.get("how", "any"), thresh=parameters.get("thresh"), subset=parameters.get("subset"))

    def na_replace(self, frame: Any, parameters: dict[str, Any]) -> Any:
        return frame.na.replace(dict(map(tuple, parameters["pairs"])), subset=parameters.get("subset"))

    def sample_by(self, frame: Any, parameters: dict[str, Any]) -> Any:
        return frame.sampleBy(self.columns.build(parameters["column"]), dict(map(tuple, parameters["fractions"])),
                              parameters.get("seed"))

    def unpivot(self, frame: Any, parameters: dict[str, Any]) -> Any:
        values = self.columns.all(parameters["values"]) if parameters.get("values") is not None else None
        return frame.unpivot(self.columns.all(parameters["ids"]), values, parameters["variable"], parameters["value"])

    def transpose(self, frame: Any, parameters: dict[str, Any]) -> Any:
        index = [self.columns.build(parameters["index"])] if "index" in parameters else []
        return needs(frame, "transpose", "DataFrame.transpose")(*index)

    def observe(self, frame: Any, parameters: dict[str, Any]) -> Any:
        """3.5 observes by name alone, and cannot give the metrics."""
        name, metrics = parameters["name"], self.columns.all(parameters["metrics"])
        try:
            from pyspark.sql.connect.observation import Observation
        except ImportError:
            return frame.observe(name, *metrics)
        observation = Observation(name)
        self.session.observations[name] = observation
        return frame.observe(observation, *metrics)

    def persist(self, frame: Any, level: str) -> Any:
        return frame.persist(getattr(StorageLevel, level))

    def local_checkpoint(self, frame: Any) -> Any:
        try:
            return frame.localCheckpoint()
        except NotImplementedError:
            raise Unsupported("this version of PySpark has no DataFrame.localCheckpoint with Connect") from None


SOURCES: dict[str, Callable[[Frames, Any], Any]] = {
    "sql": Frames.sql,
    "range": Frames.range,
    "table": lambda frames, name: frames.spark.table(name),
    "read": Frames.read,
    "local": Frames.upload,
    "generated": Frames.upload,
    "ref": Frames.ref,
}

OPERATIONS: dict[str, Callable[[Frames, Any, Any], Any]] = {
    "select": lambda frames, frame, trees: frame.select(*frames.columns.all(trees)),
    "select_expr": lambda _frames, frame, texts: frame.selectExpr(*texts),
    "filter": lambda frames, frame, tree: frame.filter(tree if isinstance(tree, str) else frames.columns.build(tree)),
    "with_column": lambda frames, frame, named: frame.withColumn(*next((n, frames.columns.build(t)) for n, t in named.items())),
    "with_columns": lambda frames, frame, named: frame.withColumns({n: frames.columns.build(t) for n, t in named.items()}),
    "with_column_renamed": lambda _frames, frame, names: frame.withColumnRenamed(*names),
    "with_columns_renamed": lambda _frames, frame, names: frame.withColumnsRenamed(names),
    "drop": lambda frames, frame, trees: frame.drop(*[tree if isinstance(tree, str) else frames.columns.build(tree)
                                                      for tree in trees]),
    "join": Frames.join,
    "cross_join": lambda frames, frame, tree: frame.crossJoin(frames.other(tree)),
    "group_by": lambda frames, frame, parameters: frames.group("groupBy")(frame, parameters),
    "rollup": lambda frames, frame, parameters: frames.group("rollup")(frame, parameters),
    "cube": lambda frames, frame, parameters: frames.group("cube")(frame, parameters),
    "grouping_sets": Frames.grouping_sets,
    "pivot": Frames.pivot,
    "agg": lambda frames, frame, trees: frame.agg(*frames.columns.all(trees)),
    "sort": lambda frames, frame, trees: frame.sort(*frames.columns.all(trees)),
    "sort_within_partitions": lambda frames, frame, trees: frame.sortWithinPartitions(*frames.columns.all(trees)),
    "limit": lambda _frames, frame, count: frame.limit(count),
    "offset": lambda _frames, frame, count: frame.offset(count),
    "distinct": lambda _frames, frame, _parameters: frame.distinct(),
    "drop_duplicates": lambda _frames, frame, names: frame.dropDuplicates(names or None),
    "union": lambda frames, frame, tree: frame.union(frames.other(tree)),
    "union_by_name": lambda frames, frame, parameters: frame.unionByName(
        frames.other(parameters["other"]), allowMissingColumns=parameters.get("allow_missing", False)),
    "intersect": lambda frames, frame, tree: frame.intersect(frames.other(tree)),
    "intersect_all": lambda frames, frame, tree: frame.intersectAll(frames.other(tree)),
    "except_all": lambda frames, frame, tree: frame.exceptAll(frames.other(tree)),
    "subtract": lambda frames, frame, tree: frame.subtract(frames.other(tree)),
    "alias": lambda _frames, frame, name: frame.alias(name),
    "to_df": lambda _frames, frame, names: frame.toDF(*names),
    "to": Frames.to,
    "sample": Frames.sample,
    "repartition": lambda frames, frame, parameters: frames.repartition("repartition")(frame, parameters),
    "repartition_by_range": lambda frames, frame, parameters: frames.repartition("repartitionByRange")(frame, parameters),
    "coalesce": lambda _frames, frame, count: frame.coalesce(count),
    "hint": lambda _frames, frame, parameters: frame.hint(parameters["name"], *parameters.get("parameters", [])),
    "na_fill": Frames.na_fill,
    "na_drop": Frames.na_drop,
    "na_replace": Frames.na_replace,
    "describe": lambda _frames, frame, names: frame.describe(*names),
    "summary": lambda _frames, frame, statistics: frame.summary(*statistics),
    "crosstab": lambda _frames, frame, names: frame.crosstab(*names),
    "freq_items": lambda _frames, frame, parameters: frame.freqItems(parameters["columns"], parameters.get("support")),
    "sample_by": Frames.sample_by,
    "unpivot": Frames.unpivot,
    "transpose": Frames.transpose,
    "observe": Frames.observe,
    "cache": lambda _frames, frame, _parameters: frame.cache(),
    "persist": Frames.persist,
    "local_checkpoint": lambda frames, frame, _parameters: frames.local_checkpoint(frame),
}


def read_arrow(path: str) -> pa.Table:
    size = Path(path).stat().st_size
    if size > FILE_BYTES_MAX:
        raise ValueError(f"{path} has {size} bytes; the adapter reads {FILE_BYTES_MAX} at most")
    with pa.ipc.open_stream(path) as reader:
        return reader.read_all()


def with_maps(value: Any, kind: pa.DataType) -> Any:
    """PyArrow gives maps as lists of pairs; PySpark wants dictionaries."""
    if value is None:
        return None
    if pa.types.is_map(kind):
        return {with_maps(key, kind.key_type): with_maps(item, kind.item_type) for key, item in value}
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [with_maps(item, kind.value_type) for item in value]
    if pa.types.is_struct(kind):
        return {field.name: with_maps(value[field.name], field.type) for field in kind}
    return value


def takes_arrow() -> bool:
    """Whether `createDataFrame` takes Arrow tables, as it does from 4.0."""
    import pyspark

    return int(pyspark.__version__.split(".")[0]) >= 4
