"""Builds and tests our clients, and plays the cases of clients/features with them and with others'.

    run.py clients                   # unit tests of ours; ours and PySpark 4.2.1 secured, ours and the faults of the mock server
    run.py clients --quick           # the cases alone, without the unit tests
    run.py clients --all             # every client in every setting, the memory of ours, and the matrix in clients/README.md
    run.py clients run|record|memory [arguments]    # one step of that: features/play.py says which arguments there are

What is needed is built first, when it is missing or old. Knows the order of steps; refuses to know how cases are judged.
Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import adapters
import env
import harness

PLAY = Path(__file__).with_name("play.py")
PAGE = adapters.CLIENTS / "README.md"
# What `make test` plays: settings, cases, and the clients there. `make conformance` plays every case everywhere.
DEFAULT = (("mock", "faults/*", adapters.OURS), ("secured", "*", (*adapters.OURS, "pyspark-4.2.1")))


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["run" | "record" | "memory" as command, *rest]:
                adapters.build(named_clients(command, rest))
                return play([command, *rest])
            case ["--all"]:
                return everything()
            case [] | ["--quick"]:
                return default(unit_tests=not arguments)
    except adapters.NotBuilt as problem:
        sys.exit(f"clients: {problem}")
    sys.exit(__doc__)


def default(unit_tests: bool) -> int:
    clients = {client for *_, clients in DEFAULT for client in clients}
    adapters.build(sorted(clients))
    results = new_results("default")
    status = sum(test() for test in UNIT_TESTS) if unit_tests else 0
    for setting, cases, named in DEFAULT:
        # Tallies are of all cases; those of a part are shown by the run itself.
        kept = ["--results", str(results)] if cases == "*" else []
        status += play(["run", "--settings", setting, "--cases", cases, "--clients", ",".join(named), *kept])
    summary(results)
    return min(status, 1)


def everything() -> int:
    adapters.build(adapters.ALL)
    env.python("spark")
    results = new_results("all")
    status = sum(test() for test in UNIT_TESTS)
    status += play(["run", "--results", str(results)])
    status += play(["memory"])
    status += called([str(adapters.runner()), "matrix", "--results", str(results), "--page", str(PAGE)], adapters.ROOT)
    summary(results)
    return min(status, 1)


def named_clients(command: str, arguments: list[str]) -> list[str]:
    """The clients that a step is for, so that only these are built."""
    if command == "record":
        return ["pyspark-4.2.1"]
    named = next((value for key, value in zip(arguments, arguments[1:], strict=False) if key == "--clients"), None)
    known = adapters.OURS if command == "memory" else adapters.ALL
    return [client for client in known if named is None or client in named.split(",")]


def new_results(name: str) -> Path:
    """An empty file of tallies: what an earlier run found is no result of this one."""
    file = adapters.built_dir() / f"results-{name}.json"
    file.unlink(missing_ok=True)
    return file


def play(arguments: list[str]) -> int:
    return called([str(env.python("client")), str(PLAY), *arguments], adapters.FEATURES)


def summary(results: Path) -> None:
    """The line of each client and setting, last."""
    print("\nUnit tests of the clients, and the cases by client and setting:", *unit_lines, sep="\n", flush=True)
    if results.exists():
        called([str(adapters.runner()), "tallies", "--results", str(results)], adapters.ROOT)


def test_python() -> int:
    folder = adapters.CLIENTS / "python"
    python = str(env.python("sdk"))
    status = unit("python: mypy --strict", [python, "-m", "mypy", "--strict"], folder)
    return status + unit("python: pytest", [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], folder)


def test_go() -> int:
    adapters.need("go", adapters.GO)
    folder = adapters.CLIENTS / "go"
    status = unit("go: vet", ["go", "vet", "./..."], folder)
    if shutil.which(os.environ.get("CC", "gcc")) is None:
        raise adapters.NotBuilt("the race detector of Go needs a C compiler: apt-get install gcc")
    return status + unit("go: test -race", ["go", "test", "-race", "./..."], folder, {"CGO_ENABLED": "1"})


UNIT_TESTS: tuple[Callable[[], int], ...] = (test_python, test_go)
unit_lines: list[str] = []


def unit(name: str, command: list[str], folder: Path, variables: dict[str, str] | None = None) -> int:
    """Runs a program of tests; what it says is shown when it fails, and its last line in the summary."""
    done = subprocess.run([*adapters.niced(), *command], cwd=folder, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(variables or {})},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          timeout=adapters.BUILD_SECONDS)
    if done.returncode:
        print(f"{name}:\n{done.stdout}", flush=True)
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "nothing to say"
    unit_lines.append(f"{name:<31} {'FAILED' if done.returncode else 'passed'}: {last}")
    return min(done.returncode, 1)


def called(command: list[str], folder: Path) -> int:
    path = os.pathsep.join([str(adapters.FEATURES.parent), str(adapters.FEATURES)])
    variables = {**os.environ, "TZ": "UTC", "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    variables.setdefault("CARGO_TARGET_DIR", str(harness.target_dir()))
    return subprocess.run(command, cwd=folder, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
