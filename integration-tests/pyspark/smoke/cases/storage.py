"""What is kept, what is known about a frame without its rows, and the catalog's less common calls."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from pyspark.sql import functions as f
from pyspark.storagelevel import StorageLevel
from smoke.cases.catalog import with_table
from smoke.client import since
from smoke.world import Case, World


def level(w: World) -> object:
    frame = w.people.withColumn("c", f.lit("kept"))
    before = frame.storageLevel
    frame.persist(StorageLevel.MEMORY_AND_DISK)
    after = frame.storageLevel
    frame.unpersist()
    return [str(before), str(after), str(frame.storageLevel)]


def cached_table(w: World) -> object:
    name = w.view("kept")
    catalog = w.spark.catalog
    catalog.cacheTable(name)
    seen = [catalog.isCached(name), w.spark.table(name).count()]
    catalog.uncacheTable(name)
    seen.append(catalog.isCached(name))
    catalog.cacheTable(name)
    catalog.clearCache()
    return [*seen, catalog.isCached(name)]


def refreshed(w: World) -> object:
    """Files that came after a frame was read first are seen after a refresh."""
    path = w.new("parquet")
    w.spark.range(2).write.parquet(path)
    before = w.spark.read.parquet(path).count()
    w.spark.range(3).write.mode("append").parquet(path)
    w.spark.catalog.refreshByPath(path)
    return [before, w.spark.read.parquet(path).count()]


def checkpointed(w: World) -> object:
    kept = w.people.filter("id > 1").localCheckpoint()
    return kept.select("id", "name").filter("id < 5")


def input_files(w: World) -> object:
    path = w.new("parquet")
    w.spark.range(0, 10, 1, 2).write.parquet(path)
    files = w.spark.read.parquet(path).inputFiles()
    return [len(files), all(file.startswith("file:///") and file.endswith(".parquet") for file in files)]


def semantics(w: World) -> object:
    same = [w.people.select("id"), w.people.select("id"), w.people.select("age")]
    return [same[0].sameSemantics(same[1]), same[0].sameSemantics(same[2]),
            same[0].semanticHash() == same[1].semanticHash(), same[0].semanticHash() == same[2].semanticHash()]


def made(w: World) -> object:
    """A table made through the catalog, by its schema and over files that are there."""
    path = w.new("parquet")
    w.people.write.parquet(path)
    catalog = w.spark.catalog
    try:
        catalog.createTable("made", schema=w.people.schema, source="parquet", description="made here")
        catalog.createTable("over", path=path, source="parquet")
        return [catalog.getTable("made").description, w.spark.table("made").count(), w.spark.table("over").count(),
                catalog.getTable("made").tableType, catalog.getTable("over").tableType]
    finally:
        w.sql("DROP TABLE IF EXISTS made")
        w.sql("DROP TABLE IF EXISTS over")


def of_table(ask: Callable[[World], object]) -> Case:
    """Asks about the partitioned table `t`, which has two partitions."""

    def run(w: World) -> object:
        w.sql("INSERT INTO t VALUES (1, 'a', DATE'2024-01-01'), (2, 'b', DATE'2024-02-01')")
        return ask(w)

    return with_table(run)


def truncated(w: World) -> object:
    w.spark.catalog.truncateTable("t")
    return w.spark.table("t").count()


def functions(w: World) -> object:
    return [[item.name, item.isTemporary] for item in w.spark.catalog.listFunctions(pattern="uppe*")]


def cloned(w: World) -> object:
    w.spark.conf.set("my.own.key", "kept")
    try:
        other = w.spark.cloneSession()
        other.conf.set("my.own.key", "changed")
        return [other.conf.get("my.own.key"), w.spark.conf.get("my.own.key"), other.session_id != w.spark.session_id]
    finally:
        w.spark.conf.unset("my.own.key")


CASES: dict[str, Case] = {
    "storage_level": level,
    "cache_table": cached_table,
    "refresh_by_path": refreshed,
    "refresh_table": lambda w: w.spark.catalog.refreshTable(w.view()),
    "refresh_table_missing": lambda w: w.spark.catalog.refreshTable("no_such_table"),
    "local_checkpoint": since("4.0", checkpointed),
    "explain": lambda w: "Plan" in w.people._explain_string(),
    "input_files": input_files,
    "same_semantics": semantics,
    "create_table": made,
    "list_functions": functions,
    "get_function": lambda w: [w.spark.catalog.getFunction("upper").name,
                               w.spark.catalog.getFunction("upper").isTemporary],
    "get_function_missing": lambda w: w.spark.catalog.getFunction("no_such_function"),
    "list_catalogs": lambda w: [item.name for item in w.spark.catalog.listCatalogs()],
    "list_partitions": since("4.2", of_table(lambda w: sorted(str(p) for p in w.spark.catalog.listPartitions("t")))),
    "table_properties": since("4.2", of_table(lambda w: len(w.spark.catalog.getTableProperties("t")) > 0)),
    "create_table_string": since("4.2", of_table(lambda w: w.spark.catalog.getCreateTableString("t"))),
    "truncate_table": since("4.2", of_table(truncated)),
    "recover_partitions": of_table(lambda w: [w.spark.catalog.recoverPartitions("t"), w.spark.table("t").count()]),
    "interrupt_nothing": lambda w: [w.spark.interruptAll(), w.spark.interruptTag("none")],
    "tags": lambda w: [w.spark.addTag("a"), w.spark.addTag("b"), sorted(w.spark.getTags()), w.spark.removeTag("a"),
                       sorted(w.spark.getTags()), w.spark.clearTags(), sorted(w.spark.getTags())],
    "clone_session": since("4.1", cloned),
    "interval_literal": lambda w: w.spark.range(1).select(f.lit(datetime.timedelta(days=1, seconds=2, microseconds=3))),
    "interval_months": lambda w: w.sql("SELECT INTERVAL '1-2' YEAR TO MONTH + DATE'2024-01-31' AS d"),
    "time_literal": since("4.1", lambda w: w.spark.range(1).select(f.lit(datetime.time(12, 30, 1, 5)))),
    "char_types": lambda w: w.sql("SELECT CAST('ab' AS CHAR(4)) AS c, CAST('ab' AS VARCHAR(4)) AS v"),
}
