"""Writes `known-failing.tsv` anew from what the server answers now."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import harness  # noqa: E402
import known  # noqa: E402
from errors import observe  # noqa: E402
from errors.cases import CASES  # noqa: E402


def main() -> int:
    recorded = observe.recorded()
    with harness.sparrow() as server, observe.world(server.remote) as made:
        judged = {name: observe.difference(recorded[name], observe.observe(case, made)) for name, case in CASES.items()}
    failures = {name: failure for name, failure in judged.items() if failure is not None}
    known.write(observe.KNOWN_FAILING, observe.REFRESH, failures)
    reasons = Counter(failure.reason for failure in failures.values())
    print(f"{len(judged) - len(failures)} of {len(judged)} errors are Spark's; "
          + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
