"""A seed kills one executor, once, at its moment; the page and the last line say so. No process is needed for that."""

from __future__ import annotations

import pyarrow
import pytest
from chaos import kill, moment, report, scenarios
from chaos.run import Results
from chaos.test_moment import BEGUN, DONE, HALF

RIGHT = pyarrow.table({"id": [1, 2]})
AIM = moment.Aim(5, "distinct_counts", moment.Goal.OUTPUT, 0.3, 0.0)


class Recorded:
    """A fleet that says one document after the other, and an asked query that ends with them."""

    def __init__(self, documents: list[list[dict[str, object]]], rows: pyarrow.Table | None = RIGHT) -> None:
        self.documents = [[], *documents]
        self.killed: list[str] = []
        self.rows, self.error = rows, None if rows else ValueError("no rows")

    def jobs(self) -> list[moment.Job]:
        return moment.jobs(self.documents.pop(0) if self.documents else [])

    def may_die(self, executor: str) -> bool:
        return executor not in self.killed

    def name_of(self, executor: str) -> str | None:
        return executor

    def kill(self, name: str) -> None:
        self.killed.append(name)

    def dump(self, why: str) -> str:
        return why

    def panics(self) -> list[str]:
        return []

    def is_running(self) -> bool:
        return bool(self.documents)

    def seconds(self) -> float:
        return 4.0

    def wait(self, _seconds: float) -> bool:
        return not self.is_running()


def outcome(fleet: Recorded, monkeypatch: pytest.MonkeyPatch) -> kill.Outcome:
    monkeypatch.setattr(kill.ask, "Asked", lambda _spark, _name: fleet)
    return kill.run(fleet, None, AIM, RIGHT, undisturbed_seconds=1.5)


def rerun(document: list[dict[str, object]], tasks: int) -> list[dict[str, object]]:
    return [{**job, "tasks_rerun": tasks} for job in document]


def test_the_executor_dies_at_the_moment_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = Recorded([BEGUN, HALF, HALF, rerun(HALF, 4), rerun(DONE, 3)])
    found = outcome(fleet, monkeypatch)
    assert fleet.killed == ["x"]
    assert (found.hit_running, found.lost_output, found.tasks_rerun) == (True, True, 4)
    assert (found.verdict, found.seconds_lost) == ("ok", 2.5)


def test_nobody_dies_when_the_moment_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = Recorded([BEGUN, DONE])
    found = outcome(fleet, monkeypatch)
    assert (fleet.killed, found.hit, found.hit_running, found.lost_output) == ([], None, False, False)
    assert "the moment never came" in found.line()


@pytest.mark.parametrize(("rows", "why"), [(None, "no rows"), (pyarrow.table({"id": [1, 2, 2]}), "1 too many")])
def test_an_error_and_another_answer_are_wrong(rows: pyarrow.Table | None, why: str, monkeypatch) -> None:
    found = outcome(Recorded([HALF], rows), monkeypatch)
    assert found.verdict == "wrong" and why in found.detail


def test_the_page_has_what_was_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    ok = outcome(Recorded([HALF, rerun(HALF, 4)]), monkeypatch)
    missed = outcome(Recorded([BEGUN]), monkeypatch)
    case = scenarios.Case("no executor", "ok", "as stated")
    results = Results([ok, missed], [case], {AIM.query: 1.5}, {AIM.query: RIGHT})
    assert results.line() == "chaos: runs=2 wrong=0 hung=0 hit_running=1 lost_output=1"
    page = report.page(results)
    assert "| 5 | `distinct_counts` | 46% of its tasks done | yes | yes | 4 | 2.5 s | ok |" in page
    assert "| 5 | `distinct_counts` | nobody | no | no | 0 | 2.5 s | ok |" in page
    assert "- 1 kills met a running task, 1 lost output" in page
    assert "| no executor | ok | as stated |" in page


def test_a_long_run_that_hits_too_little_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    missed = outcome(Recorded([BEGUN]), monkeypatch)
    assert Results([missed] * 19).problems() == []
    assert Results([missed] * 20).problems() == ["only 0 of 20 kills met a running task",
                                                 "only 0 of 20 kills lost the output of a completed stage"]
