"""What a server holds, and that it gives back what it took."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import harness

T = TypeVar("T")
GROWTH_MAX = 1.10
SETTLE_SECONDS = 25
GROWTHS_MAX = 4
POLL_SECONDS = 0.2


def peak_bytes(server: harness.Server) -> int:
    """The most memory the server held since `reset_peak`."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def reset_peak(server: harness.Server) -> None:
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")


def leaving_nothing(server: harness.Server, act: Callable[[], T]) -> T:
    """Does something and returns what it gives, after which the server lives and soon holds no more memory and files
    than 10 % above what it held before. What an allocator keeps for good, and threads, it keeps once, however late on a
    busy machine; a leak grows each time. So what grew is done again, and measured against that.
    """
    for _ in range(GROWTHS_MAX):
        memory, files = settled(server)
        given = act()
        if is_back(server, memory, files):
            break
    else:
        grown = f"{memory / 1e6:.1f} MB grew to {server.resident_bytes() / 1e6:.1f} MB"
        raise AssertionError(f"{grown}, {files} open files to {server.open_files()}")
    assert server.is_alive()
    assert not server.panics(), f"a panic: see {server.log}"
    return given


def is_back(server: harness.Server, memory: int, files: int) -> bool:
    """Whether the server comes down to these marks, within 10 %, in the time in which an allocator gives back."""
    end = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < end:
        if server.resident_bytes() <= memory * GROWTH_MAX and server.open_files() <= files * GROWTH_MAX:
            return True
        time.sleep(POLL_SECONDS)
    return False


def settled(server: harness.Server) -> tuple[int, int]:
    """Resident bytes and open files, once they no longer change."""
    seen = None
    while (now := (server.resident_bytes(), server.open_files())) != seen:
        seen = now
        time.sleep(POLL_SECONDS)
    return now
