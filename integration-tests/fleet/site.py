"""A server with a fleet whose processes know each other by certificates and a secret, and those that are refused there."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import harness
from fleet.papers import Authority, Papers, secret_file

PATIENCE_SECONDS = 30
SECRET = "correct horse battery staple"
# Between two looks at something that is to come.
LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Site:
    """What all processes of a fleet have: an authority, or none where they talk in the clear, and a secret."""

    folder: Path
    authority: Authority | None
    secret: Path

    def papers(self, holder: str) -> Papers | None:
        return self.authority.issue(holder) if self.authority else None

    @contextmanager
    def server(self, settings: Mapping[str, str] | None = None) -> Iterator[harness.Server]:
        """A server without executors that runs all queries on them. It is alive in the end, whatever was tried on it."""
        papers = self.papers("server")
        given = {"SPARROW_FLEET_LISTEN": "127.0.0.1:0", "SPARROW_FLEET_ROUTE": "fleet",
                 "SPARROW_FLEET_SECRET_FILE": str(self.secret), **(papers.settings() if papers else {}), **(settings or {})}
        with harness.sparrow(settings=given, executors=0) as server:
            yield server
            assert server.is_alive() and not server.panics(), f"see {server.log}"
            assert SECRET not in server.log.read_text(errors="replace")

    def executor(self, door: str, holder: str, *arguments: str) -> AbstractContextManager[harness.Executor]:
        """An executor that has everything it needs."""
        papers = self.papers(holder)
        known = ("--fleet-secret-file", str(self.secret), *(papers.arguments() if papers else ()))
        return harness.executor(door, arguments=(*known, *arguments))


def site(folder: Path, encrypted: bool = True) -> Site:
    folder.mkdir(exist_ok=True)
    return Site(folder, Authority(folder, "authority") if encrypted else None, secret_file(folder, "right", SECRET))


@dataclass(frozen=True)
class Refused:
    """An executor that does not get in: its process and what it says."""

    process: subprocess.Popen[bytes]
    log: Path
    http: str

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def refused(door: str, log: Path, *arguments: str) -> Iterator[Refused]:
    """An executor that tries to join; it has to leave when it is told to, and to leave well."""
    http = f"127.0.0.1:{harness.free_port()}"
    command = [str(harness.executor_binary()), "--scheduler", door, "--health-listen", http, *arguments]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
        one = Refused(process, log, f"http://{http}")
        try:
            yield one
        finally:
            ended = harness.stop(process, PATIENCE_SECONDS)
        assert ended == 0 and not harness.PANIC.search(one.said()), one.said()
        assert SECRET not in one.said()


def get(url: str) -> tuple[int, str]:
    """The status and the text of an answer over HTTP."""
    try:
        with urllib.request.urlopen(url, timeout=10) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as answered:
        return answered.code, answered.read().decode()


def until(what: Callable[[], bool], about: Callable[[], str] = lambda: "") -> None:
    """Waits for something; `about` says more when it does not come."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < ends, f"it did not come to be so in time: {about()}"
        time.sleep(LOOK_SECONDS)
