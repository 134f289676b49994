"""Expressions: literals, names, operators, casts, windows."""

from __future__ import annotations

import datetime
from decimal import Decimal

from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, IntegerType, StringType
from pyspark.sql.window import Window
from smoke.client import since
from smoke.observe import Ordered
from smoke.world import Case, World

CITY = Window.partitionBy("city").orderBy("id")
ALL = Window.partitionBy("city")
ROW = datetime.datetime(2024, 2, 29, 12, 30, 15, 250)


def one(w: World, *columns: object) -> object:
    return w.spark.range(1).select(*columns)


def nested(w: World) -> object:
    return w.sql("SELECT array(10, 20) AS a, map('k', 1, 'l', 2) AS m, named_struct('x', 1, 'y', 'z') AS s")


def over(*columns: object) -> Case:
    return lambda w: w.people.select("id", *columns)


CASES: dict[str, Case] = {
    "literal_null": lambda w: one(w, f.lit(None)),
    "literal_boolean": lambda w: one(w, f.lit(True)),
    "literal_integers": lambda w: one(w, f.lit(7), f.lit(1 << 40)),
    "literal_double": lambda w: one(w, f.lit(1.5), f.lit(float("nan")), f.lit(float("-inf"))),
    "literal_string": lambda w: one(w, f.lit("it's"), f.lit("")),
    "literal_binary": lambda w: one(w, f.lit(b"\x00\xff")),
    "literal_decimal": lambda w: one(w, f.lit(Decimal("1.50")), f.lit(Decimal("-123456789.987654321"))),
    "literal_date": lambda w: one(w, f.lit(datetime.date(1969, 12, 31))),
    "literal_timestamp": lambda w: one(w, f.lit(ROW.replace(tzinfo=datetime.UTC))),
    "literal_timestamp_naive": lambda w: one(w, f.lit(ROW)),
    "literal_list": lambda w: one(w, f.lit([1, 2, 3]), f.lit(["a"])),
    "attribute": lambda w: w.people.select(f.col("name"), w.people["age"], w.people.score),
    "attribute_any_case": lambda w: w.people.select("NAME", f.col("Age")),
    "attribute_quoted": lambda w: w.sql("SELECT 1 AS `a.b c`").select("`a.b c`"),
    "attribute_of_frame": lambda w: w.people.filter("id > 1").select(w.people.id),
    "arithmetic": lambda w: w.orders.select(f.col("id") + 1, f.col("id") - 1.5, f.col("amount") * 2,
                                            f.col("amount") / 3, f.col("id") % 4, -f.col("id")),
    "integer_division": lambda w: w.sql("SELECT 7 / 2, 7 div 2, -7 % 3, 7.0 / 2, 1.10 * 2.345, 1e0 / 4"),
    "comparison": lambda w: w.people.select(f.col("age") == 34, f.col("age") != 34, f.col("age") < 50,
                                            f.col("age") >= 34, f.col("age").eqNullSafe(None)),
    "logic": lambda w: w.people.select((f.col("age") > 30) & (f.col("city") == "Oslo"),
                                       (f.col("age") > 30) | f.col("city").isNull(), ~(f.col("age") > 30)),
    "null_checks": lambda w: w.people.select(f.col("age").isNull(), f.col("age").isNotNull(), f.isnan("score")),
    "when": lambda w: w.people.select(f.when(f.col("age") > 40, "old").when(f.col("age") > 30, "mid")),
    "when_otherwise": lambda w: w.people.select(f.when(f.col("age") > 40, 1).otherwise(2.5).alias("v")),
    "is_in": lambda w: w.people.filter(f.col("city").isin("Oslo", "Paris")),
    "between": lambda w: w.people.filter(f.col("age").between(28, 34)),
    "like": lambda w: w.people.select(f.col("name").like("A%"), f.col("name").rlike("^[AB]"),
                                      f.col("name").ilike("a__"), f.col("name").contains("n"),
                                      f.col("name").startswith("D"), f.col("name").endswith("e")),
    "substring": lambda w: w.people.select(f.col("name").substr(1, 2), f.col("name")[1:1]),
    "bitwise": lambda w: one(w, f.lit(6).bitwiseAND(3), f.lit(6).bitwiseOR(3), f.lit(6).bitwiseXOR(3)),
    "expr": lambda w: w.people.select(f.expr("age + id AS total"), f.expr("CASE WHEN age > 30 THEN 'x' END")),
    "star": lambda w: w.people.select("*"),
    "star_of": lambda w: w.people.alias("p").join(w.orders.alias("o"), f.expr("p.id = o.person")).select("o.*"),
    "star_of_frame": lambda w: w.people.select(w.people["*"], f.lit(1).alias("one")),
    "alias": lambda w: w.people.select(f.col("id").alias("number"), (f.col("id") + 1).name("next")),
    "alias_metadata": lambda w: w.people.select(f.col("id").alias("n", metadata={"unit": "m"})),
    "cast": lambda w: one(w, f.lit("12").cast("int"), f.lit(1.9).cast(IntegerType()), f.lit(1).cast("boolean"),
                          f.lit(12.345).cast("decimal(5,1)"), f.lit(True).cast("string"), f.lit(1.0).cast("string")),
    "cast_dates": lambda w: one(w, f.lit("2024-02-29").cast("date"), f.lit("2024-02-29 01:02:03.5").cast("timestamp"),
                                f.lit(datetime.date(2024, 2, 29)).cast("timestamp"), f.lit(ROW).cast("long")),
    "cast_array": lambda w: one(w, f.array(f.lit(1), f.lit(2)).cast(ArrayType(StringType()))),
    "try_cast": since("4.0", lambda w: one(w, f.lit("x").try_cast("int"), f.lit("7").try_cast("int"))),
    "sort_order": lambda w: Ordered(w.people.orderBy(f.col("age").desc_nulls_last(), f.col("id").asc())),
    "window_rank": over(f.row_number().over(CITY), f.rank().over(Window.partitionBy("city").orderBy("age")),
                        f.dense_rank().over(Window.orderBy("age"))),
    "window_lag": over(f.lag("name").over(CITY), f.lead("name", 1, "none").over(CITY)),
    "window_sum": over(f.sum("score").over(CITY), f.count("*").over(ALL), f.avg("age").over(ALL)),
    "window_rows": over(f.sum("id").over(Window.orderBy("id").rowsBetween(-1, 1))),
    "window_range": over(f.sum("id").over(Window.orderBy("age").rangeBetween(Window.unboundedPreceding, 0))),
    "window_first": over(f.first("name", ignorenulls=True).over(CITY), f.ntile(2).over(Window.orderBy("id"))),
    "window_sql": lambda w: w.sql(f"SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) s"
                                  f" FROM {w.view()}"),
    "extract_array": lambda w: nested(w).select(f.col("a")[0], f.col("a").getItem(1)),
    "extract_map": lambda w: nested(w).select(f.col("m")["k"], f.col("m").getItem("l"), f.col("m")["none"]),
    "extract_struct": lambda w: nested(w).select("s.x", f.col("s").getField("y"), f.col("s")["x"], "s.*"),
    "names_of_expressions": lambda w: w.people.select(f.col("id") + 1, f.lit("a"), f.count("*").over(ALL),
                                                      f.upper("name"), f.lit(1.0), f.col("age") > 3, f.expr("id*2")),
}
