"""Runs every case the client at hand has against the server and compares it with what real Spark showed it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import harness
import pytest
from smoke import client, recorded
from smoke.cases import CASES, HERE
from smoke.observe import agrees, observe
from smoke.p0 import REQUIRED
from smoke.world import World

EXPECTED = recorded.expected()
KNOWN_FAILING = recorded.known_failing()
done: set[str] = set()


@pytest.fixture(scope="module")
def world(server: harness.Server) -> Iterator[World]:
    world = World(server.remote)
    yield world
    world.close()


@pytest.mark.parametrize("name", HERE)
def test_smoke(name: str, world: World, server: harness.Server) -> None:
    actual = observe(HERE[name], world)
    done.add(name)
    if name in KNOWN_FAILING and server.name == "sparrow":
        assert not agrees(EXPECTED[name], actual), f"{name} gives Spark's answer: take it off known-failing.txt"
        return
    if not agrees(EXPECTED[name], actual):
        pytest.fail(difference(EXPECTED[name], actual), pytrace=False)


def test_every_recording_has_its_case(record_testsuite_property: Callable[[str, object], None]) -> None:
    record_testsuite_property("apis", len(HERE))
    record_testsuite_property("known_failing", len(KNOWN_FAILING.keys() & HERE.keys()))
    document = recorded.read(recorded.EXPECTED)
    assert document["spark"] == harness.SPARK_VERSION
    assert sorted(document["cases"]) == sorted(CASES)
    assert recorded.read(recorded.differences_file())["cases"].keys() <= HERE.keys()


def test_known_failing_names_exist() -> None:
    assert KNOWN_FAILING.keys() <= CASES.keys()


def test_every_p0_api_was_on_the_wire(world: World) -> None:
    """Older clients have fewer APIs: only one that has every case can show them all."""
    if done == CASES.keys():
        assert sorted(REQUIRED - world.wire.seen) == []


def test_cases_leave_out_no_api_of_the_newest_client() -> None:
    if client.VERSION >= (4, 2):
        assert HERE.keys() == CASES.keys()


def difference(expected: object, actual: object) -> str:
    return f"Spark:  {json.dumps(expected, ensure_ascii=False)}\nServer: {json.dumps(actual, ensure_ascii=False)}"
