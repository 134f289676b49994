"""Ten seeds and the three scenarios, with real processes and an eighth of the rows. `make chaos` runs more seeds on all."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow
import pytest
from chaos import ask, data, fleet, run, scenarios

SEEDS = range(1, 11)


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """As much data as a build without optimization can take."""
    data.size = data.SMALL
    yield
    data.size = data.FULL


@pytest.fixture(scope="module")
def expected() -> pyarrow.Table:
    """The right answer of the scenarios' query."""
    with fleet.running(0) as running, ask.session(running.server.remote, "embedded") as spark:
        return ask.rows(spark, scenarios.QUERY)


def test_ten_seeds() -> None:
    results = run.run(SEEDS, rounds=1)
    assert not results.problems()
    assert results.hit_running > 0 and results.lost_output > 0, results.line()


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_scenario(name: str, expected: pyarrow.Table) -> None:
    case = scenarios.SCENARIOS[name](expected)
    assert case.verdict == "ok", case.line()
