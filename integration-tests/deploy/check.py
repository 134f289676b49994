"""Checks what is in deploy/ without a container engine: the chart, the compose file, and the image's programs as the image starts them.

    python check.py SERVER EXECUTOR            # what `make deploy-check` runs
    python check.py SERVER EXECUTOR --image    # the image alone, which needs no Go

The programs run with the image's and the chart's own arguments, as the image's user, in a root that nothing can be written to.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy import chart, compose, inside, sandbox


def main(server: Path, executor: Path, everything: bool) -> int:
    problems = chart.check() if everything else []
    manifests = chart.render("whole") if everything else []
    with tempfile.TemporaryDirectory(prefix="sparrow-deploy-") as folder:
        report = Path(folder) / "report.json"
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps({"server": str(server), "executor": str(executor), "folder": folder, "manifests": manifests}))
        # Ends with the namespaces it ran in, and so do all mounts below the folder.
        sandbox.enter([sys.executable, inside.__file__, str(plan), str(report)])
        found = json.loads(report.read_text()) if report.exists() else {"problems": ["the programs of the image did not run"], "series": []}
    problems += found["problems"]
    if everything and found["series"]:
        problems += compose.check(set(found["series"]))
    for problem in problems:
        print(f"deploy-check: {problem}")
    what = "chart, compose file and image" if everything else "image"
    print(f"deploy-check: {len(problems)} problems in {what}" if problems else f"deploy-check: {what} are fine" if everything
          else "deploy-check: the image is fine")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    try:
        sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), "--image" not in sys.argv))
    except subprocess.CalledProcessError as error:
        sys.exit(f"deploy-check: {error}: {error.stderr}")
