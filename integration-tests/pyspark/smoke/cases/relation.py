"""Relations: what a DataFrame is made of."""

from __future__ import annotations

import pandas
import pyarrow
from pyspark.sql import functions as f
from pyspark.sql.types import IntegerType, Row
from smoke.client import since
from smoke.observe import Ordered
from smoke.world import Case, World

KINDS_OF_JOIN = ("inner", "left", "right", "full", "left_semi", "left_anti", "cross")


def csv(w: World) -> str:
    return w.file("people.csv", "id,name,score\n1,Ann,1.5\n2,,\n3,\"Eve, Q.\",-2\n")


def json(w: World) -> str:
    return w.file("people.json", '{"id": 1, "tags": ["a", "b"]}\n{"id": 2, "who": {"name": "Bob"}}\n')


def parquet(w: World) -> str:
    path = w.new("people.parquet")
    w.people.write.parquet(path)
    return path


def join(kind: str) -> Case:
    def run(w: World) -> object:
        condition = None if kind == "cross" else w.people.id == w.orders.person
        return w.people.join(w.orders, condition, kind) if condition is not None else w.people.crossJoin(w.orders)

    return run


def pairs(w: World, *rows: tuple[object, ...]) -> object:
    return w.spark.createDataFrame(list(rows), "a INT, b STRING")


def left(w: World) -> object:
    return pairs(w, (1, "x"), (1, "x"), (2, "y"), (None, None))


def right(w: World) -> object:
    return pairs(w, (1, "x"), (3, "z"), (None, None))


def named_elsewhere(w: World) -> object:
    return w.spark.createDataFrame([("q", 7, True)], "b STRING, a INT, c BOOLEAN")


def big(w: World) -> object:
    frame = pandas.DataFrame({"n": range(200_000), "t": [f"row {n}" for n in range(200_000)]})
    return w.spark.createDataFrame(frame).agg(f.count("*"), f.sum("n"), f.min("t"), f.max("t"))


