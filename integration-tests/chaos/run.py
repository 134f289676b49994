"""Kills executors under queries, a seed at a time, and says what came of it.

    python chaos/run.py 1..100 [--write-docs]

The last line counts runs, wrong answers, hung queries, and how many kills met a running task and lost a completed
stage's output.
"""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import pyarrow  # noqa: E402
from chaos import answer, ask, fleet, kill, moment, queries, report, scenarios  # noqa: E402

# Below these shares of a run this long, the kills prove too little, however right the answers are.
SHARES_FROM_RUNS = 20
HIT_RUNNING_MIN = 0.75
LOST_OUTPUT_MIN = 0.30


@dataclass
class Results:
    """What a run found."""

    outcomes: list[kill.Outcome] = field(default_factory=list)
    cases: list[scenarios.Case] = field(default_factory=list)
    # Of runs that nobody disturbed.
    seconds: dict[str, float] = field(default_factory=dict)
    expected: dict[str, pyarrow.Table] = field(default_factory=dict)
    wrong_undisturbed: dict[str, str] = field(default_factory=dict)

    def of(self, verdict: str) -> int:
        found = sum(outcome.verdict == verdict for outcome in (*self.outcomes, *self.cases))
        return found + (len(self.wrong_undisturbed) if verdict == "wrong" else 0)

    @property
    def hit_running(self) -> int:
        return sum(outcome.hit_running for outcome in self.outcomes)

    @property
    def lost_output(self) -> int:
        return sum(outcome.lost_output for outcome in self.outcomes)

    def line(self) -> str:
        return (f"chaos: runs={len(self.outcomes)} wrong={self.of('wrong')} hung={self.of('hung')}"
                f" hit_running={self.hit_running} lost_output={self.lost_output}")

    def problems(self) -> list[str]:
        """Why the run fails."""
        found = [f"{name}, undisturbed: {why}" for name, why in self.wrong_undisturbed.items()]
        found += [outcome.line() for outcome in (*self.outcomes, *self.cases) if outcome.verdict != "ok"]
        runs = len(self.outcomes)
        if runs >= SHARES_FROM_RUNS:
            if self.hit_running < HIT_RUNNING_MIN * runs:
                found.append(f"only {self.hit_running} of {runs} kills met a running task")
            if self.lost_output < LOST_OUTPUT_MIN * runs:
                found.append(f"only {self.lost_output} of {runs} kills lost the output of a completed stage")
        return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("seeds", type=moment.seeds)
    arguments.add_argument("--write-docs", action="store_true", help="write docs/reliability.md")
    chosen = arguments.parse_args()
    results = run(chosen.seeds, rounds=2)
    for scenario in scenarios.SCENARIOS.values():
        results.cases.append(scenario(results.expected[scenarios.QUERY]))
        print(results.cases[-1].line(), flush=True)
    if chosen.write_docs:
        report.write(results)
    problems = results.problems()
    print(*problems, results.line(), sep="\n", flush=True)
    return 1 if problems else 0


def run(seeds: Iterable[int], rounds: int) -> Results:
    """Runs the seeds. One server serves them all, unless a query hangs on it. The time of a query nobody disturbs is
    the best of so many rounds."""
    aims = deque(moment.aim(seed, list(queries.QUERIES)) for seed in seeds)
    results = Results()
    while aims:
        with fleet.running() as running:
            prepare(running, [*{aim.query for aim in aims}, scenarios.QUERY], results, rounds)
            with ask.session(running.server.remote, "fleet") as spark:
                serve(running, spark, aims, results)
    return results


def serve(running: fleet.Fleet, spark: Any, aims: deque[moment.Aim], results: Results) -> None:
    """Runs seeds until there is none left, or the server is of no use any more."""
    while aims:
        outcome = one(running, spark, aims.popleft(), results)
        results.outcomes.append(outcome)
        print(outcome.line(), flush=True)
        if outcome.verdict == "hung" or not running.server.is_alive():
            return
        running.start_dead()


def prepare(running: fleet.Fleet, names: list[str], results: Results, rounds: int) -> None:
    """Asks each query once embedded, whose answer is the right one, and a few times on a fleet that nobody disturbs."""
    remote = running.server.remote
    with ask.session(remote, "embedded") as embedded, ask.session(remote, "fleet") as undisturbed:
        for name in sorted(set(names) - set(results.expected)):
            results.expected[name] = ask.rows(embedded, name)
            for _ in range(rounds):
                undisturbed_once(running, undisturbed, name, results)
            told = f"{name}: {results.expected[name].num_rows} rows, undisturbed {results.seconds[name]:.1f} s"
            print(told, results.wrong_undisturbed.get(name, ""), flush=True)


def undisturbed_once(running: fleet.Fleet, spark: Any, name: str, results: Results) -> None:
    asked = ask.Asked(spark, name)
    if wrong := scenarios.wrong(asked, results.expected[name]):
        results.wrong_undisturbed[name] = f"{wrong}; see {running.dump(f'{name}, undisturbed: {wrong}')}"
    results.seconds[name] = min(asked.seconds(), results.seconds.get(name, asked.seconds()))


def one(running: fleet.Fleet, spark: Any, aim: moment.Aim, results: Results) -> kill.Outcome:
    """One seed. A server that does not answer any more is a wrong answer, too."""
    try:
        return kill.run(running, spark, aim, results.expected[aim.query], results.seconds[aim.query])
    except OSError as error:
        dump = running.dump(f"seed {aim.seed}: {error!r}")
        return kill.Outcome(aim, None, None, 0, 0.0, 0.0, "wrong", f"the server is gone: {error!r}; see {dump}")


if __name__ == "__main__":
    sys.exit(main())
