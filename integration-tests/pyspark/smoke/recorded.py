"""What real Spark showed, and what is known to differ from it: the two lists every run is held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smoke import client

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "expected.json"
KNOWN_FAILING = HERE / "known-failing.txt"


def differences_file() -> Path:
    """Where the answers stand that this client shows another way than the newest one, both from real Spark."""
    return HERE / "differences" / f"{'.'.join(map(str, client.VERSION))}.json"


def read(path: Path) -> dict[str, Any]:
    """A recording; none means that nothing differs."""
    return json.loads(path.read_text()) if path.exists() else {"cases": {}}


def write(path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def expected() -> dict[str, Any]:
    """The answer of each case for the client at hand."""
    return read(EXPECTED)["cases"] | read(differences_file())["cases"]


def known_failing() -> dict[str, str]:
    """Case -> reason, for the client at hand: `name`, or `name@4.0` for the clients from 4.0 on."""
    found = {}
    for line in KNOWN_FAILING.read_text().splitlines():
        if line and not line.startswith("#"):
            label, reason = line.split(maxsplit=1)
            name, _, version = label.partition("@")
            if client.VERSION >= client.parse(version or "3.5"):
                found[name] = reason
    return found
