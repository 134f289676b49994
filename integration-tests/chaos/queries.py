"""The queries: shapes of three and more stages, whose answers have many rows and no floating-point number.

Each takes a session that has the tables as views, and gives a DataFrame. Knows SQL; refuses to know engines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chaos import data
from pyspark.sql import functions as f

Query = Callable[[Any], Any]
# Enough partitions that six slots take several turns a stage, so that a stage can be half done.
SHUFFLE_PARTITIONS = 16
# The queries whose ORDER BY leaves no ties: their rows are compared in order.
ORDERED = {"join_aggregate_sort", "distinct_counts", "top_of_union"}


def register(spark: Any) -> None:
    """Makes the tables views of the session."""
    for name, folder in data.tables().items():
        spark.read.parquet(str(folder)).createOrReplaceTempView(name)


def join_aggregate_sort(spark: Any) -> Any:
    """Two big sides joined by key, grouped by another, sorted by a third."""
    return spark.sql("""
        SELECT o.customer, o.region, count(*) AS payments, sum(o.amount) AS ordered, sum(p.paid) AS paid
        FROM orders o JOIN payments p ON o.order_id = p.order_id
        WHERE p.method IS NOT NULL
        GROUP BY o.customer, o.region
        ORDER BY paid DESC, o.customer, o.region""")


def window_over_aggregate(spark: Any) -> Any:
    """A window over another key than the grouping below it; one row a customer and day."""
    return spark.sql("""
        WITH daily AS (SELECT customer, day, sum(amount) AS amount, count(*) AS orders
                       FROM orders GROUP BY customer, day)
        SELECT day, customer, amount, place,
               sum(amount) OVER (PARTITION BY day ORDER BY place ROWS UNBOUNDED PRECEDING) AS so_far
        FROM (SELECT *, row_number() OVER (PARTITION BY day ORDER BY amount DESC, customer) AS place FROM daily)
        WHERE place <= 200""")


def distinct_counts(spark: Any) -> Any:
    """Several DISTINCTs in one grouping, sorted."""
    return spark.sql("""
        SELECT item, count(DISTINCT customer) AS customers, count(DISTINCT day) AS days,
               count(DISTINCT region) AS regions, sum(amount) AS amount, min(note) AS first_note
        FROM orders GROUP BY item
        ORDER BY amount, item""")


def top_of_union(spark: Any) -> Any:
    """A union of two joins, grouped and sorted."""
    return spark.sql("""
        SELECT customer, day, sum(value) AS value, count(*) AS entries
        FROM (SELECT o.customer, p.day, p.paid AS value
              FROM orders o JOIN payments p ON o.order_id = p.order_id WHERE p.method = 'card'
              UNION ALL
              SELECT o.customer, o.day, -o.amount AS value
              FROM orders o LEFT ANTI JOIN payments p ON o.order_id = p.order_id)
        GROUP BY customer, day
        ORDER BY value, customer, day
        LIMIT 100000""")


def repartition_and_aggregate(spark: Any) -> Any:
    """A repartition the user asked for, and two groupings above it."""
    spread = spark.table("orders").repartition(SHUFFLE_PARTITIONS, "item")
    by_day = spread.groupBy("item", "day").agg(f.sum("amount").alias("amount"), f.max("note").alias("note"))
    return by_day.groupBy("day").agg(f.count("*").alias("items"), f.sum("amount").alias("amount"),
                                     f.max("note").alias("note"), f.count_distinct("item").alias("distinct_items"))


def skewed_keys(spark: Any) -> Any:
    """A key that six rows of ten have, joined with its own totals, and grouped by another."""
    return spark.sql("""
        WITH totals AS (SELECT hot, count(*) AS orders, sum(amount) AS amount FROM orders GROUP BY hot)
        SELECT o.customer, max(t.orders) AS most, sum(o.amount) AS amount, count(DISTINCT o.hot) AS keys
        FROM orders o JOIN totals t ON o.hot = t.hot
        WHERE o.amount < t.amount
        GROUP BY o.customer""")


def customers_who_differ(spark: Any) -> Any:
    """Set operations over groupings of both tables."""
    return spark.sql("""
        (SELECT customer, day FROM orders WHERE region = 'north'
         EXCEPT
         SELECT customer, day FROM payments WHERE method IS NOT NULL)
        INTERSECT
        SELECT customer, day FROM orders WHERE item % 3 = 1""")


QUERIES: dict[str, Query] = {query.__name__: query for query in (
    join_aggregate_sort, window_over_aggregate, distinct_counts, top_of_union, repartition_and_aggregate, skewed_keys,
    customers_who_differ)}
