"""The one entry to everything Python: suites, recordings, demo and benchmarks, each in the environment it needs.

    python3 integration-tests/run.py test [pytest arguments]   # one server, every suite, one pytest summary
    python3 integration-tests/run.py conformance [client]      # the smoke suite with each PySpark client, a line each
    python3 integration-tests/run.py clients [--all | --quick] # our clients' tests, and the cases of clients/features
    python3 integration-tests/run.py stress                    # the long cases, against a release build
    python3 integration-tests/run.py record [suite…]      # asks real Spark 4.2.1 for the expected answers
    python3 integration-tests/run.py functions|errors|sql [--update-known-failing | pytest arguments]
    python3 integration-tests/run.py reference [--quick]  # writes docs/reference from what the server answers
    python3 integration-tests/run.py demo
    python3 integration-tests/run.py fleet                     # the demo on a server with three executors
    python3 integration-tests/run.py chaos SEEDS [--write-docs]   # kills executors under queries, release build
    python3 integration-tests/run.py chaos-writes SEEDS   # kills servers and executors under writes, release build
    python3 integration-tests/run.py bench [--quick]
    python3 integration-tests/run.py bench-allocators
    python3 integration-tests/run.py bench-credentials         # what authentication costs a call, release build
    python3 integration-tests/run.py deploy-check [--image]    # what is in deploy/, without a container engine
    python3 integration-tests/run.py noisy [--runs N] [--engine embedded|fleet]   # a tenant beside a flood, release build

SPARROW_ENGINE=fleet gives every server two executors, and has all queries run there.

Standard library only; it makes the environments first and then hands over to them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import env
import harness

HERE = Path(__file__).resolve().parent
SMOKE = HERE / "pyspark" / "smoke"
RECORDINGS = {
    "smoke": SMOKE / "record.py",
    "hostile": HERE / "pyspark" / "hostile" / "record.py",
    "rpc": HERE / "pyspark" / "rpc" / "record.py",
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
    """Runs pytest over every suite; its fixtures start one server for all of them. The newest client has its turn too: with it
    the streams are broken off, which takes too long to do it twice."""
    chosen = arguments or [f"--ignore={HERE / 'pyspark' / 'faults'}"]
    status = in_client(["-m", "pytest", "-c", str(HERE / "pytest.ini"), *chosen])
    return status or (0 if arguments else conformance([env.NEWEST]))


def stress(arguments: list[str]) -> int:
    """Runs the cases that take long or have a time limit, against the server as users run it."""
    build_release()
    os.environ.setdefault("SPARROW_SERVER", str(harness.server_binary("release")))
    return in_client(["-m", "pytest", "-c", str(HERE / "pytest.ini"), "-m", "stress", "--durations=0", *arguments])


def conformance(arguments: list[str]) -> int:
    """Runs the suites of the wire with each client (all by default), and shows a line for each in the end."""
    lines = []
    failed = 0
    for client in arguments or env.CONFORMANCE:
        if client not in env.CONFORMANCE:
            sys.exit(f"conformance: {client} is none of {', '.join(env.CONFORMANCE)}")
        print(f"{client}:", flush=True)
        with tempfile.TemporaryDirectory(prefix="sparrow-conformance-") as folder:
            report = Path(folder) / "report.xml"
            command = ["-m", "pytest", "-c", str(HERE / "pytest.ini"), f"--junitxml={report}"]
            status = run([str(env.python(client)), *command, *map(str, suites_of_the_wire(client))])
            lines.append(f"{client:<22}{summary(report) if report.exists() else 'did not run'}")
        failed = failed or status
    print("\nConformance of the server with PySpark's clients, by their APIs and tests:", *lines, sep="\n", flush=True)
    return failed if arguments else clients(["--all"]) or failed


def clients(arguments: list[str]) -> int:
    """Builds and tests our clients, and plays the cases of clients/features."""
    env.python("client")
    return run([sys.executable, str(HERE / "features" / "clients.py"), *arguments])


def suites_of_the_wire(client: str) -> list[Path]:
    """Every client runs the smoke suite; the newest and the oldest also have their streams broken off."""
    ends = (env.NEWEST, next(reversed(env.CONFORMANCE)))
    return [SMOKE, HERE / "pyspark" / "faults"] if client in ends else [SMOKE]


def summary(report: Path) -> str:
    suite = ElementTree.parse(report).getroot().find("testsuite")
    total, bad = int(suite.get("tests")), int(suite.get("failures")) + int(suite.get("errors"))
    values = {name.get("name"): name.get("value") for name in suite.iter("property")}
    return (f"{total - bad:>5} passed {bad:>3} failed   {values.get('apis', '?')} APIs,"
            f" {values.get('known_failing', '?')} known failing   {float(suite.get('time')):6.1f} s")


def record(arguments: list[str]) -> int:
    """Writes the expected answers of the named suites (all by default) from real Spark."""
    env.python("spark")
    for name in arguments or (*RECORDINGS, "clients", "features"):
        if name == "features":
            if status := clients(["record"]):
                return status
            continue
        if name == "clients":
            if status := record_clients():
                return status
            continue
        if name not in RECORDINGS:
            sys.exit(f"record: {name} is none of {', '.join(RECORDINGS)}")
        print(f"recording {name} from real Spark {harness.SPARK_VERSION}", flush=True)
        environment = "spark" if name in WITHOUT_SERVER else "client"
        if status := run([str(env.python(environment)), str(RECORDINGS[name])]):
            return status
    return 0


def record_clients() -> int:
    """Writes what each other client shows of the answers of real Spark where the newest shows something else."""
    for client in env.CONFORMANCE:
        print(f"recording {client} from real Spark {harness.SPARK_VERSION}", flush=True)
        if status := run([str(env.python(client)), str(RECORDINGS["smoke"]), "differences"]):
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


def fleet(arguments: list[str]) -> int:
    """Runs the pipeline of the demo on a fleet on this machine, and says how many tasks its executors ran."""
    build_release()
    return in_client([str(HERE / "demo" / "run.py"), str(harness.server_binary("release")), "--executors", "3", *arguments])


def chaos(arguments: list[str]) -> int:
    """Kills executors under queries, a seed at a time, with server and executors as users run them."""
    build_release()
    os.environ.setdefault("SPARROW_SERVER", str(harness.server_binary("release")))
    return in_client([str(HERE / "chaos" / "run.py"), *arguments])


def chaos_writes(arguments: list[str]) -> int:
    """Kills servers and executors under writes, a seed at a time, with both as users run them."""
    build_release()
    os.environ.setdefault("SPARROW_SERVER", str(harness.server_binary("release")))
    return in_client([str(HERE / "chaos" / "writes.py"), *arguments])


def bench(arguments: list[str]) -> int:
    """Measures our server and its peers in one run."""
    build_release()
    env.python("spark")
    peers = str(env.python("peers"))
    return run([peers, str(HERE / "bench" / "run.py"), str(harness.server_binary("release")), *arguments])


def bench_allocators(arguments: list[str]) -> int:
    """Builds the server with each allocator and measures them beside each other."""
    return in_client([str(HERE / "bench" / "allocators.py"), *arguments])


def bench_credentials(arguments: list[str]) -> int:
    """Measures what authentication costs a call."""
    build_release()
    os.environ.setdefault("SPARROW_SERVER", str(harness.server_binary("release")))
    return in_client([str(HERE / "bench" / "credentials.py"), os.environ["SPARROW_SERVER"], *arguments])


def noisy(arguments: list[str]) -> int:
    """Measures a tenant's short query while another tenant floods the server."""
    build_release()
    return in_client([str(HERE / "noisy" / "run.py"), str(harness.server_binary("release")), *arguments])


