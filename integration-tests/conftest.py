"""What every suite shares: the server under test, started once, a line of time per suite in the summary, and how many tasks
executors ran where there were some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import harness
import pytest

seconds_by_suite: dict[str, float] = defaultdict(float)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--target", default="sparrow", choices=["sparrow", "spark", "sail"],
                     help="the server the suites run against; `spark` proves the suites themselves")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[harness.Server]:
    """The one server of this run; in the end it must be alive and its log free of panics."""
    start = {"sparrow": harness.sparrow, "spark": harness.spark, "sail": harness.sail}
    with start[request.config.getoption("--target")]() as running:
        yield running
        assert running.is_alive(), f"the server died: see {running.log}"
        if running.name == "sparrow":
            assert not running.panics(), f"a panic: see {running.log}"
            assert not running.reads_files_itself(), f"executors had no part in a query that reads files: see {running.log}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    folder = report.nodeid.split("::", 1)[0].rsplit("/", 1)[0]
    seconds_by_suite[folder.removeprefix("integration-tests/").removeprefix("pyspark/")] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for suite, seconds in sorted(seconds_by_suite.items()):
        terminalreporter.write_line(f"{suite:<12}{seconds:8.1f} s")
    if harness.is_fleet():
        terminalreporter.write_line(f"executors ran {sum(harness.executor_tasks)} tasks")
