"""Commands: statements, writes and views, each shown by what is there afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import functions as f
from pyspark.sql.connect.readwriter import DataFrameWriter
from smoke.world import Case, World


def written(save: Callable[[DataFrameWriter, str], None], kind: str = "parquet", **options: object) -> Case:
    """Writes the people to a new path and reads them back with `kind`."""

    def run(w: World) -> object:
        path = w.new()
        save(w.people.write, path)
        return w.spark.read.format(kind).options(**options).load(path)

    return run


def text_of(kind: str, **options: object) -> Case:
    """The very lines a text format writes."""

    def run(w: World) -> object:
        path = w.new()
        w.people.coalesce(1).write.format(kind).options(**options).save(path)
        return [file.read_text().splitlines() for file in Path(path).glob("part-*")]

    return run


def modes(w: World) -> object:
    path, shown = w.new(), []
    for mode in ("error", "append", "ignore", "overwrite", "append"):
        w.people.write.mode(mode).parquet(path)
        shown.append(w.spark.read.parquet(path).count())
    return shown


def partitioned(w: World) -> object:
    path = w.new()
    w.people.write.partitionBy("city").parquet(path)
    folders = sorted(folder.name for folder in Path(path).iterdir() if folder.is_dir())
    read = w.spark.read.parquet(path)
    return [folders, json.loads(read.schema.json()), read.filter("city = 'Oslo'").count(), read.count()]


def success_marker(w: World) -> object:
    path = w.new()
    w.people.write.parquet(path)
    return sorted({file.suffix or file.name for file in Path(path).iterdir() if not file.name.startswith(".")})


def table(w: World, *statements: Callable[[World], object]) -> object:
    """Runs the statements with the table `t` and shows it, and drops it in the end."""
    try:
        for statement in statements:
            statement(w)
        return [[list(row) for row in w.spark.table("t").orderBy("id").collect()], w.spark.table("t").schema]
    finally:
        w.sql("DROP TABLE IF EXISTS t")


def in_sql(*statements: str) -> Case:
    return lambda w: table(w, *(lambda w, text=text: w.sql(text) for text in statements))


def save_as_table(w: World) -> object:
    return table(w, lambda w: w.people.write.saveAsTable("t"))


def insert_into(w: World) -> object:
    return table(w, lambda w: w.people.write.saveAsTable("t"), lambda w: w.people.write.insertInto("t"),
                 lambda w: w.people.filter("id = 1").write.mode("append").saveAsTable("t"))


def insert_overwrite(w: World) -> object:
    return table(w, lambda w: w.people.write.saveAsTable("t"),
                 lambda w: w.people.filter("id = 1").write.insertInto("t", overwrite=True))


def view(register: Callable[[World], object], name: str) -> Case:
    def run(w: World) -> object:
        register(w)
        try:
            shown = w.spark.table(name).select("id", "name").orderBy("id")
            return [[list(row) for row in shown.collect()], shown.schema]
        finally:
            w.sql(f"DROP VIEW {name}")

    return run


def replaced(w: World) -> None:
    w.orders.createOrReplaceTempView("v")
    w.people.createOrReplaceTempView("v")


def set_and_unset(w: World) -> object:
    shown = [w.sql("SET spark.sql.shuffle.partitions = 7").collect(), w.spark.conf.get("spark.sql.shuffle.partitions")]
    w.sql("RESET spark.sql.shuffle.partitions")
    return [shown, w.spark.conf.get("spark.sql.shuffle.partitions")]


CASES: dict[str, Case] = {
    "sql_lazy": lambda w: w.sql("SELECT 1 AS a, 'x' AS b"),
    "sql_eager": lambda w: w.sql("SHOW DATABASES"),
    "sql_empty_answer": lambda w: w.sql("CREATE OR REPLACE TEMPORARY VIEW empty_answer AS SELECT 1 AS a"),
    "sql_view": view(lambda w: w.sql("CREATE TEMP VIEW v AS SELECT 1 AS id, 'x' AS name"), "v"),
    "sql_set": set_and_unset,
    "sql_use": lambda w: w.sql("USE default"),
    "sql_describe": lambda w: w.sql(f"DESCRIBE {w.view()}"),
    "sql_show_tables": lambda w: w.sql(f"SHOW TABLES LIKE '{w.view()}'"),
    "sql_show_columns": lambda w: w.sql(f"SHOW COLUMNS IN {w.view()}"),
    "sql_create_table": in_sql("CREATE TABLE t (id INT, v STRING) USING parquet", "INSERT INTO t VALUES (1, 'a')"),
    "sql_create_as": in_sql("CREATE TABLE t USING parquet AS SELECT 1 AS id, 'x' AS v"),
    "sql_insert": in_sql("CREATE TABLE t (id INT, v STRING) USING parquet", "INSERT INTO t (v, id) VALUES ('a', 1)",
                         "INSERT INTO t SELECT 2, NULL"),
    "sql_insert_overwrite": in_sql("CREATE TABLE t USING parquet AS SELECT 1 AS id",
                                   "INSERT OVERWRITE t VALUES (2), (3)"),
    "write_parquet": written(lambda writer, path: writer.parquet(path)),
    "write_format_save": written(lambda writer, path: writer.format("parquet").save(path)),
    "write_default_source": written(lambda writer, path: writer.save(path)),
    "write_csv": written(lambda writer, path: writer.csv(path, header=True), "csv", header=True, inferSchema=True),
    "write_json": written(lambda writer, path: writer.json(path), "json"),
    "write_csv_text": text_of("csv", header=True, sep=";"),
    "write_json_text": text_of("json"),
    "write_modes": modes,
    "write_partitioned": partitioned,
    "write_files": success_marker,
    "write_compressed": written(lambda writer, path: writer.option("compression", "zstd").parquet(path)),
    "write_save_as_table": save_as_table,
    "write_insert_into": insert_into,
    "write_insert_overwrite": insert_overwrite,
    "view_create": view(lambda w: w.people.createTempView("v"), "v"),
    "view_replace": view(replaced, "v"),
    "view_global": view(lambda w: w.people.createGlobalTempView("v"), "global_temp.v"),
    "view_global_replace": view(lambda w: w.people.createOrReplaceGlobalTempView("v"), "global_temp.v"),
    "view_of_view": view(lambda w: w.spark.table(w.view()).filter("id > 2").createTempView("v"), "v"),
    "cached": lambda w: [w.people.withColumn("c", f.lit(1)).cache().count(), w.people.unpersist().count()],
}
