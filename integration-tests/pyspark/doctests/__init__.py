"""PySpark's own doctests, run against any Spark Connect server and compared with what real Spark passes."""