def deploy_check(arguments: list[str]) -> int:
    """Checks chart, compose file and image, with the programs that `make build` made. Without Go, `--image` checks the image alone."""
    env.python("client")
    programs = [str(harness.server_binary()), str(harness.executor_binary())]
    return run([str(env.python("deploy")), str(HERE / "deploy" / "check.py"), *programs, *arguments])


def build_release() -> None:
    if "SPARROW_SERVER" in os.environ:
        return
    if not harness.server_binary("release").exists():
        print("building the server; the first time this takes some minutes", flush=True)
    command = ["cargo", "build", "--quiet", "--profile", "release", "--workspace",
               "--bin", "sparrow-server", "--bin", "sparrow-executor"]
    variables = {**os.environ, "CARGO_TARGET_DIR": str(harness.target_dir())}
    if subprocess.run(command, cwd=HERE.parent, env=variables, check=False).returncode:
        sys.exit("the server did not build")


def in_client(arguments: list[str]) -> int:
    return run([str(env.python("client")), *arguments])


def run(command: list[str]) -> int:
    """Runs a command in UTC (PySpark shows timestamps in the client's zone), our modules on its path."""
    variables = {**os.environ, "TZ": "UTC", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    variables.setdefault("CARGO_TARGET_DIR", str(harness.target_dir()))
    return subprocess.run(command, cwd=HERE, env=variables, check=False).returncode


COMMANDS = {"test": test, "conformance": conformance, "stress": stress, "record": record, "reference": reference,
            "demo": demo, "fleet": fleet, "chaos": chaos, "chaos-writes": chaos_writes, "noisy": noisy,
            "bench": bench, "bench-allocators": bench_allocators, "bench-credentials": bench_credentials,
            "clients": clients, "deploy-check": deploy_check,
            "functions": suite("functions"), "errors": suite("errors"), "sql": suite("sql")}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
