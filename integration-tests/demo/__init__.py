"""The demo: a data engineer's pipeline on real data with unmodified PySpark, checked against real Spark's results."""
