"""Which rows each partition has: what repartitioning, its confs and hints do to a plan, read back by `spark_partition_id`.

Adaptive execution is off, since it puts small partitions together: the numbers are those that were asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import functions as f
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.window import Window
from smoke.client import since
from smoke.world import Case, World


def with_confs(run: Case, **confs: str) -> Case:
    """The case under these confs, and without adaptive execution."""
    settings = {"spark.sql.adaptive.enabled": "false"} | {key.replace("__", "."): confs[key] for key in confs}

    def under(w: World) -> object:
        for key, value in settings.items():
            w.spark.conf.set(key, value)
        try:
            return run(w)
        finally:
            for key in settings:
                w.spark.conf.unset(key)

    return under


def placed(make: Callable[[World], DataFrame], *columns: str, **confs: str) -> Case:
    """The columns of each partition's rows, in no order: an exchange does not promise one."""

    def run(w: World) -> object:
        frame = make(w).select(f.spark_partition_id().alias("partition"), *(columns or ["id"]))
        rows = [[str(cell) for cell in row] for row in frame.collect()]
        return sorted(rows)

    return with_confs(run, **confs)


def counted(make: Callable[[World], DataFrame], **confs: str) -> Case:
    """How many partitions have rows; all columns are asked for, so that nothing is left out below."""

    def run(w: World) -> object:
        return len({row["partition"] for row in make(w).select(f.spark_partition_id().alias("partition"), "*").collect()})

    return with_confs(run, **confs)


def numbers(w: World) -> DataFrame:
    return w.spark.range(0, 20, 1, 4)


def many(w: World) -> DataFrame:
    return w.spark.range(0, 1000, 1, 4)


def skewed(w: World) -> DataFrame:
    """One key more often than all others, NULLs, and then each once."""
    key = f.when(f.col("id") < 12, 1).when(f.col("id") < 14, None).otherwise(f.col("id"))
    return numbers(w).withColumn("k", key).withColumn("s", (f.col("id") % 4).cast("string"))


def doubles(w: World) -> DataFrame:
    special = w.sql("SELECT explode(array(double('NaN'), double('-0.0'), 0.0D, double('-Infinity'), NULL)) AS x")
    return numbers(w).select(((f.col("id") - 10) / 4.0).alias("x")).union(special)


WIDE = """
    SELECT id, id % 2 = 0 AS b, CAST(id - 5 AS TINYINT) AS t, CAST(-id AS SMALLINT) AS h, CAST(-id AS INT) AS i,
           CAST(id / 3 AS FLOAT) AS x, -id / 7 AS y, CAST(id AS DECIMAL(9, 2)) AS d, CAST(-id * 1e20 AS DECIMAL(38, 2)) AS w,
           repeat('ä', CAST(id AS INT)) AS s, encode(repeat('x', CAST(id AS INT)), 'utf-8') AS z,
           date_add(DATE'2024-02-27', CAST(id AS INT)) AS day, timestamp_micros(id * 1000003) AS moment,
           if(id % 3 = 0, NULL, id) AS n, if(id % 4 = 0, NULL, CAST(id AS DECIMAL(30, 0))) AS nw,
           array(id, NULL, id + 1) AS l, array('a', NULL, repeat('b', CAST(id AS INT))) AS ls,
           map('k', id, 'kk', NULL) AS m, named_struct('a', id, 'b', 'x', 'c', if(id % 2 = 0, NULL, 1.5)) AS st,
           make_dt_interval(CAST(id AS INT)) AS dt, array(true, false) AS bs,
           array(CAST(id AS DECIMAL(30, 1))) AS lw, array(CAST(id AS SMALLINT), NULL) AS lh
    FROM range(0, 12, 1, 2)
"""


def joined(hint: str, how: str) -> Case:
    """A join's rows do not depend on how it runs."""

    def run(w: World) -> object:
        frame = w.people.join(w.orders.hint(hint), w.people.id == w.orders.person, how)
        other = w.people.hint(hint).join(w.orders, w.people.id == w.orders.person, how)
        return [sorted([str(cell) for cell in row] for row in side.collect()) for side in (frame, other)]

    return run


def hinted(text: str, *columns: str, **confs: str) -> Case:
    def make(w: World) -> DataFrame:
        numbers(w).createOrReplaceTempView("numbers")
        return w.sql(text)

    return placed(make, *columns, **confs)


