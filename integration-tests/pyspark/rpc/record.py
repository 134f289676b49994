"""Writes `expected.json`: what every case gets from real Spark."""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import harness  # noqa: E402
from hostile.raw import observe  # noqa: E402
from rpc.cases import CASES  # noqa: E402

EXPECTED = HERE / "expected.json"


def main() -> int:
    with harness.spark() as server:
        answers = {name: observe(case, server.address) for name, case in CASES.items()}
    document = {"spark": harness.SPARK_VERSION, "cases": answers}
    EXPECTED.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    print(f"{len(answers)} cases recorded from Spark {harness.SPARK_VERSION}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
