"""DataFrames: names, types and plans that only the DataFrame API can get wrong."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import functions as f
from pyspark.sql.connect.proto import relations_pb2 as relations
from pyspark.sql.window import Window
from smoke.raw import frame
from smoke.world import World


def raw(make: Callable[[], relations.Relation]) -> object:
    return lambda w: frame(w, make())


def view_twice(w: World) -> None:
    w.people.createTempView("people")


CASES = {
    "column": lambda w: w.people.select("nmae"),
    "column_filter": lambda w: w.people.filter(f.col("absent") > 1),
    "column_of_other": lambda w: w.people.select(w.orders.amount),
    "column_sort": lambda w: w.people.sort("absent"),
    "column_group": lambda w: w.people.groupBy("absent").count(),
    "column_aggregate": lambda w: w.people.groupBy("city").agg(f.sum("absent")),
    "column_drop_duplicates": lambda w: w.people.dropDuplicates(["absent"]),
    "column_fill": lambda w: w.people.fillna(0, ["absent"]),
    "column_drop_na": lambda w: w.people.dropna(subset=["absent"]),
    "column_replace": lambda w: w.people.replace(1, 2, ["absent"]),
    "column_describe": lambda w: w.people.describe("absent"),
    "column_using": lambda w: w.people.join(w.orders, "absent"),
    "column_pivot": lambda w: w.people.groupBy("city").pivot("absent").sum("age"),
    "column_repartition": lambda w: w.people.repartition(2, "absent"),
    "column_crosstab": lambda w: w.people.crosstab("absent", "id"),
    "column_quantile": lambda w: w.people.approxQuantile("absent", [0.5], 0.0),
    "column_sample_by": lambda w: w.people.sampleBy("absent", {1: 0.5}),
    "field": lambda w: w.sql("SELECT named_struct('x', 1) AS s").select("s.z"),
    "field_with": lambda w: w.people.select(f.col("id").withField("x", f.lit(1))),
    "field_drop": lambda w: w.sql("SELECT named_struct('x', 1) AS s").select(f.col("s").dropFields("x")),
    "ambiguous": lambda w: w.people.crossJoin(w.orders).select("id"),
    "ambiguous_drop": lambda w: w.people.join(w.people.alias("o"), "id").select("o.absent"),
    "and_text": lambda w: w.people.select(f.col("name") & f.col("age")),
    "filter_number": lambda w: w.people.filter(f.col("id")),
    "filter_text": lambda w: w.people.filter("id +"),
    "divide": lambda w: w.people.select(f.col("id") / (f.col("id") - f.col("id"))),
    "cast": lambda w: w.people.select(f.col("name").cast("int")),
    "cast_type": lambda w: w.people.select(f.col("name").cast("nonsense")),
    "cast_impossible": lambda w: w.people.select(f.col("id").cast("array<int>")),
    "overflow": lambda w: w.people.select(f.col("id") * f.lit(2147483647)),
    "array_index": lambda w: w.people.select(f.array("id")[7]),
    "aggregate_in_filter": lambda w: w.people.filter(f.sum("id") > 1),
    "aggregate_not_grouped": lambda w: w.people.groupBy("city").agg(f.col("age")),
    "aggregate_nested": lambda w: w.people.agg(f.sum(f.max("id"))),
    "aggregate_and_column": lambda w: w.people.select("id", f.sum("id")),
    "aggregate_in_group": lambda w: w.people.groupBy(f.sum("id")).count(),
    "window_without_order": lambda w: w.people.select(f.rank().over(Window.partitionBy("city"))),
    "window_in_filter": lambda w: w.people.filter(f.row_number().over(Window.orderBy("id")) == 1),
    "window_without_over": lambda w: w.people.select(f.row_number()),
    "window_frame": lambda w: w.people.select(f.row_number().over(Window.orderBy("id").rowsBetween(-1, 0))),
    "window_scalar": lambda w: w.people.select(f.sqrt("id").over(Window.orderBy("id"))),
    "generator_nested": lambda w: w.people.select(f.explode(f.array("id")) + 1),
    "generator_filter": lambda w: w.people.filter(f.explode(f.array(f.lit(True)))),
    "function_unknown": lambda w: w.people.select(f.call_function("no_such_function", "id")),
    "function_arguments": lambda w: w.people.select(f.call_function("sqrt", "id", "age")),
    "with_column_twice": lambda w: w.people.withColumns({"a": f.lit(1), "A": f.lit(2)}),
    "renamed_twice": lambda w: w.people.withColumnsRenamed({"id": "x", "name": "x"}).select("x"),
    "to_df": lambda w: w.people.toDF("a", "b"),
    "to_schema": lambda w: w.people.to(w.sql("SELECT 1 AS absent").schema),
    "to_schema_type": lambda w: w.people.select("name").to(w.sql("SELECT array(1) AS name").schema),
    "to_schema_null": lambda w: w.people.select("age").to(w.people.select(f.col("id").alias("age")).schema),
    "union_width": lambda w: w.people.union(w.orders),
    "union_type": lambda w: w.people.select("id").union(w.sql("SELECT array(1)")),
    "union_by_name": lambda w: w.people.unionByName(w.orders),
    "except_width": lambda w: w.people.subtract(w.people.select("id")),
    "join_condition": lambda w: w.people.join(w.orders, w.people.id + w.orders.id),
    "join_type": lambda w: w.people.join(w.orders, w.people.id == w.orders.person, "sideways"),
    "limit": lambda w: w.people.limit(-1),
    "offset": lambda w: w.people.offset(-1),
    "tail": lambda w: w.people.tail(-1),
    "sample": lambda w: w.people.sample(1.5),
    "random_split": lambda w: w.people.sampleBy("city", {"Oslo": 2.0}),
    "unpivot_types": lambda w: w.people.unpivot("id", ["name", "age"], "k", "v"),
    "unpivot_nothing": lambda w: w.people.unpivot(["id", "name", "age", "city", "score"], None, "k", "v"),
    "cov_text": lambda w: w.people.cov("name", "id"),
    "corr_text": lambda w: w.people.corr("name", "id"),
    "observe_column": lambda w: w.people.observe("o", f.col("id")),
    "observe_nothing": lambda w: w.people.observe("o", f.sum(f.max("id"))),
    "hint": lambda w: w.people.hint("coalesce", "x"),
    "hint_zero": lambda w: w.people.hint("repartition", 0),
    "hint_number_twice": lambda w: w.people.hint("repartition", 3, 4),
    "hint_sort_order": lambda w: w.people.hint("repartition", 3, f.desc("id")),
    "hint_range_sort_order": lambda w: w.people.hint("repartition_by_range", 3, f.desc("id")),
    "hint_double": lambda w: w.people.hint("repartition", 1.5),
    "hint_join_number": lambda w: w.people.hint("merge", 1),
    "repartition_range_map": lambda w: w.people.repartitionByRange(3, f.create_map("id", "id")),
    "repartition_id_long": lambda w: w.people.repartitionById(3, f.col("id").cast("long")),
    "repartition_id_text": lambda w: w.people.repartitionById(3, f.col("name")),
    "conf_executor": lambda w: w.spark.conf.set("spark.executor.memory", "2g"),
    "conf_driver": lambda w: w.spark.conf.set("spark.driver.maxResultSize", "2g"),
    "conf_executor_read": lambda w: w.spark.conf.get("spark.executor.cores"),
    "range_step": lambda w: w.spark.range(0, 10, 0),
    "range_partitions": lambda w: w.spark.range(0, 10, 1, 0),
    "table": lambda w: w.spark.table("no_such_table"),
    "table_name": lambda w: w.spark.table("a b"),
    "view_exists": view_twice,
    "sql_argument": lambda w: w.sql("SELECT :x", args={"y": 1}),
    "sql_argument_position": lambda w: w.sql("SELECT ?, ?", args=[1]),
    "schema_text": lambda w: w.spark.createDataFrame([], "a INT b"),
    "database": lambda w: w.spark.catalog.setCurrentDatabase("no_such"),
    "catalog": lambda w: w.spark.catalog.setCurrentCatalog("no_such"),
    "get_table": lambda w: w.spark.catalog.getTable("no_such"),
    "get_database": lambda w: w.spark.catalog.getDatabase("no_such"),
    "get_function": lambda w: w.spark.catalog.getFunction("no_such"),
    "list_columns": lambda w: w.spark.catalog.listColumns("no_such"),
    "list_tables": lambda w: w.spark.catalog.listTables("no_such"),
    "cache_table": lambda w: w.spark.catalog.cacheTable("no_such"),
    "create_table": lambda w: w.spark.catalog.createTable("items", schema=w.people.schema, source="parquet"),
    "merge": lambda w: w.people.mergeInto("no_such", f.lit(True)).whenMatched().delete().merge(),
    "scalar_rows": lambda w: w.people.select(w.people.select("id").scalar()),
    "scalar_columns": lambda w: w.people.select(w.people.scalar()),
    "transpose_types": lambda w: w.people.transpose("absent"),
    "group_sets_column": lambda w: w.people.groupingSets([["absent"]], "city").count(),
    "raw_no_kind": raw(relations.Relation),
    "raw_join_without_right": raw(lambda: relations.Relation(join=relations.Join(
        left=relations.Relation(range=relations.Range(end=1, step=1))))),
    "raw_set_op_without_kind": raw(lambda: relations.Relation(set_op=relations.SetOperation(
        left_input=relations.Relation(range=relations.Range(end=1, step=1)),
        right_input=relations.Relation(range=relations.Range(end=1, step=1))))),
    "raw_filter_without_condition": raw(lambda: relations.Relation(filter=relations.Filter(
        input=relations.Relation(range=relations.Range(end=1, step=1))))),
    "raw_local_schema": raw(lambda: relations.Relation(local_relation=relations.LocalRelation(schema="a NONSENSE"))),
    "raw_local_nothing": raw(lambda: relations.Relation(local_relation=relations.LocalRelation())),
    "raw_read_nothing": raw(lambda: relations.Relation(read=relations.Read())),
    "raw_cached_unknown": raw(lambda: relations.Relation(
        cached_remote_relation=relations.CachedRemoteRelation(relation_id="no-such"))),
}
