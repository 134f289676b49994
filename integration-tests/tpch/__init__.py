"""TPC-H: the 22 queries as Spark SQL, generated data, answers recorded from real Spark, and the comparison."""
