"""Connects, makes rows, groups them, prints what comes back."""

import os

import sparrow_connect
from sparrow_connect import functions as F

with sparrow_connect.connect(os.environ.get("SPARK_REMOTE", "sc://127.0.0.1:15002")) as session:
    print("connected to Spark", session.version)
    numbers = session.range(1000).with_column("even", F.col("id") % 2 == 0)
    totals = numbers.group_by("even").agg(F.sum("id").alias("total"), F.count("*").alias("rows"))
    for row in totals.sort("even").collect():
        print(row.even, row.total, row.rows)
