"""The Helm chart, linted and rendered, and the rules its pods keep.

Knows what Kubernetes reads; refuses to know a cluster.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import env
import yaml

CHART = Path(__file__).resolve().parents[2] / "deploy" / "helm" / "sparrow"
HELM = "helm.sh/helm/v3/cmd/helm@v3.19.0"
KUBERNETES = ("1.29", "1.33")
# Kinds that no schema of Kubernetes has: those of the Prometheus operator.
OTHERS = {"PodMonitor"}
RELEASE, NAMESPACE = "x", "data"

# Values that must be refused, and what the refusal has to say.
REFUSED = {
    "nobody could come in": ["--set", "image.repository=r", "--set", "server.tlsSecret=t", "--set", "executor.replicas=0"],
    "server.tlsSecret is empty": ["--set", "image.repository=r", "--set", "server.tokensSecret=t", "--set", "executor.replicas=0"],
    "image.repository is empty": ["--set", "server.tlsSecret=t", "--set", "server.tokensSecret=t", "--set", "executor.replicas=0"],
    "fleet.secret is empty": ["--set", "image.repository=r", "--set", "server.tlsSecret=t", "--set", "server.tokensSecret=t"],
    "'tlsSecrets' not allowed": ["--set", "server.tlsSecrets=t"],
}


def tool(name: str, module: str, built: str) -> str:
    """A program of the Go proxy, installed below the cache when it is missing."""
    folder = env.cache_dir() / "bin" / module.rsplit("@", 1)[1]
    if not (folder / name).exists():
        if shutil.which("go") is None:
            sys.exit(f"deploy-check builds {name} with Go 1.24 or later: install it and run this again")
        print(f"installing {name} ({module})", file=sys.stderr, flush=True)
        env.run_quietly(["go", "install", module], {**os.environ, "GOBIN": str(folder), "GOFLAGS": ""})
        if built != name:
            (folder / built).rename(folder / name)
    return str(folder / name)


def check() -> list[str]:
    """Everything that is wrong with the chart."""
    helm = tool("helm", HELM, "helm")
    problems = []
    for values in sorted((CHART / "ci").glob("*.yaml")):
        done = run([helm, "lint", "--strict", str(CHART), "-f", str(values)])
        problems += [f"lint {values.name}: {line}" for line in done.stdout.splitlines() if "[WARNING]" in line or "[ERROR]" in line]
        if done.returncode and not problems:
            problems.append(f"lint {values.name}: {done.stdout}{done.stderr}")
        for version in KUBERNETES:
            manifests = render(values.stem, version)
            problems += [f"{values.name}, Kubernetes {version}: {line}" for line in invalid(manifests, version)]
        problems += [f"{values.name}: {line}" for manifest in manifests for line in broken_rules(manifest)]
    for expected, arguments in REFUSED.items():
        done = run([helm, "template", RELEASE, str(CHART), "--kube-version", "1.33.0", *arguments])
        if done.returncode == 0 or expected not in done.stderr:
            problems.append(f"values {arguments} must be refused with '{expected}', but: {done.stderr.strip() or 'they were taken'}")
    return problems


def render(values: str, version: str = KUBERNETES[-1]) -> list[dict[str, Any]]:
    """The manifests that the chart makes of `ci/<values>.yaml`."""
    command = [tool("helm", HELM, "helm"), "template", RELEASE, str(CHART), "--namespace", NAMESPACE, "--kube-version", f"{version}.0",
               "-f", str(CHART / "ci" / f"{values}.yaml")]
    done = run(command)
    if done.returncode:
        sys.exit(f"the chart does not render with {values}: {done.stderr}")
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


def invalid(manifests: list[dict[str, Any]], version: str) -> list[str]:
    """What Kubernetes' own schemas say against the manifests."""
    import kubernetes_validate

    problems = []
    for manifest in manifests:
        if manifest["kind"] in OTHERS:
            continue
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            problems.append(f"{manifest['kind']} {manifest['metadata']['name']}: {error.message}")
    return problems


def broken_rules(manifest: dict[str, Any]) -> list[str]:
    """What a platform team would refuse about a workload of ours."""
    if manifest["kind"] != "StatefulSet":
        return ["a secret is written in the chart"] if manifest["kind"] == "Secret" else []
    pod = manifest["spec"]["template"]["spec"]
    rules = {
        "runs as root": pod["securityContext"]["runAsNonRoot"] is True and pod["securityContext"]["runAsUser"] > 0,
        "has no seccomp profile": pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault",
        "has a token of Kubernetes": pod["automountServiceAccountToken"] is False,
    }
    for one in pod["containers"]:
        security = one["securityContext"]
        rules |= {
            "may write to its root": security["readOnlyRootFilesystem"] is True,
            "may gain rights": security["allowPrivilegeEscalation"] is False and security["capabilities"]["drop"] == ["ALL"],
            "has no probes": {"startupProbe", "livenessProbe", "readinessProbe"} <= one.keys(),
            "asks for no resources": one["resources"]["requests"].keys() >= {"cpu", "memory"} and "memory" in one["resources"]["limits"],
            "has a secret in its arguments or variables": not secrets_in(one),
        }
    return [f"{manifest['metadata']['name']} {problem}" for problem, kept in rules.items() if not kept]


def secrets_in(container: dict[str, Any]) -> list[str]:
    """Variables and arguments that hold a secret rather than the name of its file."""
    words = [f"{one['name']}={one.get('value', '')}" for one in container.get("env", [])] + container.get("args", [])
    return [word for word in words if ("secret" in word.lower() or "token" in word.lower()) and "/etc/sparrow/" not in word]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
