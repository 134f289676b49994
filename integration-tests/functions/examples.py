"""The recorded examples as data, and what Spark's list of functions says about each function.

Knows files and names; refuses to know servers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import answers
import known

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE / "examples"
FUNCTIONS = HERE / "functions.json"
KNOWN_FAILING = HERE / "known-failing.tsv"
REFRESH = "run.py functions --update-known-failing"

# Functions whose arrays come in an order of Spark's choice.
UNORDERED = re.compile(r"\bcollect_set\s*\(", re.IGNORECASE)
# An ORDER BY that no bracket closes after: that of the whole query.
ORDERED = re.compile(r"\border\s+by\b[^()]*(\([^()]*\)[^()]*)*$", re.IGNORECASE)


@dataclass(frozen=True)
class Example:
    """A statement with Spark's answer to it."""

    function: str
    sql: str
    answer: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.function}: {known.one_line(self.sql)}"

    def difference(self, actual: dict[str, Any]) -> known.Failure | None:
        """Why an answer is not Spark's."""
        expected = self.answer
        if UNORDERED.search(self.sql):
            expected, actual = ({**answer, "rows": answers.sort_lists(answer["rows"])} if "rows" in answer else answer
                                for answer in (expected, actual))
        return answers.difference(expected, actual, bool(ORDERED.search(self.sql)))


def load() -> list[Example]:
    """Every recorded example, by group and function."""
    return [example for path in sorted(EXAMPLES.glob("*.jsonl")) for example in read(path)]


def read(path: Path) -> Iterator[Example]:
    for line in path.read_text().splitlines():
        case = json.loads(line)
        yield Example(case.pop("function"), case.pop("sql"), case)


def write(group: str, examples: list[Example]) -> None:
    """One file per group of functions, one line per example."""
    lines = [json.dumps({"function": e.function, "sql": e.sql, **e.answer}, ensure_ascii=False) for e in examples]
    (EXAMPLES / f"{group}.jsonl").write_text("\n".join(lines) + "\n")


def functions() -> dict[str, str]:
    """Every name of Spark's `SHOW SYSTEM FUNCTIONS` with its group."""
    return json.loads(FUNCTIONS.read_text())["functions"]


def spark_version() -> str:
    """The version of the Spark that answered."""
    return json.loads(FUNCTIONS.read_text())["spark"]
