"""Starts and stops the servers the suites talk to: ours, real Spark (the oracle) and Sail (a peer).

Every server listens on loopback on a port of its own, writes to a log file that stays after the run, and is stopped by
its own process id. Knows processes; refuses to know queries. Standard library only.
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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import env

SPARK_VERSION = "4.2.1"
PANIC = re.compile(r"sparrow_telemetry::panics\b|panicked at")
READY = re.compile(r'Sparrow (\S+) is ready: .*"(sc://[^"]+)"')


@dataclass(frozen=True)
class Server:
    """A running Spark Connect server."""

    name: str
    remote: str
    process: subprocess.Popen[bytes]
    log: Path
    ready_seconds: float
    work: Path

    @property
    def address(self) -> str:
        """`host:port`, for raw gRPC."""
        return self.remote.removeprefix("sc://")

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def resident_bytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def panics(self) -> list[str]:
        """The lines of the log that tell of a panic: from our hook, or from Rust's own before the hook is set."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if PANIC.search(line)]

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


class ServerFailed(Exception):
    """The server ended, or did not get ready in time; the end of its log is in the message."""

    def __init__(self, what: str, log: Path) -> None:
        tail = log.read_text(errors="replace").splitlines()[-20:] if log.exists() else []
        super().__init__("\n".join([f"{what}; the end of {log}:", *tail]))


@contextmanager
def sparrow(binary: Path | None = None, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Our server; `settings` are SPARROW_* environment variables."""
    command = [str(binary or server_binary()), "--listen", "127.0.0.1:0"]
    if not os.access(command[0], os.X_OK):
        raise FileNotFoundError(f"{command[0]} is not there: run `make build` first")
    with running("sparrow", command, find_ready_line, 30, {"RUST_BACKTRACE": "1", **(settings or {})}) as server:
        yield server


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
        with running("spark", command, listens_on(port), 600, variables) as server:
            yield server


@contextmanager
def sail() -> Iterator[Server]:
    """Sail, the nearest peer, from its PyPI wheel."""
    port = free_port()
    command = [str(env.python("peers").with_name("sail")), "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    with running("sail", command, listens_on(port), 60, {}) as server:
        yield server


@contextmanager
def running(name: str, command: list[str], find_remote: Callable[[Path], str | None], timeout_seconds: float,
            variables: Mapping[str, str]) -> Iterator[Server]:
    """Starts `command`, waits until `find_remote` names its address, and stops it in the end."""
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
        yield Server(name, remote, process, log, time.monotonic() - started, work)
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
    folder = env.cache_dir() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(folder.glob(f"{name}-*.log"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-20]:
        old.unlink(missing_ok=True)
    return folder / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{free_port()}.log"


def server_binary(profile: str | None = None) -> Path:
    """SPARROW_SERVER, or what `make build` makes of the profile (SPARROW_PROFILE, default `dev`)."""
    if named := os.environ.get("SPARROW_SERVER"):
        return Path(named)
    profile = profile or os.environ.get("SPARROW_PROFILE", "dev")
    folder = "debug" if profile == "dev" else profile
    return target_dir() / folder / "sparrow-server"


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
