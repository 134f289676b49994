"""When a seed kills which executor, and what that kill hits: decided from what the server says of its jobs.

A seed chooses by progress, not by time, so that it means the same on every machine. Pure: knows no process and no clock.
Standard library only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Goal(Enum):
    """What a seed wants to hit."""

    TASK = "task"
    OUTPUT = "output"


@dataclass(frozen=True)
class Aim:
    """What a seed does: its query, what it wants to hit, and when."""

    seed: int
    query: str
    goal: Goal
    # Of a job's tasks that are done, or, for an output, of its consumer's.
    fraction: float
    # Which of the executors that would do, as a fraction of their number.
    choice: float


@dataclass(frozen=True)
class Share:
    """What one executor has of a stage."""

    done: int
    running: int


@dataclass(frozen=True)
class Stage:
    """How far a stage is."""

    number: int
    partitions: int
    done: int
    consumers: tuple[int, ...]
    shares: dict[str, Share]

    @property
    def progress(self) -> float:
        return self.done / self.partitions if self.partitions else 1.0

    def is_complete(self) -> bool:
        return self.done >= self.partitions

    def is_half_done(self) -> bool:
        """Some of its tasks are done, and some are not."""
        return 0 < self.done < self.partitions


@dataclass(frozen=True)
class Job:
    """How far a job is."""

    name: str
    stages: dict[int, Stage]
    tasks_rerun: int

    @property
    def progress(self) -> float:
        total = sum(stage.partitions for stage in self.stages.values())
        return sum(stage.done for stage in self.stages.values()) / total if total else 0.0


@dataclass(frozen=True)
class Hit:
    """What a kill meets."""

    running_task: bool
    lost_output: bool
    progress: float

    def describe(self) -> str:
        return f"{self.progress:.0%} of its tasks done"


def seeds(text: str) -> list[int]:
    """`1..3,7` as 1, 2, 3 and 7."""
    found: list[int] = []
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        if not first.isdecimal() or (dots and not last.isdecimal()):
            raise ValueError(f"'{text}' is not a list of seeds such as 1..100 or 3,17")
        found += range(int(first), int(last or first) + 1)
    if not found:
        raise ValueError(f"there is no seed in '{text}'")
    return found


def aim(seed: int, queries: Sequence[str]) -> Aim:
    """What this seed does. Seeds that follow each other take all queries in turn, and each query meets both goals."""
    goal = Goal.OUTPUT if seed % 2 == 0 else Goal.TASK
    chance = random.Random(seed)
    fraction = chance.uniform(0.05, 0.6) if goal is Goal.OUTPUT else chance.uniform(0.03, 0.85)
    return Aim(seed, queries[(seed // 2) % len(queries)], goal, round(fraction, 3), chance.random())


def jobs(document: Iterable[dict[str, Any]]) -> list[Job]:
    """What `GET /fleet/jobs` answered."""
    return [Job(job["job"], {stage["id"]: stage_of(stage) for stage in job["stages"]}, job.get("tasks_rerun", 0))
            for job in document]


def stage_of(stage: dict[str, Any]) -> Stage:
    shares = {executor: Share(share.get("done", 0), share.get("running", 0))
              for executor, share in stage.get("by_executor", {}).items()}
    return Stage(stage["id"], stage["partitions"], stage["done"], tuple(stage.get("consumers", ())), shares)


def victim(wanted: Aim, running: Sequence[Job], may_die: Callable[[str], bool]) -> str | None:
    """The executor to kill now, if this is the moment."""
    for job in running:
        candidates = sorted(set(filter(may_die, candidates_of(wanted, job))))
        # Best is a kill that hits both.
        candidates = [executor for executor in candidates if runs_task(executor, job)] or candidates
        if candidates:
            return candidates[int(wanted.choice * len(candidates))]
    return None


def candidates_of(wanted: Aim, job: Job) -> Iterator[str]:
    match wanted.goal:
        case Goal.TASK if wanted.fraction <= job.progress < 1:
            everyone = (executor for stage in job.stages.values() for executor in stage.shares)
            yield from (executor for executor in everyone if runs_task(executor, job))
        case Goal.OUTPUT:
            for stage, consumer in half_read(job):
                if consumer.progress >= wanted.fraction:
                    yield from (executor for executor, share in stage.shares.items() if share.done)


def half_read(job: Job) -> Iterator[tuple[Stage, Stage]]:
    """The completed stages of which a consumer is half done, with that consumer."""
    for stage in job.stages.values():
        if stage.is_complete():
            yield from ((stage, job.stages[number]) for number in stage.consumers
                        if number in job.stages and job.stages[number].is_half_done())


def runs_task(executor: str, job: Job) -> bool:
    return any(executor in stage.shares and stage.shares[executor].running for stage in job.stages.values())


def hit(executor: str, running: Sequence[Job]) -> Hit:
    """What killing this executor meets at this moment."""
    half = (stage for job in running for stage, _ in half_read(job))
    lost = any(executor in stage.shares and stage.shares[executor].done for stage in half)
    progress = max((job.progress for job in running), default=0.0)
    return Hit(any(runs_task(executor, job) for job in running), lost, progress)
