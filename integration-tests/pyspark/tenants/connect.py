"""Run by a PySpark client of any version: connects as its users are told to, and says who it is and what ten rows add up to.

    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=ca.pem python connect.py 'sc://localhost:15002/;use_ssl=true;token=…'
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
total = spark.range(10).groupBy().sum("id").collect()[0][0]
print(json.dumps([spark.sql("SELECT current_user()").collect()[0][0], total]))
spark.stop()
