"""Writes `expected.json`: what every case gets from real Spark."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from hostile.recorder import record  # noqa: E402
from rpc.cases import CASES  # noqa: E402

if __name__ == "__main__":
    record(CASES, "cases", HERE / "expected.json")
