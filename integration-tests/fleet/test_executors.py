"""Executors join, are refused, come back and leave; what they compute is the other suites' business."""

from __future__ import annotations

import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import harness
import pytest

PATIENCE_SECONDS = 30
SECRET = "correct horse battery staple"


def until(what: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < ends, "it did not come to be so in time"
        time.sleep(0.02)


def answer(executor: harness.Executor, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(executor.remote + path, timeout=10) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def server(**settings: str) -> harness.Server:
    return harness.sparrow(settings={"SPARROW_FLEET_LISTEN": "127.0.0.1:0", **settings}, executors=0)


def secret_file(folder: Path, text: str) -> str:
    file = folder / f"{len(list(folder.iterdir()))}.secret"
    file.write_text(text)
    file.chmod(0o600)
    return str(file)


def test_an_executor_says_how_it_is() -> None:
    with server() as door, harness.executor(door.door()) as executor:
        assert answer(executor, "/healthz") == (200, "alive\n")
        assert answer(executor, "/readyz") == (200, "ready\n")
        status, metrics = answer(executor, "/metrics")
        assert status == 200 and "\nsparrow_executor_slots 2\n" in metrics
        assert "\nsparrow_executor_joins_total 1\n" in metrics
        assert answer(executor, "/nothing")[0] == 404


def test_an_executor_comes_back_when_the_server_does() -> None:
    listen = f"127.0.0.1:{harness.free_port()}"
    with server(SPARROW_FLEET_LISTEN=listen) as first, harness.executor(first.door()) as executor:
        # Killed, not stopped: the executor finds it gone.
        first.process.kill()
        until(lambda: answer(executor, "/readyz") == (503, "not in a fleet\n"))
        with server(SPARROW_FLEET_LISTEN=listen):
            until(lambda: answer(executor, "/readyz")[0] == 200)
            assert "\nsparrow_executor_joins_total 2\n" in executor.metrics()
    assert not executor.panics()


def test_an_executor_leaves_as_soon_as_nobody_needs_it() -> None:
    with server() as door, harness.executor(door.door(), arguments=("--linger-seconds-max", "600")) as executor:
        executor.process.send_signal(signal.SIGTERM)
        assert executor.process.wait(PATIENCE_SECONDS) == 0


def test_an_executor_told_twice_stops_at_once() -> None:
    with server() as door, harness.executor(door.door(), arguments=("--linger-seconds-max", "600")) as executor:
        # A server that stands still releases nobody.
        door.process.send_signal(signal.SIGSTOP)
        try:
            executor.process.send_signal(signal.SIGTERM)
            until(lambda: answer(executor, "/readyz") == (503, "leaving\n"))
            executor.process.send_signal(signal.SIGTERM)
            assert executor.process.wait(10) == 0
        finally:
            door.process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_that_never_joined_ends_at_once(number: signal.Signals, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [str(harness.executor_binary()), "--scheduler", f"127.0.0.1:{harness.free_port()}"]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
        until(lambda: "cannot be reached" in log.read_text())
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 0


def test_only_who_has_the_secret_joins(tmp_path: Path) -> None:
    right, wrong = secret_file(tmp_path, SECRET), secret_file(tmp_path, SECRET[::-1])
    with server(SPARROW_FLEET_SECRET_FILE=right) as door:
        with harness.executor(door.door(), arguments=("--fleet-secret-file", right)) as executor:
            assert answer(executor, "/readyz")[0] == 200
            assert SECRET not in executor.log.read_text()
        assert "is not this fleet's" in refusal(door, tmp_path, "--fleet-secret-file", wrong)
        assert "asks for a secret" in refusal(door, tmp_path)
        assert SECRET not in door.log.read_text()
    with server() as door:
        assert "could be anybody" in refusal(door, tmp_path, "--fleet-secret-file", right)


def refusal(door: harness.Server, folder: Path, *arguments: str) -> str:
    """What an executor logs that is refused."""
    log = folder / "refused"
    command = [str(harness.executor_binary()), "--scheduler", door.door(), *arguments]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
        try:
            until(lambda: "refuses this executor" in log.read_text())
        finally:
            process.terminate()
    return log.read_text()


@pytest.mark.parametrize("arguments, expected", [
    (["--scheduler", "10.0.0.1:1"], "without a secret"),
    (["--scheduler", "127.0.0.1:1", "--listen", "0.0.0.0:0"], "without a secret"),
    (["--scheduler", "127.0.0.1:1", "--fleet-secret-file", "/nowhere"], "/nowhere cannot be read"),
    (["--scheduler", "127.0.0.1:1", "--log-format", "xml"], "text and json"),
])
def test_options_that_cannot_be(arguments: list[str], expected: str) -> None:
    done = subprocess.run([str(harness.executor_binary()), *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (78, "")
    assert expected in done.stderr


def test_a_work_folder_has_one_user(tmp_path: Path) -> None:
    folder = ("--work-dir", str(tmp_path / "work"))
    with server() as door, harness.executor(door.door(), arguments=folder):
        command = [str(harness.executor_binary()), "--scheduler", door.door(), *folder]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1 and "another executor" in done.stderr