FIVE = {"spark__sql__shuffle__partitions": "5"}
SEVEN = {"spark__sql__shuffle__partitions": "7"}
HINTS = ("broadcast", "merge", "shuffle_hash", "shuffle_replicate_nl")
KINDS = ("inner", "left", "right", "full", "semi", "anti", "cross")

CASES: dict[str, Case] = {
    **{f"repartition_{n}": placed(lambda w, n=n: numbers(w).repartition(n)) for n in (1, 2, 3, 5, 8, 16)},
    "repartition_unsorted": placed(lambda w: numbers(w).repartition(3),
                                   spark__sql__execution__sortBeforeRepartition="false"),
    "repartition_of_all_types": placed(lambda w: w.sql(WIDE).repartition(5), "*"),
    "repartition_of_few": placed(lambda w: w.spark.range(0, 2, 1, 1).repartition(5)),
    "repartition_twice": placed(lambda w: numbers(w).repartition(3).repartition(5)),
    "repartition_then_coalesce": placed(lambda w: numbers(w).repartition(5).coalesce(2)),
    "repartition_then_filter": placed(lambda w: numbers(w).repartition(3).filter("id % 2 = 0")),
    "repartition_then_project": placed(lambda w: numbers(w).repartition(3).select((f.col("id") * 2).alias("id"))),
    "repartition_in_union": placed(lambda w: numbers(w).repartition(3).union(numbers(w).coalesce(2))),
    "repartition_keeps_all": lambda w: [many(w).repartition(7).limit(5).count(), many(w).repartition(7).count(),
                                        many(w).repartition(3).agg(f.sum("id")).first()[0]],
    "repartition_by_key": placed(lambda w: numbers(w).repartition(4, "id")),
    "repartition_by_keys": placed(lambda w: numbers(w).repartition(5, f.col("id") % 3, f.col("id").cast("string"))),
    "repartition_by_null": placed(lambda w: skewed(w).repartition(3, "k", "s"), "id", "k"),
    "repartition_by_one": placed(lambda w: numbers(w).repartition(1, "id")),
    "repartition_by_default": placed(lambda w: numbers(w).repartition("id"), **FIVE),
    "repartition_by_doubles": placed(lambda w: doubles(w).repartition(4, "x"), "x"),
    "repartition_by_decimal": placed(lambda w: numbers(w).repartition(4, f.col("id").cast("decimal(30,3)"))),
    "repartition_by_struct": placed(lambda w: numbers(w).repartition(4, f.struct("id", f.array(f.lit("a"), f.lit(None))))),
    "repartition_by_map": placed(lambda w: numbers(w).repartition(3, f.create_map("id", "id"))),
    "repartition_by_constant": placed(lambda w: numbers(w).repartition(4, f.lit(1))),
    "ranges": placed(lambda w: numbers(w).repartitionByRange(4, "id")),
    "ranges_descending": placed(lambda w: numbers(w).repartitionByRange(3, f.desc("id"))),
    "ranges_skewed": placed(lambda w: skewed(w).repartitionByRange(4, "k"), "id", "k"),
    "ranges_skewed_descending": placed(lambda w: skewed(w).repartitionByRange(4, f.desc("k")), "id", "k"),
    "ranges_nulls_last": placed(lambda w: skewed(w).repartitionByRange(4, f.col("k").asc_nulls_last()), "id", "k"),
    "ranges_of_two_keys": placed(lambda w: skewed(w).repartitionByRange(5, "s", f.desc("id")), "id", "s"),
    "ranges_of_doubles": placed(lambda w: doubles(w).repartitionByRange(4, "x"), "x"),
    "ranges_of_nothing": placed(lambda w: numbers(w).filter("id < 0").repartitionByRange(4, "id")),
    "ranges_of_nulls": placed(lambda w: numbers(w).repartitionByRange(4, f.lit(None).cast("int"))),
    "ranges_by_default": placed(lambda w: numbers(w).repartitionByRange("id"), **FIVE),
    "ranges_are_in_order": with_confs(lambda w: ascending(w.spark.range(0, 100_000, 1, 3).repartitionByRange(6, "id"))),
    "by_id": since("4.1", placed(lambda w: numbers(w).repartitionById(3, (f.col("id") - 5).cast("int")))),
    "by_id_null": since("4.1", placed(
        lambda w: numbers(w).repartitionById(3, f.when(f.col("id") > 3, f.col("id").cast("int"))))),
    **{f"coalesce_{n}": placed(lambda w, n=n: w.spark.range(0, 20, 1, 10).coalesce(n)) for n in (1, 3, 4, 7, 11)},
    "coalesce_twice": placed(lambda w: w.spark.range(0, 20, 1, 10).coalesce(3).coalesce(5)),
    "coalesce_then_repartition": placed(lambda w: numbers(w).coalesce(2).repartition(3)),
    "distribute_by": hinted("SELECT id FROM numbers DISTRIBUTE BY id", **FIVE),
    "cluster_by": hinted("SELECT id FROM numbers CLUSTER BY id", **FIVE),
    "sort_by": hinted("SELECT id FROM numbers SORT BY id DESC"),
    "shuffles_of_groups": counted(lambda w: many(w).groupBy(f.col("id") % 500).count(), **SEVEN),
    "shuffles_of_distinct": counted(lambda w: many(w).select(f.col("id") % 500).distinct(), **SEVEN),
    "shuffles_of_windows": counted(
        lambda w: many(w).select(f.row_number().over(Window.partitionBy(f.col("id") % 300).orderBy("id"))), **SEVEN),
    "shuffles_of_joins": counted(lambda w: many(w).join(many(w).withColumnRenamed("id", "other"), f.expr("id = other")),
                                 spark__sql__autoBroadcastJoinThreshold="-1", **SEVEN),
    "shuffles_leave_scans_alone": placed(lambda w: numbers(w).filter("id > 3"), **SEVEN),
    "ranges_by_leaf_parallelism": counted(lambda w: w.spark.range(100), spark__sql__leafNodeDefaultParallelism="3"),
    "groups_after_repartition": counted(lambda w: many(w).repartition(3, "id").groupBy("id").count(), **SEVEN),
    "hint_repartition": hinted("SELECT /*+ REPARTITION(3) */ id FROM numbers"),
    "hint_repartition_by": hinted("SELECT /*+ REPARTITION(3, id) */ id FROM numbers"),
    "hint_repartition_by_default": hinted("SELECT /*+ REPARTITION(id) */ id FROM numbers", **FIVE),
    "hint_repartition_bare": hinted("SELECT /*+ REPARTITION */ id FROM numbers", **FIVE),
    "hint_range": hinted("SELECT /*+ REPARTITION_BY_RANGE(3, id) */ id FROM numbers"),
    "hint_range_by_default": hinted("SELECT /*+ REPARTITION_BY_RANGE(id) */ id FROM numbers", **FIVE),
    "hint_range_number": hinted("SELECT /*+ REPARTITION_BY_RANGE(3) */ id FROM numbers"),
    "hint_coalesce": hinted("SELECT /*+ COALESCE(2) */ id FROM numbers"),
    "hint_rebalance": hinted("SELECT /*+ REBALANCE(3, id) */ id FROM numbers"),
    "hints_in_a_row": hinted("SELECT /*+ COALESCE(2), REPARTITION(3) */ id FROM numbers"),
    "hints_the_other_way": hinted("SELECT /*+ REPARTITION(3), COALESCE(2) */ id FROM numbers"),
    "hint_of_a_frame": placed(lambda w: numbers(w).hint("repartition", 3, "id")),
    "hint_of_a_frame_by_column": placed(lambda w: numbers(w).hint("repartition", 3, f.col("id"))),
    "monotonic_ids": lambda w: w.spark.range(0, 10, 1, 3).select("id", f.monotonically_increasing_id().alias("m")),
    "groups_of_partitions": lambda w: w.spark.range(0, 10, 1, 3).groupBy(f.spark_partition_id().alias("p")).count(),
    "filter_of_partitions": lambda w: w.spark.range(0, 10, 1, 3).filter(f.spark_partition_id() == 1),
    "sort_of_partitions": lambda w: w.spark.range(0, 10, 1, 3).orderBy(f.desc(f.spark_partition_id()), "id"),
    **{f"join_{hint}_{how}": joined(hint, how) for hint in HINTS for how in KINDS},
}


def ascending(frame: DataFrame) -> object:
    """Whether each partition's numbers are above those of the one before, and how many partitions there are."""
    bounds = frame.groupBy(f.spark_partition_id().alias("p")).agg(f.min("id").alias("low"), f.max("id").alias("high"))
    rows = sorted(bounds.collect())
    return [len(rows), all(one.high < next_one.low for one, next_one in zip(rows, rows[1:], strict=False))]
