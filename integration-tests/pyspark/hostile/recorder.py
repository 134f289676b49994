"""Asks real Spark what each of a list of cases gets, and writes it beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import harness
from hostile.raw import Raw, observe


def record(cases: Mapping[str, Callable[[Raw], object]], label: str, path: Path) -> None:
    """Writes `{"spark": …, label: {name: answer}}`."""
    with harness.spark() as server:
        answers = {name: observe(case, server.address) for name, case in cases.items()}
    document = {"spark": harness.SPARK_VERSION, label: answers}
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    print(f"{len(answers)} {label} recorded from Spark {harness.SPARK_VERSION}")
