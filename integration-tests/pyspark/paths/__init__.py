"""The smoke suite: every P0 API of Spark Connect, one line each, held against answers recorded from real Spark."""

import os

# PySpark with Spark's jars beside it takes a plain function call for classic Spark unless told otherwise.
os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")
