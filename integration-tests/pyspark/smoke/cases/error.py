"""Errors: the exception, its condition, SQLSTATE, parameters and query context that a user gets."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import functions as f
from smoke.world import Case, World


def fails(ask: Callable[[World], object]) -> Case:
    """What is expected to fail, carried to the end: a frame is collected."""

    def run(w: World) -> object:
        result = ask(w)
        return result.collect() if hasattr(result, "collect") else result

    return run


def sql(text: str) -> Case:
    return fails(lambda w: w.sql(text.replace("{people}", w.view())))


def written_twice(w: World) -> None:
    path = w.new()
    w.people.write.parquet(path)
    w.people.write.parquet(path)


def table_twice(w: World) -> None:
    w.sql("CREATE TABLE twice (a INT) USING parquet")
    try:
        w.sql("CREATE TABLE twice (a INT) USING parquet")
    finally:
        w.sql("DROP TABLE twice")


def view_twice(w: World) -> None:
    w.view("double")
    w.people.createTempView("double")


CASES: dict[str, Case] = {
    "unknown_table": fails(lambda w: w.spark.table("no_such_table")),
    "unknown_table_sql": sql("SELECT * FROM nowhere.no_such_table"),
    "unknown_column": fails(lambda w: w.people.select("nmae")),
    "unknown_column_sql": sql("SELECT nmae FROM {people}"),
    "unknown_column_filter": fails(lambda w: w.people.filter(f.col("absent") > 1)),
    "unknown_column_of_frame": fails(lambda w: w.people.select(w.orders.amount)),
    "unknown_column_alone": sql("SELECT x"),
    "unknown_field": sql("SELECT s.z FROM (SELECT named_struct('x', 1) AS s)"),
    "unknown_function": sql("SELECT no_such_function(1)"),
    "unknown_type": sql("SELECT CAST(1 AS nonsense)"),
    "ambiguous_column": fails(lambda w: w.people.crossJoin(w.people.alias("o")).select("id")),
    "ambiguous_column_sql": sql("SELECT id FROM {people} a JOIN {people} b ON a.id = b.id"),
    "type_mismatch": fails(lambda w: w.people.select(f.col("name") & f.col("age"))),
    "type_mismatch_sql": sql("SELECT array(1) + 1"),
    "type_of_argument": sql("SELECT date_add(map(1, 2), 1)"),
    "filter_not_boolean": fails(lambda w: w.people.filter("id + 1")),
    "wrong_number_of_arguments": sql("SELECT substring('a')"),
    "union_different_widths": fails(lambda w: w.people.union(w.orders)),
    "not_in_group_by": sql("SELECT city, age FROM {people} GROUP BY city"),
    "aggregate_in_where": sql("SELECT id FROM {people} WHERE sum(id) > 1"),
    "division_by_zero": sql("SELECT 1 / 0"),
    "division_by_zero_frame": fails(lambda w: w.people.select(f.col("id") / (f.col("id") - f.col("id")))),
    "modulo_by_zero": sql("SELECT 1 % 0"),
    "cast_text_to_int": sql("SELECT CAST('abc' AS INT)"),
    "cast_text_to_date": sql("SELECT CAST('not a date' AS DATE)"),
    "cast_overflow": sql("SELECT CAST(300 AS TINYINT)"),
    "sum_overflow": sql("SELECT 2147483647 + 1"),
    "decimal_overflow": sql("SELECT CAST(12345.6 AS DECIMAL(4,1))"),
    "array_index": sql("SELECT array(1, 2)[5]"),
    "element_at_zero": sql("SELECT element_at(array(1), 0)"),
    "raise_error": sql("SELECT raise_error('mine')"),
    "parse": sql("SELEC 1"),
    "parse_end": sql("SELECT (1"),
    "parse_two_statements": sql("SELECT 1; SELECT 2"),
    "parse_expression": fails(lambda w: w.people.selectExpr("id +")),
    "parse_type": fails(lambda w: w.spark.createDataFrame([], "a INT b")),
    "parse_empty": sql(""),
    "conf_static": fails(lambda w: w.spark.conf.set("spark.sql.warehouse.dir", "/elsewhere")),
    "conf_bad_value": fails(lambda w: w.spark.conf.set("spark.sql.shuffle.partitions", "many")),
    "conf_bad_choice": fails(lambda w: w.spark.conf.set("spark.sql.storeAssignmentPolicy", "whatever")),
    "conf_bad_zone": fails(lambda w: w.spark.conf.set("spark.sql.session.timeZone", "Nowhere/Else")),
    "conf_missing": fails(lambda w: w.spark.conf.get("my.absent.key")),
    "path_missing": fails(lambda w: w.spark.read.parquet(str(w.dir / "absent"))),
    "path_exists": fails(written_twice),
    "format_unknown": fails(lambda w: w.spark.read.format("nonsense").load("/x")),
    "csv_without_schema": fails(lambda w: w.spark.read.csv(w.file("empty.csv", "")).select("a")),
    "view_exists": fails(view_twice),
    "view_missing": sql("DROP VIEW no_such_view"),
    "table_exists": fails(table_twice),
    "database_missing": fails(lambda w: w.spark.catalog.setCurrentDatabase("no_such")),
    "catalog_missing": fails(lambda w: w.spark.catalog.setCurrentCatalog("no_such")),
    "get_table_missing": fails(lambda w: w.spark.catalog.getTable("no_such")),
    "parameter_missing": fails(lambda w: w.sql("SELECT :x", args={"y": 1})),
    "limit_negative": fails(lambda w: w.people.limit(-1)),
    "subquery_many_rows": sql("SELECT (SELECT id FROM {people}) AS x"),
    "insert_width": sql("INSERT INTO {people} VALUES (1)"),
    "duplicate_columns_written": fails(lambda w: w.people.select("id", f.col("age").alias("id")).write.parquet(w.new())),
    "void_written": fails(lambda w: w.sql("SELECT 1 AS a, NULL AS n").write.csv(w.new())),
}
