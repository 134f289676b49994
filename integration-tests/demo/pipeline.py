"""A data engineer's pipeline in plain PySpark: read, clean, store, join, aggregate, rank, report.

    python pipeline.py sc://localhost:15002 FOLDER_WITH_THE_CSV_FILES FOLDER_TO_WRITE_TO

Nothing here knows which server answers. `run` returns what it found, so that the caller can check it.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

Facts = dict[str, Any]


@contextmanager
def step(title: str) -> Iterator[None]:
    """Says what is done and how long it took."""
    print(f"\n--- {title}", flush=True)
    started = time.perf_counter()
    yield
    print(f"    {time.perf_counter() - started:.2f} s", flush=True)


def run(remote: str, data: Path, work: Path) -> Facts:
    facts: Facts = {}
    started = time.perf_counter()
    with step(f"connect to {remote}"):
        spark = SparkSession.builder.remote(remote).getOrCreate()
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        print(f"Spark {spark.version}")
    try:
        flights = store_by_month(spark, data, work, facts)
        read_one_month(flights, facts)
        delays = join_everything(spark, flights, data, facts)
        summarize(delays, work, facts)
        rank(delays, facts)
        ask_in_sql(spark, delays, facts)
    finally:
        spark.stop()
    print(f"\nall steps: {time.perf_counter() - started:.2f} s")
    return facts


def store_by_month(spark: SparkSession, data: Path, work: Path, facts: Facts) -> DataFrame:
    with step("read the flights from CSV, types inferred"):
        raw = spark.read.csv(str(data / "flights.csv"), header=True, inferSchema=True, nullValue="NA")
        raw.printSchema()
        facts["schema"] = raw.schema.simpleString()
        facts["flights"] = raw.count()
        print(f"{facts['flights']:,} flights")
    path = str(work / "flights")
    with step("write them as Parquet, a folder for each month"):
        raw.repartition("month").write.mode("overwrite").partitionBy("month").parquet(path)
        facts["folders"] = sorted(entry.name for entry in Path(path).iterdir() if entry.is_dir())
        print(" ".join(facts["folders"]))
    return spark.read.parquet(path)


def read_one_month(flights: DataFrame, facts: Facts) -> None:
    with step("read back July: only its folder, only two columns"):
        july = flights.filter(F.col("month") == 7).select("carrier", "dep_delay")
        plan = explained(july)
        print(plan)
        facts["july_reads_only_what_it_needs"] = "month" in plan and "sched_arr_time" not in plan
        facts["july"] = rows(july.agg(F.count("*"), F.count("dep_delay"), F.sum("dep_delay")))
        print(facts["july"])


def join_everything(spark: SparkSession, flights: DataFrame, data: Path, facts: Facts) -> DataFrame:
    def read(name: str) -> DataFrame:
        return spark.read.csv(str(data / f"{name}.csv"), header=True, inferSchema=True, nullValue="NA")

    airlines = read("airlines").withColumnRenamed("name", "airline")
    planes = read("planes").select("tailnum", F.col("year").alias("built"), "manufacturer", "seats")
    weather = read("weather").select("origin", "time_hour", "wind_speed", "visib")
    with step("join airlines (broadcast), planes and weather; derive columns"):
        joined = (
            flights.join(F.broadcast(airlines), "carrier")
            .join(planes, "tailnum", "left")
            .join(weather, ["origin", "time_hour"], "left")
            .withColumn("date", F.make_date("year", "month", "day"))
            .withColumn("day_of_year", F.datediff("date", F.lit("2013-01-01").cast("date")) + 1)
            .withColumn("age", F.col("year") - F.col("built"))
            .withColumn("speed", F.col("distance") / (F.col("air_time") / 60))
            .withColumn("outcome", F.when(F.col("arr_delay").isNull(), "no arrival")
                        .when(F.col("arr_delay") > 60, "very late").when(F.col("arr_delay") > 15, "late")
                        .otherwise("on time"))
        )
        plan = explained(joined)
        print("\n".join(line for line in plan.splitlines() if is_broadcast(line))[:400])
        facts["join_is_broadcast"] = any(is_broadcast(line) for line in plan.splitlines())
    with step("cache the joined table and count it twice"):
        delays = joined.repartition(4, "carrier").cache()
        facts["joined"] = [delays.count(), delays.filter("wind_speed IS NOT NULL").count()]
        print(facts["joined"])
    with step("the first flights of the year"):
        columns = ["date", "day_of_year", "carrier", "flight", "origin", "dest", "age", "speed", "outcome"]
        first = delays.orderBy("time_hour", "carrier", "flight").select(*columns).limit(5)
        first.show()
        facts["first_flights"] = rows(first)
    return delays


def summarize(delays: DataFrame, work: Path, facts: Facts) -> None:
    with step("flights, minutes of delay and average speed of each airline"):
        by_airline = delays.groupBy("airline").agg(
            F.count("*").alias("flights"), F.sum("dep_delay").alias("minutes"),
            F.avg("arr_delay").alias("average"), F.avg("speed").alias("speed"))
        by_airline.orderBy(F.desc("flights")).show(truncate=False)
        facts["by_airline"] = rows(by_airline.orderBy("airline"))
    path = str(work / "by_airline")
    with step("write that table twice, the second over the first, and read it back"):
        for _ in range(2):
            by_airline.write.mode("overwrite").parquet(path)
        facts["written_airlines"] = delays.sparkSession.read.parquet(path).count()
        print(facts["written_airlines"], "rows")
    with step("outcomes by month, as a pandas frame"):
        outcomes = delays.groupBy("month", "outcome").count().orderBy("month", "outcome").toPandas()
        table = outcomes.pivot(index="month", columns="outcome", values="count")
        print(table)
        facts["outcomes"] = [[name, [int(value) for value in table[name]]] for name in sorted(table.columns)]


def rank(delays: DataFrame, facts: Facts) -> None:
    with step("the two most delayed airlines of each airport, by a window"):
        by_origin = delays.groupBy("origin", "airline").agg(F.avg("dep_delay").alias("average"))
        place = F.row_number().over(Window.partitionBy("origin").orderBy(F.desc("average")))
        worst = by_origin.withColumn("place", place).filter("place <= 2").orderBy("origin", "place")
        worst.show(truncate=False)
        facts["worst"] = rows(worst)


def ask_in_sql(spark: SparkSession, delays: DataFrame, facts: Facts) -> None:
    with step("does wind delay flights? in SQL"):
        delays.createOrReplaceTempView("delays")
        wind = spark.sql("""
            SELECT CAST(floor(wind_speed / 10) * 10 AS INT) AS wind, count(*) AS flights,
                   round(avg(dep_delay), 1) AS delay
            FROM delays WHERE wind_speed IS NOT NULL GROUP BY 1 HAVING count(*) > 100 ORDER BY 1""")
        wind.show()
        facts["wind"] = rows(wind)


def rows(frame: DataFrame) -> list[list[Any]]:
    return [[value if isinstance(value, int | float | str | None) else str(value) for value in row]
            for row in frame.collect()]


def explained(frame: DataFrame) -> str:
    """What `explain` prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        frame.explain()
    return printed.getvalue().strip()


def is_broadcast(line: str) -> bool:
    return re.search("broadcast|collectleft", line, re.IGNORECASE) is not None


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
