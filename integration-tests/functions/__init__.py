"""Every built-in function of Spark, by the examples Spark itself gives of it."""
