"""The SQL cases as data: how they are read, how an answer is spelt so that two servers' answers can be compared.

Knows files and rows; refuses to know servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def files() -> list[Path]:
    """Every file of cases."""
    return sorted(HERE.glob("*/*.sql"))


def queries(path: Path) -> Iterator[str]:
    """The queries of a file: one a line, comments begin with `--`."""
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("--"):
            yield line.strip()


def recorded() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its name: `functions/string: SELECT …`."""
    for path in files():
        answers = path.with_suffix(".json")
        if answers.exists():
            for case in json.loads(answers.read_text())["cases"]:
                yield f"{path.parent.name}/{path.stem}: {case['sql']}", case


def observe(spark: Any, sql: str) -> dict[str, Any]:
    """What the query answers: schema and rows, or the error."""
    try:
        frame = spark.sql(sql)
        schema = json.loads(frame.schema.json())
        rows = [[spelt(value) for value in row] for row in frame.collect()]
    except Exception as error:  # noqa: BLE001 - every failure is an answer
        return {"sql": sql, "error": failure(error)}
    return {"sql": sql, "schema": schema, "rows": rows}


def failure(error: Exception) -> dict[str, str | None]:
    """What a client can tell of an error; the class without its package."""
    ask = lambda name: getattr(error, name, lambda: None)()  # noqa: E731
    try:
        return {"class": type(error).__name__, "condition": ask("getCondition"), "sqlState": ask("getSqlState")}
    except Exception:  # noqa: BLE001 - an error that cannot tell
        return {"class": type(error).__name__, "condition": None, "sqlState": None}


def spelt(value: Any) -> str:
    """A value with its type, so that 1, 1.0, True and '1' differ; map entries by key."""
    match value:
        case None:
            return "null"
        case dict():
            entries = sorted(f"{spelt(k)}: {spelt(v)}" for k, v in value.items())
            return "{" + ", ".join(entries) + "}"
        case tuple():
            names = getattr(value, "__fields__", range(len(value)))
            return "struct(" + ", ".join(f"{n}={spelt(v)}" for n, v in zip(names, value)) + ")"
        case list():
            return "[" + ", ".join(map(spelt, value)) + "]"
        case bytearray() | bytes():
            return f"bytes:{bytes(value).hex()}"
        case _:
            return f"{type(value).__name__}:{value!r}" if isinstance(value, (int, float, str)) else f"{type(value).__name__}:{value}"
