"""Runs every case against the server and compares it with what real Spark showed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import harness
import pytest
from smoke.cases import CASES
from smoke.observe import observe, same
from smoke.p0 import REQUIRED
from smoke.world import World

RECORDED = json.loads((Path(__file__).parent / "expected.json").read_text())
KNOWN_FAILING = dict(line.split(maxsplit=1) for line in (Path(__file__).parent / "known-failing.txt").read_text().splitlines()
                     if line and not line.startswith("#"))
done: set[str] = set()


@pytest.fixture(scope="module")
def world(server: harness.Server) -> Iterator[World]:
    world = World(server.remote)
    yield world
    world.close()


@pytest.mark.parametrize("name", CASES)
def test_smoke(name: str, world: World, server: harness.Server) -> None:
    expected = RECORDED["cases"][name]
    actual = observe(CASES[name], world)
    done.add(name)
    if name in KNOWN_FAILING and server.name == "sparrow":
        assert not same(expected, actual), f"{name} gives Spark's answer: take it off known-failing.txt"
        return
    if not same(expected, actual):
        pytest.fail(difference(expected, actual), pytrace=False)


def test_every_recording_has_its_case() -> None:
    assert RECORDED["spark"] == harness.SPARK_VERSION
    assert sorted(RECORDED["cases"]) == sorted(CASES)


def test_known_failing_names_exist() -> None:
    assert set(KNOWN_FAILING) <= set(CASES)


def test_every_p0_api_was_on_the_wire(world: World) -> None:
    if done == set(CASES):
        assert sorted(REQUIRED - world.wire.seen) == []


def difference(expected: object, actual: object) -> str:
    return f"Spark:  {json.dumps(expected, ensure_ascii=False)}\nServer: {json.dumps(actual, ensure_ascii=False)}"
