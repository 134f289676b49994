"""A server with its executors as processes of their own, and what the server says of its jobs.

Every process is stopped or killed by its own id. Knows processes and the fleet's HTTP page; refuses to know
queries. Standard library only.
"""

from __future__ import annotations

import json
import signal
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import harness
from chaos import moment

# Names of which none begins another: an executor's id is its name and an ending of its own.
NAMES = ("chaos-a", "chaos-b", "chaos-c")
ANSWER_SECONDS_MAX = 30.0
# Without an end after this time a query counts as hung.
HUNG_SECONDS = 120.0
# A build without optimization takes that much longer.
DEBUG_FACTOR = 5.0
LOG_LINES_SHOWN = 60


@dataclass
class Seat:
    """An executor's place: its name and its folder outlive its processes."""

    name: str
    work: Path
    executor: harness.Executor | None = None

    def is_alive(self) -> bool:
        return self.executor is not None and self.executor.is_alive()

    def owns(self, executor_id: str) -> bool:
        """Whether this is what the server calls it."""
        return executor_id == self.name or executor_id.startswith(f"{self.name}-")


@dataclass
class Fleet:
    """The server, and the places of its executors by name."""

    server: harness.Server
    http: str
    processes: ExitStack
    seats: dict[str, Seat] = field(default_factory=dict)
    logs: list[Path] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Starts an executor, and waits until it has joined."""
        seat = self.seats[name]
        own = ("--name", name, "--work-dir", str(seat.work))
        seat.executor = self.processes.enter_context(harness.executor(self.server.door(), arguments=own))
        self.logs.append(seat.executor.log)

    def start_dead(self) -> None:
        """Starts every executor that is not alive."""
        for seat in self.seats.values():
            if not seat.is_alive():
                self.start(seat.name)

    def kill(self, name: str) -> None:
        """SIGKILL: nothing of the process is told, and nothing can tell the server."""
        executor = self.seats[name].executor
        assert executor is not None
        executor.process.send_signal(signal.SIGKILL)
        executor.process.wait()

    def name_of(self, executor_id: str) -> str | None:
        """The name of the living executor that the server calls so."""
        return next((seat.name for seat in self.seats.values() if seat.is_alive() and seat.owns(executor_id)), None)

    def may_die(self, executor_id: str) -> bool:
        return self.name_of(executor_id) is not None

    def jobs(self) -> list[moment.Job]:
        """The server's jobs, by now."""
        return moment.jobs(json.loads(fetch(f"{self.http}/fleet/jobs")))

    def dump(self, why: str) -> Path:
        """Writes down what can be known of a fleet that does not go on; the file stays after the run."""
        path = harness.new_log("chaos-dump")
        parts = [why, section("GET /fleet/jobs", lambda: pretty(fetch(f"{self.http}/fleet/jobs"))),
                 section("the server's log", lambda: tail(self.server.log))]
        for seat in self.seats.values():
            executor = seat.executor
            parts.append(section(f"metrics of {seat.name}", lambda e=executor: e.metrics()))
            parts.append(section(f"the log of {seat.name}", lambda e=executor: tail(e.log)))
        path.write_text("\n\n".join(parts) + "\n")
        return path

    def panics(self) -> list[str]:
        """Lines of any log, also of executors that were killed, that tell of a panic."""
        return [f"{log}: {line}" for log in (self.server.log, *self.logs) if log.exists()
                for line in log.read_text(errors="replace").splitlines() if harness.PANIC.search(line)]


@contextmanager
def running(executors: int = len(NAMES), settings: Mapping[str, str] | None = None) -> Iterator[Fleet]:
    """A server and so many executors, all of them stopped in the end."""
    port = harness.free_port()
    doors = {"SPARROW_FLEET_LISTEN": "127.0.0.1:0", "SPARROW_FLEET_HTTP_LISTEN": f"127.0.0.1:{port}"}
    with (harness.sparrow(settings={**doors, **(settings or {})}, executors=0) as server, ExitStack() as processes,
          tempfile.TemporaryDirectory(prefix="sparrow-chaos-", ignore_cleanup_errors=True) as work):
        fleet = Fleet(server, f"http://127.0.0.1:{port}", processes)
        for name in NAMES[:executors]:
            fleet.seats[name] = Seat(name, Path(work, name))
            fleet.seats[name].work.mkdir()
            fleet.start(name)
        yield fleet


def hung_seconds() -> float:
    """When a query of the server at hand counts as hung."""
    return HUNG_SECONDS * (DEBUG_FACTOR if harness.server_binary().parent.name == "debug" else 1.0)


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=ANSWER_SECONDS_MAX) as response:
        return response.read().decode()


def section(title: str, content: object) -> str:
    """A part of a dump. What cannot be had is said, since a dump is made when things are broken."""
    try:
        text = content()  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest of the dump is worth having
        text = f"cannot be had: {error!r}"
    return f"== {title}\n{text}"


def pretty(document: str) -> str:
    return json.dumps(json.loads(document), indent=1)


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:])
