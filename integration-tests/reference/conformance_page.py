"""`docs/reference/conformance.md`: what works, kind by kind, from what the suites recorded and found.

Nothing here is claimed by hand. A kind of message *works* when a smoke case that puts it on the wire gives Spark's answer;
it is *refused* when the server names it as not supported; else it is *untried*. A statement works when its recorded cases
pass; a conf acts when the server's own list says so.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import known
from errors import observe as errors
from functions import examples
from reference import facts as asked
from reference import functions_page, statements
from reference.functions_page import cell, code

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SMOKE = HERE.parent / "pyspark" / "smoke"
SQL_KNOWN_FAILING = HERE.parent / "sql" / "known-failing.txt"
CONFS = ROOT / "crates" / "session" / "src" / "conf"
AREAS = {"RPC": "RPCs", "Relation": "Relations", "Expression": "Expressions", "Literal": "Literals", "DataType": "Data types",
         "Command": "Commands", "Catalog": "Catalog operations", "Analyze": "AnalyzePlan", "Config": "Config"}
Row = tuple[str, ...]


def render(facts: dict[str, Any]) -> str:
    """The page."""
    return "\n".join(lines(facts)) + "\n"


def lines(facts: dict[str, Any]) -> Iterator[str]:
    kinds = {area: kind_rows(facts, area) for area in AREAS}
    statement_rows, conf_rows = list(statements_found()), list(confs_found())
    yield "# Conformance"
    yield ""
    yield f"What works of Spark Connect and Spark SQL {examples.spark_version()}, from what the suites found against answers"
    yield "recorded from real Spark. Written by `cargo xtask reference`; do not edit."
    yield ""
    yield "| what | how many | how it stands |"
    yield "|---|---|---|"
    for area, title in AREAS.items():
        yield f"| [{title}](#{anchor(title)}) | {len(kinds[area])} | {tally(row[1] for row in kinds[area])} |"
    yield f"| [Statements](#statements) | {len(statement_rows)} | {tally(row[1] for row in statement_rows)} |"
    found = functions_page.functions(facts)
    yield f"| [Functions](functions.md) | {len(found)} | {functions_page.counts(found)} |"
    yield f"| Error cases | {len(errors.recorded())} | {error_summary()} |"
    yield f"| [Confs](#confs) | {len(conf_rows)} | {tally(row[2] for row in conf_rows)} |"
    for area, title in AREAS.items():
        yield from section(title, KIND_NOTES.get(area, KINDS), ("kind", "status", "cases"), kinds[area])
    yield from section("Statements", STATEMENTS, ("statement", "status", "cases"), statement_rows)
    yield from section("Confs", CONF_NOTE, ("conf", "default", "status"), conf_rows)


KINDS = ("**works**: smoke cases that send it give Spark's answer; the last column has how many of them do. **partial**: not "
         "all of them do. **refused**: the server answers that it does not support it yet. **untried**: no smoke case sends it.")
KIND_NOTES = {"RPC": "The twelve calls of the service; the last column has how many of the smoke cases that use one give "
                     "Spark's answer."}
STATEMENTS = ("The alternatives of the grammar of Spark's own parser, by its names. The last column has how many of the recorded "
              "cases (`integration-tests/sql/statements`) give Spark's answer, which for some is an error.")
CONF_NOTE = ("Spark's public confs of SQL that a session may set, and the others that act here. **acts**: the server honours it. "
             "**clients**: clients read it and act on it. **default only**: setting it to anything else is answered with "
             "a warning. Every other key of Spark is known too: checked as Spark checks it, and without effect.")


def anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def tally(statuses: Iterator[str]) -> str:
    counts = Counter(status.split(":")[0] for status in statuses)
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def section(title: str, note: str, head: Row, rows: list[Row]) -> Iterator[str]:
    yield from ("", f"## {title}", "", note, "", row_of(head), "|" + "---|" * len(head))
    yield from (row_of((code(row[0]), *map(cell, row[1:]))) for row in rows)


def row_of(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def kind_rows(facts: dict[str, Any], area: str) -> list[Row]:
    """Every kind of an area with its status."""
    tried, passed = evidence(facts)
    rows = []
    for name in asked.kinds()[area]:
        kind = f"{area}.{name}"
        if passed[kind]:
            status = "works" if passed[kind] == tried[kind] else "partial"
        elif kind in facts["refused"]:
            status = f"refused: {facts['refused'][kind]}"
        else:
            status = "differs" if tried[kind] else "untried"
        rows.append((name, status, f"{passed[kind]}/{tried[kind]}" if tried[kind] else ""))
    return rows


def evidence(facts: dict[str, Any]) -> tuple[Counter[str], Counter[str]]:
    """In how many smoke cases each kind is on the wire, and in how many of those that give Spark's answer.

    Cases that end with an error prove errors, not that what they send works.
    """
    answers = json.loads((SMOKE / "expected.json").read_text())["cases"]
    failing = {line.split(maxsplit=1)[0] for line in (SMOKE / "known-failing.txt").read_text().splitlines()
               if line and not line.startswith("#")}
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for name, kinds in facts["wire"].items():
        if "error" not in answers.get(name, {"error": None}):
            tried.update(kinds)
            passed.update(() if name in failing else kinds)
    return tried, passed


def statements_found() -> Iterator[Row]:
    """Every kind of statement with its status."""
    recorded = json.loads(statements.TARGET.read_text())
    failing = sql_known_failing()
    outcomes = defaultdict(list)
    for name, kind in recorded["cases"].items():
        outcomes[kind or "script"].append(name not in failing)
    for kind in [*recorded["statements"], "script"]:
        passed, count = sum(outcomes[kind]), len(outcomes[kind])
        status = "untried" if not count else "works" if passed == count else "partial" if passed else "differs"
        yield kind, status, f"{passed}/{count}" if count else ""


def sql_known_failing() -> set[str]:
    listed = (line for line in SQL_KNOWN_FAILING.read_text().splitlines() if line.strip() and not line.startswith("#"))
    return {line.rsplit("\t", 1)[0] for line in listed}


def error_summary() -> str:
    recorded = errors.recorded()
    failing = known.read(errors.KNOWN_FAILING)
    conditions = {error["condition"] for error in recorded.values()}
    return (f"{len(recorded) - len(failing)} are Spark's in every part; the cases are of {len(conditions)} conditions")


def confs_found() -> Iterator[Row]:
    """Spark's public confs that a session may set, and others that act, with what comes of setting them."""
    source = (CONFS / "acting.rs").read_text()
    acts, clients = list_of(source, "HONOURED"), list_of(source, "OF_CLIENTS")
    for key, conf in sorted(json.loads((CONFS / "spark_421_confs.json").read_text()).items()):
        status = "acts" if key in acts else "clients" if any(fits(key, of) for of in clients) else "default only"
        settable = not conf.get("static") and not conf.get("cluster")
        if settable and (conf.get("public") or status != "default only"):
            yield key, conf.get("default", ""), status


def list_of(source: str, name: str) -> list[str]:
    """The texts of a list in the server's own source."""
    found = re.search(rf"const {name}: &\[&str\] = &\[(.*?)\];", source, re.DOTALL)
    if found is None:
        sys.exit(f"{CONFS / 'acting.rs'} has no list {name}: tell reference/conformance_page.py where it went")
    return re.findall(r'"([^"]+)"', found[1])


def fits(key: str, pattern: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern
