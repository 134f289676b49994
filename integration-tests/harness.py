"""Starts and stops the servers the suites talk to: ours, real Spark (the oracle) and Sail (a peer).

Every server listens on loopback on a port of its own, writes to a log file that stays after the run, and is stopped by
its own process id. So does every executor of ours; SPARROW_ENGINE=fleet gives each of our servers two, and has all queries run
there. Knows processes; refuses to know queries. Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import env

SPARK_VERSION = "4.2.1"
PANIC = re.compile(r"sparrow_telemetry::panics\b|panicked at")
READY = re.compile(r'Sparrow (\S+) is ready: .*"(sc://[^"]+)"')
DOOR = re.compile(r"Sparrow \S+ is ready: executors join (\S+);")
READS_FILES = "the server reads files itself"
EXECUTOR_READY = re.compile(r"Sparrow executor \S+ is ready: \S+ has joined \S+, shuffle files on \S+, health on (\S+)")
EXECUTOR_TASKS = re.compile(r"^sparrow_executor_tasks_(?:finished|failed)_total (\d+)$", re.MULTILINE)

# Executors of each server when SPARROW_ENGINE is `fleet`.
EXECUTORS = 2
# Logs younger than this are kept, however many there are.
LOG_SECONDS_MIN = 3600
# How many tasks executors ran in this run, for each server that had some.
executor_tasks: list[int] = []


@dataclass(frozen=True)
class Process:
    """A running process of ours or of others: a server or an executor."""

    name: str
    remote: str
    process: subprocess.Popen[bytes]
    log: Path
    ready_seconds: float
    work: Path

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def resident_bytes(self) -> int:
        return self._status_bytes("VmRSS")

    def peak_bytes(self) -> int:
        """The most memory that was ever resident."""
        return self._status_bytes("VmHWM")

    def _status_bytes(self, what: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) * 1024

    def panics(self) -> list[str]:
        """The lines of the log that tell of a panic: from our hook, or from Rust's own before the hook is set."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if PANIC.search(line)]

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


@dataclass(frozen=True)
class Executor(Process):
    """A running executor; `remote` is where it answers over HTTP."""

    def metrics(self) -> str:
        with urllib.request.urlopen(f"{self.remote}/metrics", timeout=10) as answer:
            return answer.read().decode()

    def tasks(self) -> int:
        """How many tasks it has run to an end, good or bad."""
        return sum(map(int, EXECUTOR_TASKS.findall(self.metrics())))


@dataclass(frozen=True)
class Server(Process):
    """A running Spark Connect server, and its executors where it has some."""

    executors: tuple[Executor, ...] = ()

    @property
    def address(self) -> str:
        """`host:port`, for raw gRPC."""
        return self.remote.removeprefix("sc://").split("/")[0]

    def is_alive(self) -> bool:
        return super().is_alive() and all(executor.is_alive() for executor in self.executors)

    def panics(self) -> list[str]:
        return super().panics() + [line for executor in self.executors for line in executor.panics()]

    def reads_files_itself(self) -> list[str]:
        """The lines of the log that tell of files the server has read for a query of the fleet."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if READS_FILES in line]

    def door(self) -> str:
        """Where its executors join."""
        return DOOR.search(self.log.read_text(errors="replace"))[1]


P = TypeVar("P", bound=Process)


class ServerFailed(Exception):
    """The server ended, or did not get ready in time; the end of its log is in the message."""

    def __init__(self, what: str, log: Path) -> None:
        tail = log.read_text(errors="replace").splitlines()[-20:] if log.exists() else []
        super().__init__("\n".join([f"{what}; the end of {log}:", *tail]))


@contextmanager
def sparrow(binary: Path | None = None, settings: Mapping[str, str] | None = None,
            executors: int | None = None) -> Iterator[Server]:
    """Our server; `settings` are SPARROW_* environment variables. With executors, all queries run on them."""
    command = [str(binary or server_binary()), "--listen", "127.0.0.1:0"]
    count = executors if executors is not None else EXECUTORS if is_fleet() else 0
    variables = {"RUST_BACKTRACE": "1"}
    if count:
        variables |= {"SPARROW_FLEET_LISTEN": "127.0.0.1:0", "SPARROW_FLEET_ROUTE": "fleet"}
    with ExitStack() as stack:
        server = stack.enter_context(running(Server, "sparrow", command, find_ready_line, 30, {**variables, **(settings or {})}))
        fleet = [stack.enter_context(executor(server.door(), binary)) for _ in range(count)]
        yield replace(server, executors=tuple(fleet))
        if fleet:
            executor_tasks.append(sum(one.tasks() for one in fleet if one.is_alive()))


def is_fleet() -> bool:
    return os.environ.get("SPARROW_ENGINE") == "fleet"


@contextmanager
def executor(door: str, server: Path | None = None, arguments: tuple[str, ...] = ()) -> Iterator[Executor]:
    """An executor of the server that listens for them on `door`. It leaves at once when told to, so that suites end soon."""
    command = [str(executor_binary(server)), "--scheduler", door, "--slots", "2", "--health-listen", "127.0.0.1:0",
               "--drain-seconds-max", "0", "--linger-seconds-max", "0", *arguments]
    with running(Executor, "executor", command, find_executor_ready_line, 30, {"RUST_BACKTRACE": "1"}) as started:
        yield started


@contextmanager
def spark(memory: str = "4g", cores: int = 2) -> Iterator[Server]:
    """Real Spark's own Connect server, from the PyPI wheel, in memory catalog, UTC, nothing outside loopback."""
    home = next(env.python("spark").parent.parent.glob("lib/python*/site-packages/pyspark"))
    port = free_port()
    conf = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
    }
    with tempfile.TemporaryDirectory(prefix="sparrow-warehouse-") as warehouse:
        conf["spark.sql.warehouse.dir"] = warehouse
        command = [str(home / "bin" / "spark-submit"), "--master", f"local[{cores}]", "--driver-memory", memory]
        command += [part for key, value in conf.items() for part in ("--conf", f"{key}={value}")]
        command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        variables = {"SPARK_HOME": str(home), "JAVA_HOME": java_home(), "TZ": "UTC",
                     "PYSPARK_PYTHON": str(env.python("spark")), "SPARK_LOCAL_IP": "127.0.0.1"}
        with running(Server, "spark", command, listens_on(port), 600, variables) as server:
            yield server


