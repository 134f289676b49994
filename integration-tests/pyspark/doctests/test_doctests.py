"""Every object of the tested modules that real Spark passes, we pass; the exceptions are listed with a reason."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import harness
import pytest
from doctests.runner import Options, run_module

HERE = Path(__file__).parent
MODULES = ("column", "window", "conf", "observation", "types", "session")
# [module, object, status on real Spark, status on Sail]
BASELINE = [entry for entry in json.loads((HERE / "baselines.json").read_text())["objects"] if entry[0] in MODULES]
EXPECTED = [(module, name) for module, name, on_spark, _ in BASELINE if on_spark == "passed"]
KNOWN_FAILING = dict(line.split(maxsplit=1) for line in (HERE / "known-failing.txt").read_text().splitlines()
                     if line and not line.startswith("#"))


@cache
def results(module: str, remote: str) -> dict[str, dict[str, Any]]:
    return {result["name"]: result for result in run_module(module, Options(remote))}


@pytest.mark.parametrize(("module", "name"), EXPECTED, ids=[name for _, name in EXPECTED])
def test_doctest(module: str, name: str, server: harness.Server) -> None:
    found = results(module, server.remote)
    result = found.get(name) or {"status": "not found", "first": next(iter(found.values())).get("first")}
    if name in KNOWN_FAILING and server.name == "sparrow":
        assert result["status"] != "passed", f"{name} passes: take it off known-failing.txt"
        return
    if result["status"] != "passed":
        pytest.fail(describe(result), pytrace=False)


def test_known_failing_names_exist() -> None:
    assert set(KNOWN_FAILING) <= {name for _, name in EXPECTED}


def describe(result: dict[str, Any]) -> str:
    first = result.get("first") or {}
    return "\n".join([result["status"], *(f"{key}: {first[key]}" for key in ("kind", "source", "want", "got")
                                          if first.get(key))])
