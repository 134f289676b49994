"""Measures our server, Sail, DuckDB and real Spark and writes docs/benchmarks.md.

    python run.py PATH_OF_THE_SERVER [--quick] [--skip spark,sail] [--out FILE]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import harness  # noqa: E402
from bench import measure, report  # noqa: E402
from tpch import data  # noqa: E402

# Our server with executors beside it, of two slots each, on the same cores: how many, and where the session wants its queries.
FLEETS = (("embedded, beside three idle executors", 3, "embedded"), ("one executor", 1, "fleet"), ("three executors", 3, "fleet"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path, help="the sparrow-server to measure")
    parser.add_argument("--quick", action="store_true", help="few repetitions and no Spark: some two minutes")
    parser.add_argument("--skip", default="", help="engines to leave out: sail, duckdb, spark, fleet")
    parser.add_argument("--out", type=Path, default=report.ROOT / "docs" / "benchmarks.md")
    arguments = parser.parse_args()
    skipped = {*arguments.skip.split(","), *(["spark"] if arguments.quick else [])}
    effort = measure.QUICK if arguments.quick else measure.FULL
    data.tables(measure.SCALE)
    results = [result for name in ("sparrow", "sail", "duckdb", "spark") if name not in skipped
               for result in [measured(name, arguments.server, effort)]]
    fleet = [] if "fleet" in skipped else [on_fleet(*kind, arguments.server, effort) for kind in FLEETS]
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(report.page(results, fleet, effort))
    print(arguments.out.read_text())
    return 1 if any(result.notes for result in (results[0], *fleet)) else 0


def measured(name: str, binary: Path, effort: measure.Effort) -> measure.Result:
    print(f"measuring {name}", flush=True)
    if name == "duckdb":
        return measure.duck(effort)
    if name == "sail":
        return measure.server("Sail", version("pysail"), harness.sail(), effort)
    if name == "spark":
        return measure.server("Spark", harness.SPARK_VERSION, harness.spark(), measure.REDUCED)
    return measure.server("Sparrow", own_version(binary), harness.sparrow(binary), effort)


def on_fleet(name: str, executors: int, engine: str, binary: Path, effort: measure.Effort) -> measure.Result:
    print(f"measuring {name}", flush=True)
    start = harness.sparrow(binary, executors=executors)
    return measure.server(name, "", start, effort, {"spark.sparrow.engine": engine})


def own_version(binary: Path) -> str:
    printed = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+\.\d+\.\d+\S*", printed)
    return found[0] if found else ""


if __name__ == "__main__":
    sys.exit(main())
