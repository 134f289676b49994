"""Lists of cases known to fail, each with the class of its reason: how they are read, checked and written again.

A list is a file of lines `<case>\t<reason>\t<detail>`. The cases on it still run; one that gives Spark's answer has to
leave the list. Knows lists; refuses to know what a case is. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Failure:
    """Why a case does not give Spark's answer."""

    reason: str
    detail: str = ""


def read(path: Path) -> dict[str, Failure]:
    """The list in the file; empty when there is none."""
    return dict(entries(path)) if path.exists() else {}


def entries(path: Path) -> Iterator[tuple[str, Failure]]:
    for line in path.read_text().splitlines():
        if line and not line.startswith("# "):
            name, reason, detail = line.rsplit("\t", 2)
            yield name, Failure(reason, detail)


def write(path: Path, command: str, failures: Mapping[str, Failure]) -> None:
    """Writes the list anew, sorted by case."""
    lines = [f"# Written by `{command}`: cases that do not give Spark's answer yet. <case>\\t<reason>\\t<detail>"]
    lines += ["\t".join((name, one_line(failure.reason), one_line(failure.detail)))
              for name, failure in sorted(failures.items())]
    path.write_text("\n".join(lines) + "\n")


def one_line(text: str) -> str:
    return " ".join(text.split())


def verdict(failure: Failure | None, listed: Failure | None, path: Path) -> str | None:
    """What is wrong about the outcome of a case, given whether it is on the list; `None` when all is as said."""
    if failure is None and listed is not None:
        return f"gives Spark's answer now: take it off {path.parent.name}/{path.name}"
    if failure is not None and listed is None:
        return f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason
    return None
