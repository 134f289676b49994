"""Joins, windows, missing values, and files that are written and read."""

import os
import tempfile

import sparrow_connect
from sparrow_connect import Window
from sparrow_connect import functions as F

with sparrow_connect.connect(os.environ.get("SPARK_REMOTE", "sc://127.0.0.1:15002")) as session:
    orders = session.create_dataframe(
        [(1, "9.50"), (1, "0.50"), (2, None), (3, "7.00")],
        schema="customer INT, amount STRING",
    ).with_column("amount", F.col("amount").cast("decimal(10,2)"))
    customers = session.create_dataframe([(1, "Ann"), (2, "Bo")], schema="customer INT, name STRING")

    joined = orders.join(customers, "customer", "left").na_fill("unknown", ["name"])
    ranked = joined.with_column("rank", F.row_number().over(Window.partition_by("name").order_by(F.col("amount").desc())))
    ranked.sort("name", "rank").show()

    # The path is one of the server's: here it runs on the same machine.
    with tempfile.TemporaryDirectory() as folder:
        ranked.write.mode("overwrite").partition_by("name").parquet(f"{folder}/ranked")
        print(session.read.parquet(f"{folder}/ranked").filter("rank = 1").count(), "names")
