"""Measures a tenant's short query alone and while another tenant floods the server, on both engines.

    python run.py SERVER [--runs N] [--engine embedded|fleet]

The victim's query has one partition and takes about 100 ms; the flood is 16 full scans with aggregations at once. With equal
weights the victim's 95th percentile may be three times what it is alone, with four times the weight twice; none may be refused.
The exit status says whether that holds.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import harness
from pyspark.sql.connect.session import SparkSession

FLOOD_QUERIES = 16
FLOOD_WEIGHT = 100
# The victim's weight, and how many times its percentile alone may become.
GOALS = {100: 3.0, 400: 2.0}
ENGINES = {"embedded": 0, "fleet": 2}
QUERY_SECONDS = 0.1
LAKE_ROWS = 20_000_000
READY_SECONDS_MAX = 300


@dataclass(frozen=True)
class Latencies:
    """How long the victim's queries took, and how many were refused."""

    seconds: list[float]
    refused: int

    def percentile(self, part: int) -> float:
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[part - 1] if self.seconds else float("inf")

    def text(self) -> str:
        return f"p50 {self.percentile(50) * 1000:6.0f} ms, p95 {self.percentile(95) * 1000:6.0f} ms, {self.refused} refused"


def main() -> int:
    parser = argparse.ArgumentParser(description="a tenant beside a noisy one")
    parser.add_argument("server", type=Path)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    chosen = parser.parse_args()
    missed = 0
    for engine in chosen.engine or ENGINES:
        for weight, goal in GOALS.items():
            missed += not measure(chosen.server, engine, weight, goal, chosen.runs)
    return 1 if missed else 0


def measure(binary: Path, engine: str, weight: int, goal: float, runs: int) -> bool:
    """Prints what the victim sees; whether its goal is met."""
    with tempfile.TemporaryDirectory(prefix="sparrow-noisy-") as name:
        folder = Path(name)
        tokens = {tenant: issue(binary, tenant, folder / "tokens.toml") for tenant in ("victim", "flood")}
        settings = folder / "settings.toml"
        settings.write_text(settings_text(folder, weight))
        with harness.sparrow(binary, {"SPARROW_CONFIG": str(settings)}, executors=ENGINES[engine]) as server:
            lake = folder / "lake"
            make_lake(remote(server, tokens["flood"]), lake)
            victim = Victim(remote(server, tokens["victim"]))
            victim.ask(max(runs // 10, 1))
            alone = victim.ask(runs)
            with flood(remote(server, tokens["flood"]), lake):
                beside = victim.ask(runs)
            # While the server is there to hear it: PySpark would go on trying.
            victim.spark.stop()
    factor = beside.percentile(95) / alone.percentile(95)
    is_met = factor <= goal and alone.refused == beside.refused == 0
    print(f"{engine}, weight {weight} beside {FLOOD_WEIGHT}, {runs} runs: {'met' if is_met else 'MISSED'}")
    print(f"  alone       {alone.text()}")
    print(f"  under flood {beside.text()}")
    print(f"  p95 is {factor:.2f} times as long; the goal is {goal:g}", flush=True)
    return is_met


class Victim:
    """A tenant with a short query."""

    def __init__(self, address: str) -> None:
        self.spark = SparkSession.Builder().remote(address).create()
        # A refusal is to be seen, not tried again.
        self.spark.client.set_retry_policies([])
        self.rows = self.calibrated()

    def calibrated(self) -> int:
        """Rows that take about as long as the query should."""
        rows = 1_000_000
        self.query(rows)
        while (seconds := min(self.query(rows) for _ in range(5))) < QUERY_SECONDS * 0.8:
            rows = int(rows * min(QUERY_SECONDS / seconds, 10) * 1.05)
        return rows

    def query(self, rows: int) -> float:
        started = time.perf_counter()
        found = self.spark.range(0, rows, 1, 1).selectExpr("sum(id % 1000 * 3)", "count(*)").collect()
        seconds = time.perf_counter() - started
        if found[0][1] != rows:
            raise AssertionError(f"{found[0][1]} of {rows} rows were counted")
        return seconds

    def ask(self, runs: int) -> Latencies:
        seconds, refused = [], 0
        for _ in range(runs):
            try:
                seconds.append(self.query(self.rows))
            except Exception as problem:
                print(f"refused: {problem}", file=sys.stderr)
                refused += 1
        return Latencies(seconds, refused)


@contextmanager
def flood(address: str, lake: Path) -> Iterator[None]:
    """The flood, while the block runs."""
    command = [sys.executable, str(Path(__file__).with_name("flood.py")), address, str(lake), str(FLOOD_QUERIES)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the flood did not start")
        yield
        said, _ = process.communicate("", timeout=READY_SECONDS_MAX)
        print(f"  (the flood ran {said.strip()} queries)")
        if process.returncode:
            raise RuntimeError("the flood failed, so that nothing was measured")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def make_lake(address: str, lake: Path) -> None:
    """Files worth a scan."""
    spark = SparkSession.Builder().remote(address).create()
    rows = spark.range(0, LAKE_ROWS, 1, 8)
    rows = rows.selectExpr("id * 7919 % 1000003 AS key", "id % 977 * 0.5D AS value", "concat('text ', id % 5000) AS text")
    rows.write.parquet(str(lake))
    spark.stop()


def settings_text(folder: Path, victim_weight: int) -> str:
    tenant = f"paths = ['{folder}/lake']\nweight = "
    return (f"[auth]\ntokens_file = '{folder}/tokens.toml'\n[storage]\nlocal_roots = ['{folder}/lake']\n"
            f"[tenant.victim]\n{tenant}{victim_weight}\n[tenant.flood]\n{tenant}{FLOOD_WEIGHT}\n")


def issue(binary: Path, tenant: str, file: Path) -> str:
    """A token of the tenant."""
    command = [str(binary), "token", "issue", "--tenant", tenant, "--subject", "ann", "--file", str(file)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def remote(server: harness.Server, token: str) -> str:
    """With the token as a header: on loopback, without TLS, PySpark sends none of its own accord."""
    return f"{server.remote}/;authorization=Bearer%20{token}"


if __name__ == "__main__":
    sys.exit(main())
