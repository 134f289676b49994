"""Writes the pages of docs/reference, and `facts.json`, from what the server answers now.

    python3 integration-tests/run.py reference           # asks the server, then writes facts and pages
    python3 integration-tests/run.py reference --quick   # writes the pages from the facts that are there
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import harness  # noqa: E402
from reference import facts, pages  # noqa: E402


def main(arguments: list[str]) -> int:
    if arguments != ["--quick"]:
        with harness.sparrow() as server:
            facts.write({**facts.ask(server.remote), "wire": facts.wire(server.remote)})
    for path, text in pages.rendered(facts.read()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"wrote {path.relative_to(HERE.parents[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
