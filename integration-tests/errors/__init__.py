"""Errors of Spark, case by case: the condition, its SQLSTATE, its parameters and the places in the query."""
