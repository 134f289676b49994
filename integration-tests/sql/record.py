"""Writes next to every file of cases what real Spark answers; needs the environment `spark`.

    python3 integration-tests/run.py record sql
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["TZ"] = "UTC"
time.tzset()
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import cases  # noqa: E402
import harness  # noqa: E402


def main(paths: list[Path]) -> None:
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = harness.java_home()
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "1")
    builder = builder.config("spark.sql.warehouse.dir", tempfile.mkdtemp(prefix="sparrow-warehouse-"))
    spark = builder.config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    for path in paths or cases.files():
        answers = [cases.observe(spark, sql) for sql in cases.queries(path)]
        document = {"spark": spark.version, "cases": answers}
        path.with_suffix(".json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        print(f"{path.name}: {len(answers)} answers of Spark {spark.version}")
    spark.stop()


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
