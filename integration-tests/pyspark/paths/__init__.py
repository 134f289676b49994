"""Places that are not a tenant's: refused by one condition on both engines, while its own stay open."""

import os

# PySpark with Spark's jars beside it takes a plain function call for classic Spark unless told otherwise.
os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")