CASES: dict[str, Case] = {
    "read_named_table": lambda w: w.spark.table(w.view()),
    "read_table": lambda w: w.spark.read.table(w.view()).select("id"),
    "read_csv": lambda w: w.spark.read.csv(csv(w)),
    "read_csv_header": lambda w: w.spark.read.option("header", True).csv(csv(w)),
    "read_csv_infer": lambda w: w.spark.read.csv(csv(w), header=True, inferSchema=True),
    "read_csv_schema": lambda w: w.spark.read.schema("id INT, name STRING, score DOUBLE").csv(csv(w), header=True),
    "read_csv_null_value": lambda w: w.spark.read.csv(csv(w), header=True, nullValue="Ann"),
    "read_json": lambda w: w.spark.read.json(json(w)),
    "read_json_schema": lambda w: w.spark.read.schema("id BIGINT, who STRUCT<name: STRING>").json(json(w)),
    "read_parquet": lambda w: w.spark.read.parquet(parquet(w)),
    "read_format_load": lambda w: w.spark.read.format("parquet").load(parquet(w)),
    "project": lambda w: w.people.select("id", w.people.name),
    "project_expr": lambda w: w.people.selectExpr("id + 1", "upper(name) AS n", "score"),
    "project_nothing": lambda w: w.people.select(),
    "filter_column": lambda w: w.people.filter(w.people.age > 30),
    "filter_text": lambda w: w.people.where("city = 'Oslo' AND score > 0"),
    **{f"join_{kind}": join(kind) for kind in KINDS_OF_JOIN},
    "join_using": lambda w: w.people.join(w.orders.withColumnRenamed("person", "ID"), "id"),
    "join_using_full": lambda w: left(w).join(right(w), ["a", "b"], "full"),
    "join_self": lambda w: w.people.alias("l").join(w.people.alias("r"), f.expr("l.age = r.age AND l.id < r.id")),
    "union": lambda w: left(w).union(right(w)),
    "union_widens": lambda w: w.sql("SELECT 1 AS n").union(w.sql("SELECT 2.5D")),
    "union_by_name": lambda w: left(w).unionByName(named_elsewhere(w), allowMissingColumns=True),
    "intersect": lambda w: left(w).intersect(right(w)),
    "intersect_all": lambda w: left(w).intersectAll(right(w)),
    "except_all": lambda w: left(w).exceptAll(right(w)),
    "subtract": lambda w: left(w).subtract(right(w)),
    "sort": lambda w: Ordered(w.people.orderBy("age", "id")),
    "sort_desc": lambda w: Ordered(w.people.orderBy(f.desc("age"), "id")),
    "sort_nulls": lambda w: Ordered(w.people.orderBy(f.asc_nulls_last("city"), f.desc_nulls_first("name"))),
    "sort_descending_list": lambda w: Ordered(w.people.sort(["city", "id"], ascending=[False, True])),
    "sort_within_partitions": lambda w: Ordered(w.people.coalesce(1).sortWithinPartitions("name")),
    "limit": lambda w: Ordered(w.people.orderBy("id").limit(2)),
    "limit_zero": lambda w: w.people.limit(0),
    "take": lambda w: w.people.orderBy("id").take(2),
    "head": lambda w: w.people.orderBy("id").head(),
    "first_of_none": lambda w: w.people.filter("false").first(),
    "is_empty": lambda w: [w.people.isEmpty(), w.people.filter("false").isEmpty()],
    "count": lambda w: w.people.count(),
    "to_local_iterator": lambda w: list(w.people.orderBy("id").select("id").toLocalIterator()),
    "to_pandas": lambda w: w.people.orderBy("id").select("id", "name").toPandas().to_dict("list"),
    "to_arrow": since("4.0", lambda w: [str(w.people.toArrow().schema.remove_metadata()), w.people.toArrow().num_rows]),
    "aggregate": lambda w: w.people.agg(f.count("*"), f.count("age"), f.sum("age"), f.avg("score"), f.max("name")),
    "aggregate_empty": lambda w: w.people.filter("false").agg(f.count("*"), f.sum("age")),
    "aggregate_dict": lambda w: w.people.groupBy("city").agg({"score": "max"}),
    "group_by": lambda w: w.people.groupBy("city").agg(f.count("*").alias("n"), f.avg("age")),
    "group_by_count": lambda w: w.people.groupBy("city", "age").count(),
    "group_by_sum": lambda w: w.orders.groupBy("person").sum("amount"),
    "group_by_nothing_rows": lambda w: w.people.filter("false").groupBy("city").count(),
    "rollup": lambda w: w.people.rollup("city", "age").count(),
    "cube": lambda w: w.people.cube("city", "age").agg(f.count("*"), f.grouping_id()),
    "grouping_sets": since("4.0", lambda w: w.people.groupingSets([["city"], []], "city").agg(f.sum("score"))),
    "pivot": lambda w: w.people.groupBy("age").pivot("city").agg(f.sum("score")),
    "pivot_values": lambda w: w.people.groupBy("city").pivot("age", [34, 51]).count(),
    "sql": lambda w: w.sql(f"SELECT city, count(*) AS n FROM {w.view()} GROUP BY city HAVING count(*) > 1"),
    "sql_cte": lambda w: w.sql("WITH t AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT a * 2 AS b FROM t"),
    "sql_subquery": lambda w: w.sql(f"SELECT id FROM {w.view()} WHERE score = (SELECT max(score) FROM people)"),
    "sql_exists": lambda w: w.sql(f"SELECT id FROM {w.view()} p WHERE EXISTS (SELECT 1 FROM {w.view('q')} q"
                                  " WHERE q.age = p.age AND q.id <> p.id)"),
    "sql_values": lambda w: w.sql("SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(n, s)"),
    "sql_named_arguments": lambda w: w.sql("SELECT :a + 1 AS b, :t AS t", args={"a": 41, "t": "x"}),
    "sql_positional_arguments": lambda w: w.sql("SELECT ? * 2 AS b, ? AS t", args=[21, "x"]),
    "sql_over_frames": since("4.0", lambda w: w.sql("SELECT count(*) AS n FROM {p} WHERE age > {a}", p=w.people, a=30)),
    "local_rows": lambda w: w.spark.createDataFrame([Row(a=1, b="x"), Row(a=2, b=None)]),
    "local_dicts": lambda w: w.spark.createDataFrame([{"a": 1, "b": [1, 2]}, {"a": 2, "b": []}]),
    "local_tuples": lambda w: w.spark.createDataFrame([(1, "x")], ["n", "t"]),
    "local_atoms": lambda w: w.spark.createDataFrame([1, 2, None], IntegerType()),
    "local_pandas": lambda w: w.spark.createDataFrame(pandas.DataFrame({"a": [1.5, None], "b": ["x", "y"]})),
    "local_arrow": since("4.0", lambda w: w.spark.createDataFrame(pyarrow.table({"a": [1, None], "b": [b"x", b""]}))),
    "local_empty": lambda w: w.spark.createDataFrame([], "a INT NOT NULL, b ARRAY<STRING>"),
    "local_chunks": big,
    "deduplicate": lambda w: left(w).distinct(),
    "deduplicate_columns": lambda w: w.people.select("city", "age").dropDuplicates(["age"]).select("age"),
    "range": lambda w: Ordered(w.spark.range(5)),
    "range_step": lambda w: Ordered(w.spark.range(10, 0, -3, numPartitions=2)),
    "range_empty": lambda w: w.spark.range(3, 3),
    "alias": lambda w: w.people.alias("p").select("p.id", f.col("p.name")),
    "to_df": lambda w: w.people.select("id", "name").toDF("a", "b"),
    "renamed": lambda w: w.people.withColumnRenamed("NAME", "who").withColumnRenamed("absent", "x"),
    "renamed_many": lambda w: w.people.withColumnsRenamed({"id": "a", "age": "b"}),
    "with_column": lambda w: w.people.withColumn("twice", w.people.id * 2),
    "with_column_replaces": lambda w: w.people.withColumn("AGE", f.col("age").cast("string")),
    "with_columns": lambda w: w.people.withColumns({"a": f.lit(1), "b": f.col("id") + 1}),
    "drop": lambda w: w.people.drop("age", "absent", "CITY"),
    "drop_column": lambda w: w.people.drop(w.people.age),
    "show": lambda w: w.people.orderBy("id")._show_string(20, True, False),
    "show_truncated": lambda w: w.people.orderBy("id")._show_string(2, 3, False),
    "show_vertical": lambda w: w.people.orderBy("id")._show_string(1, True, True),
    "show_nested": lambda w: w.sql("SELECT array(1, NULL) a, map('k', 1.50) m, named_struct('x', DATE'2024-02-29',"
                                   " 'y', 'é') s, 1e10D d, X'0aff' b, TIMESTAMP'2024-01-02 03:04:05.600' t,"
                                   " true AS q")._show_string(20, False, False),
    "show_empty": lambda w: w.people.filter("false")._show_string(20, True, False),
    "fill_na": lambda w: w.people.na.fill(0),
    "fill_na_text": lambda w: w.people.fillna("?"),
    "fill_na_columns": lambda w: w.people.na.fill({"age": 1, "name": "nobody"}),
    "fill_na_subset": lambda w: w.people.fillna("?", subset=["city"]),
    "drop_na": lambda w: w.people.dropna(),
    "drop_na_all": lambda w: w.people.na.drop(how="all", subset=["city", "score"]),
    "drop_na_threshold": lambda w: w.people.na.drop(thresh=4),
    "columns": lambda w: [w.people.columns, w.people.dtypes, w.people.schema],
}
