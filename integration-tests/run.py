"""The one entry to everything Python: suites, recordings, demo and benchmarks, each in the environment it needs.

    python3 integration-tests/run.py test [pytest arguments]   # one server, every suite, one pytest summary
    python3 integration-tests/run.py record [suite…]      # asks real Spark 4.2.1 for the expected answers
    python3 integration-tests/run.py functions|errors|sql [--update-known-failing | pytest arguments]
    python3 integration-tests/run.py reference [--quick]  # writes docs/reference from what the server answers
    python3 integration-tests/run.py demo
    python3 integration-tests/run.py bench [--quick]

Standard library only; it makes the environments first and then hands over to them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import env
import harness

HERE = Path(__file__).resolve().parent
RECORDINGS = {
    "smoke": HERE / "pyspark" / "smoke" / "record.py",
    "hostile": HERE / "pyspark" / "hostile" / "record.py",
    "sql": HERE / "sql" / "record.py",
    "functions": HERE / "functions" / "record.py",
    "errors": HERE / "errors" / "record.py",
    "confs": HERE / "confs" / "record.py",
    "statements": HERE / "reference" / "statements.py",
    "tpch": HERE / "tpch" / "record.py",
    "demo": HERE / "demo" / "record.py",
}

# Recordings that ask Spark in their own process, and so need the environment that holds it.
WITHOUT_SERVER = {"sql", "confs", "statements"}


def test(arguments: list[str]) -> int:
    """Runs pytest over every suite; its fixtures start one server for all of them."""
    return in_client(["-m", "pytest", "-c", str(HERE / "pytest.ini"), *arguments])


def record(arguments: list[str]) -> int:
    """Writes the expected answers of the named suites (all by default) from real Spark."""
    env.python("spark")
    for name in arguments or RECORDINGS:
        if name not in RECORDINGS:
            sys.exit(f"record: {name} is none of {', '.join(RECORDINGS)}")
        print(f"recording {name} from real Spark {harness.SPARK_VERSION}", flush=True)
        environment = "spark" if name in WITHOUT_SERVER else "client"
        if status := run([str(env.python(environment)), str(RECORDINGS[name])]):
            return status
    return 0


def suite(name: str) -> Callable[[list[str]], int]:
    """Runs one suite that has a generated list of known failures, or writes that list anew."""

    def command(arguments: list[str]) -> int:
        if arguments == ["--update-known-failing"]:
            return in_client([str(HERE / name / "update.py")])
        return test([name, *arguments])

    return command


def reference(arguments: list[str]) -> int:
    """Writes the generated reference pages, and the facts about the server they stand on."""
    return in_client([str(HERE / "reference" / "generate.py"), *arguments])


def demo(arguments: list[str]) -> int:
    """Builds the server as users run it, then starts it, runs the pipeline and stops it."""
    build_release()
    return in_client([str(HERE / "demo" / "run.py"), str(harness.server_binary("release")), *arguments])


def bench(arguments: list[str]) -> int:
    """Measures our server and its peers in one run."""
    build_release()
    env.python("spark")
    peers = str(env.python("peers"))
    return run([peers, str(HERE / "bench" / "run.py"), str(harness.server_binary("release")), *arguments])


def build_release() -> None:
    if "SPARROW_SERVER" in os.environ:
        return
    if not harness.server_binary("release").exists():
        print("building the server; the first time this takes some minutes", flush=True)
    command = ["cargo", "build", "--quiet", "--profile", "release", "--workspace", "--bin", "sparrow-server"]
    if subprocess.run(command, cwd=HERE.parent, check=False).returncode:
        sys.exit("the server did not build")


def in_client(arguments: list[str]) -> int:
    return run([str(env.python("client")), *arguments])


def run(command: list[str]) -> int:
    """Runs a command in UTC (PySpark shows timestamps in the client's zone), our modules on its path."""
    variables = {**os.environ, "TZ": "UTC", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    variables.setdefault("CARGO_TARGET_DIR", str(harness.target_dir()))
    return subprocess.run(command, cwd=HERE, env=variables, check=False).returncode


COMMANDS = {"test": test, "record": record, "reference": reference, "demo": demo, "bench": bench,
            "functions": suite("functions"), "errors": suite("errors"), "sql": suite("sql")}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
