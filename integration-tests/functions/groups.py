"""Prints every built-in function with its group and its examples as real Spark has them in its registry.

Runs in the environment `spark`, in Spark's own process:

    ~/.cache/sparrow/env/spark/bin/python integration-tests/functions/groups.py
"""

from __future__ import annotations

import json

from pyspark.sql import SparkSession


def main() -> None:
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    found = {row[0]: {"group": "operator", "examples": ""} for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()}
    analysis = spark._jvm.org.apache.spark.sql.catalyst.analysis
    for registry in (analysis.TableFunctionRegistry.builtin(), analysis.FunctionRegistry.builtin()):
        names = registry.listFunction().iterator()
        while names.hasNext():
            identifier = names.next()
            info = registry.lookupFunction(identifier).get()
            if identifier.funcName() in found:
                found[identifier.funcName()] = {"group": info.getGroup(), "examples": info.getExamples()}
    for name, function in found.items():
        if function["group"] == "operator":  # the parser's own; only its description tells
            rows = spark.sql(f"DESCRIBE FUNCTION EXTENDED '{name}'").collect()
            function["examples"] = "\n".join(row[0] for row in rows).partition("Examples:")[2]
    print(json.dumps(found))
    spark.stop()


if __name__ == "__main__":
    main()
