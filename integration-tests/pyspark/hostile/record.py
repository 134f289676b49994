"""Writes `expected.json`: what every attack gets from real Spark."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from hostile.attacks import ATTACKS  # noqa: E402
from hostile.recorder import record  # noqa: E402

if __name__ == "__main__":
    record(ATTACKS, "attacks", HERE / "expected.json")
