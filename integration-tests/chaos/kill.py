"""One seed: a query on the fleet, an executor killed at the moment the seed chooses, and the answer compared."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pyarrow
from chaos import answer, ask, moment
from chaos.fleet import Fleet, hung_seconds

POLL_SECONDS = 0.004
WATCH_SECONDS = 0.05


@dataclass(frozen=True)
class Outcome:
    """What a seed did and what came of it."""

    aim: moment.Aim
    victim: str | None
    hit: moment.Hit | None
    tasks_rerun: int
    seconds: float
    # Against a run of the query that nobody disturbed.
    seconds_lost: float
    verdict: str
    detail: str = ""

    def line(self) -> str:
        """For people who watch the run."""
        what = f"{self.victim} at {self.hit.describe()}" if self.hit else "nobody: the moment never came"
        yes = {True: "y", False: "n"}
        hits = f"running {yes[self.hit_running]} output {yes[self.lost_output]}"
        return (f"seed {self.aim.seed:>4} {self.aim.query:<26} kills {what:<38} {hits}"
                f" rerun {self.tasks_rerun:>3} lost {self.seconds_lost:>6.1f} s  {self.verdict} {self.detail}").rstrip()

    @property
    def hit_running(self) -> bool:
        return self.hit is not None and self.hit.running_task

    @property
    def lost_output(self) -> bool:
        return self.hit is not None and self.hit.lost_output


class Reruns:
    """How many tasks ran again, of all jobs that were seen."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}

    def see(self, jobs: list[moment.Job]) -> None:
        for job in jobs:
            self._most[job.name] = max(self._most.get(job.name, 0), job.tasks_rerun)

    def total(self) -> int:
        return sum(self._most.values())


def run(fleet: Fleet, spark: Any, aim: moment.Aim, expected: pyarrow.Table, undisturbed_seconds: float) -> Outcome:
    """Runs the seed. The executor it kills stays dead."""
    before = {job.name for job in fleet.jobs()}
    asked = ask.Asked(spark, aim.query)
    victim, hit = strike(fleet, aim, asked, before)
    reruns = Reruns()
    while asked.is_running() and asked.seconds() < hung_seconds():
        reruns.see(new_jobs(fleet, before))
        asked.wait(WATCH_SECONDS)
    reruns.see(new_jobs(fleet, before))
    verdict, detail = judge(fleet, asked, expected, aim)
    seconds = asked.seconds()
    return Outcome(aim, victim, hit, reruns.total(), seconds, seconds - undisturbed_seconds, verdict, detail)


def strike(fleet: Fleet, aim: moment.Aim, asked: ask.Asked, before: set[str]) -> tuple[str | None, moment.Hit | None]:
    """Waits for the moment and kills; nobody when the query ends before it comes."""
    while asked.is_running() and asked.seconds() < hung_seconds():
        jobs = new_jobs(fleet, before)
        if executor_id := moment.victim(aim, jobs, fleet.may_die):
            name = fleet.name_of(executor_id)
            assert name is not None
            fleet.kill(name)
            return name, moment.hit(executor_id, jobs)
        time.sleep(POLL_SECONDS)
    return None, None


def new_jobs(fleet: Fleet, before: set[str]) -> list[moment.Job]:
    return [job for job in fleet.jobs() if job.name not in before]


def judge(fleet: Fleet, asked: ask.Asked, expected: pyarrow.Table, aim: moment.Aim) -> tuple[str, str]:
    """`ok`, `wrong` or `hung`, and what a reader has to know of it."""
    if asked.is_running():
        return "hung", f"see {fleet.dump(f'seed {aim.seed}: {aim.query} has not ended after {asked.seconds():.0f} s')}"
    if asked.rows is None:
        return "wrong", f"{asked.error}; see {fleet.dump(f'seed {aim.seed}: {aim.query}: {asked.error!r}')}"
    if wrong := answer.difference(expected, asked.rows):
        return "wrong", f"{wrong}; see {fleet.dump(f'seed {aim.seed}: {aim.query}: {wrong}')}"
    if panics := fleet.panics():
        return "wrong", f"a panic: {panics[0]}"
    return "ok", ""
