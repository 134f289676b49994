"""Runs the image's programs in a sandbox, a scene after another, and reports what is wrong.

    python inside.py PLAN REPORT      # within the namespaces that sandbox.enter makes

Knows which files the image and the chart mount; refuses to know what they say.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import env
from deploy import papers, sandbox
from deploy.image import Image, read

DOCKERFILE = Path(__file__).resolve().parents[2] / "deploy" / "image" / "Dockerfile"
SETTINGS = DOCKERFILE.with_name("sparrow.toml")
USER = 65532
START_SECONDS_MAX = 60
CONFIGURATION_PROBLEM = 78
SERIES = re.compile(r"^(\w+)(?:\{| )", re.MULTILINE)
# What the image's own settings name.
NEEDED = ("/etc/sparrow/tls/tls.crt", "/etc/sparrow/auth/tokens.toml")
# Where the executor answers probes beside the server, whose port it shares in the image.
EXECUTOR_HEALTH = "127.0.0.1:9465"
NAMES = "127.0.0.1 localhost x-sparrow-fleet.data.svc x-sparrow-executor-0.x-sparrow-executor.data.svc\n"

QUESTION = Path(__file__).with_name("ask.py")


class Scene:
    """One start of the image's programs, in roots of their own."""

    def __init__(self, plan: dict[str, Any], name: str) -> None:
        self.image = read(DOCKERFILE)
        self.server, self.executor = Path(plan["server"]), Path(plan["executor"])
        self.folder = Path(plan["folder"]) / name
        self.folder.mkdir()
        self.papers = papers.make(self.server, self.folder, ["x-sparrow-fleet.data.svc", "*.x-sparrow-executor.data.svc"])
        self.running: list[subprocess.Popen[bytes]] = []

    def root(self, name: str, files: dict[str, bytes], writable: tuple[str, ...] = ()) -> sandbox.Root:
        """A root with the image's programs and `files`, as orchestrators mount them: root's, for the group of the user."""
        root = sandbox.Root(self.folder / name, [*self.image.volumes, *writable])
        root.copy(self.server, "/usr/local/bin/sparrow-server")
        root.copy(self.executor, "/usr/local/bin/sparrow-executor")
        root.place("/etc/hosts", NAMES.encode())
        for path, contents in files.items():
            root.place(path, contents, 0o440, USER)
        root.seal(USER)
        return root

    def start(self, root: sandbox.Root, command: list[str], variables: dict[str, str]) -> subprocess.Popen[bytes]:
        log = root.folder.with_suffix(".log")
        process = root.start(command, USER, self.image.folder, variables, log)
        self.running.append(process)
        return process

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def ask(self, remote: str, *arguments: str) -> str:
        """Who PySpark is there, and what a thousand rows add up to."""
        authority = self.folder / "ca.pem"
        authority.write_bytes(self.papers.authority)
        # Our folder of suites for PySpark must not be taken for PySpark.
        variables = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        variables["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = str(authority)
        done = subprocess.run([str(env.python("client")), str(QUESTION), f"{remote};token={self.papers.token}", *arguments], env=variables,
                              capture_output=True, text=True, timeout=120, check=False)
        return done.stdout.strip() if done.returncode == 0 else done.stderr[-2000:]

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


def as_it_is(scene: Scene) -> tuple[list[str], str]:
    """Without certificates and tokens it must say what is missing, and not serve."""
    root = scene.root("server", {"/etc/sparrow/sparrow.toml": SETTINGS.read_bytes()})
    process = scene.start(root, command(scene.image), scene.image.environment)
    code = process.wait(START_SECONDS_MAX)
    problems = [] if code == CONFIGURATION_PROBLEM else [f"the image without papers ended with {code}, not {CONFIGURATION_PROBLEM}"]
    said = scene.log("server")
    problems += [f"the image without papers does not say that {path} is missing" for path in NEEDED if path not in said]
    return problems, ""


def with_papers(scene: Scene) -> tuple[list[str], str]:
    """Serves with the image's own arguments, answers probes, and stops when it is told to."""
    certificate, key = scene.papers.server
    root = scene.root("server", {"/etc/sparrow/sparrow.toml": SETTINGS.read_bytes(), "/etc/sparrow/tls/tls.crt": certificate,
                                 "/etc/sparrow/tls/tls.key": key, "/etc/sparrow/auth/tokens.toml": scene.papers.tokens})
    problems = scene.image.problems() + writable_places(root)
    process = scene.start(root, command(scene.image), scene.image.environment)
    if not wait_for("http://127.0.0.1:9464/readyz", process):
        return [*problems, f"the image did not get ready:\n{scene.log('server')[-2000:]}"], ""
    answer = scene.ask("sc://localhost:15002/;use_ssl=true")
    series = fetch("http://127.0.0.1:9464/metrics")
    problems += [] if answer == "ann 499500" else [f"PySpark got from the image: {answer}"]
    process.send_signal(signal.SIGTERM)
    code = process.wait(START_SECONDS_MAX)
    return problems + ([] if code == 0 else [f"the image ended with {code} when it was told to stop"]), series


def as_the_chart_says(scene: Scene, manifests: list[dict[str, Any]]) -> tuple[list[str], str]:
    """A server and an executor with the chart's settings and arguments, over mutual TLS, by the chart's names."""
    settings = next(one for one in manifests if one["kind"] == "ConfigMap" and "sparrow.toml" in one["data"])["data"]["sparrow.toml"]
    fleet_certificate, fleet_key = scene.papers.fleet
    certificate, key = scene.papers.server
    fleet = {"/etc/sparrow/fleet/secret": scene.papers.secret, "/etc/sparrow/fleet-tls/tls.crt": fleet_certificate,
             "/etc/sparrow/fleet-tls/tls.key": fleet_key, "/etc/sparrow/fleet-tls/ca.crt": scene.papers.authority}
    server_files = {"/etc/sparrow/sparrow.toml": settings.encode(), "/etc/sparrow/tls/tls.crt": certificate,
                    "/etc/sparrow/tls/tls.key": key, "/etc/sparrow/auth/tokens.toml": scene.papers.tokens}
    server = scene.start(scene.root("server", {**server_files, **fleet}, ("/data",)), *container(scene.image, manifests, "server"))
    if not wait_for("http://127.0.0.1:9464/readyz", server):
        return [f"the server did not get ready with the chart's settings:\n{scene.log('server')[-2000:]}"], ""
    words, variables = container(scene.image, manifests, "executor")
    words = [f"--health-listen={EXECUTOR_HEALTH}" if word.startswith("--health-listen=") else word for word in words]
    executor = scene.start(scene.root("executor", fleet, ("/data",)), words, variables)
    if not wait_for(f"http://{EXECUTOR_HEALTH}/readyz", executor):
        return [f"the executor did not join with the chart's arguments:\n{scene.log('executor')[-2000:]}"], ""
    answer = scene.ask("sc://localhost:15002/;use_ssl=true", "fleet")
    problems = [] if answer == "ann 499500" else [f"PySpark got from the chart's fleet: {answer}"]
    series = fetch(f"http://{EXECUTOR_HEALTH}/metrics")
    if not re.search(r"^sparrow_executor_tasks_finished_total [1-9]", series, re.MULTILINE):
        problems.append("the chart's executor ran no task")
    return problems, series + fetch("http://127.0.0.1:9464/metrics")


def command(image: Image) -> list[str]:
    return [*image.entry_point, *image.arguments]


def container(image: Image, manifests: list[dict[str, Any]], name: str) -> tuple[list[str], dict[str, str]]:
    """The command and the variables of a container of the chart, in its pod number 0."""
    workload = next(one for one in manifests if one["kind"] == "StatefulSet" and one["metadata"]["name"].endswith(f"-{name}"))
    one = workload["spec"]["template"]["spec"]["containers"][0]
    pod = {"POD_NAME": f"{workload['metadata']['name']}-0", "POD_IP": "127.0.0.1"}
    words = [re.sub(r"\$\((\w+)\)", lambda found: pod[found[1]], word) for word in one["command"] + one["args"]]
    return words, {**image.environment, **pod}


def writable_places(root: sandbox.Root) -> list[str]:
    """That the sandbox is one: root itself cannot write where the image does not say so."""
    for path in ("/new", "/etc/sparrow/new", "/usr/local/bin/new"):
        try:
            (root.folder / path[1:]).write_text("x")
        except OSError as error:
            if error.errno == errno.EROFS:
                continue
        return [f"the sandbox can be written to at {path}"]
    return []


def wait_for(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(url)
            return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def play(plan: dict[str, Any]) -> dict[str, Any]:
    """Every scene, whatever becomes of the others."""
    manifests = plan["manifests"]
    scenes: list[tuple[str, Callable[[Scene], tuple[list[str], str]]]] = [("as-it-is", as_it_is), ("with-papers", with_papers)]
    if manifests:
        scenes.append(("chart", lambda scene: as_the_chart_says(scene, manifests)))
    problems, series = [], set()
    for name, scenario in scenes:
        scene = Scene(plan, name)
        try:
            found, shown = scenario(scene)
        except Exception:
            found, shown = [f"{name}: {traceback.format_exc()}"], ""
        finally:
            scene.end()
        problems += found
        series |= set(SERIES.findall(shown))
    return {"problems": problems, "series": sorted(series)}


if __name__ == "__main__":
    sandbox.raise_loopback()
    Path(sys.argv[2]).write_text(json.dumps(play(json.loads(Path(sys.argv[1]).read_text()))))
