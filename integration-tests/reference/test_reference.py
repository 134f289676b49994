"""The pages of docs/reference say what the suites found: nobody edits them, and they are fresh.

Which cases pass is held by the suites themselves; here the pages are held against their lists, and the facts about the
server are asked again.
"""

from __future__ import annotations

import harness
from reference import facts, pages
from smoke.cases import CASES

STALE = "is stale: run `cargo xtask reference`"


def test_pages_are_fresh() -> None:
    """Here and not while tests are collected: a column made before there is a session tells PySpark for good not to look for
    the places of calls, which other suites hold against Spark's."""
    for path, text in pages.rendered(facts.read()).items():
        assert path.read_text() == text, f"{path} {STALE}"


def test_facts_are_fresh(server: harness.Server) -> None:
    if server.name == "sparrow":
        kept = facts.read()
        assert facts.ask(server.remote) == {part: kept[part] for part in ("refused", "functions")}, f"facts.json {STALE}"


def test_facts_know_every_smoke_case() -> None:
    assert sorted(facts.read()["wire"]) == sorted(CASES), f"facts.json {STALE}"
