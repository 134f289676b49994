"""What the suite's server and its tenant find: folders that are open, closed and look alike, and links of each kind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import harness

# What no answer may hold.
CANARY = "canary-of-beta"


@dataclass(frozen=True)
class World:
    root: Path
    server: harness.Server
    token: str

    @property
    def remote(self) -> str:
        # PySpark sends a token in the clear to this name alone.
        return f"sc://localhost:{self.server.address.rsplit(':', 1)[1]}/;token={self.token}"


@contextmanager
def world(root: Path) -> Iterator[World]:
    """`acme` and, for reading, `shared` are the tenant's; the rest is not."""
    fill(root)
    tokens = root / "own" / "tokens"
    settings = root / "own" / "sparrow.toml"
    settings.write_text(f"""
[auth]
tokens_file = "{tokens}"
[warehouse]
folder = "{root}/warehouse"
[storage]
local_roots = ["{root}/acme", "{root}/shared"]
[tenant.acme]
paths = ["file:{root}/acme", "file:{root}/shared:ro"]
""")
    issue = [str(harness.server_binary()), "token", "issue", "--tenant", "acme", "--subject", "ann", "--file", str(tokens)]
    token = subprocess.run(issue, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    with harness.sparrow(settings={"SPARROW_CONFIG": str(settings)}) as server:
        yield World(root, server, token)
        assert server.is_alive()
        assert not server.panics(), f"a panic: see {server.log}"


def fill(root: Path) -> None:
    for name, text in {"acme": "1", "acme/sub": "2", "shared": "3", "beta": CANARY, "acme2": CANARY, "own": CANARY}.items():
        (root / name).mkdir(parents=True)
        (root / name / "a.csv").write_text(text + "\n")
    for value in ("1", "2"):
        (root / "acme" / "parts" / f"p={value}").mkdir(parents=True)
        (root / "acme" / "parts" / f"p={value}" / "a.csv").write_text("4\n")
    links = root / "acme" / "links"
    links.mkdir()
    for name, target in {
        "file": root / "beta" / "a.csv", "folder": root / "beta", "relative": Path("../../beta"), "twice": links / "folder",
        "dangling": root / "beta" / "missing", "process": Path("/proc/self/environ"),
        "password": Path("/etc/passwd"), "up": Path("../.."),
    }.items():
        os.symlink(target, links / name)
    # By itself: a listing that meets it ends there.
    (root / "acme" / "deep" / "loops").mkdir(parents=True)
    os.symlink(root / "acme" / "deep" / "loops" / "loop", root / "acme" / "deep" / "loops" / "loop")
    (root / "acme" / "a.json").write_text('{"a": 1}\n')
