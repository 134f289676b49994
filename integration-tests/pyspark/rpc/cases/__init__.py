"""The list of cases, by area: adding one is one line in the `CASES` of its area, its answer comes from real Spark."""

from __future__ import annotations

from rpc.cases import artifacts, interrupts, operations, sessions, streams
from rpc.cases.asking import Case

CASES: dict[str, Case] = {**interrupts.CASES, **operations.CASES, **sessions.CASES, **artifacts.CASES, **streams.CASES}
