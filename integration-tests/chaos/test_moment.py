"""Seeds choose what they say, the same every time, and know what they hit."""

from __future__ import annotations

from typing import Any

import pytest
from chaos import moment
from chaos.moment import Aim, Goal

QUERIES = ["a", "b", "c"]


def stage(number: int, done: int, consumers: list[int], **shares: tuple[int, int]) -> dict[str, Any]:
    by_executor = {name: {"done": d, "running": r} for name, (d, r) in shares.items()}
    return {"id": number, "partitions": 8, "done": done, "running": sum(r for _, r in shares.values()),
            "consumers": consumers, "by_executor": by_executor}


def document(*stages: dict[str, Any], rerun: int = 0) -> list[dict[str, Any]]:
    return [{"job": "j", "stages": list(stages), "tasks_rerun": rerun}]


# Stage 1 is complete, its consumer is half done; z has output of it but runs nothing.
HALF = document(stage(1, 8, [2], x=(3, 0), y=(3, 0), z=(2, 0)), stage(2, 3, [3], x=(2, 1), y=(1, 2)), stage(3, 0, []))
# Stage 1 runs, nothing is complete.
BEGUN = document(stage(1, 2, [2], x=(1, 2), y=(1, 0)), stage(2, 0, [3]), stage(3, 0, []))
# Stage 2 is about to begin.
BETWEEN = document(stage(1, 8, [2], x=(8, 0)), stage(2, 0, [], x=(0, 2)))
DONE = document(stage(1, 8, [2], x=(8, 0)), stage(2, 8, [], x=(4, 0), y=(4, 0)))


def anyone(_executor: str) -> bool:
    return True


def victim(goal: Goal, fraction: float, found: list[dict[str, Any]], choice: float = 0.0, may_die=anyone) -> str | None:
    return moment.victim(Aim(1, "a", goal, fraction, choice), moment.jobs(found), may_die)


@pytest.mark.parametrize(("text", "expected"), [
    ("1..4", [1, 2, 3, 4]), ("7", [7]), ("1..2,9", [1, 2, 9]), (" 3 , 5..6 ", [3, 5, 6])])
def test_seeds(text: str, expected: list[int]) -> None:
    assert moment.seeds(text) == expected


@pytest.mark.parametrize("text", ["", "a", "1..", "..3", "1...3", "-1", "5..4"])
def test_what_is_no_list_of_seeds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="seed"):
        moment.seeds(text)


def test_a_seed_means_the_same_every_time() -> None:
    assert [moment.aim(seed, QUERIES) for seed in range(50)] == [moment.aim(seed, QUERIES) for seed in range(50)]
    assert moment.aim(7, QUERIES) == Aim(7, "a", Goal.TASK, 0.296, moment.aim(7, QUERIES).choice)


def test_every_query_meets_both_goals() -> None:
    aims = [moment.aim(seed, QUERIES) for seed in range(1, 7)]
    assert {(aim.query, aim.goal) for aim in aims} == {(query, goal) for query in QUERIES for goal in Goal}
    assert all(0 < aim.fraction < 1 and 0 <= aim.choice < 1 for aim in aims)


def test_jobs_are_read() -> None:
    (job,) = moment.jobs(document(stage(1, 4, [2], x=(4, 0)), stage(2, 2, [], y=(2, 1)), rerun=3))
    assert (job.name, job.tasks_rerun, job.progress) == ("j", 3, 6 / 16)
    assert job.stages[2].shares["y"] == moment.Share(2, 1)
    assert moment.jobs([]) == []


def test_a_task_is_hit_when_so_many_are_done() -> None:
    assert victim(Goal.TASK, 0.05, BEGUN) == "x", "y has nothing running"
    assert victim(Goal.TASK, 0.5, BEGUN) is None, "too early"
    assert victim(Goal.TASK, 0.05, DONE) is None, "too late"


def test_an_output_is_hit_when_its_consumer_is_half_done() -> None:
    assert victim(Goal.OUTPUT, 0.3, HALF, choice=0.0) == "x"
    assert victim(Goal.OUTPUT, 0.3, HALF, choice=0.99) == "y", "z runs no task: killing it hits less"
    assert victim(Goal.OUTPUT, 0.5, HALF) is None, "the consumer is not so far yet"
    for early_or_late in (BEGUN, BETWEEN, DONE):
        assert victim(Goal.OUTPUT, 0.01, early_or_late) is None


def test_only_who_may_die_is_killed() -> None:
    assert victim(Goal.OUTPUT, 0.3, HALF, may_die=lambda executor: executor != "x") == "y"
    assert victim(Goal.OUTPUT, 0.3, HALF, may_die=lambda executor: executor == "z") == "z", "better than none"
    assert victim(Goal.OUTPUT, 0.3, HALF, may_die=lambda _executor: False) is None


@pytest.mark.parametrize(("executor", "found", "running", "output"), [
    ("x", HALF, True, True), ("z", HALF, False, True), ("x", BEGUN, True, False), ("y", BEGUN, False, False),
    ("x", BETWEEN, True, False), ("x", DONE, False, False), ("unknown", HALF, False, False)])
def test_what_a_kill_hits(executor: str, found: list[dict[str, Any]], running: bool, output: bool) -> None:
    hit = moment.hit(executor, moment.jobs(found))
    assert (hit.running_task, hit.lost_output) == (running, output)
