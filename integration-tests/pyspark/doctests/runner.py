"""Runs PySpark's doctests against a Spark Connect server.

    runner.py --remote sc://localhost:15002 [--modules column,window] [--out results.json] [--restart COMMAND]
    runner.py --list                       # modules, objects and example counts; no server needed

Use the interpreter of the environment whose PySpark is to be tested. One child process per module (`child.py`) streams
one JSON line per object. After `--timeout` the child aborts the object; `--grace` seconds later the parent kills it and
goes on with the next object, so a run cannot hang. After each object that did not pass the server's port is probed;
when it is gone, --restart is run and the run goes on, or what is left is `not_run`.

Statuses: passed, failed, timeout, crash (the client died), server_died, not_run, skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from doctests import modules  # noqa: E402

FATALS_MAX = 3


@dataclass(frozen=True)
class Options:
    """How a run is done."""

    remote: str
    timeout: float = 60
    grace: float = 20
    connect_timeout: float = 30
    server_wait: float = 30
    restart: str = ""
    session_per: str = "module"

    def server_is_up(self) -> bool:
        host, _, port = self.remote.removeprefix("sc://").split("/")[0].partition(":")
        for _attempt in range(3):
            try:
                socket.create_connection((host, int(port or 15002)), 2).close()
                return True
            except OSError:
                time.sleep(0.5)
        return False

    def bring_server_back(self) -> bool:
        if self.restart:
            subprocess.run(self.restart, shell=True, timeout=self.server_wait + 60, check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + self.server_wait
        while time.monotonic() < end:
            if self.server_is_up():
                return True
        return False


@dataclass
class ModuleRun:
    """What is known of one module's run; it outlives the children that are spent on it."""

    module: str
    options: Options
    names: list[str] | None = None
    skipped: list[bool] = field(default_factory=list)
    results: dict[int, dict[str, Any]] = field(default_factory=dict)
    start: int = 0
    fatals: int = 0
    current: int | None = None
    error: str = ""

    def run(self) -> list[dict[str, Any]]:
        work = tempfile.mkdtemp(prefix="doctest-")
        try:
            while self.fatals < FATALS_MAX and not self.is_complete():
                ended = self.one_child(work)
                if ended == "done":
                    break
                if not self.options.server_is_up() and not self.options.bring_server_back():
                    break
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return self.listed()

    def is_complete(self) -> bool:
        return self.names is not None and self.start >= len(self.names)

    def one_child(self, work: str) -> str:
        """Runs one child until it is done, dies, hangs or loses the server; says which."""
        read, write = os.pipe()
        process = self.spawn(write, work)
        os.close(write)
        ended, self.current = "closed", None
        try:
            for event in self.events(read):
                ended = self.take(event)
                if ended in ("done", "server"):
                    break
        finally:
            kill_group(process)
            os.close(read)
        if ended != "done":
            self.settle(ended, process.returncode)
        return ended

    def spawn(self, write: int, work: str) -> subprocess.Popen[bytes]:
        options = self.options
        command = [sys.executable, str(Path(__file__).with_name("child.py")), "--module", self.module,
                   "--fd", str(write), "--remote", options.remote, "--start", str(self.start),
                   "--timeout", str(options.timeout), "--connect-timeout", str(options.connect_timeout),
                   "--session-per", options.session_per]
        variables = {**os.environ, "PYTHONWARNINGS": "ignore", "GRPC_VERBOSITY": "ERROR"}
        variables.pop("SPARK_REMOTE", None)
        return subprocess.Popen(command, pass_fds=[write], cwd=work, env=variables, start_new_session=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def events(self, read: int) -> Iterator[dict[str, Any]]:
        """The child's events; one `hang` when the next does not come in time."""
        buffer = b""
        while True:
            ready, _, _ = select.select([read], [], [], self.patience())
            if not ready:
                yield {"event": "hang"}
                return
            data = os.read(read, 1 << 16)
            if not data:
                return
            *lines, buffer = (buffer + data).split(b"\n")
            yield from map(json.loads, lines)

    def patience(self) -> float:
        if self.current is not None:
            return self.options.timeout + self.options.grace
        return self.options.connect_timeout + 60

    def take(self, event: dict[str, Any]) -> str:
        """Notes an event; returns how the child would have ended if it ended now."""
        kind = event.pop("event")
        if kind == "list":
            self.names, self.skipped = event["names"], event["skipped"]
        elif kind == "start":
            self.current, self.fatals = event["index"], 0
        elif kind == "end":
            index = event.pop("index")
            self.results[index], self.start, self.current = event, index + 1, None
            if event["status"] != "passed" and not self.options.server_is_up():
                event["status"] = "server_died"
                return "server"
        elif kind == "fatal":
            self.error = event["error"]
            self.fatals = FATALS_MAX if event["stage"] == "collect" else self.fatals + 1
            return "fatal"
        elif kind in ("done", "hang"):
            return kind
        return "closed"

    def settle(self, ended: str, exit_status: int) -> None:
        """Says what became of the object that ran when the child ended, and where the next child starts."""
        if self.current is None:
            self.fatals += ended in ("closed", "hang")
            return
        alive = self.options.server_is_up()
        status = "server_died" if not alive else "timeout" if ended == "hang" else "crash"
        first = {"kind": status, "got": f"the client ended with exit status {exit_status}"}
        self.results[self.current] = {"status": status, "failed": 1, "attempted": 0, "seconds": 0.0, "first": first}
        self.start = self.current + 1

    def listed(self) -> list[dict[str, Any]]:
        if self.names is None:
            first = {"kind": "no objects", "got": self.error}
            return [{"module": self.module, "name": self.module, "status": "not_run", "first": first}]
        missing = {"status": "not_run", "failed": 0, "attempted": 0, "seconds": 0.0,
                   "first": {"kind": "not run", "got": self.error}}
        return [{"module": self.module, "name": name,
                 **({**missing, "status": "skipped"} if self.skipped[i] else self.results.get(i, missing))}
                for i, name in enumerate(self.names)]


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Ends the child and what it started, nothing else."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def run_module(module: str, options: Options) -> list[dict[str, Any]]:
    """One result per doctest object of the module, in the order of the finder."""
    return ModuleRun(module, options).run()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--remote", default="sc://localhost:15002")
    parser.add_argument("--modules", default=",".join(modules.in_group("core")),
                        help="comma separated; also core, extra, streaming, all")
    parser.add_argument("--out", help="write every result as JSON")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--fixtures", help="write the file that two `functions` doctests read below this folder; "
                        "make it the server's working directory")
    for name in ("timeout", "grace", "connect-timeout", "server-wait"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Options, name.replace("-", "_")))
    parser.add_argument("--restart", default="", help="shell command that starts the server again")
    parser.add_argument("--session-per", choices=["module", "object"], default="module")
    arguments = parser.parse_args()
    keys = chosen(arguments.modules)
    if arguments.list:
        return show_modules(keys)
    if arguments.fixtures:
        write_fixtures(Path(arguments.fixtures))
    options = Options(**{name: getattr(arguments, name) for name in Options.__dataclass_fields__})
    if not options.server_is_up() and not options.bring_server_back():
        sys.exit(f"no server at {options.remote}")
    results = []
    for key in keys:
        done = run_module(key, options)
        results += done
        counts = Counter(result["status"] for result in done)
        print(f"{key:<24}" + ", ".join(f"{count} {status}" for status, count in sorted(counts.items())), flush=True)
        if arguments.out:
            Path(arguments.out).write_text(json.dumps({"results": results}, indent=1))
    return 0


def chosen(text: str) -> list[str]:
    keys: list[str] = []
    for part in text.split(","):
        names = list(modules.MODULES) if part == "all" else modules.in_group(part) or [part]
        if unknown := [name for name in names if name not in modules.MODULES]:
            sys.exit(f"unknown module {unknown[0]}; known: {', '.join(modules.MODULES)}")
        keys += [name for name in names if name not in keys]
    return keys


def show_modules(keys: list[str]) -> int:
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
    for key in keys:
        tests = modules.find_tests(key)
        examples = sum(len(test.examples) for test in tests)
        print(f"{key:<24}{len(tests):5} objects {examples:6} examples "
              f"({sum(map(modules.skipped_examples, tests))} skipped)")
    return 0


def write_fixtures(folder: Path) -> None:
    """87 bytes in 8 comma-separated records, as the doctests of input_file_block_* expect."""
    path = folder / "python" / "test_support" / "sql" / "ages_newlines.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(("a," * 7 + "b").ljust(87, "x"))


if __name__ == "__main__":
    sys.exit(main())
