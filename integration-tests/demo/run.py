"""Starts the server, runs the pipeline on it, checks what it found against real Spark's results, and stops the server.

    python run.py PATH_OF_THE_SERVER [--executors COUNT]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import harness  # noqa: E402
from demo import flights, pipeline  # noqa: E402
from smoke.observe import same  # noqa: E402

EXPECTED = HERE / "expected.json"
RELATIVE_TOLERANCE = 1e-9


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("server", type=Path)
    parser.add_argument("--executors", type=int, help="run it on a fleet of so many")
    arguments = parser.parse_args()
    data = flights.data_dir()
    with (harness.sparrow(arguments.server, executors=arguments.executors) as server,
          tempfile.TemporaryDirectory(prefix="sparrow-demo-") as work):
        print(f"the server is ready after {server.ready_seconds:.2f} s; its log is {server.log}")
        for executor in server.executors:
            print(f"an executor is ready after {executor.ready_seconds:.2f} s; its log is {executor.log}")
        found = pipeline.run(server.remote, data, Path(work))
        tasks = [executor.tasks() for executor in server.executors]
    status = compare(found)
    if tasks:
        print(f"executors ran {sum(tasks)} tasks: {' + '.join(map(str, tasks))}")
    return status or (1 if tasks and not all(tasks) else 0)


def compare(found: pipeline.Facts) -> int:
    """Says whether every fact is what real Spark found."""
    recorded = json.loads(EXPECTED.read_text())
    wrong = [name for name, value in recorded["facts"].items()
             if not same(value, json.loads(json.dumps(found.get(name))), RELATIVE_TOLERANCE)]
    for name in wrong:
        print(f"{name} differs:\n  Spark {recorded['spark']}: {recorded['facts'][name]}\n  here: {found.get(name)}")
    verdict = f"{len(wrong)} differ" if wrong else "all the same"
    print(f"{len(recorded['facts'])} results compared with real Spark {recorded['spark']}: {verdict}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
