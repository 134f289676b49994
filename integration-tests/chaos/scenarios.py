"""What is no matter of seeds: an executor that comes back, a fleet that is gone for a while, and one that never was."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow
from chaos import answer, ask, fleet, moment
from chaos.kill import POLL_SECONDS

QUERY = "window_over_aggregate"
GONE_SECONDS = 30.0
# The stated time of a fleet without executors, made short: its default is longer than a test likes to wait.
WAIT_SETTING = "SPARROW_FLEET_EXECUTORS_WAIT_SECONDS_MAX"
WAIT_SECONDS = 5
# How much later than stated the error may come.
LATE_SECONDS_MAX = 5.0
NO_EXECUTORS = "SPARROW.NO_EXECUTORS"


@dataclass(frozen=True)
class Case:
    """What a scenario found."""

    name: str
    verdict: str
    detail: str

    def line(self) -> str:
        return f"{self.name:<22} {self.verdict}  {self.detail}"


def restarted(expected: pyarrow.Table) -> Case:
    """A killed executor that is started again gets tasks again."""
    with fleet.running() as running, ask.session(running.server.remote, "fleet") as spark:
        name = fleet.NAMES[0]
        running.kill(name)
        assert wrong(ask.Asked(spark, QUERY), expected) is None
        running.start(name)
        asked = ask.Asked(spark, QUERY)
        used = watch(running, asked, lambda jobs: any(works(running.seats[name], job) for job in jobs))
        found = wrong(asked, expected)
        detail = found or ("it is given tasks again" if used else "it is given no task")
        return Case("restarted executor", "ok" if used and not found else "wrong", detail)


def all_gone(expected: pyarrow.Table) -> Case:
    """All executors die in the middle of a query and come back half a minute later: the query waits, and is right."""
    with fleet.running() as running, ask.session(running.server.remote, "fleet") as spark:
        asked = ask.Asked(spark, QUERY)
        if not watch(running, asked, lambda jobs: any(job.progress > 0.3 for job in jobs)):
            return Case("all executors gone", "wrong", "the query ended before its executors could be killed")
        for name in fleet.NAMES:
            running.kill(name)
        if asked.wait(GONE_SECONDS):
            return Case("all executors gone", "wrong", f"the query did not wait: {asked.error!r}")
        running.start_dead()
        found = wrong(asked, expected)
        return Case("all executors gone", "wrong" if found else "ok",
                    found or f"gone for {GONE_SECONDS:.0f} s, right after {asked.seconds():.1f} s")


def none(_expected: pyarrow.Table) -> Case:
    """No executor ever joins: the query fails after the stated time, and says why."""
    settings = {WAIT_SETTING: str(WAIT_SECONDS)}
    with fleet.running(0, settings) as running, ask.session(running.server.remote, "fleet") as spark:
        asked = ask.Asked(spark, QUERY)
        if not asked.wait(WAIT_SECONDS + LATE_SECONDS_MAX):
            return Case("no executor", "hung", f"see {running.dump('a query without executors goes on')}")
        condition = asked.error.getCondition() if hasattr(asked.error, "getCondition") else None
        in_time = WAIT_SECONDS <= asked.seconds()
        right = condition == NO_EXECUTORS and in_time
        return Case("no executor", "ok" if right else "wrong",
                    f"{condition} after {asked.seconds():.1f} s, stated are {WAIT_SECONDS} s")


SCENARIOS: dict[str, Callable[[pyarrow.Table], Case]] = {"restarted": restarted, "all_gone": all_gone, "none": none}


def watch(running: fleet.Fleet, asked: ask.Asked, seen: Callable[[list[moment.Job]], bool]) -> bool:
    """Whether `seen` became true of the server's jobs before the query ended."""
    while asked.is_running() and asked.seconds() < fleet.hung_seconds():
        if seen(running.jobs()):
            return True
        time.sleep(POLL_SECONDS)
    return False


def works(seat: fleet.Seat, job: moment.Job) -> bool:
    shares = (share for stage in job.stages.values() for id, share in stage.shares.items() if seat.owns(id))
    return any(share.done or share.running for share in shares)


def wrong(asked: ask.Asked, expected: pyarrow.Table) -> str | None:
    """What is wrong with the answer, once it is there."""
    if not asked.wait(max(fleet.hung_seconds() - asked.seconds(), 1.0)):
        return f"the query has not ended after {asked.seconds():.0f} s"
    return repr(asked.error) if asked.rows is None else answer.difference(expected, asked.rows)
