"""Writes `answers/`: what real Spark answers to the 22 queries on the generated data."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import harness  # noqa: E402
from pyspark.sql.connect.session import SparkSession  # noqa: E402
from tpch import answer, data  # noqa: E402


def main() -> int:
    data.tables(answer.SCALE)
    answer.ANSWERS.mkdir(parents=True, exist_ok=True)
    with harness.spark() as server:
        spark = SparkSession.Builder().remote(server.remote).create()
        answer.register(spark)
        for name in data.NAMES:
            document = record(spark, name)
            (answer.ANSWERS / f"{name}.json").write_text(as_text(document))
            print(f"{name}: {len(document['rows'])} rows recorded from Spark {document['spark']}", flush=True)
        spark.stop()
    return 0


def record(spark: SparkSession, name: str) -> dict[str, Any]:
    text = data.query(name, answer.SCALE)
    frame = spark.sql(data.without_limit(text))
    limit, order = data.limit_of(text), data.order_of(text)
    rows = cut(answer.rows_of(frame), [frame.columns.index(key) for key in order], limit)
    return {"spark": spark.version, "generator": f"tpchgen-cli {data.GENERATOR}", "scale": answer.SCALE,
            "schema": json.loads(spark.sql(text).schema.json()), "columns": frame.columns, "order": order,
            "limit": limit, "rows": rows}


def cut(rows: list[list[Any]], keys: list[int], limit: int | None) -> list[list[Any]]:
    """The rows down to the limit and on to the end of the tie it falls in."""
    kept: list[list[Any]] = []
    for tie in answer.groups(rows, keys):
        if limit is not None and len(kept) >= limit:
            break
        kept += tie
    return kept


def as_text(document: dict[str, Any]) -> str:
    """JSON with one row a line, so that a change of answers reads well in a diff."""
    rows = document.pop("rows")
    head = json.dumps(document, indent=1)[:-2]
    document["rows"] = rows
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    return f'{head},\n "rows": [\n{lines}\n ]\n}}\n'


if __name__ == "__main__":
    sys.exit(main())
