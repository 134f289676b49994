"""What is told about the rows of a frame, and rows drawn from it."""

from __future__ import annotations

from pyspark.sql import functions as f
from smoke.observe import Ordered
from smoke.world import Case, World


def frequent(w: World) -> object:
    items = w.people.freqItems(["age", "city"], 0.4)
    return items.select(*(f.sort_array(f.col(name)) for name in items.columns))


def observed_split(w: World) -> object:
    """How the parts share out the rows: each row is in one of them."""
    parts = w.spark.range(0, 100, 1, 1).randomSplit([1.0, 3.0], seed=7)
    ids = [[row.id for row in part.collect()] for part in parts]
    return [sorted(sum(ids, [])) == list(range(100)), ids]


CASES: dict[str, Case] = {
    "describe": lambda w: Ordered(w.people.describe()),
    "describe_columns": lambda w: Ordered(w.people.describe("age", "name")),
    "describe_nothing": lambda w: Ordered(w.people.filter("false").describe("score")),
    "summary": lambda w: Ordered(w.people.summary()),
    "summary_chosen": lambda w: Ordered(w.people.select("id", "score").summary("max", "25%", "count_distinct", "min")),
    "summary_unknown": lambda w: w.people.summary("medium"),
    "crosstab": lambda w: w.people.crosstab("city", "age"),
    "covariance": lambda w: [w.people.cov("id", "score"), w.people.stat.cov("id", "id")],
    "correlation": lambda w: w.people.corr("id", "score"),
    "correlation_of_text": lambda w: w.people.corr("id", "name"),
    "quantiles": lambda w: w.people.approxQuantile("score", [0.0, 0.5, 1.0], 0.0),
    "quantiles_of_several": lambda w: w.people.approxQuantile(["id", "score"], [0.25, 0.75], 0.0),
    "quantiles_beyond": lambda w: w.people.approxQuantile("id", [1.5], 0.0),
    "frequent_items": frequent,
    "sample_all": lambda w: w.people.sample(1.0),
    "sample_none": lambda w: w.people.sample(0.0),
    "sample_seeded": lambda w: w.spark.range(0, 100, 1, 1).sample(0.2, 42),
    "sample_replaced": lambda w: w.spark.range(0, 100, 1, 1).sample(True, 0.2, 42),
    "sample_too_much": lambda w: w.people.sample(1.5),
    "sample_by": lambda w: w.people.sampleBy("city", {"Oslo": 1.0, "Rome": 0.0}, 1),
    "random_split": observed_split,
}
