"""Writes `expected.json`: what every case of the smoke suite shows on real Spark."""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import harness  # noqa: E402
from smoke.cases import CASES  # noqa: E402
from smoke.observe import observe  # noqa: E402
from smoke.p0 import REQUIRED  # noqa: E402
from smoke.world import World  # noqa: E402

EXPECTED = HERE / "expected.json"


def main() -> int:
    with harness.spark() as server:
        world = World(server.remote)
        answers = {name: observe(run, world) for name, run in CASES.items()}
        version = world.spark.version
        world.close()
    document = {"spark": version, "cases": answers}
    EXPECTED.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    missing = sorted(REQUIRED - world.wire.seen)
    for name, answer in answers.items():
        if "error" in answer and not name.startswith("error."):
            print(f"{name} is an error on real Spark: {json.dumps(answer['error'])[:300]}")
    print(f"{len(answers)} cases recorded from Spark {version}; P0 not covered: {', '.join(missing) or 'nothing'}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
