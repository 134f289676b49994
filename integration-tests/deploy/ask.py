"""Asks a server, with PySpark, who one is there and what a thousand rows add up to.

    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=ca.pem python ask.py 'sc://localhost:15002/;use_ssl=true;token=…' [embedded|fleet]
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
if len(sys.argv) > 2:
    spark.conf.set("spark.sparrow.engine", sys.argv[2])
total = spark.range(1000).repartition(4).groupBy().sum("id").collect()[0][0]
print(spark.sql("SELECT current_user()").collect()[0][0], total)
spark.stop()