@contextmanager
def sail() -> Iterator[Server]:
    """Sail, the nearest peer, from its PyPI wheel."""
    port = free_port()
    command = [str(env.python("peers").with_name("sail")), "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    with running(Server, "sail", command, listens_on(port), 60, {}) as server:
        yield server


@contextmanager
def running(kind: type[P], name: str, command: list[str], find_remote: Callable[[Path], str | None],
            timeout_seconds: float, variables: Mapping[str, str]) -> Iterator[P]:
    """Starts `command`, waits until `find_remote` names its address, and stops it in the end."""
    if not os.access(command[0], os.X_OK):
        raise FileNotFoundError(f"{command[0]} is not there: run `make build` first")
    log = new_log(name)
    work = Path(tempfile.mkdtemp(prefix=f"sparrow-{name}-"))
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   cwd=work, env={**os.environ, **variables}, start_new_session=True)
    try:
        while (remote := find_remote(log)) is None:
            if process.poll() is not None:
                raise ServerFailed(f"{name} ended with exit status {process.returncode}", log)
            if time.monotonic() - started > timeout_seconds:
                raise ServerFailed(f"{name} was not ready after {timeout_seconds} seconds", log)
            time.sleep(0.002)
        yield kind(name, remote, process, log, time.monotonic() - started, work)
    finally:
        stop(process)
        shutil.rmtree(work, ignore_errors=True)


def stop(process: subprocess.Popen[bytes], grace_seconds: float = 30) -> int:
    """SIGTERM to this one process, SIGKILL when it does not drain in time; returns its exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def find_ready_line(log: Path) -> str | None:
    found = READY.search(log.read_text(errors="replace"))
    return found[2] if found else None


def find_executor_ready_line(log: Path) -> str | None:
    found = EXECUTOR_READY.search(log.read_text(errors="replace"))
    return found[1] if found else None


def listens_on(port: int) -> Callable[[Path], str | None]:
    def probe(_log: Path) -> str | None:
        with socket.socket() as connection:
            return f"sc://127.0.0.1:{port}" if connection.connect_ex(("127.0.0.1", port)) == 0 else None

    return probe


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def new_log(name: str) -> Path:
    """A file for what a process says. Old ones go."""
    folder = env.cache_dir() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(folder.glob(f"{name}-*.log"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-20]:
        # Others may be running beside us.
        if time.time() - old.stat().st_mtime > LOG_SECONDS_MIN:
            old.unlink(missing_ok=True)
    return folder / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{free_port()}.log"


def server_binary(profile: str | None = None) -> Path:
    """SPARROW_SERVER, or what `make build` makes of the profile (SPARROW_PROFILE, default `dev`)."""
    if named := os.environ.get("SPARROW_SERVER"):
        return Path(named)
    profile = profile or os.environ.get("SPARROW_PROFILE", "dev")
    folder = "debug" if profile == "dev" else profile
    return target_dir() / folder / "sparrow-server"


def executor_binary(server: Path | None = None) -> Path:
    """SPARROW_EXECUTOR, or the one beside the server."""
    if named := os.environ.get("SPARROW_EXECUTOR"):
        return Path(named)
    return (server or server_binary()).with_name("sparrow-executor")


def target_dir() -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR") or Path.home() / ".cache" / "sparrow-target")


def java_home() -> str:
    """A JDK for the oracle: JAVA_HOME, or the one the `java` on the path belongs to."""
    if named := os.environ.get("JAVA_HOME"):
        return named
    java = shutil.which("java")
    if java is None:
        raise FileNotFoundError("real Spark needs Java 17: install openjdk-17-jre-headless or set JAVA_HOME")
    return str(Path(java).resolve().parent.parent)
