"""Frames turned, paired, cut and put elsewhere: the relations beside the everyday ones."""

from __future__ import annotations

from pyspark.sql import Observation
from pyspark.sql import functions as f
from pyspark.sql.types import LongType, StringType, StructField, StructType
from smoke.client import since
from smoke.observe import Ordered
from smoke.world import Case, World

CHOSEN = StructType([StructField("city", StringType()), StructField("id", LongType())])


def observe(w: World) -> object:
    observation = Observation("seen")
    rows = w.people.observe(observation, f.count(f.lit(1)).alias("rows"), f.max("age")).filter("id > 3").count()
    return [rows, observation.get]


def html(w: World) -> object:
    w.spark.conf.set("spark.sql.repl.eagerEval.enabled", True)
    try:
        return w.people.orderBy("id").limit(2)._repr_html_()
    finally:
        w.spark.conf.unset("spark.sql.repl.eagerEval.enabled")


def as_of(direction: str, **options: object) -> Case:
    def run(w: World) -> object:
        left = w.spark.createDataFrame([(1, "a"), (5, "b"), (10, "a")], "t INT, k STRING")
        right = w.spark.createDataFrame([(1, "a", 1.5), (3, "b", 2.5), (7, "a", 3.5)], "t INT, k STRING, v DOUBLE")
        return left._joinAsOf(right, left["t"], right["t"], direction=direction, **options)

    return run


def exploded(w: World) -> object:
    return w.sql("SELECT 1 AS id, array(10, 20) AS a UNION ALL SELECT 2, array() UNION ALL SELECT 3, array(30)")


def nearest(w: World) -> object:
    wanted = w.spark.createDataFrame([(1,), (9,)], "x INT").alias("w")
    offered = w.spark.createDataFrame([(2, "b"), (7, "g"), (20, "t")], "y INT, n STRING").alias("o")
    return wanted.nearestByJoin(offered, f.abs(f.col("w.x") - f.col("o.y")), 2, "exact", "distance")


def outer_age(w: World) -> object:
    """The rows whose age is the oldest of their city, by a scalar subquery on the row outside."""
    inner = w.people.alias("i").where(f.col("i.city") == f.col("o.city").outer()).agg(f.max("age"))
    return w.people.alias("o").where(f.col("age") == inner.scalar()).select("id", "age")


CASES: dict[str, Case] = {
    "offset": lambda w: Ordered(w.people.orderBy("id").offset(2)),
    "offset_and_limit": lambda w: Ordered(w.people.orderBy("id").offset(1).limit(2)),
    "tail": lambda w: w.people.orderBy("id").tail(2),
    "hint": lambda w: w.people.join(w.orders.hint("broadcast"), w.people.id == w.orders.person),
    "hint_unknown": lambda w: w.people.hint("no_such_hint").select("id"),
    "unpivot": lambda w: w.people.unpivot("id", ["name", "city"], "what", "value"),
    "unpivot_the_rest": lambda w: w.people.select("id", "age").unpivot("id", None, "what", "value"),
    "unpivot_widens": lambda w: w.people.melt(["name"], ["id", "score"], "what", "value"),
    "to_schema": lambda w: w.people.to(CHOSEN),
    "to_schema_missing": lambda w: w.people.to(StructType([StructField("none", LongType(), False)])),
    "replace": lambda w: w.people.replace("Oslo", "Bergen"),
    "replace_several": lambda w: w.people.na.replace({34: 35, 51: 52}, subset=["age"]),
    "replace_by_null": lambda w: w.people.replace(["Ann", "Bob"], None),
    "repartition": lambda w: w.people.repartition(3),
    "repartition_by": lambda w: w.people.repartition(2, "city").select("id", "city"),
    "repartition_by_range": lambda w: w.people.repartitionByRange(2, f.desc("id")).select("id"),
    "coalesce": lambda w: w.people.coalesce(1),
    "observe": observe,
    "html": html,
    "transpose": since("4.0", lambda w: w.people.select("name", "id", "age").filter("name IS NOT NULL").transpose()),
    "transpose_by": since("4.0", lambda w: w.people.select("id", "age").transpose("id")),
    "as_of_backward": since("4.0", as_of("backward")),
    "as_of_forward_by_key": since("4.0", as_of("forward", on="k")),
    "as_of_nearest": since("4.0", as_of("nearest", allowExactMatches=False)),
    "as_of_left": since("4.0", as_of("backward", how="left", tolerance=f.lit(1))),
    "table_function": since("4.0", lambda w: w.spark.tvf.explode(f.array(f.lit(1), f.lit(2)))),
    "table_function_range": since("4.0", lambda w: w.spark.tvf.range(3)),
    "table_function_stack": since("4.0", lambda w: w.spark.tvf.stack(f.lit(2), f.lit(1), f.lit("a"), f.lit(2))),
    "lateral_join": since("4.0", lambda w: exploded(w).lateralJoin(w.spark.tvf.explode(f.col("a").outer()))),
    "lateral_join_left": since("4.0", lambda w: exploded(w).alias("e").lateralJoin(
        w.spark.tvf.explode(f.col("e.a").outer()).toDF("x").where("x > 15"), how="left")),
    "nearest_by": since("4.2", nearest),
    "scalar_subquery": since("4.0", lambda w: w.people.where(f.col("score") == w.people.agg(f.max("score")).scalar())),
    "scalar_subquery_correlated": since("4.0", outer_age),
    "exists_subquery": since("4.0", lambda w: w.people.alias("p").where(
        w.orders.alias("o").where(f.col("o.person") == f.col("p.id").outer()).exists()).select("id")),
    "in_subquery": since("4.1", lambda w: w.people.where(f.col("id").isin(w.orders.select("person"))).select("id")),
    "zip_with_index": since("4.2", lambda w: w.spark.range(0, 4, 1, 1).zipWithIndex()),
    "column_by_pattern": lambda w: w.people.select(w.people.colRegex("`(id|s.*)`")),
    "metadata": lambda w: w.people.select("id").withMetadata("id", {"unit": "m"}),
    "field_changed": lambda w: w.sql("SELECT named_struct('a', 1, 'b', 2) AS s").select(
        f.col("s").withField("a", f.lit("x")).withField("c", f.lit(3)), f.col("s").dropFields("b")),
    "lambda_transform": lambda w: exploded(w).select(f.transform("a", lambda x: x + 1),
                                                     f.filter("a", lambda x, i: (x > 10) & (i < 5))),
    "lambda_aggregate": lambda w: exploded(w).select(f.aggregate("a", f.lit(0), lambda s, x: s + x, lambda s: s * 2)),
    "generated": lambda w: exploded(w).select("id", f.posexplode_outer("a")),
    "with_watermark_of_batch": lambda w: w.orders.withColumn("t", f.col("day").cast("timestamp"))
    .withWatermark("t", "1 day").select("id"),
}
