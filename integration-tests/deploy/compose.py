"""The compose file, read by the loader of Compose itself, the rules its services keep, and what looks at the metrics.

Knows files; refuses to know an engine.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml
from deploy import chart

COMPOSE = Path(__file__).resolve().parents[2] / "deploy" / "compose"
DASHBOARD = chart.CHART / "dashboards" / "sparrow.json"
LOADER = "github.com/compose-spec/compose-go/v2/cmd@v2.9.1"
SERVICES = {"server", "executor-1", "executor-2", "executor-3", "prometheus", "collector", "grafana", "store"}
SERIES = re.compile(r"\b((?:sparrow|process)_[a-z_]+)")
HISTOGRAM = re.compile(r"_(?:bucket|count|sum)$")


def check(served: set[str]) -> list[str]:
    """Everything that is wrong; `served` are the names of the series that servers and executors show."""
    done = chart.run([chart.tool("compose-spec", LOADER, "cmd"), str(COMPOSE / "compose.yaml")])
    if done.returncode:
        return [f"compose.yaml: {done.stderr.strip()}"]
    services = yaml.safe_load(done.stdout)["services"]
    problems = [f"compose.yaml has no service {name}" for name in SERVICES - services.keys()]
    problems += [f"compose.yaml: {name} {problem}" for name, one in services.items() for problem in broken_rules(one)]
    problems += missing_files()
    return problems + unknown_series(served)


def broken_rules(service: dict[str, Any]) -> list[str]:
    ours = "sparrow" in service["image"]
    rules = {
        "has an image without a version": ours or not re.search(r"(^[^:]+|:latest)$", service["image"].rsplit("/", 1)[-1]),
        "keeps rights of root": "ALL" in service.get("cap_drop", []),
        "may write to its root": service.get("read_only") or service["image"].split(":")[0].endswith(("grafana", "seaweedfs")),
        "is open beyond this machine": all(port.get("host_ip") == "127.0.0.1" for port in service.get("ports", [])),
        "runs as root": not ours or service.get("user") == "65532:65532",
    }
    return [problem for problem, kept in rules.items() if not kept]


def missing_files() -> list[str]:
    """Files that YAML and JSON of ours name, and that cannot be read as what they are."""
    problems = []
    for path in sorted(COMPOSE.rglob("*.yaml")):
        if not yaml.safe_load(path.read_text()):
            problems.append(f"{path.name} is empty")
    rules = yaml.safe_load((COMPOSE / "alerts.yaml").read_text())
    problems += [f"alert {rule['alert']} says nothing" for group in rules["groups"] for rule in group["rules"]
                 if not rule["annotations"].get("summary")]
    return problems


def unknown_series(served: set[str]) -> list[str]:
    """Series that the dashboard or an alert asks for, and that nobody shows."""
    dashboard = json.loads(DASHBOARD.read_text())
    asked = {f"panel '{panel['title']}'": target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])}
    rules = yaml.safe_load((COMPOSE / "alerts.yaml").read_text())
    asked |= {f"alert {rule['alert']}": rule["expr"] for group in rules["groups"] for rule in group["rules"]}
    return [f"{where} asks for {name}, which nobody shows" for where, expression in asked.items()
            for name in SERIES.findall(expression) if name not in served and HISTOGRAM.sub("", name) not in served]
