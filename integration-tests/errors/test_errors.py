"""Every error case ends with Spark's error: class, condition, SQLSTATE, parameters, places in the query.

What fails is in `known-failing.tsv`, which `run.py errors --update-known-failing` writes anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import harness
import known
import pytest
from errors import observe
from errors.cases import CASES
from pyspark.errors import utils
from smoke.world import World

RECORDED = observe.recorded()
LISTED = known.read(observe.KNOWN_FAILING)


@pytest.fixture(scope="module")
def world(server: harness.Server) -> Iterator[World]:
    # A column that another suite made before it had a session told PySpark, once for the process, that the places of calls
    # are not wanted. Asked again, it asks the session.
    if hasattr(utils, "_enable_debugging_cache"):
        utils._enable_debugging_cache = None
    with observe.world(server.remote) as made:
        yield made


@pytest.mark.parametrize("name", CASES)
def test_error(name: str, world: World, server: harness.Server) -> None:
    failure = observe.difference(RECORDED[name], observe.observe(CASES[name], world))
    listed = LISTED.get(name) if server.name == "sparrow" else None
    if wrong := known.verdict(failure, listed, observe.KNOWN_FAILING):
        pytest.fail(wrong, pytrace=False)


def test_every_recording_has_its_case() -> None:
    assert json.loads(observe.EXPECTED.read_text())["spark"] == harness.SPARK_VERSION
    assert sorted(RECORDED) == sorted(CASES)


def test_the_list_names_cases() -> None:
    assert set(LISTED) <= set(CASES)
