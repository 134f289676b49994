"""`docs/reference/functions.md`: every function of Spark with its status, from its recorded examples.

A function is *done* when the server gives Spark's answer to every recorded example of it, *partial* when to some or it has
the function and gives it to none, *missing* when it does not have the function, and *untried* when it has the function and
Spark has no example that can be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import known
from functions import examples

STATUSES = ("done", "partial", "missing", "untried")


@dataclass(frozen=True)
class Function:
    """A line of the page."""

    name: str
    group: str
    status: str
    passed: int
    recorded: int
    difference: str


def functions(facts: dict[str, Any]) -> list[Function]:
    """Every function of Spark's list, by group and name."""
    cases, listed = defaultdict(list), known.read(examples.KNOWN_FAILING)
    for example in examples.load():
        cases[example.function].append(listed.get(example.name))
    ours = set(facts["functions"])
    found = [of(name, group, cases[name], name in ours) for name, group in examples.functions().items()]
    return sorted(found, key=lambda function: (function.group, function.name))


def of(name: str, group: str, outcomes: list[known.Failure | None], is_there: bool) -> Function:
    failures = [failure for failure in outcomes if failure is not None]
    passed = len(outcomes) - len(failures)
    if passed:
        status = "partial" if failures else "done"
    elif not is_there and (not failures or any(failure.reason == "function missing" for failure in failures)):
        status = "missing"
    else:
        status = "partial" if failures else "untried"
    shown = "" if status == "missing" or not failures else describe(failures[0])
    return Function(name, group, status, passed, len(outcomes), shown)


def describe(failure: known.Failure) -> str:
    return f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason


def counts(found: list[Function]) -> str:
    """How many there are of each status."""
    of_status = Counter(function.status for function in found)
    return ", ".join(f"{of_status[status]} {status}" for status in STATUSES if of_status[status])


def render(facts: dict[str, Any]) -> str:
    """The page."""
    return "\n".join(lines(functions(facts))) + "\n"


def lines(found: list[Function]) -> Iterator[str]:
    passed, recorded = sum(f.passed for f in found), sum(f.recorded for f in found)
    yield "# Functions"
    yield ""
    yield (f"Every name of `SHOW SYSTEM FUNCTIONS` of Spark {examples.spark_version()}, held against the examples Spark gives "
           "of it: each was run on")
    yield "real Spark, and the suite `integration-tests/functions` compares types and rows with what was recorded."
    yield "Written by `cargo xtask reference`; do not edit."
    yield ""
    yield f"{len(found)} names: {counts(found)}. {passed} of {recorded} examples give Spark's answer."
    yield ""
    yield "**done**: every recorded example gives Spark's answer. **partial**: not every one does. **missing**: refused by"
    yield "name. **untried**: there, and Spark has no example whose answer can be compared."
    for group in sorted({function.group for function in found}):
        inside = [function for function in found if function.group == group]
        yield ""
        yield f"## {group}"
        yield ""
        yield counts(inside) + "."
        yield ""
        yield "| function | status | examples | first difference |"
        yield "|---|---|---|---|"
        for function in inside:
            shown = f"{function.passed}/{function.recorded}" if function.recorded else ""
            yield f"| {code(function.name)} | {function.status} | {shown} | {cell(function.difference)} |"


def code(text: str) -> str:
    """Text as code in a cell of a table."""
    return f"`{text}`".replace("|", "\\|")


def cell(text: str) -> str:
    """Text in a cell of a table: nothing in it is markup."""
    text = text if len(text) <= 160 else text[:157] + "..."
    return "".join(f"\\{char}" if char in "\\|*_`<>[]" else char for char in text)
