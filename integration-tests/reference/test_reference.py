"""The pages of docs/reference say what the suites found: nobody edits them, and they are fresh.

Which cases pass is held by the suites themselves; here the pages are held against their lists, and the facts about the
server are asked again.
"""

from __future__ import annotations

import harness
import pytest
from reference import facts, pages
from smoke.cases import CASES

STALE = "is stale: run `cargo xtask reference`"


@pytest.mark.parametrize(("path", "text"), pages.rendered(facts.read()).items(), ids=lambda value: getattr(value, "name", ""))
def test_page_is_fresh(path: object, text: str) -> None:
    assert path.read_text() == text, f"{path} {STALE}"


def test_facts_are_fresh(server: harness.Server) -> None:
    if server.name == "sparrow":
        kept = facts.read()
        assert facts.ask(server.remote) == {part: kept[part] for part in ("refused", "functions")}, f"facts.json {STALE}"


def test_facts_know_every_smoke_case() -> None:
    assert sorted(facts.read()["wire"]) == sorted(CASES), f"facts.json {STALE}"
