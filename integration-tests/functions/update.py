"""Writes `known-failing.tsv` anew from what the server answers now."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import answers  # noqa: E402
import harness  # noqa: E402
import known  # noqa: E402
from functions import examples  # noqa: E402
from functions.record import connect  # noqa: E402


def main() -> int:
    recorded = examples.load()
    with harness.sparrow() as server:
        spark = connect(server)
        judged = {example.name: example.difference(answers.of_query(spark, example.sql)) for example in recorded}
        spark.stop()
    failures = {name: failure for name, failure in judged.items() if failure is not None}
    known.write(examples.KNOWN_FAILING, examples.REFRESH, failures)
    reasons = Counter(failure.reason for failure in failures.values())
    print(f"{len(recorded) - len(failures)} of {len(recorded)} examples give Spark's answer; "
          + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
