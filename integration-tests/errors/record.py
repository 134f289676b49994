"""Writes `expected.json`: the error every case ends with on real Spark. Cases that end without one are named.

    python3 integration-tests/run.py record errors        # all of them; record.py takes areas: `ddl names`
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import harness  # noqa: E402
from errors.cases import CASES  # noqa: E402
from errors.observe import observe, recorded, world, write  # noqa: E402


def main(areas: list[str]) -> int:
    chosen = {name: case for name, case in CASES.items() if not areas or name.split(".")[0] in areas}
    with harness.spark() as server, world(server.remote) as made:
        made.spark.conf.set("spark.sql.shuffle.partitions", "1")
        found = {name: observe(case, made) for name, case in chosen.items()}
        version = made.spark.version
    cases = {name: error for name, error in found.items() if error is not None}
    kept = {name: error for name, error in recorded().items() if name in CASES.keys() - chosen.keys()} if areas else {}
    write(version, {**kept, **cases})
    for name in found.keys() - cases.keys():
        print(f"no error on real Spark: {name}")
    conditions = {error["condition"] for error in cases.values()}
    print(f"{len(cases)} errors of {len(conditions)} conditions recorded from Spark {version}")
    return 1 if found.keys() - cases.keys() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
