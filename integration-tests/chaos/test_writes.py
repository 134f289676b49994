"""Three seeds with real processes, and what the driver makes of what it finds. `make chaos-writes` runs more seeds."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from chaos import writes
from chaos.written import Model, Seed, Verdict, Write, seeds


def test_three_seeds() -> None:
    outcomes = writes.run([1, 2, 3])
    assert not [outcome.line() for outcome in outcomes if outcome.verdict or outcome.problems]


def write(number: int, mode: str, partitions: tuple[int, ...] = (0, 1, 2)) -> Write:
    return Write(number, "t", mode, 6, 1, partitions)


def model(*done: Write, doubtful: Write | None = None) -> Model:
    made = Model()
    for one in done:
        made.begin(one)
        made.done()
    if doubtful is not None:
        made.begin(doubtful)
    return made


def ids(*numbers: int) -> list[int]:
    return [number * 1_000_000 + row for number in numbers for row in range(6)]


def test_an_append_that_was_cut_counts_or_not() -> None:
    cut = model(write(0, "append"), doubtful=write(1, "append"))
    assert not cut.judge("t", ids(0))[1]
    assert not cut.judge("t", ids(0, 1))[1]
    assert cut.judge("t", ids(0, 1)[:-1])[1] == Verdict(mixtures=1)
    assert cut.judge("t", ids(0, 1, 1))[1] == Verdict(mixtures=1, duplicates=6)
    assert cut.judge("t", ids(1))[1] == Verdict(mixtures=1, lost=6)


def test_an_overwrite_that_was_cut_is_old_or_new() -> None:
    cut = model(write(0, "append"), write(1, "append"), doubtful=write(2, "overwrite"))
    assert not cut.judge("t", ids(0, 1))[1]
    assert not cut.judge("t", ids(2))[1]
    assert cut.judge("t", ids(0, 2))[1] == Verdict(mixtures=1)
    assert cut.judge("t", [])[1] == Verdict(mixtures=1)


def test_a_dynamic_overwrite_replaces_its_partitions() -> None:
    done = model(write(0, "append"), write(1, "dynamic", (1,)))
    rows = [row for row in ids(0) if row % 3 != 1] + [row for row in ids(1) if row % 3 == 1]
    assert done.ids(done.state("t")) == Counter(rows)


@pytest.mark.parametrize("has_executors", [False, True])
def test_a_seed_always_does_the_same(has_executors: bool) -> None:
    assert Seed.of(7, has_executors) == Seed.of(7, has_executors)
    first = list(itertools.islice(Seed.of(8, has_executors).writes(), 50))
    assert first == list(itertools.islice(Seed.of(8, has_executors).writes(), 50))
    assert {one.mode for one in first} == {"append", "overwrite", "dynamic"}
    assert {Seed.of(n, has_executors).moment for n in range(9)} == {"time", "attempts", "journal"}


def test_seeds_are_read() -> None:
    assert seeds("1..3,7") == [1, 2, 3, 7]
