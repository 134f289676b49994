"""Writes `expected.json`: what the pipeline finds on real Spark."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import harness  # noqa: E402
from demo import flights, pipeline  # noqa: E402

EXPECTED = HERE / "expected.json"


def main() -> int:
    data = flights.data_dir()
    with harness.spark() as server, tempfile.TemporaryDirectory(prefix="sparrow-demo-") as work:
        facts = pipeline.run(server.remote, data, Path(work))
    document = {"spark": harness.SPARK_VERSION, "data": flights.PACKAGE, "facts": facts}
    EXPECTED.write_text(json.dumps(document, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
