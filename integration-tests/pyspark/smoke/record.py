"""Writes what real Spark shows: `expected.json` with the newest client, `differences/` with the older ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import harness  # noqa: E402
from smoke import client, recorded  # noqa: E402
from smoke.cases import HERE as CASES  # noqa: E402
from smoke.observe import observe, same  # noqa: E402
from smoke.p0 import REQUIRED  # noqa: E402
from smoke.world import World  # noqa: E402


def main(arguments: list[str]) -> int:
    """Without arguments the newest client records all; with `differences`, an older one what it shows differently."""
    with harness.spark() as server:
        world = World(server.remote)
        answers = {name: observe(run, world) for name, run in CASES.items()}
        version = world.spark.version
        world.close()
    return record_differences(answers, version) if arguments else record_all(answers, version, world)


def record_all(answers: dict[str, Any], version: str, world: World) -> int:
    recorded.write(recorded.EXPECTED, {"spark": version, "cases": answers})
    missing = sorted(REQUIRED - world.wire.seen)
    for name, answer in answers.items():
        if "error" in answer and not name.startswith("error."):
            print(f"{name} is an error on real Spark: {json.dumps(answer['error'])[:300]}")
    print(f"{len(answers)} cases recorded from Spark {version}; P0 not covered: {', '.join(missing) or 'nothing'}")
    return 1 if missing else 0


def record_differences(answers: dict[str, Any], version: str) -> int:
    newest = recorded.read(recorded.EXPECTED)["cases"]
    differences = {name: answer for name, answer in answers.items() if not same(newest[name], answer)}
    path = recorded.differences_file()
    path.unlink(missing_ok=True)
    if differences:
        recorded.write(path, {"spark": version, "cases": differences})
    shown = ".".join(map(str, client.VERSION))
    print(f"client {shown}: {len(differences)} of {len(answers)} cases show something else than the newest client")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
